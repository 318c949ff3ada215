"""Baskets for the tests of the till, priced by the real rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket, Line, PricedBasket, Sellable, price_basket
from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.tax import Tax

if TYPE_CHECKING:
    from pos_app.domain.pricing import Discount

VAT = Tax(b"v" * 16, "VAT", 130_000, included=True)
ADDED = Tax(b"a" * 16, "Sales tax", 82_500, included=False)


def uid(number: int) -> bytes:
    return bytes([number]) * 16


def goods(number: int, name: str, cents: int, unit: str = "piece", decimals: int = 0, tax: Tax = VAT) -> Sellable:
    return Sellable(number, uid(number), f"SKU-{number}", name, unit, decimals, cents * PRICE_PARTS, (tax,))


def basket(*lines: tuple[str, int, int], discount: Discount | None = None, tax: Tax = VAT) -> Basket:
    """Return a basket of (name, cents, thousandths); a fraction of a thousand makes it kilograms."""
    made = Basket(uid(200))
    for number, (name, cents, quantity) in enumerate(lines, start=1):
        weighed = quantity % 1000 != 0
        item = goods(number, name, cents, "kg" if weighed else "piece", 3 if weighed else 0, tax)
        own = (discount,) if discount and number == 1 else ()
        made = made.with_line(Line(uid(number), item, quantity, item.list_price, own))
    return made


def priced(*lines: tuple[str, int, int], discount: Discount | None = None, tax: Tax = VAT) -> PricedBasket:
    return price_basket(basket(*lines, discount=discount, tax=tax))
