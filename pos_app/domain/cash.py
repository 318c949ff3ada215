"""Cash: what is due in coins that exist, and the notes a customer is likely to hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.errors import PosError
from pos_app.domain.money import round_to

if TYPE_CHECKING:
    from pos_app.domain.money import Minor

UNUSUAL_TIMES = 100
"""Cash over this many times what is due is asked about once more: a barcode typed into the amount field."""
_SUGGESTIONS = 4
_HALVES = (1, 2, 10, 20, 40, 100)
"""Whoever pays rounds up to half of the largest place of what is due, to that place, or to notes of the next; counted
in halves of the place."""
_EVEN = (4, 10, 20, 40, 100)
"""The same where what is due is a round sum: the next note, not the next half."""
_UNITS_WITHOUT_DIGITS = 100
"""A currency without minor units counts in what others call cents: its smallest usual money is this many of them."""


class NothingTendered(PosError):
    """No money was given."""


class UnusualCash(PosError):
    """Far more cash than is due; sure? Params: tendered, due (minor units)."""


class NotInCoins(PosError):
    """Cash is rounded here, and no coins make this amount. Params: step (minor units)."""


def refuse_no_coins(tendered: Minor, step: Minor) -> None:
    """Raise `NotInCoins` for cash that is no multiple of the smallest coin; a step of 0 takes everything."""
    if step > 1 and tendered % step:
        raise NotInCoins(step=step)


def due_in_cash(open_amount: Minor, step: Minor) -> Minor:
    """Return what is due where cash is rounded to `step` minor units."""
    return round_to(open_amount, step)


def suggestions(due: Minor, digits: int) -> tuple[Minor, ...]:
    """Return up to four amounts a customer is likely to hand over: the exact one first, then rising."""
    if due <= 0:
        return ()
    unit = 10**digits if digits else _UNITS_WITHOUT_DIGITS
    place = unit
    while place * 10 <= due:
        place *= 10
    found = [due]
    for step in (halves * place // 2 for halves in (_HALVES if due % place else _EVEN)):
        amount = -(-due // step) * step
        if step >= unit and amount > found[-1]:
            found.append(amount)
    return tuple(found[:_SUGGESTIONS])


def refuse_unusual(tendered: Minor, due: Minor, *, sure: bool) -> None:
    """Raise `NothingTendered` for no money at all and `UnusualCash` for too much to be true unless a person is sure."""
    if tendered <= 0:
        raise NothingTendered
    if not sure and tendered > UNUSUAL_TIMES * max(due, 1):
        raise UnusualCash(tendered=tendered, due=due)
