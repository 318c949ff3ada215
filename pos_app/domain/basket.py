"""The basket: an open sale as a frozen value. Every change gives a new one; undo is keeping the former.

`price_basket` turns a basket into amounts; it reuses what it priced before for lines that did not change, so that the
five-hundredth scan costs what the first did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pos_app.domain.errors import PosError
from pos_app.domain.label import NO_LABEL, Label
from pos_app.domain.money import line_amount, spread
from pos_app.domain.pricing import (
    Discount,
    PriceStep,
    discount_steps,
    discounted,
    exactly_off,
    gross_steps,
    share_steps,
    tax_steps,
)
from pos_app.domain.quantity import LARGEST_QUANTITY
from pos_app.domain.tax import Tax, TaxAmount, TaxRounding, line_taxes, order_taxes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from pos_app.domain.money import Minor, UnitPrice
    from pos_app.domain.quantity import Quantity

LARGEST_TOTAL = 10**14
"""Minor units; a basket beyond it is refused before any database could overflow."""


class LineNotFound(PosError):
    """The basket has no such line any more."""


class LineTooLarge(PosError):
    """The line would hold more than a line can. Params: name."""


class EmptyBasket(PosError):
    """There is nothing to pay, hold or discount."""


class Sellable(Struct, frozen=True):
    """What a variant brings to a line, copied at that moment."""

    variant_id: int
    variant_uid: bytes
    sku: str
    name: str
    unit: str
    decimals: int
    """Decimals of the quantity that goods of this unit are sold in, 0 to 3."""
    list_price: UnitPrice
    taxes: tuple[Tax, ...]
    unit_cost: int = 0
    """1/10,000 minor unit."""
    stock_tracked: bool = False


class Line(Struct, frozen=True):
    """One position of a basket."""

    uid: bytes
    item: Sellable
    quantity: Quantity
    unit_price: UnitPrice
    """What is charged; differs from the list price where a person changed it."""
    discounts: tuple[Discount, ...] = ()
    code: str = ""
    """What was scanned or typed to find it."""
    label: Label = NO_LABEL
    """What the code said of the pack itself."""
    tare: Quantity | None = None
    """What was taken off for the container, by the till or by the scale on the till's word; 0: nothing was.

    None: not weighed at the till, and no container taken off.
    """


class Basket(Struct, frozen=True):
    """An open sale."""

    uid: bytes
    """The order's uid once it is paid: whatever happens twice finds it taken."""
    lines: tuple[Line, ...] = ()
    discounts: tuple[Discount, ...] = ()
    customer: bytes | None = None
    """uid of whom it was given to; None for a walk-in."""

    def line(self, uid: bytes) -> Line:
        """Return one line, or raise `LineNotFound`."""
        for line in self.lines:
            if line.uid == uid:
                return line
        raise LineNotFound

    def mergeable(self, item: Sellable, label: Label = NO_LABEL) -> Line | None:
        """Return the line that more of `item` may be added to: the same goods, lot and day at an unchanged price.

        A pack that was weighed, has an amount or a number of its own stays on its line: together they would round to
        another amount than apart. So does what was weighed at the till.
        """
        if not label.counts:
            return None
        for line in reversed(self.lines):
            same = line.item == item and line.label == label and line.tare is None
            if same and line.unit_price == item.list_price and not line.discounts:
                return line
        return None

    def with_line(self, line: Line) -> Basket:
        """Return the basket with one more line at its end."""
        _refuse_too_large(line)
        return replace(self, lines=(*self.lines, line))

    def with_changed(self, uid: bytes, **changes: object) -> Basket:
        """Return the basket with fields of one line replaced."""
        changed = replace(self.line(uid), **changes)
        _refuse_too_large(changed)
        return replace(self, lines=tuple(changed if line.uid == uid else line for line in self.lines))

    def without(self, uid: bytes) -> Basket:
        """Return the basket without one line; a basket-wide discount goes with the last one."""
        self.line(uid)
        lines = tuple(line for line in self.lines if line.uid != uid)
        return replace(self, lines=lines, discounts=self.discounts if lines else ())


def _refuse_too_large(line: Line) -> None:
    too_many = abs(line.quantity) > LARGEST_QUANTITY
    if too_many or abs(line_amount(line.unit_price, line.quantity)) > LARGEST_TOTAL:
        raise LineTooLarge(name=line.item.name)


class PricedLine(Struct, frozen=True):
    """A line and what it comes to."""

    line: Line
    gross: Minor
    """Price times quantity."""
    taken: tuple[Minor, ...]
    """What each of the line's own discounts takes off."""
    net_of_own: Minor
    """After the line's own discounts: the amount shown on its row."""
    basket_share: Minor
    """Its share of the basket-wide discounts."""
    amount: Minor
    """What the customer pays for it, before added taxes."""
    taxes: tuple[TaxAmount, ...]

    @property
    def tax_added(self) -> Minor:
        """Taxes on top of the amount."""
        return sum(part.amount for part in self.taxes if not part.tax.included)

    @property
    def tax_included(self) -> Minor:
        """Taxes inside the amount."""
        return sum(part.amount for part in self.taxes if part.tax.included)


