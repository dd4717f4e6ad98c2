"""The copy taster and what it reads: how likely each block of a page is the article's. docs/extraction.md."""
