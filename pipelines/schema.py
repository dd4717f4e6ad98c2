"""The JSON Schema of a line, made from the dataclasses by itemadapter."""

from __future__ import annotations

import json
from typing import Any

from itemadapter import ItemAdapter

from .article import SCHEMA, Article


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one line of output."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "Copydesk article",
    }
    return head | ItemAdapter.get_json_schema(Article)


def json_schema_text() -> str:
    """The schema as ``docs/article.schema.json`` holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
