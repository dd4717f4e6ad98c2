"""Readers of what a page says about its article: one a file, one kind of evidence each."""
