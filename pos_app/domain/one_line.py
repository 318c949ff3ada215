"""Words that stand on one line: names of people, roles and goods, as they are kept."""

from __future__ import annotations

from unicodedata import category, normalize

_JOINERS = "\u200c\u200d"
"""Signs without a shape that some scripts write words with: they stay between two letters of such a script."""
_JOINED_FROM = 0x0600
"""Where scripts begin that are written with them, behind Latin, Greek and Cyrillic."""
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters and marks without a shape."""
_BLANK = "\u2800"
"""A sign that looks like a blank and is none."""
_SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs of format that have a shape."""


def one_line(text: str) -> str:
    """Return words without line breaks, without signs that nobody sees, and with one blank between them.

    What looks the same is the same then, but for letters of two scripts that are alike; nothing turns the line around.
    """
    text = normalize("NFC", text)
    if not (text.isascii() and text.isprintable()):
        text = "".join(_kept(text, place) for place in range(len(text)))
    return normalize("NFC", " ".join(text.split()))


def _kept(text: str, place: int) -> str:
    sign = text[place]
    if sign in _JOINERS:
        return sign if _is_joined(text, place - 1) and _is_joined(text, place + 1) else ""
    if sign in _UNSEEN:
        return ""
    if sign not in _BLANK and (sign.isprintable() or sign in _SEEN):
        return sign
    return "" if category(sign) == "Cf" else " "


def _is_joined(text: str, place: int) -> bool:
    if not 0 <= place < len(text):
        return False
    sign = text[place]
    return ord(sign) >= _JOINED_FROM and category(sign)[0] in "LM" and sign not in _UNSEEN
