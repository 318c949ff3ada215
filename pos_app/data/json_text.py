"""JSON as it lies in a row or a file, which a bad disk or a stranger may have written."""

from __future__ import annotations

import json
from typing import Any

UNREADABLE = (ValueError, RecursionError)
"""What reading it ends with: cut off, no UTF-8, of another shape, or nested beyond measure."""


def from_json(text: str | None) -> Any:
    """Return what a text says; None where there is none, or none that can be read and written again."""
    try:
        value = json.loads(text or "null")
        json.dumps(value, ensure_ascii=False).encode()  # half a sign of UTF-16 is in no encoding
    except UNREADABLE:
        return None
    return value
