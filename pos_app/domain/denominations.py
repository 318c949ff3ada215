"""Counting cash: the notes and coins of a currency, and what a count of them comes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.domain.money import LARGEST_AMOUNT, AmountTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.domain.money import Currency, Minor

MOST_PIECES = 100_000
"""More pieces of one kind lie in no drawer: a barcode was typed into the field."""
_UNIT = 100
"""Hundredths."""
_PART = 50
"""A count that is off by less than one part in so many is not asked about."""
_LONGEST = 20
"""Signs of a number that are read: it is refused for its size whatever follows."""
_PIECES = r"(?a)[+-]?\d+"
_HUNDREDTHS: dict[str, tuple[int, ...]] = {
    "AUD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "CAD": (10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5),
    "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "CNY": (10000, 5000, 2000, 1000, 500, 100, 50, 10),
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "HKD": (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10),
    "JPY": (1000000, 500000, 200000, 100000, 50000, 10000, 5000, 1000, 500, 100),
    "SGD": (100000, 10000, 5000, 1000, 500, 200, 100, 50, 20, 10, 5),
    "TWD": (200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100),
    "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
}
"""Notes and coins that go over a counter, in hundredths of the unit, whatever digits a shop has frozen."""


class NotACount(PosError):
    """The text is no number of pieces. Params: text (cut to 40 characters)."""


class CountRefused(PosError):
    """Nobody counts so many pieces, or fewer than none. Params: pieces."""


class CountBelowZero(PosError):
    """A drawer holds nothing or something, never less. No params."""


class NoSuchPiece(PosError):
    """The currency has no note or coin of this value. Params: value (minor units), currency."""


class CashCount(Struct, frozen=True):
    """Cash as somebody counted it; made by `counted` or `of_sum`."""

    amount: int
    """Minor units."""
    pieces: tuple[tuple[int, int], ...] = ()
    """(value in minor units, how many), largest first; empty where only the sum was told."""


def denominations(currency: Currency) -> tuple[Minor, ...]:
    """Return the notes and coins of a currency in its minor units, largest first; nothing where they are not known.

    What the shop's digits cannot tell (a cent where amounts are whole) is left out.
    """
    parts = 10**currency.digits
    values = (divmod(value * parts, 100) for value in _HUNDREDTHS.get(currency.code, ()))
    return tuple(whole for whole, rest in values if not rest)


def notable(currency: Currency) -> Minor:
    """Return the least sum that a count may be off by without a question, in minor units.

    Ten of the currency's unit, or a thousand where no coin is smaller than the unit (yen).
    """
    known = _HUNDREDTHS.get(currency.code)
    has_parts = known[-1] < _UNIT if known else currency.digits > 0
    parts: Minor = 10**currency.digits
    return (10 if has_parts else 1000) * parts


def is_far_off(expected: Minor, counted: Minor, currency: Currency) -> bool:
    """Tell whether a count is so far from what should be there that somebody most likely miscounted or mistyped.

    That is by more than `notable`, and by more than one part in fifty of what should be there.
    """
    off = abs(counted - expected)
    return off > notable(currency) and off * _PART > abs(expected)


def parse_pieces(text: str) -> int:
    """Read what a person typed as a number of pieces; nothing typed is none.

    Raise `NotACount` for letters and parts, `CountRefused` for less than none and for more than a drawer holds.
    """
    if not text.strip():
        return 0
    if re.fullmatch(_PIECES, text.strip()) is None:
        raise NotACount(text=text[:40])
    pieces = int(text.strip()[:_LONGEST])
    _refuse_odd(pieces)
    return pieces


def counted(pieces: Mapping[Minor, int], currency: Currency) -> CashCount:
    """Return what notes and coins come to. Raise `NoSuchPiece` or `CountRefused`."""
    known = denominations(currency)
    for value, count in pieces.items():
        if value not in known:
            raise NoSuchPiece(value=value, currency=currency.code)
        _refuse_odd(count)
    told = tuple((value, pieces[value]) for value in known if pieces.get(value))
    return CashCount(sum(value * count for value, count in told), told)


def of_sum(amount: Minor) -> CashCount:
    """Return a count of which only the sum was told. Raise `CountBelowZero` or `AmountTooLarge`."""
    if amount < 0:
        raise CountBelowZero
    if amount > LARGEST_AMOUNT:
        raise AmountTooLarge(text=str(amount))
    return CashCount(amount)


def refuse_untrue(count: CashCount, currency: Currency) -> None:
    """Raise what `counted` or `of_sum` would: whoever made a count by hand may have left it out."""
    true = counted(dict(count.pieces), currency) if count.pieces else of_sum(count.amount)
    if true.amount != count.amount:
        raise ValueError("the pieces of a count do not come to its amount")


def _refuse_odd(pieces: int) -> None:
    if not 0 <= pieces <= MOST_PIECES:
        raise CountRefused(pieces=pieces)
