"""What a printer's code page can show. The table comes with python-escpos, loaded on the first use."""

from __future__ import annotations

import codecs
from functools import lru_cache

UPPER = 0x80
"""Where a code page leaves ASCII."""
_DISTRUSTED = {"¥", "\\"}
"""Printers for East Asia swap these two with each other or with other signs."""
_FOLDED = str.maketrans("’‘‚“”„–‒—−", "'''\"\"\"----")
"""Typographic signs and the plain ones that stand for them, letter for letter."""


def folded(text: str) -> str:
    """Return the text with plain signs for typographic ones; its length stays."""
    return text.translate(_FOLDED)


def can_show(text: str, code_page: str) -> bool:
    """Tell whether every letter of the text is in the code page and means the same on every printer."""
    upper = upper_half(code_page)
    return all((" " <= char < "\x7f" or char in upper) and char not in _DISTRUSTED for char in text)


@lru_cache(maxsize=8)
def upper_half(code_page: str) -> str:
    """Return the 128 letters above ASCII; places that hold none are NUL."""
    decode = codecs.getdecoder(code_page)
    return "".join(decode(bytes([byte]), "ignore")[0] or "\0" for byte in range(UPPER, 0x100))
