"""Recurring text: what comes back on many of a site's articles and is none of theirs."""
