"""A number as a person types it, before it is known what it counts."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN_NUMBER = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?", re.ASCII)


class TypedNumber(NamedTuple):
    """A number in its parts, as text, so that nothing is lost."""

    negative: bool
    whole: str
    """The figures before the point; may be empty."""
    decimals: str
    """Those behind it without trailing zeros; may be empty."""


def typed_number(text: str) -> TypedNumber | None:
    """Return the parts of a number; `.` and `,` both part the decimals, no thousands signs. None for any other text."""
    found = _PLAIN_NUMBER.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        return None
    return TypedNumber(found[1] == "-", found[2], (found[3] or "").rstrip("0"))
