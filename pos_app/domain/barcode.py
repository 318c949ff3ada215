"""Codes: GTINs with their check digit, and the readings in which a scanned text is looked up.

A barcode is unique in the shop as stored text. A scan tries the exact text first, then its GTIN-14 form, so that the
same number written with and without leading zeros finds the same goods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pos_app.domain.errors import PosError

GTIN_LENGTHS = (8, 12, 13, 14)
LONGEST_CODE = 128
"""Longer than any code a shop prints; a scanner that sends more is misread or misset."""
_SHORTEST_NUMBERED = 8
"""Numbers shorter than a GTIN-8 are the shop's own (PLU) codes and carry no check digit."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters that no database can store."""


class UnknownCode(PosError):
    """No goods have the code. Params: text."""


class WrongCheckDigit(PosError):
    """The number is as long as a GTIN but its check digit is wrong. Params: text."""


class UnreadableCode(PosError):
    """Too long, or with signs no code has. Params: text (cut to 40 characters)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a scanned text."""

    kind: Literal["exact", "gtin"]
    text: str
    """What to look up: the text itself, or 14 digits."""


def check_digit(body: str) -> int:
    """Return the GS1 check digit of a number without it (General Specifications, section 7.9.1)."""
    digits = [int(digit) for digit in reversed(body)]
    return -(3 * sum(digits[::2]) + sum(digits[1::2])) % 10


def gtin14(text: str) -> str | None:
    """Return the 14-digit form of a valid GTIN-8, -12, -13 or -14, leading zeros or not; else None."""
    if not text.isascii() or not text.isdigit() or len(text) < _SHORTEST_NUMBERED:
        return None
    if len(text) not in GTIN_LENGTHS and (len(text) < max(GTIN_LENGTHS) or text[: len(text) - 14].strip("0")):
        return None
    number = text.zfill(14)[-14:]
    return number if check_digit(number[:-1]) == int(number[-1]) else None


def refuse_bad_code(text: str) -> str | None:
    """Check a code that is to be stored and return its GTIN-14 form, None for the shop's own codes.

    Numbers of eight digits or more must be valid GTINs; shorter ones and codes with letters are the shop's own.
    Raise `UnreadableCode` or `WrongCheckDigit`.
    """
    if not text or len(text) > LONGEST_CODE or _UNPRINTABLE.search(text):
        raise UnreadableCode(text=text[:40])
    number = gtin14(text)
    if number is None and text.isascii() and text.isdigit() and len(text) >= _SHORTEST_NUMBERED:
        raise WrongCheckDigit(text=text[:40])
    return number


def readings(text: str) -> tuple[Reading, ...]:
    """List how a text scanned while selling may be read, first choice first. Raise `UnreadableCode`."""
    code = text.strip()
    if not code or len(code) > LONGEST_CODE or _UNPRINTABLE.search(code):
        raise UnreadableCode(text=text[:40])
    number = gtin14(code)
    if number:
        return Reading("exact", code), Reading("gtin", number)
    # typed by hand an own code is meant whatever its letters' case; exactly as stored it is found first
    return tuple(Reading("exact", text) for text in dict.fromkeys((code, code.upper(), code.lower())))


def not_found(text: str) -> PosError:
    """Return what to say of a code that nothing was found for: misread where its check digit is wrong."""
    code = text.strip()
    numbered = code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS
    return WrongCheckDigit(text=code[:40]) if numbered and gtin14(code) is None else UnknownCode(text=code[:40])
