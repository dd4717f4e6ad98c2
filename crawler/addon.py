"""The add-on: Copydesk's cleaning in any Scrapy project, by one line of settings."""

from __future__ import annotations

from importlib.metadata import version

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from . import settings as ours

_OURS = (
    "FEED_EXPORT_ENCODING",
    "CLEAN_WORKERS",
    "CLEAN_TIMEOUT",
    "SITE_MEMORY",
    "STATE_DIR",
    "RECURRING_TEXT",
    "DATELINE",
    "DEDUPE",
    "DEDUPE_DAYS",
)


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
            settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", pipeline, order)
        settings.set("USER_AGENT", user_agent(settings.get("CONTACT")), priority="addon")


def user_agent(contact: str | None) -> str:
    """An honest name, with whom to write to where the operator says so."""
    contact = (contact or "").strip()
    return f"copydesk/{version('copydesk')}" + (f" (+{contact})" if contact else " (news crawler)")
