"""Compare an article with a line of ``expected.jsonl`` (see fixtures/README.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipelines import Article


def squeezed(text: str) -> str:
    return " ".join(text.split())


def differences(article: Article, expected: dict[str, Any]) -> list[str]:
    """What is not as expected, a line each; empty when all is."""
    text = squeezed(article.text)
    prose = squeezed(" ".join(b.text for b in article.body if b.kind != "crosshead"))
    trail = squeezed(" ".join(d.text for d in article.dropped))
    found = {
        "language": article.language,
        "title": article.title,
        "authors": article.authors,
        "published": _moment(article.published),
        "crossheads": [squeezed(b.text) for b in article.body if b.kind == "crosshead"],
        "captions": [_caption(c) for c in article.captions],
        "dateline": _dateline(article.dateline),
    }
    wanted = {name: expected[name] for name in found}
    wanted["published"] = _moment(expected["published"])
    wanted["captions"] = [_expected_caption(c) for c in expected["captions"]]
    wanted["dateline"] = _expected_dateline(expected["dateline"])
    wrong = [
        f"{name}: {found[name]!r} is not {wanted[name]!r}" for name in found if found[name] != wanted[name]
    ]
    if not prose.startswith(expected["first"]):
        wrong.append(f"the body starts {prose[:80]!r}, not {expected['first']!r}")
    if not prose.endswith(expected["last"]):
        wrong.append(f"the body ends {prose[-80:]!r}, not {expected['last']!r}")
    wrong += [f"lost: {kept!r}" for kept in expected["kept"] if squeezed(kept) not in text]
    wrong += [f"left in: {gone!r}" for gone in expected["dropped"] if squeezed(gone) in text]
    wrong += [
        f"not in the audit trail: {gone!r}" for gone in expected["dropped"] if squeezed(gone) not in trail
    ]
    wrong += [f"not once: {once!r}" for once in expected["once"] if text.count(squeezed(once)) != 1]
    return wrong


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _caption(caption: Any) -> tuple[Any, ...]:
    credit = caption.credit
    names = (credit.raw, credit.people, credit.agencies) if credit else (None, [], [])
    return (squeezed(caption.text), *names, _dateline(caption.dateline))


def _expected_caption(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["text"], row["credit"], row["people"], row["agencies"], _expected_dateline(row["dateline"]))


def _dateline(dateline: Any) -> tuple[Any, ...] | None:
    if dateline is None:
        return None
    places = [(place.name, place.country, place.settled_by) for place in dateline.places]
    return (dateline.raw, places, dateline.date, dateline.agency)


def _expected_dateline(row: dict[str, Any] | None) -> tuple[Any, ...] | None:
    if row is None:
        return None
    places = [(place["name"], place["country"], place["settled_by"]) for place in row["places"]]
    return (row["raw"], places, row.get("date"), row.get("agency"))
