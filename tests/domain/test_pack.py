"""Labels of packs: the amount on one is what the line comes to, exactly, and the weight is what leaves the stock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.domain.label import NO_LABEL, Label
from pos_app.domain.money import PRICE_PARTS, line_amount
from pos_app.domain.pack import (
    EmptyLabel,
    LabelNeedsPrice,
    WeightOfPieces,
    is_repriced,
    measure,
    refuse_weight_of_pieces,
)
from pos_app.domain.quantity import QuantityOutOfRange, TooManyDecimals
from tests.factories.baskets import basket, goods, line

if TYPE_CHECKING:
    from pos_app.domain.basket import Line

APPLES = replace(goods(1580, name="Apples", decimals=3), unit="kg")
BREAD = goods(450, name="Bread")


@pytest.mark.parametrize(
    ("item", "label", "quantity", "price"),
    [
        (APPLES, Label(weight=734), 734, 15_800_000),
        (APPLES, Label(amount=1160), 734, 15_800_000),  # 11.60 / 15.80 is 0.734 kg and comes to 11.60
        (APPLES, Label(amount=1000), 633, 15_800_000),
        (APPLES, Label(weight=500, amount=700), 500, 14_000_000),  # the scale's own price, to the cent
        (APPLES, Label(weight=734, amount=1160), 734, 15_800_000),
        (replace(APPLES, unit="g", decimals=0, list_price=15_800), Label(weight=734), 734_000, 15_800),
        (replace(APPLES, unit="lb"), Label(weight=454), 1001, 15_800_000),
        (replace(APPLES, unit="oz", decimals=2), Label(weight=100), 3530, 15_800_000),
        (replace(APPLES, unit="kg", decimals=1), Label(weight=700), 700, 15_800_000),
        (replace(APPLES, unit="kg", decimals=1), Label(amount=1000), 600, 16_670_000),
        (replace(APPLES, unit="m"), Label(amount=1580), 1000, 15_800_000),
        (replace(APPLES, unit="m"), Label(weight=734, amount=1580), 1000, 15_800_000),
        (BREAD, Label(amount=399), 1000, 3_990_000),
        (BREAD, Label(weight=734, amount=399), 1000, 3_990_000),
        (replace(BREAD, list_price=0), Label(amount=399), 1000, 3_990_000),
        (replace(APPLES, list_price=10**9), Label(amount=1), 1, 10_000_000),  # less than a gram is one gram
    ],
)
def test_what_a_pack_is_and_costs(item: object, label: Label, quantity: int, price: int) -> None:
    assert measure(item, label) == (quantity, price)  # type: ignore[arg-type]


@given(
    st.integers(1, 99_999),
    st.one_of(st.none(), st.integers(1, 999)),
    st.integers(10**8, 10**10),
    st.integers(1, 9),
    st.sampled_from(["kg", "g", "lb", "oz", "piece", "m"]),
)
def test_price_times_quantity_is_the_labels_amount(
    amount: int, weight: int | None, price: int, packs: int, unit: str
) -> None:
    item = replace(APPLES, unit=unit, list_price=price, decimals=3 if unit != "piece" else 0)
    quantity, unit_price = measure(item, Label(weight, amount), packs)
    assert line_amount(unit_price, quantity) == amount * packs


def test_what_no_label_can_say() -> None:
    for empty in (Label(amount=0), Label(weight=0), Label(weight=0, amount=100), Label(weight=5, amount=0)):
        with pytest.raises(EmptyLabel):
            measure(APPLES, empty)
    with pytest.raises(LabelNeedsPrice):
        measure(replace(APPLES, list_price=0), Label(amount=100))
    with pytest.raises(TooManyDecimals) as refused:
        measure(replace(APPLES, decimals=2), Label(weight=734))
    assert refused.value.params == {"text": "0.734", "decimals": 2}
    with pytest.raises(QuantityOutOfRange):
        measure(APPLES, Label(weight=10**9), 2)
    with pytest.raises(QuantityOutOfRange):  # 80 tons at less than 1/10,000 of a cent a kilogram
        measure(APPLES, Label(weight=80_000_000, amount=3))


def test_a_weight_of_goods_that_are_counted_is_refused_from_a_scale_alone() -> None:
    with pytest.raises(WeightOfPieces):
        refuse_weight_of_pieces(BREAD, Label(weight=734))
    for right in (Label(weight=734, amount=399), Label(amount=399), NO_LABEL):
        refuse_weight_of_pieces(BREAD, right)
    refuse_weight_of_pieces(APPLES, Label(weight=734))
    assert not Label(weight=734).measures("piece")
    assert Label(weight=734).measures("kg")


def test_packs_share_a_line_where_nothing_tells_them_apart() -> None:
    lot = Label(lot="A1", expiry=date(2026, 12, 31))
    known = replace(line(BREAD), label=lot)
    open_sale = basket([known])
    assert open_sale.mergeable(BREAD, lot) is known
    assert open_sale.mergeable(BREAD) is None
    assert open_sale.mergeable(BREAD, replace(lot, lot="A2")) is None
    for own in (Label(weight=734), Label(amount=399), Label(serial="7")):
        assert basket([replace(line(BREAD), label=own)]).mergeable(BREAD, own) is None


def test_prices_are_the_roundest_that_come_to_the_amount() -> None:
    quantity, price = measure(APPLES, Label(weight=3, amount=7))
    assert (quantity, price % PRICE_PARTS, line_amount(price, quantity)) == (3, 0, 7)
    quantity, price = measure(APPLES, Label(weight=99_999, amount=12_345))
    assert line_amount(price, quantity) == 12_345
    assert price % 100 == 0


@given(
    st.integers(1, 99_999),
    st.one_of(st.none(), st.integers(1, 999)),
    st.integers(-9, 9).filter(bool),
    st.integers(-9, 9),
    st.sampled_from(["kg", "g", "lb", "oz", "piece", "m"]),
)
def test_packs_at_their_labels_amount_are_at_no_price_of_their_own(
    amount: int, weight: int | None, packs: int, more: int, unit: str
) -> None:
    """Returned too; a price that differs by 1/10,000 of a cent is another, if it is not the list's."""
    label = Label(weight, amount)
    item = replace(APPLES, unit=unit, decimals=3 if unit != "piece" else 0)
    quantity, price = measure(item, label, packs)
    assert not is_repriced(replace(line(item, quantity), label=label, unit_price=price))
    other = replace(line(item, quantity), label=label, unit_price=price + more)
    assert is_repriced(other) == (other.unit_price not in {price, item.list_price})


@pytest.mark.parametrize(
    "odd",
    [
        replace(line(BREAD), unit_price=1),
        replace(line(APPLES), unit_price=1, label=Label(weight=734)),
        replace(line(APPLES, 1001), unit_price=15_800_001, label=Label(weight=500, amount=700)),  # half a pack
        replace(line(APPLES), unit_price=0, label=Label(weight=0, amount=1)),
        replace(line(APPLES), unit_price=0, label=Label(amount=0)),
        replace(line(replace(APPLES, decimals=0)), unit_price=0, label=Label(weight=1, amount=1)),
        replace(line(APPLES, 80_000_000_000), unit_price=0, label=Label(weight=80_000_000, amount=3)),
    ],
)
def test_a_label_that_no_pack_of_these_goods_bears_explains_no_price(odd: Line) -> None:
    """A line read from a file may say what no scanner ever made of a label; then the price is somebody's own."""
    assert is_repriced(odd)


@pytest.mark.parametrize("price", [0, 1, 15_800_000])
def test_goods_without_a_price_are_sold_at_any(price: int) -> None:
    assert not is_repriced(replace(line(replace(APPLES, list_price=0)), unit_price=price, label=Label(weight=0)))
