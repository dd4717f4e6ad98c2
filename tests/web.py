"""Crawling made-up sites through the real engine: a story, and the command run on addresses."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def story(title: str = "Bridge put off", more: str = "") -> str:
    """A page with one article in it."""
    text = "The council met in the old customs house and, by nine votes, put off the bridge until May. "
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{more}'
        '<meta property="og:type" content="article"></head>'
        f"<body><article><h1>{title}</h1>{f'<p>{text * 2}</p>' * 4}</article></body></html>"
    )


STORY = story()


@dataclass(frozen=True)
class Done:
    """A crawl that is over."""

    returncode: int
    stderr: str
    articles: list[dict]
    failed: dict[str, dict]
    """The lines of the list of failures, by address."""


def crawl_urls(
    run: Any,
    folder: Path,
    urls: list[str],
    *options: object,
    allow: tuple[str, ...] = ("127.0.0.1",),
    env: dict[str, str] | None = None,
) -> Done:
    """``copydesk crawl --spider urls`` (unless said otherwise), without waiting."""
    out = folder / "out.jsonl"
    out.unlink(missing_ok=True)
    private = [word for host in allow for word in ("--allow-private", host)]
    quick = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0", "-s", "CLEAN_WORKERS=1")
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    spider = () if "--spider" in options else ("--spider", "urls")
    done = run(
        "crawl", *urls, *spider, "-o", out, *private, *quick, *options,
        env={**os.environ, "PYTHONPATH": path, **(env or {})}, cwd=folder,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    failed = folder / "out.failed.jsonl"
    return Done(
        done.returncode,
        done.stderr,
        [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else [],
        {line["url"]: line for line in map(json.loads, failed.read_text("utf-8").splitlines())}
        if failed.exists()
        else {},
    )
