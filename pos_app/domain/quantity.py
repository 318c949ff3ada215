"""Quantities: integers of thousandths of a unit, with the decimals the variant allows."""

from __future__ import annotations

from typing import TypeAlias

from pos_app.domain.errors import PosError
from pos_app.domain.numbers import typed_number

Quantity: TypeAlias = int
"""Thousandths of the variant's unit."""

THOUSANDTHS = 1000
QUANTITY_DIGITS = 3
LARGEST_QUANTITY = 10**9
"""A million units; more on one line is a barcode typed into the wrong field."""

PIECE = "piece"
UNIT_DECIMALS = {"piece": 0, "kg": 3, "g": 0, "lb": 3, "oz": 2, "l": 3, "ml": 0, "m": 3, "cm": 1, "h": 2}
"""The units the program offers and the decimals each starts with; a variant may allow others."""


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
    number = typed_number(text)
    if number is None:
        raise NotAQuantity(text=text[:40])
    if len(number.decimals) > decimals:
        raise TooManyDecimals(text=text[:40], decimals=decimals)
    if len(number.whole) > len(str(LARGEST_QUANTITY)):
        raise QuantityOutOfRange(text=text[:40])
    value = int(number.whole or "0") * THOUSANDTHS + int(number.decimals.ljust(QUANTITY_DIGITS, "0"))
    if number.negative or not 0 < value <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(text=text[:40])
    return value


def check_quantity(quantity: Quantity, decimals: int) -> None:
    """Raise `QuantityOutOfRange` or `TooManyDecimals` for what goods with so many decimals are not sold in."""
    text = f"{quantity // THOUSANDTHS}"
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(text=text)
    if quantity % 10 ** (QUANTITY_DIGITS - decimals):
        raise TooManyDecimals(text=text, decimals=decimals)
