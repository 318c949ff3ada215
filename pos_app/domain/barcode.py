"""Codes: GTINs with their check digit, and the readings in which a scanned text is looked up.

A barcode is unique in the shop as stored text. A scan tries the exact text first, then its GTIN-14 form, so that the
same number written with and without leading zeros finds the same goods. Between the two come the labels of scales, in
the layouts a shop has set; what GS1 codes say beside the number is read by `element_strings`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pos_app.domain.check_digit import check_digit
from pos_app.domain.errors import PosError
from pos_app.domain.label import NO_LABEL, Label

if TYPE_CHECKING:
    from pos_app.domain.scale_label import ScaleRule

GTIN_LENGTHS = (8, 12, 13, 14)
LONGEST_CODE = 128
"""Longer than any code a shop prints; a scanner that sends more is misread or misset."""
_SHORTEST_NUMBERED = 8
"""Numbers shorter than a GTIN-8 are the shop's own (PLU) codes and carry no check digit."""
_UPC_E = 8
_IN_STORE = r"(?a)2\d{12}"
"""EAN-13 that GS1 leaves to shops: what else than a label of a scale would one scan."""
_UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]"
"""Control characters, and halves of characters that no database can store."""


class UnknownCode(PosError):
    """No goods have the code. Params: text."""


class WrongCheckDigit(PosError):
    """The number is as long as a GTIN but its check digit is wrong. Params: text."""


class NoLabelLayout(PosError):
    """The code looks like a label of a scale, and the shop has no layout for it. Params: text."""


class NoLabelGoods(PosError):
    """The label names goods by a number that none have. Params: text (the label), plu."""


class UnreadableCode(PosError):
    """Too long, or with signs no code has. Params: text (cut to 40 characters)."""


class Reading(Struct, frozen=True):
    """One way to read a scanned text."""

    kind: Literal["exact", "plu", "gtin"]
    text: str
    """What to look up: the text itself, the number of goods on a scale's label, or 14 digits."""
    label: Label = NO_LABEL
    """What the code says beside which goods it is."""
    code: str = ""
    """What a line keeps of the scan; empty for the scan itself, which may hold signs that no column should."""


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
    if not text or len(text) > LONGEST_CODE or re.search(_UNPRINTABLE, text):
        raise UnreadableCode(text=text[:40])
    number = gtin14(text)
    if number is None and text.isascii() and text.isdigit() and len(text) >= _SHORTEST_NUMBERED:
        raise WrongCheckDigit(text=text[:40])
    return number


def upc_a(text: str) -> str | None:
    """Return the twelve digits that eight of a valid UPC-E stand for; else None (General Specifications, 5.2.2.4)."""
    if len(text) != _UPC_E or not text.isascii() or not text.isdigit() or text[0] not in "01":
        return None
    system, body, last, check = text[0], text[1:6], text[6], text[7]
    if last in "012":
        long = f"{body[:2]}{last}0000{body[2:]}"
    elif last in "34":
        kept = int(last)
        long = f"{body[:kept]}00000{body[kept:]}"
    else:
        long = f"{body}0000{last}"
    number = f"{system}{long}{check}"
    return number if gtin14(number) else None


def readings(text: str, rules: tuple[ScaleRule, ...] = ()) -> tuple[Reading, ...]:
    """List how a text scanned while selling may be read, first choice first. Raise `UnreadableCode`.

    A number of eight digits may be a GTIN-8 or a UPC-E; where it is valid as either, it is looked up as both.
    """
    code = text.strip()
    if not code or len(code) > LONGEST_CODE or re.search(_UNPRINTABLE, code):
        raise UnreadableCode(text=text[:40])
    # typed by hand an own code is meant whatever its letters' case; exactly as stored it is found first
    exact = tuple(Reading("exact", form) for form in dict.fromkeys((code, code.upper(), code.lower())))
    numbers = [number for number in (gtin14(code), gtin14(upc_a(code) or "")) if number]
    gtins = tuple(Reading("gtin", number) for number in dict.fromkeys(numbers))
    return (*exact, *label_readings(code, rules), *gtins)


def label_readings(code: str, rules: tuple[ScaleRule, ...]) -> tuple[Reading, ...]:
    """List the goods that a scale's label may name; empty for what is no label in one of the layouts."""
    rule = next((rule for rule in rules if rule.fits(code)), None)
    return tuple(Reading("plu", form, rule.label(code)) for form in rule.plu_forms(code)) if rule else ()


def not_found(text: str, rules: tuple[ScaleRule, ...] = ()) -> PosError:
    """Return what to say of a code that nothing was found for: misread where its check digit is wrong."""
    code = text.strip()
    shaped = [rule for rule in rules if rule.has_shape(code)]
    named = next((rule for rule in shaped if rule.fits(code)), None)
    if named is not None:
        return NoLabelGoods(text=code[:40], plu=named.plu_forms(code)[-1])
    numbered = code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS
    if shaped or (numbered and gtin14(code) is None and upc_a(code) is None):
        return WrongCheckDigit(text=code[:40])
    return NoLabelLayout(text=code) if re.fullmatch(_IN_STORE, code) else UnknownCode(text=code[:40])
