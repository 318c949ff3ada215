"""GS1 codes that say more than which goods: element strings of GS1-128, DataMatrix and QR, and GS1 Digital Link.

Parsed by biip, which takes a tenth of a second to load; it is imported where the first such code is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pos_app.domain.barcode import Reading, WrongCheckDigit, gtin14
from pos_app.domain.errors import PosError
from pos_app.domain.label import Label
from pos_app.domain.money import half_up

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementStrings

SEPARATOR = "\x1d"
"""What a scanner sends for the FNC1 between two elements."""
LONGEST_ELEMENTS = 500
"""A Digital Link may be long; more than this is no code of goods."""
_SURE = ("]C1", "]e0", "]d2", "]Q3", "]J1")
"""Symbology identifiers (ISO/IEC 15424) of codes that hold element strings."""
_IDENTIFIER = r"\][A-Za-z]\d"
_PLAIN = r"(?a)01(\d{14})"
_READABLE = r"(?a)\(01\)\d{14}"
_LINK = r"(?a)https?://\S+/01/\d{8,14}(?=[/?#]|$)\S*"
_UNPRINTABLE = r"[\x00-\x1c\x1e\x1f\x7f-\x9f\ud800-\udfff]"
_GRAMS = 3


class UnreadableElements(PosError):
    """The code is of GS1 and says it wrongly: cut off, a day that is none, a separator lost. Params: text."""


class ElementsWithoutGoods(PosError):
    """The code is of GS1 and names no goods: a pallet's or a parcel's label. No params."""


def without_identifier(text: str) -> str:
    """Return a scan without blanks around it and without the symbology identifier some scanners put in front."""
    code = text.strip()
    found = re.match(_IDENTIFIER, code)
    return code[found.end() :].strip() if found and not code.startswith(_SURE) else code


def has_elements(text: str) -> bool:
    """Tell whether a scan is surely of GS1: marked so, with separators within, in brackets, or a Digital Link."""
    code = text.strip()
    marked = code.startswith(_SURE) or (SEPARATOR in code and not re.search(_UNPRINTABLE, code))
    return marked or re.match(_READABLE, code) is not None or re.fullmatch(_LINK, code) is not None


def element_reading(text: str) -> Reading | None:
    """Return what a GS1 code says: its goods, weight, lot, last day and number. None for what is no such code.

    Raise `UnreadableElements`, `ElementsWithoutGoods` or `WrongCheckDigit` for what surely is one.
    """
    code, sure = text.strip(), has_elements(text)
    plain = re.match(_PLAIN, code)
    if not sure and (plain is None or gtin14(plain[1]) is None):
        return None
    if len(code) > LONGEST_ELEMENTS or re.search(_UNPRINTABLE, code):
        raise UnreadableElements(text=_shown(code))
    found = _parsed(code)
    if found is None:
        if sure:
            raise UnreadableElements(text=_shown(code))
        return None
    return _reading(found)


def _parsed(code: str) -> GS1ElementStrings | None:
    """Return the elements of a code; None where it has another form than the standard's."""
    from biip import ParseError  # heavy: loaded at the first code of GS1
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    body = code[3:] if code.startswith(_SURE) else code
    try:
        if re.fullmatch(_LINK, body):
            return GS1DigitalLinkURI.parse(body).element_strings
        if body.startswith("("):
            return GS1Message.parse_hri(body).element_strings
        return GS1Message.parse(body.strip(SEPARATOR)).element_strings
    except (ParseError, ValueError):
        return None


def _reading(found: GS1ElementStrings) -> Reading:
    goods = found.get(ai="01")
    if goods is None:
        raise ElementsWithoutGoods
    number = gtin14(goods.value)
    if number is None:
        raise WrongCheckDigit(text=goods.value)
    lot, last, serial = (found.get(ai=wanted) for wanted in ("10", "17", "21"))
    label = Label(
        weight=_grams(found),
        lot=lot.value if lot else "",
        expiry=last.date if last else None,
        serial=serial.value if serial else "",
    )
    return Reading("gtin", number, label, number)


def _grams(found: GS1ElementStrings) -> int | None:
    """Return the net weight: the last figure of 310x is how many decimals its kilograms have."""
    weight = found.get(ai="310")
    if weight is None:
        return None
    return half_up(int(weight.value) * 10**_GRAMS, 10 ** int(weight.ai.ai[-1]))


def _shown(code: str) -> str:
    return code.replace(SEPARATOR, " ")[:40]
