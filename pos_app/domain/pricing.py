"""How a line comes to its amount: list price, changed price, discounts, its share of the basket's, taxes, roundings.

Everything here is computed from frozen values and computed again from the stored ones by `pos verify`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.domain.money import ROUNDING_PARTS, half_up, line_amount, parse_amount
from pos_app.domain.tax import MILLION, exact_taxes

if TYPE_CHECKING:
    from pos_app.domain.money import Minor, UnitPrice
    from pos_app.domain.quantity import Quantity
    from pos_app.domain.tax import TaxAmount

StepKind: TypeAlias = Literal["list", "price", "gross", "rounding", "discount", "basket_discount", "tax", "amount"]


class Discount(Struct, frozen=True):
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

    def exact(self, value: Minor) -> Fraction:
        """Return what it would take off `value` if nothing were rounded."""
        return Fraction(self.of(value)) if self.rate_ppm is None else Fraction(value * self.rate_ppm, MILLION)


class DiscountOutOfRange(PosError):
    """Less than nothing or more than everything. Params: text."""


class PriceStep(Struct, frozen=True):
    """One step on the way to a line's amount, for F8 and for the books."""

    kind: StepKind
    amount: int
    """Signed effect in minor units; for `list` and `price` the unit price in 1/10,000 minor unit; for `rounding`
    what rounding added to the step before it, in 1/10,000,000 minor unit."""
    name: str = ""
    rate_ppm: int | None = None
    included: bool = False
    """For `tax`: True where the amount already contains it."""
    near: bool = False
    """For `rounding`: True where no decimals say it exactly, as with 13/113; the amount is then the nearest."""


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


def refuse_odd(discount: Discount | None) -> None:
    """Raise `DiscountOutOfRange` for one that takes less than nothing or more than everything."""
    if discount is None:
        return
    rate, amount = discount.rate_ppm or 0, discount.amount or 0
    if not 0 <= rate <= MILLION or amount < 0:
        raise DiscountOutOfRange(text=str(rate or amount))


def discounted(gross: Minor, discounts: tuple[Discount, ...]) -> tuple[Minor, tuple[Minor, ...]]:
    """Return what remains of `gross` and what each discount, one after the other, took off."""
    taken = []
    rest = gross
    for discount in discounts:
        off = discount.of(rest)
        taken.append(off)
        rest -= off
    return rest, tuple(taken)


def net_amount(unit_price: UnitPrice, discounts: tuple[Discount, ...], quantity: Quantity) -> Minor:
    """Return what a line of so much (thousandths) comes to behind its own discounts."""
    return discounted(line_amount(unit_price, quantity), discounts)[0]


def exactly_off(value: Minor, discounts: tuple[Discount, ...]) -> Fraction:
    """Return what the discounts, one after the other, would take off `value` if none of them were rounded.

    Each is still of what the one before really left, so that the difference is the sum of their own roundings.
    """
    off = Fraction(0)
    for discount in discounts:
        off += discount.exact(value)
        value -= discount.of(value)
    return off


def rounding_step(shown: Minor, exact: Fraction) -> tuple[PriceStep, ...]:
    """Return the step that says what rounding `exact` to `shown` (both minor units) added; none where it was nothing.

    It is exact where 1/10,000,000 minor unit can say it, which all but shares and taxes inside a price can; else it
    is the nearest and marked so, and what is nearest to nothing is left out.
    """
    added = (shown - exact) * ROUNDING_PARTS
    part = half_up(added.numerator, added.denominator)
    return (PriceStep("rounding", part, near=added.denominator != 1),) if part else ()


def gross_steps(list_price: int, unit_price: int, quantity: int) -> tuple[PriceStep, ...]:
    """Return the steps from the list price to the gross amount of a line."""
    gross = line_amount(unit_price, quantity)
    changed = (PriceStep("price", unit_price),) if unit_price != list_price else ()
    rounded = rounding_step(gross, Fraction(unit_price * quantity, ROUNDING_PARTS))
    return (PriceStep("list", list_price), *changed, PriceStep("gross", gross), *rounded)


def discount_steps(gross: Minor, discounts: tuple[Discount, ...]) -> tuple[PriceStep, ...]:
    """Return a step for each of a line's own discounts, with its rounding behind it."""
    steps: list[PriceStep] = []
    for discount in discounts:
        off = discount.of(gross)
        steps.append(PriceStep("discount", -off, discount.name, discount.rate_ppm))
        steps += rounding_step(-off, -discount.exact(gross))
        gross -= off
    return tuple(steps)


def share_steps(share: Minor, exact: Fraction) -> tuple[PriceStep, ...]:
    """Return the steps of a line's share of the basket's discounts: the share taken, and the exact one it stands for.

    There are none where the basket takes nothing off the line.
    """
    rounded = rounding_step(-share, -exact)
    return (PriceStep("basket_discount", -share), *rounded) if share or rounded else ()


def tax_steps(amount: Minor, taxes: tuple[TaxAmount, ...]) -> tuple[PriceStep, ...]:
    """Return a step for each tax of a line that comes to `amount`, with its rounding behind it.

    Where taxes are rounded once an order, the rounding is what the order's left on this line.
    """
    exact = exact_taxes(amount, tuple(part.tax for part in taxes))
    steps: list[PriceStep] = []
    for part in taxes:
        steps.append(PriceStep("tax", part.amount, part.tax.name, part.tax.rate_ppm, part.tax.included))
        steps += rounding_step(part.amount, exact[part.tax])
    return tuple(steps)
