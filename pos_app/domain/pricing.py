"""How a line comes to its amount: list price, changed price, discounts, its share of the basket's, taxes, roundings.

Everything here is computed from frozen values and computed again from the stored ones by `pos verify`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pos_app.domain.errors import PosError
from pos_app.domain.money import half_up, line_amount, parse_amount
from pos_app.domain.tax import MILLION

if TYPE_CHECKING:
    from pos_app.domain.money import Minor

StepKind: TypeAlias = Literal["list", "price", "gross", "rounding", "discount", "basket_discount", "tax", "amount"]


@dataclass(frozen=True, slots=True)
class Discount:
    """A reduction: of a percentage, or of an amount; exactly one of the two is set."""

    rate_ppm: int | None = None
    amount: Minor | None = None
    """Positive minor units off."""
    name: str = ""
    """What the shop calls it; shown on screen and paper."""

    def of(self, value: Minor) -> Minor:
        """Return what it takes off `value`: never more than the value itself, with the value's sign."""
        if self.rate_ppm is not None:
            return half_up(value * self.rate_ppm, MILLION)
        off = min(self.amount or 0, abs(value))
        return off if value >= 0 else -off


class DiscountOutOfRange(PosError):
    """Less than nothing or more than everything. Params: text."""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One step on the way to a line's amount, for F8 and for the books."""

    kind: StepKind
    amount: int
    """Signed effect in minor units; for `list` and `price` the unit price in 1/10,000 minor unit; for `rounding`
    the part rounded away in 1/10,000,000 minor unit."""
    name: str = ""
    rate_ppm: int | None = None
    included: bool = False
    """For `tax`: True where the amount already contains it."""


def parse_discount(text: str, value: Minor, digits: int) -> Discount | None:
    """Read a typed discount on goods worth `value`: `10%` or an amount `2.50`; `0` removes it (None).

    Raise `DiscountOutOfRange` below 0, over 100 % or over the value; `NotAnAmount` for what is no number.
    """
    typed = text.strip().replace("％", "%").replace("−", "-")
    if typed.endswith("%"):
        rate = parse_amount(typed[:-1], 4)
        if not 0 <= rate <= MILLION:
            raise DiscountOutOfRange(text=text[:40])
        return Discount(rate_ppm=rate) if rate else None
    off = parse_amount(typed, digits)
    if not 0 <= off <= abs(value):
        raise DiscountOutOfRange(text=text[:40])
    return Discount(amount=off) if off else None


def discounted(gross: Minor, discounts: tuple[Discount, ...]) -> tuple[Minor, tuple[Minor, ...]]:
    """Return what remains of `gross` and what each discount, one after the other, took off."""
    taken = []
    rest = gross
    for discount in discounts:
        off = discount.of(rest)
        taken.append(off)
        rest -= off
    return rest, tuple(taken)


def gross_steps(list_price: int, unit_price: int, quantity: int) -> tuple[PriceStep, ...]:
    """Return the steps from the list price to the gross amount of a line."""
    gross = line_amount(unit_price, quantity)
    steps = [PriceStep("list", list_price)]
    if unit_price != list_price:
        steps.append(PriceStep("price", unit_price))
    steps.append(PriceStep("gross", gross))
    lost = gross * 10_000_000 - unit_price * quantity
    if lost:
        steps.append(PriceStep("rounding", lost))
    return tuple(steps)
