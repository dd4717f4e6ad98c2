"""Benchmarks: Copydesk beside a named peer, in the same run on the same machine."""
