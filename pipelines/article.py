"""The article: what one line of output holds.

The dataclasses here are the item that travels through Scrapy (by way of
itemadapter), the value :func:`pipelines.clean` returns, and the source of the
JSON Schema in ``docs/article.schema.json``. Field order is output order.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, ClassVar

SCHEMA = "copydesk/article/1"
"""Version of the line's shape. It changes when a field is renamed, removed or
means something else; a new field does not change it."""

PLACE_EVIDENCE = ("region", "country", "stands alone", "dateline", "home", "population", "only one")
BLOCK_KINDS = ("paragraph", "crosshead", "quote", "list", "table")
PUBLISHED_SOURCES = ("json-ld", "meta", "time element", "url", "text", "none")


def _described(description: str, **extra: Any) -> dict[str, Any]:
    """Field metadata that itemadapter copies into the JSON Schema."""
    return {"json_schema_extra": {"description": description, **extra}}


def _all_required(item_class: type) -> type:
    """Say in the schema that every key is always there, null or empty at worst."""
    names = [f.name for f in dataclasses.fields(item_class)]
    item_class.__json_schema_extra__ = {"required": names}
    return item_class


@_all_required
@dataclass(slots=True)
class Block:
    """One piece of the body, in reading order."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    kind: str = field(metadata=_described("What it is in the article.", enum=list(BLOCK_KINDS)))
    text: str = field(
        metadata=_described(
            "Its words. A list has one '- item' a line, a table one row a line with ' | ' between cells."
        )
    )
    where: str | None = field(
        default=None,
        metadata=_described(
            "Its place, as in 'dropped': an XPath on the page, or 'line N' of a text; "
            "that of its first item or row. 'page 2: ' before it for a later page of the article. "
            "Null before the desk is done with it."
        ),
    )


@_all_required
@dataclass(slots=True)
class Place:
    """A place named in a dateline."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    name: str = field(metadata=_described("The place as printed."))
    region: str | None = field(
        default=None,
        metadata=_described("State, province or the like, where known."),
    )
    country: str | None = field(
        default=None,
        metadata=_described("ISO 3166-1 alpha-2, null when the place is not known."),
    )
    settled_by: str | None = field(
        default=None,
        metadata=_described(
            "What told which place of the name it is: a region or country printed with it, a list of cities "
            "that stand alone, the rest of the dateline, the site's country, the number of people, or that "
            "there is only one. Null when the place is not known.",
            enum=[*PLACE_EVIDENCE, None],
        ),
    )
    alternatives: list[str] = field(
        default_factory=list,
        metadata=_described(
            "Other places of the name, likeliest first, five at most: 'Region, CC' or 'CC'.", maxItems=5
        ),
    )


@_all_required
@dataclass(slots=True)
class Dateline:
    """Place, date and agency printed before the first sentence."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    raw: str = field(metadata=_described("As printed, without the closing dash."))
    places: list[Place] = field(default_factory=list, metadata=_described("In the order printed."))
    date: str | None = field(
        default=None,
        metadata=_described("ISO 8601 day; a year that is not printed is taken from the publication date."),
    )
    agency: str | None = field(default=None, metadata=_described("The wire service, as printed."))
    byline: str | None = field(
        default=None,
        metadata=_described("The reporter, where the dateline names one."),
    )


@_all_required
@dataclass(slots=True)
class Credit:
    """Who made or supplied a picture."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    raw: str = field(metadata=_described("As printed, without brackets and the word 'Photo'."))
    people: list[str] = field(default_factory=list, metadata=_described("Persons."))
    agencies: list[str] = field(default_factory=list, metadata=_described("Agencies, suppliers, newspapers."))


@_all_required
@dataclass(slots=True)
class Caption:
    """The text under a picture of the article."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    text: str = field(metadata=_described("Its words, credit and dateline taken out."))
    credit: Credit | None = field(default=None, metadata=_described("Null when none is printed."))
    dateline: Dateline | None = field(default=None, metadata=_described("The caption's own dateline."))
    image_url: str | None = field(default=None, metadata=_described("Absolute address of the picture."))


