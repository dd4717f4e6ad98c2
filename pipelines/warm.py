"""Importing this makes a process ready to clean: rules read, patterns compiled.

A worker that has to do it itself takes more than a second of CPU for it, spread over its
first pages. It is done here once, by cleaning a page, in the process all workers are
forked from.
"""

from __future__ import annotations

from .desk import clean_page
from .page import Page

_PAGE = """<!doctype html><html lang="en">
<head><title>Ferry runs again - The Harbour Paper</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><main><article><h1>Ferry runs again</h1>
<p>By Jane Roe</p><time>March 14, 2025</time>
<figure><img src="ferry.jpg"><figcaption>The ferry at the quay, March 13, 2025. Photo: Tom Ashdown/Reuters
</figcaption></figure><p>HARWICH, England (Reuters) — The ferry across the harbour runs again after
eleven days of storm, and the council that had told people to wait now says that it was right to do so.</p>
<h2>Mail and milk</h2><p>“We have had neither mail nor milk since the third of the month,” said the woman
who keeps the shop on the far side, where some two hundred people live from fishing and from visitors.</p>
<p>Follow us on Facebook</p></article></main><footer>All rights reserved.</footer></body></html>"""

clean_page(Page(_PAGE, url="https://paper.example/2025/03/14/ferry-runs-again"))
