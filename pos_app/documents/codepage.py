"""What a printer's code page can show, and the bytes for it."""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

from pos_app.domain.printing import CHINESE_TEXT

UPPER = 0x80
"""Where a code page leaves ASCII."""
_TWO_BYTES = 2
"""Letters of four bytes are in few printers."""
_DISTRUSTED = {"¥", "\\"}
"""Printers for East Asia swap these two with each other or with other signs."""
_FOLDED = str.maketrans("’‘‚“”„–‒—−", "'''\"\"\"----")
"""Typographic signs and the plain ones that stand for them, letter for letter."""


def folded(text: str) -> str:
    """Return the text with plain signs for typographic ones; its length stays."""
    return text.translate(_FOLDED)


def can_show(text: str, code_page: str) -> bool:
    """Tell whether every letter of the text is in the code page and means the same on every printer.

    Of GB18030 these are ASCII and letters of two bytes that are two cells wide, as the printer draws them.
    """
    if code_page == CHINESE_TEXT:
        return all((" " <= char < "\x7f" and char not in _DISTRUSTED) or is_wide_text(char) for char in text)
    upper = upper_half(code_page)
    return all((" " <= char < "\x7f" or char in upper) and char not in _DISTRUSTED for char in text)


@lru_cache(maxsize=4096)
def is_wide_text(char: str) -> bool:
    """Tell whether a printer with Chinese letters draws this one, and in two cells."""
    return unicodedata.east_asian_width(char) in "WF" and len(char.encode(CHINESE_TEXT, "ignore")) == _TWO_BYTES


@lru_cache(maxsize=8)
def upper_half(code_page: str) -> str:
    """Return the 128 letters above ASCII; places that hold none are NUL."""
    decode = codecs.getdecoder(code_page)
    return "".join(decode(bytes([byte]), "ignore")[0] or "\0" for byte in range(UPPER, 0x100))
