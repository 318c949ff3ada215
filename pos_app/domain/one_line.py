"""Words that stand on one line: names of people, roles and goods, as they are kept."""

from __future__ import annotations

from unicodedata import category

_JOINERS = "\u200c\u200d"
"""Signs without a shape that some scripts write words with: they stay within one."""


def one_line(text: str) -> str:
    """Return words without line breaks, without signs that nobody sees, and with one blank between them.

    Two names that look alike are the same then, and none turns the line around that it stands on.
    """
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() or sign in _JOINERS else _instead(sign) for sign in text)
    return " ".join(text.split()).strip(_JOINERS)


def _instead(sign: str) -> str:
    return "" if category(sign) == "Cf" else " "
