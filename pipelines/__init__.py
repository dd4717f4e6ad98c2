"""Cleaning: everything from a page to a line of JSON.

No Scrapy in here, no network, no files: a page goes in, an article comes out.

    >>> import pipelines
    >>> article = pipelines.clean(html, url="https://paper.example/2025/03/14/story")
    >>> article.title, article.dateline, article.text
"""

from .article import Article, Block, Caption, Credit, Dateline, Dropped, Place
from .desk import STEPS, Step, clean, clean_page, steps
from .errors import NoPage, NotText, PageError, PageTimeout, StepFailed, WorkerDied
from .memory.keeper import Keeper
from .page import Page

__all__ = [
    "STEPS",
    "Article",
    "Block",
    "Caption",
    "Credit",
    "Dateline",
    "Dropped",
    "Keeper",
    "NoPage",
    "NotText",
    "Page",
    "PageError",
    "PageTimeout",
    "Place",
    "Step",
    "StepFailed",
    "WorkerDied",
    "clean",
    "clean_page",
    "steps",
]
