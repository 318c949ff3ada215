"""Quantities as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import plain
from pos_app.domain.quantity import (
    LARGEST_QUANTITY,
    UNIT_DECIMALS,
    NotAQuantity,
    QuantityOutOfRange,
    TooManyDecimals,
    check_quantity,
    parse_quantity,
)


@given(st.integers(1, LARGEST_QUANTITY), st.sampled_from(".,"))
def test_a_quantity_comes_back_as_it_was_written(value: int, point: str) -> None:
    assert parse_quantity(plain(value, 3).replace(".", point), 3) == value


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("3", 0, 3000),
        ("3.0", 0, 3000),
        (" 0,734 ", 3, 734),
        (".5", 1, 500),
        ("2.", 0, 2000),
        ("+2", 0, 2000),
        ("1000000", 0, LARGEST_QUANTITY),
        ("1.50000", 1, 1500),
        ("0000000001", 0, 1000),
    ],
)
def test_what_people_type_is_a_quantity(text: str, decimals: int, value: int) -> None:
    assert parse_quantity(text, decimals) == value


@pytest.mark.parametrize("text", ["", ".", "x", "3x", "1 2", "٣", "1.2.3", "-", "y" * 4000])
def test_what_is_no_number_is_no_quantity(text: str) -> None:
    with pytest.raises(NotAQuantity) as refused:
        parse_quantity(text, 3)
    assert refused.value.params == {"text": text[:40]}


@pytest.mark.parametrize(("text", "decimals"), [("1.5", 0), ("0.25", 1), ("0.0001", 3), ("0." + "3" * 4000, 3)])
def test_goods_are_not_sold_in_smaller_parts_than_they_allow(text: str, decimals: int) -> None:
    with pytest.raises(TooManyDecimals) as refused:
        parse_quantity(text, decimals)
    assert refused.value.params == {"text": text[:40], "decimals": decimals}


@pytest.mark.parametrize("text", ["0", "-1", "-0.5", "1000000.001", "6901234567892", "00000000001", "8" * 4000])
def test_nothing_less_than_nothing_and_a_barcode_are_no_quantity(text: str) -> None:
    with pytest.raises(QuantityOutOfRange) as refused:
        parse_quantity(text, 3)
    assert refused.value.params == {"text": text[:40]}


def test_every_unit_starts_with_decimals_a_quantity_can_have() -> None:
    assert set(UNIT_DECIMALS.values()) <= {0, 1, 2, 3}
    assert UNIT_DECIMALS["piece"] == 0
    assert UNIT_DECIMALS["kg"] == 3


@pytest.mark.parametrize(("quantity", "decimals"), [(1_000, 0), (734, 3), (100, 1), (LARGEST_QUANTITY, 0)])
def test_a_quantity_the_goods_are_sold_in_passes(quantity: int, decimals: int) -> None:
    assert check_quantity(quantity, decimals) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("quantity", "decimals", "error"),
    [
        (0, 3, QuantityOutOfRange),
        (-1_000, 0, QuantityOutOfRange),
        (LARGEST_QUANTITY + 1, 0, QuantityOutOfRange),
        (1_500, 0, TooManyDecimals),
        (1_250, 1, TooManyDecimals),
    ],
)
def test_a_quantity_the_goods_are_not_sold_in_is_refused(quantity: int, decimals: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_quantity(quantity, decimals)
