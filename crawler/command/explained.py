"""How ``copydesk explain`` prints: the fields first, then the page block by block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipelines import Article, Caption, Dateline, Place
from pipelines.account import Entry
from pipelines.blocks import squash
from pipelines.rulebook import rule_of

_LABEL_COLUMNS, _MOST_COLUMNS = 11, 110
# What would move the cursor or ring the bell; a page can hold it, a terminal is not to obey it.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STYLES = {
    "headline": "bold",
    "crosshead": "bold",
    "caption": "cyan",
    "dateline": "yellow",
    "metadata": "green",
    "dropped": "red",
}
_PLACE = frozenset(("name", "region", "country"))


def printed(draft: Article, article: Article, entries: list[Entry], *, every: bool, colors: bool) -> str:
    """The whole explanation as text, as wide as the terminal; 80 columns where there is none.

    :param draft: the article before its last step.
    :param every: menus and other runs outside the body are shown in full.
    """
    console = Console(
        force_terminal=colors,
        color_system="standard" if colors else None,
        no_color=not colors,
        highlight=False,
    )
    console.width = min(console.width, _MOST_COLUMNS)
    with console.capture() as capture:
        for label, value in _metadata(article):
            console.print(_row(label, value, "bold"))
        console.print()
        console.print(Rule(Text(f"the page, {len(entries)} blocks"), characters="-", style=""))
        for part in _blocks(draft, entries, every):
            console.print(part)
        if unprinted := [*_unprinted(draft), *_parts(draft)]:
            console.print(Rule(Text("not a block of the page"), characters="-", style=""))
            for part in unprinted:
                console.print(part)
        console.print(Rule(Text(_summary(entries)), characters="-", style=""))
    # Tables fill their lines with spaces.
    return "".join(f"{line.rstrip()}\n" for line in capture.get().split("\n")[:-1])


def _row(label: str, value: RenderableType, style: str = "") -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_LABEL_COLUMNS, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(label, style), value)
    return grid


def _text(text: str, style: str = "") -> Text:
    # As a span: a style of the whole would strike through the rest of the line too.
    return Text(overflow="fold").append(_CONTROLS.sub("\ufffd", text), style)


def _metadata(article: Article) -> Iterator[tuple[str, Text]]:
    yield "title", _text(article.title or "none", "bold" if article.title else "dim")
    if article.published:
        yield "published", _text(f"{article.published}, told by: {article.published_source}")
    else:
        yield "published", _text("nothing tells", "dim")
    yield "authors", _text(", ".join(article.authors) or "none", "" if article.authors else "dim")
    if article.language:
        yield "language", _text(article.language)
    if article.dateline:
        for number, line in enumerate(_dateline(article.dateline)):
            yield "" if number else "dateline", _text(line, "" if number else _STYLES["dateline"])
    for number, caption in enumerate(article.captions, start=1):
        yield f"caption {number}", _text(caption.text or "no words", _STYLES["caption"])
        for line in _about(caption):
            yield "", _text(line)


def _dateline(dateline: Dateline) -> Iterator[str]:
    yield dateline.raw
    for place in dateline.places:
        yield f"place: {_place(place)}"
    for name in ("date", "agency", "byline"):
        if value := getattr(dateline, name):
            yield f"{name}: {value}"


def _place(place: Place) -> str:
    """Where it is, and whatever else the item says of how that was settled."""
    known = ", ".join(filter(None, (place.region, place.country)))
    told = [f"{place.name}, in {known}" if known else f"{place.name}, in no gazetteer"]
    for name in (f.name for f in fields(place) if f.name not in _PLACE):
        if value := getattr(place, name):
            value = "; ".join(map(str, value)) if isinstance(value, list) else value
            told.append(f"{name.replace('_', ' ')}: {value}")
    return " — ".join(told)


def _about(caption: Caption) -> Iterator[str]:
    if credit := caption.credit:
        named = [", ".join(names) for names in (credit.people, credit.agencies)]
        kinds = ("people", "agencies")
        told = "; ".join(f"{kind}: {names}" for kind, names in zip(kinds, named, strict=True) if names)
        yield f"credit: {credit.raw}" + (f" ({told})" if told else "")
    if caption.dateline:
        yield f"dateline: {'; '.join(_dateline(caption.dateline))}"
    if caption.image_url:
        yield f"picture: {caption.image_url}"


def _blocks(draft: Article, entries: list[Entry], every: bool) -> Iterator[RenderableType]:
    """What stands on the page, in its order; neighbours outside the body as one line."""
    body = {getattr(block, "index", -1): block for block in draft.body}
    for is_outside, run in groupby(entries, lambda e: not every and _is_outside(e)):
        if is_outside:
            yield _folded(list(run))
            continue
        for entry in run:
            block = entry.block
            if entry.fate == "dropped":
                yield _row("dropped", _text(block.text, "dim strike"), _STYLES["dropped"])
                yield _why(entry.rule or "", block.place)
                continue
            kept = body.get(block.index, block)
            label = kept.kind if entry.fate == "body" else entry.fate
            if (
                entry.fate == "metadata"
                and draft.title
                and block.words.casefold() == squash(draft.title).casefold()
            ):
                label = "headline"
            yield _row(label, _text(block.text, _STYLES.get(label, "")), _STYLES.get(label, "green"))
            if entry.fate == "body" and draft.dateline and kept.text != block.text:
                yield _row("", _text(f"without its dateline: {draft.dateline.raw}", _STYLES["dateline"]))


def _is_outside(entry: Entry) -> bool:
    return not entry.is_said and (entry.rule or "").startswith("outside-body")


def _folded(run: list[Entry]) -> Table:
    rules = Counter(entry.rule for entry in run)
    told = ", ".join(f"{rule} {count}" if len(rules) > 1 else str(rule) for rule, count in rules.items())
    blocks = "1 block" if len(run) == 1 else f"{len(run)} blocks"
    return _row("…", _text(f"{blocks} outside the body ({told}); --all shows them", "dim"), "dim")


def _why(rule: str, where: str) -> Table:
    """The rule's id, what it is, and the place, under the text it dropped."""
    known = rule_of(rule)
    told = _text(rule, _STYLES["dropped"])
    if known:
        told.append(f": {known.what.split('. ')[0].rstrip('.')}", "dim")
    told.append(f" [{where}]", "dim")
    return _row("", told)


def _unprinted(draft: Article) -> Iterator[RenderableType]:
    """A body that the page's data tells and the page does not print."""
    for block in draft.body:
        if getattr(block, "index", -1) < 0:
            yield _row(block.kind, _text(block.text), _STYLES.get(block.kind, "green"))


def _parts(draft: Article) -> Iterator[RenderableType]:
    """What was dropped and is no block of the page: a part of one, or of the page's data."""
    for dropped in draft.dropped:
        if getattr(dropped, "index", -1) < 0:
            yield _row("dropped", _text(dropped.text, "dim strike"), _STYLES["dropped"])
            yield _why(dropped.rule, dropped.where)


def _summary(entries: list[Entry]) -> str:
    fates = Counter(entry.fate for entry in entries)
    return ", ".join(
        f"{fate} {fates[fate]}"
        for fate in ("body", "caption", "dateline", "metadata", "dropped")
        if fates[fate]
    )
