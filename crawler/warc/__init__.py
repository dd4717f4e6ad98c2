"""The archive: what came in, as it came in, in WARC 1.1 files (ISO 28500), and pages read from such files.

Both by fastwarc; the tests read what is written with warcio.
"""
