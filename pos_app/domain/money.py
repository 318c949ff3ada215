"""Exact money. Amounts are integers of minor units; unit prices integers of 1/10,000 minor unit. No floats.

Half-up means half away from zero, so that a return mirrors its sale; rounding happens here and nowhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.domain.numbers import typed_number
from pos_app.domain.quantity import QUANTITY_DIGITS, THOUSANDTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

Minor: TypeAlias = int
"""An amount in minor units of its currency (cents, fen)."""
UnitPrice: TypeAlias = int
"""A price or cost of one unit, in 1/10,000 minor unit, so that a screw may cost 0.035."""

PRICE_PARTS = 10_000
"""Parts of a minor unit that a unit price counts."""
PRICE_DIGITS = 4
"""Decimal digits of `PRICE_PARTS`."""
ROUNDING_PARTS = PRICE_PARTS * THOUSANDTHS
"""Parts of a minor unit that a rounding counts: those of a unit price times those of a quantity."""
ROUNDING_DIGITS = PRICE_DIGITS + QUANTITY_DIGITS
"""Decimal digits of `ROUNDING_PARTS`."""
_GROUP = 3
_THOUSANDS = r"-?[1-9]\d{0,2}[.,]\d{3}"
"""What many write for thousands, and nobody for a few units."""
LARGEST_AMOUNT = 10**15
"""Beyond any till and well inside 64 bits; more is a typing error or an attack."""
OWN_RATE = 1_000_000_000
"""Exchange rate of the shop's own currency, in 1/1,000,000,000."""


class Currency(Struct, frozen=True):
    """A currency as frozen at set-up."""

    code: str
    """ISO 4217, for example `CNY`."""
    digits: int
    """Decimal digits of the minor unit: 2 for CNY and EUR, 0 for JPY, 3 for KWD."""


class NotAnAmount(PosError):
    """The text is no number that money can have. Params: text (cut to 40 characters), digits."""


class AmountTooLarge(PosError):
    """More than any till can hold. Params: text."""


def half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, halves away from zero.

    `denominator` must be positive.
    """
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def line_amount(price: UnitPrice, quantity: int) -> Minor:
    """Return price times quantity (thousandths), rounded once."""
    return half_up(price * quantity, ROUNDING_PARTS)


def round_to(amount: Minor, step: Minor) -> Minor:
    """Return the multiple of `step` nearest to `amount` (cash rounding); a step of 0 or 1 changes nothing."""
    return amount if step <= 1 else half_up(amount, step) * step


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` (none negative), losing nothing.

    Largest remainder; ties go to the earlier place. Where all weights are 0, every place weighs the same.
    """
    if not weights:
        if total:
            raise ValueError("cannot spread an amount over nothing")
        return []
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    sign = -1 if total < 0 else 1
    shares, remainders = [], []
    for place, weight in enumerate(weights):
        share, remainder = divmod(abs(total) * weight, whole)
        shares.append(share)
        remainders.append((-remainder, place))
    for _, place in sorted(remainders)[: abs(total) - sum(shares)]:
        shares[place] += 1
    return [sign * share for share in shares]


def parse_amount(text: str, digits: int) -> Minor:
    """Read what a person typed as an amount; `.` and `,` both part the decimals, no thousands signs.

    Raise `NotAnAmount` where the text is no number, has more than `digits` decimals, or may mean thousands (1.000 of a
    money with cents), `AmountTooLarge` beyond sense.
    """
    number = typed_number(text)
    if number is None or len(number.decimals) > digits:
        raise NotAnAmount(text=text[:40], digits=digits)
    if digits < _GROUP and re.fullmatch(_THOUSANDS, text.strip()):
        raise NotAnAmount(text=text[:40], digits=digits)  # a thousand, as many write it, and never meant as one
    if len(number.whole) > len(str(LARGEST_AMOUNT)):
        raise AmountTooLarge(text=text[:40])
    value = int((number.whole or "0") + number.decimals.ljust(digits, "0"))
    if value > LARGEST_AMOUNT:
        raise AmountTooLarge(text=text[:40])
    return -value if number.negative else value


def parse_price(text: str, digits: int) -> UnitPrice:
    """Read what a person typed as a unit price: up to four digits finer than the currency."""
    return parse_amount(text, digits + PRICE_DIGITS)


def plain(value: int, digits: int) -> str:
    """Return the exact decimal text of `value` / 10**digits, with a point, for files and machines."""
    sign, magnitude = ("-" if value < 0 else ""), abs(value)
    if digits == 0:
        return f"{sign}{magnitude}"
    whole, part = divmod(magnitude, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"