@_all_required
@dataclass(slots=True)
class Dropped:
    """Something on the page that is not in the article: the audit trail."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    text: str = field(metadata=_described("What was dropped."))
    rule: str = field(metadata=_described("The stable id of the rule that dropped it."))
    where: str = field(
        metadata=_described(
            "Its place: an XPath on the page, or 'line N' of a text; "
            "'page 2: ' before it for a later page of the article."
        )
    )


@_all_required
@dataclass(slots=True)
class Rights:
    """What the publisher says machines may do with the page: as said, whether or not it is obeyed."""

    __json_schema_extra__: ClassVar[dict[str, Any]]

    robots: list[str] = field(
        default_factory=list,
        metadata=_described(
            "Directives of X-Robots-Tag and the robots meta that are addressed to every crawler or to this "
            "one, in lower case, each once: 'noarchive', 'noai', 'max-snippet:50'."
        ),
    )
    tdm_reservation: bool | None = field(
        default=None,
        metadata=_described(
            "TDM Reservation Protocol: true when text and data mining is reserved, false when it is "
            "expressly not, null when nothing is said."
        ),
    )
    tdm_policy: str | None = field(default=None, metadata=_described("Absolute address of the policy."))


@_all_required
@dataclass(slots=True)
class Article:
    """A news article, clean: one line of output.

    Steps never change an article in place; they return a copy by
    :func:`dataclasses.replace`. Scrapy item pipelines of your own may, as they
    do with any item.
    """

    __json_schema_extra__: ClassVar[dict[str, Any]]

    schema: str = field(default=SCHEMA, metadata=_described("The version of this shape."))
    id: str = field(
        default="",
        metadata=_described("Given with the input, else derived from the canonical URL, else from the text."),
    )
    url: str | None = field(default=None, metadata=_described("Where the page was fetched from."))
    canonical_url: str | None = field(
        default=None, metadata=_described("The address the page gives as its own.")
    )
    site: str | None = field(default=None, metadata=_described("The publication's name, else its host."))
    language: str | None = field(default=None, metadata=_described("ISO 639-1 code of the text."))
    title: str | None = field(default=None, metadata=_described("The headline, without the site's name."))
    summary: str | None = field(default=None, metadata=_described("The standfirst or description."))
    authors: list[str] = field(default_factory=list, metadata=_described("The byline's persons, in order."))
    published: str | None = field(default=None, metadata=_described("ISO 8601, with offset where known."))
    modified: str | None = field(default=None, metadata=_described("ISO 8601, with offset where known."))
    published_source: str = field(
        default="none",
        metadata=_described("Which evidence gave 'published'.", enum=list(PUBLISHED_SOURCES)),
    )
    section: str | None = field(default=None, metadata=_described("The section of the publication."))
    tags: list[str] = field(default_factory=list, metadata=_described("Keywords."))
    text: str = field(
        default="",
        metadata=_described(
            "The body as text, blocks parted by a blank line; captions, credits and the dateline taken out."
        ),
    )
    body: list[Block] = field(default_factory=list, metadata=_described("The body as blocks, in order."))
    dateline: Dateline | None = field(default=None, metadata=_described("The story's dateline."))
    captions: list[Caption] = field(
        default_factory=list, metadata=_described("Pictures' captions, in order.")
    )
    dropped: list[Dropped] = field(
        default_factory=list,
        metadata=_described("Everything on the page that is not in the article."),
    )
    content_hash: str = field(
        default="",
        metadata=_described("'sha256:' and the hex digest of title and text."),
    )
    revision: int = field(
        default=1,
        metadata=_described("1 for an article's first text; a crawl with a state counts its later ones."),
    )
    previous_hash: str | None = field(
        default=None, metadata=_described("'content_hash' of the revision before; null for the first.")
    )
    cluster: str | None = field(
        default=None,
        metadata=_described("Names the articles that are one text, wherever printed; null for one alone."),
    )
    duplicate_of: str | None = field(
        default=None,
        metadata=_described("'id' of the article of the cluster that was there first; null for itself."),
    )
    rights: Rights = field(
        default_factory=Rights, metadata=_described("What the publisher reserves, as the page says.")
    )
    fetched_at: str | None = field(
        default=None,
        metadata=_described("ISO 8601 in UTC; null when the input does not say."),
    )
    http_status: int | None = field(default=None, metadata=_described("Null when the page was not fetched."))
    extractor: str = field(default="", metadata=_described("The programs and versions that made the line."))
