"""The version of Copydesk, here and nowhere else: an egg in Scrapyd cannot be asked for its metadata."""

VERSION = "0.1.0"
