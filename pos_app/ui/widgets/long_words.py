"""Long words in sentences: an address or a name without a space must turn where its row ends, not be cut there."""

from __future__ import annotations

import re

_LONG = r"[\x21-\u024f]{25,}"
"""A word too long for a narrow panel. Scripts that turn anywhere, or whose letters join, are left as they are."""
_PART = r"[^\W_]{1,12}[\W_]*|[\W_]+"
_MAY_TURN = "\N{ZERO WIDTH SPACE}"


def breakable(text: str) -> str:
    """Return a text that looks the same, and in whose long words a row may end: behind signs, within many letters."""
    return re.sub(_LONG, lambda word: _MAY_TURN.join(re.findall(_PART, word[0])), text)
