"""Fetching: settings, spiders, discovery, extensions, and the ``copydesk`` command."""
