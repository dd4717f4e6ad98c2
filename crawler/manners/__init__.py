"""Manners: what a site asks of crawlers, read, remembered and obeyed."""