class PricedBasket(Struct, frozen=True):
    """A basket and what it comes to. All amounts in minor units."""

    basket: Basket
    lines: tuple[PricedLine, ...]
    subtotal: Minor
    """Sum of the rows as shown: after line discounts, before basket-wide ones."""
    taken: tuple[Minor, ...]
    """What each basket-wide discount takes off."""
    saved: Minor
    """All discounts together."""
    tax_included: Minor
    tax_added: Minor
    total: Minor
    """What is to be paid: subtotal less basket-wide discounts plus added taxes."""
    rounding: TaxRounding
    """Where its taxes were rounded."""

    def line(self, uid: bytes) -> PricedLine:
        """Return one priced line, or raise `LineNotFound`."""
        for line in self.lines:
            if line.line.uid == uid:
                return line
        raise LineNotFound

    def steps(self, uid: bytes) -> tuple[PriceStep, ...]:
        """Return every step from a line's list price to its amount and taxes, each rounding behind what it rounded.

        They are for people to read; nothing is computed from them. Raise `LineNotFound`.
        """
        priced = self.line(uid)
        line = priced.line
        return (
            *gross_steps(line.item.list_price, line.unit_price, line.quantity),
            *discount_steps(priced.gross, line.discounts),
            *share_steps(priced.basket_share, self._exact_share(priced)),
            PriceStep("amount", priced.amount),
            *tax_steps(priced.amount, priced.taxes),
        )

    def _exact_share(self, priced: PricedLine) -> Fraction:
        """Return what the basket's discounts would take off a line if neither they nor their spreading were rounded."""
        off = exactly_off(self.subtotal, self.basket.discounts)
        own, whole = (sum(_weights(self.subtotal, lines)) for lines in ((priced,), self.lines))
        return off * own / whole if off else off


def price_basket(basket: Basket, rounding: TaxRounding = "line", before: PricedBasket | None = None) -> PricedBasket:
    """Return what the basket comes to, reusing from `before` the lines that stayed the same."""
    reusable = before.lines if before and before.rounding == rounding else ()
    known = {id(priced.line): priced for priced in reusable}
    own = [known.get(id(line)) or _own(line) for line in basket.lines]
    subtotal = sum(priced.net_of_own for priced in own)
    rest, taken = discounted(subtotal, basket.discounts)
    shares = _shares(subtotal - rest, own)
    lines = _taxed(own, shares, rounding)
    tax_added = sum(line.tax_added for line in lines)
    if abs(rest + tax_added) > LARGEST_TOTAL:
        largest = max(lines, key=lambda priced: abs(priced.amount + priced.tax_added))
        raise LineTooLarge(name=largest.line.item.name)
    return PricedBasket(
        basket=basket,
        lines=lines,
        subtotal=subtotal,
        taken=taken,
        saved=sum(sum(line.taken) for line in lines) + sum(taken),
        tax_included=sum(line.tax_included for line in lines),
        tax_added=tax_added,
        total=rest + tax_added,
        rounding=rounding,
    )


def _own(line: Line) -> PricedLine:
    """Price a line by itself: no share of the basket's discounts yet, taxes rounded on the line."""
    gross = line_amount(line.unit_price, line.quantity)
    net, taken = discounted(gross, line.discounts)
    return PricedLine(line, gross, taken, net, 0, net, line_taxes(net, line.item.taxes))


def _shares(off: Minor, lines: list[PricedLine]) -> list[Minor]:
    """Spread a basket-wide discount over the lines that add to the sum; what comes back mirrors what was sold."""
    return spread(off, _weights(off, lines)) if off else [0] * len(lines)


def _weights(off: Minor, lines: Sequence[PricedLine]) -> list[int]:
    """Return what each line adds to the sum, counted in the direction of what is taken off it."""
    sign = 1 if off > 0 else -1
    return [max(sign * line.net_of_own, 0) for line in lines]


def _taxed(own: list[PricedLine], shares: list[Minor], rounding: TaxRounding) -> tuple[PricedLine, ...]:
    if rounding == "line":
        return tuple(
            priced
            if priced.basket_share == share
            else replace(
                priced,
                basket_share=share,
                amount=priced.net_of_own - share,
                taxes=line_taxes(priced.net_of_own - share, priced.line.item.taxes),
            )
            for priced, share in zip(own, shares, strict=True)
        )
    amounts = [priced.net_of_own - share for priced, share in zip(own, shares, strict=True)]
    taxes = order_taxes([(amount, priced.line.item.taxes) for amount, priced in zip(amounts, own, strict=True)])
    return tuple(
        replace(priced, basket_share=share, amount=amount, taxes=parts)
        for priced, share, amount, parts in zip(own, shares, amounts, taxes, strict=True)
    )
