"""Goods, taxes, lines and baskets: plain makers for examples, strategies for rules that hold for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pos_app.domain.basket import Basket, Line, Sellable
from pos_app.domain.label import NO_LABEL, Label
from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.pricing import Discount
from pos_app.domain.tax import MILLION, Tax
from tests.factories.made import made

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy

PIECE = 1000
"""One piece in thousandths."""


def uid(number: int) -> bytes:
    """Return a uid that says its number."""
    return number.to_bytes(16, "big")


def vat(percent: float, *, included: bool = True, order: int = 0, compound: bool = False, number: int = 0) -> Tax:
    """Return a tax; its uid follows from its rate where no number is given."""
    ppm = round(percent * 10_000)
    return Tax(uid(number or ppm), f"VAT {percent:g} %", ppm, included, order, compound)


def goods(price: int, *taxes: Tax, number: int = 1, name: str = "Tea", decimals: int = 0) -> Sellable:
    """Return goods at a list price in minor units."""
    return Sellable(
        variant_id=number,
        variant_uid=uid(1000 + number),
        sku=f"SKU-{number}",
        name=name,
        unit="piece",
        decimals=decimals,
        list_price=price * PRICE_PARTS,
        taxes=taxes,
    )


def line(
    item: Sellable, quantity: int = PIECE, *discounts: Discount, number: int = 1, price: int | None = None
) -> Line:
    """Return a line; `quantity` in thousandths, `price` in 1/10,000 minor unit where it is not the list price."""
    return Line(uid(number), item, quantity, item.list_price if price is None else price, discounts)


def basket(lines: Iterable[Line], *discounts: Discount) -> Basket:
    """Return an open sale."""
    return Basket(uid(7), tuple(lines), discounts)


def mirrored(sold: Basket) -> Basket:
    """Return the full return of a basket: every line with its quantity negated."""
    back = (Line(own.uid, own.item, -own.quantity, own.unit_price, own.discounts) for own in sold.lines)
    return Basket(sold.uid, tuple(back), sold.discounts)


RATES = st.sampled_from([0, 5_000, 13_000, 50_000, 88_750, 99_750, 130_000, 190_000, 250_000, 1])
AMOUNTS = st.one_of(st.integers(-1000, 1000), st.integers(-(10**10), 10**10))
UNIT_PRICES = st.one_of(st.integers(0, 10**8), st.integers(0, 2 * PRICE_PARTS))
QUANTITIES = st.one_of(st.integers(1, 20).map(lambda pieces: pieces * PIECE), st.integers(1, 5000))


@st.composite
def taxes(draw: st.DrawFn, *, included: bool | None = None) -> tuple[Tax, ...]:
    """Draw up to three taxes that differ, mixed and stacked in any way unless `included` says which."""
    count = draw(st.integers(0, 3))
    return tuple(
        Tax(
            uid(number),
            f"tax {number}",
            draw(RATES),
            draw(st.booleans()) if included is None else included,
            draw(st.integers(0, 2)),
            draw(st.booleans()),
        )
        for number in range(1, count + 1)
    )


def discounts() -> SearchStrategy[Discount]:
    """Draw a percentage or an amount, small and large."""
    rates = st.integers(0, MILLION).map(lambda rate: Discount(rate_ppm=rate, name="promotion"))
    return st.one_of(rates, st.integers(0, 10**6).map(lambda amount: Discount(amount=amount, name="voucher")))


def labels() -> SearchStrategy[Label]:
    """Draw what the code of a pack says beside its goods: mostly nothing."""
    said = made(
        Label,
        st.none() | st.integers(0, 10**6),
        st.none() | st.integers(0, 10**6),
        st.sampled_from(["", "L-7", "批 1"]),
        st.none() | st.dates(),
        st.sampled_from(["", "S1"]),
    )
    return st.one_of(st.just(NO_LABEL), st.just(NO_LABEL), said)


def tares() -> SearchStrategy[int | None]:
    """Draw what was taken off for a container: mostly the goods were not weighed."""
    return st.sampled_from([None, None, 0, 20])


@st.composite
def lines(draw: st.DrawFn, number: int = 1, *, returns: bool = False) -> Line:
    """Draw a line; with `returns` some take goods back."""
    item = Sellable(
        variant_id=number,
        variant_uid=uid(1000 + number),
        sku=f"SKU-{number}",
        name=draw(st.sampled_from(["Tea", "红豆包", "Äpfel", '"quoted" \\ goods'])),
        unit=draw(st.sampled_from(["piece", "kg"])),
        decimals=draw(st.integers(0, 3)),
        list_price=draw(UNIT_PRICES),
        taxes=draw(taxes()),
        unit_cost=draw(UNIT_PRICES),
        stock_tracked=draw(st.booleans()),
    )
    quantity = draw(QUANTITIES) * (draw(st.sampled_from([1, 1, -1])) if returns else 1)
    price = draw(st.one_of(st.just(item.list_price), UNIT_PRICES))
    own = tuple(draw(st.lists(discounts(), max_size=2)))
    code = draw(st.sampled_from(["", "6901234567892"]))
    return Line(uid(number), item, quantity, price, own, code, draw(labels()), draw(tares()))


@st.composite
def baskets(draw: st.DrawFn, *, returns: bool = False, at_least: int = 0) -> Basket:
    """Draw a basket of up to six lines with up to two discounts on the whole."""
    count = draw(st.integers(at_least, 6))
    found = tuple(draw(lines(number, returns=returns)) for number in range(1, count + 1))
    return Basket(uid(7), found, tuple(draw(st.lists(discounts(), max_size=2))))
