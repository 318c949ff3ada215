"""Quantities: integers of thousandths of a unit, with the decimals the variant allows."""

from __future__ import annotations

import re
from typing import TypeAlias

from pos_app.domain.errors import PosError

Quantity: TypeAlias = int
"""Thousandths of the variant's unit."""

THOUSANDTHS = 1000
QUANTITY_DIGITS = 3
LARGEST_QUANTITY = 10**9
"""A million units; more on one line is a barcode typed into the wrong field."""

PIECE = "piece"
UNIT_DECIMALS = {"piece": 0, "kg": 3, "g": 0, "l": 3, "ml": 0, "m": 3, "cm": 1, "h": 2}
"""The units the program offers and the decimals each starts with; a variant may allow others."""

_PLAIN_NUMBER = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?", re.ASCII)


class NotAQuantity(PosError):
    """The text is no number. Params: text."""


class TooManyDecimals(PosError):
    """The unit is not sold in such small parts. Params: text, decimals."""


class QuantityOutOfRange(PosError):
    """Zero, less, or more than a line can hold. Params: text."""


def parse_quantity(text: str, decimals: int) -> Quantity:
    """Read a typed quantity for goods that allow `decimals` decimals (0 to 3).

    Always positive: what comes back is a return. Raise `NotAQuantity`, `TooManyDecimals` or `QuantityOutOfRange`.
    """
    found = _PLAIN_NUMBER.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        raise NotAQuantity(text=text[:40])
    part = (found[3] or "").rstrip("0")
    if len(part) > decimals:
        raise TooManyDecimals(text=text[:40], decimals=decimals)
    if len(found[2]) > len(str(LARGEST_QUANTITY)):
        raise QuantityOutOfRange(text=text[:40])
    value = int(found[2] or "0") * THOUSANDTHS + int(part.ljust(QUANTITY_DIGITS, "0"))
    if found[1] == "-" or not 0 < value <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(text=text[:40])
    return value


def check_quantity(quantity: Quantity, decimals: int) -> None:
    """Raise `QuantityOutOfRange` or `TooManyDecimals` for what goods with so many decimals are not sold in."""
    text = f"{quantity // THOUSANDTHS}"
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(text=text)
    if quantity % 10 ** (QUANTITY_DIGITS - decimals):
        raise TooManyDecimals(text=text, decimals=decimals)
