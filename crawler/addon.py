"""The add-on: Copydesk's cleaning in any Scrapy project, by one line of settings."""

from __future__ import annotations

import re

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from pipelines.version import VERSION

from . import settings as ours

_OURS = (
    "FEED_EXPORT_ENCODING",
    "CLEAN_WORKERS",
    "CLEAN_TIMEOUT",
    "SITE_MEMORY",
    "STATE_DIR",
    "RECURRING_TEXT",
    "DATELINE",
    # Of crawler.safety, for whoever puts its parts to use; none of them is by itself.
    "ALLOW_PRIVATE_HOSTS",
    "RESPONSE_MAX_HEADERS",
    "RESPONSE_HEAD_MAXSIZE",
    "DECOMPRESSION_MAX_RATIO",
    "OBEY_RIGHTS",
    "TDMREP",
    "DEDUPE",
    "DEDUPE_DAYS",
)
_MAILBOX = re.compile(r"[^\s@/:,;<>()]+@[^\s@/:,;<>()]+")

# What has work to do only where our spiders and downloader middlewares are.
_OF_OUR_SPIDERS = frozenset(("crawler.warc.pipeline.ArchivePipeline",))


class Copydesk:
    """Clean the pages a spider yields and write them as Copydesk does.

    In your project's settings: ``ADDONS = {"crawler.addon.Copydesk": 100}``. Your
    spiders then yield :class:`pipelines.Page`. What you set yourself goes before it.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        for name in _OURS:
            settings.set(name, getattr(ours, name), priority="addon")
        for name in ("FEED_STORAGES", "FEED_EXPORTERS"):
            # Ours where the project has none of its own, key by key.
            merged = getattr(ours, name) | settings.getdict(name)
            settings.set(name, merged, max(SETTINGS_PRIORITIES["addon"], settings.getpriority(name) or 0))
        for pipeline, order in ours.ITEM_PIPELINES.items():
            if pipeline in _OF_OUR_SPIDERS:
                continue
            settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", pipeline, order)
        settings.set("USER_AGENT", user_agent(settings.get("CONTACT")), priority="addon")
        if sender := sender_of(settings.get("CONTACT")):
            headers = {"From": sender} | settings.getdict("DEFAULT_REQUEST_HEADERS")
            priority = max(SETTINGS_PRIORITIES["addon"], settings.getpriority("DEFAULT_REQUEST_HEADERS") or 0)
            settings.set("DEFAULT_REQUEST_HEADERS", headers, priority)


def sender_of(contact: str | None) -> str | None:
    """The From header of a crawl whose contact is a mailbox: a robot is to say whom to write to
    (RFC 9110 section 10.1.2).

    >>> sender_of("mailto:desk@lab.example"), sender_of("https://lab.example/crawl")
    ('desk@lab.example', None)
    """
    address = (contact or "").strip().removeprefix("mailto:").partition("?")[0]
    return address if _MAILBOX.fullmatch(address) else None


def user_agent(contact: str | None) -> str:
    """An honest name, with whom to write to where the operator says so."""
    contact = (contact or "").strip()
    return f"copydesk/{VERSION}" + (f" (+{contact})" if contact else " (news crawler)")
