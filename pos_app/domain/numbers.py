"""Numbers and days as a person types them, before it is known what they count."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_PLAIN_NUMBER = r"(?a)([+-]?)(\d*)(?:[.,](\d*))?"
_YEAR_FIRST = r"(?a)(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})"
_DAY_FIRST = r"(?a)(\d{1,2})\.(\d{1,2})\.(\d{4})"


class TypedNumber(NamedTuple):
    """A number in its parts, as text, so that nothing is lost."""

    negative: bool
    whole: str
    """The figures before the point; may be empty."""
    decimals: str
    """Those behind it without trailing zeros; may be empty."""


def typed_number(text: str) -> TypedNumber | None:
    """Return the parts of a number; `.` and `,` both part the decimals, no thousands signs. None for any other text."""
    found = re.fullmatch(_PLAIN_NUMBER, text.strip())
    if found is None or not (found[2] or found[3]):
        return None
    return TypedNumber(found[1] == "-", found[2], (found[3] or "").rstrip("0"))


def percent_text(rate_ppm: int) -> str:
    """Return a rate in parts per million in percent, for machines: `13`, `5.5`, `9.975`."""
    return f"{rate_ppm // 10_000}.{rate_ppm % 10_000:04d}".rstrip("0").rstrip(".")


def typed_day(text: str) -> date | None:
    """Return the day that a text names as year, month, day (2026-11-23, 2026/11/23, 20261123) or as 23.11.2026.

    None for any other text, and for a day that no calendar has.
    """
    found = re.fullmatch(_YEAR_FIRST, text.strip())
    parts = found.groups() if found else None
    if parts is None and (found := re.fullmatch(_DAY_FIRST, text.strip())):
        parts = found.groups()[::-1]
    if parts is None:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
