"""A story: what is noted of an article to tell whether another is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ..article import Article
from .sketches import Sketch, sketch_of

_UNDATED = "~"  # after any date


@dataclass(frozen=True, slots=True)
class Story:
    """What is noted of an article."""

    id: str
    published: str
    """UTC, ISO 8601, for sorting; days after their hours, ``~`` where nothing is known."""
    url: str
    day: int | None
    """Of publication, else of fetching: :meth:`datetime.date.toordinal`."""
    noted: int | None
    """Day of fetching, by which it is forgotten; None for one that is not."""
    sketch: Sketch


def story_of(article: Article, sketch: Sketch | None = None) -> Story | None:
    """What is to be noted of an article; None for one too short to be told from others.

    :param sketch: of its text, where it has been made already.
    """
    sketch = sketch or sketch_of(article.text)
    if sketch is None or not article.id:
        return None
    fetched = _day(article.fetched_at)
    published = _day(article.published)
    return Story(
        article.id,
        _moment(article.published),
        article.canonical_url or article.url or "",
        day=published if published is not None else fetched,
        noted=fetched,
        sketch=sketch,
    )


def _day(moment: str | None) -> int | None:
    try:
        return date.fromisoformat((moment or "")[:10]).toordinal()
    except ValueError:
        return None


def _moment(published: str | None) -> str:
    """For sorting: in UTC; of two on one day, that which says its hour."""
    if _day(published) is None:
        return _UNDATED
    if len(published) == 10:
        return f"{published}{_UNDATED}"
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return f"{published[:10]}{_UNDATED}"
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError:  # the first or last day there is
        return f"{published[:10]}{_UNDATED}"
