"""Increments: what a crawl remembers for the next one, so that it fetches what is new and no more.

Every page that was read leaves its validators, a hash, and what it led to. In the next run a page
that is not due, or that its server says is unchanged, leads to the same again: a run reaches
just what it would have reached had it fetched everything, whatever it is asked, and however
earlier runs ended. So validators may be used always.
"""
