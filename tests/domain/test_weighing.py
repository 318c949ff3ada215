"""What may be taken from a scale: whole integers, the right unit, without the container, and nothing in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.domain.quantity import TooManyDecimals
from pos_app.domain.weighing import (
    NotByWeight,
    Reading,
    ScaleBelowZero,
    ScaleEmpty,
    ScaleOverloaded,
    ScaleUnitDiffers,
    ScaleUnstable,
    Tare,
    TareTooHeavy,
    TareTwice,
    in_unit_of,
    refuse_unready,
    weighed,
)
from tests.factories.baskets import goods

if TYPE_CHECKING:
    from pos_app.domain.basket import Sellable
    from pos_app.domain.errors import CodedError

APPLES = replace(goods(1580, name="Apples"), unit="kg", decimals=3)


def sold_by(unit: str, decimals: int = 3) -> Sellable:
    return replace(APPLES, unit=unit, decimals=decimals)


@pytest.mark.parametrize(
    ("reading", "refusal"),
    [
        (Reading(16_000, over=True), ScaleOverloaded),
        (Reading(None, steady=False, over=True, below=True), ScaleOverloaded),
        (Reading(None, steady=False, below=True), ScaleBelowZero),
        (Reading(-5), ScaleBelowZero),
        (Reading(-5, steady=False), ScaleBelowZero),
        (Reading(734, steady=False), ScaleUnstable),
        (Reading(0, steady=False), ScaleUnstable),
        (Reading(None), ScaleUnstable),
        (Reading(0), ScaleEmpty),
    ],
)
def test_what_is_refused(reading: Reading, refusal: type[CodedError]) -> None:
    with pytest.raises(refusal):
        refuse_unready(reading)
    with pytest.raises(refusal):
        weighed(reading, APPLES, Tare(20))


@pytest.mark.parametrize(
    ("reading", "item", "quantity"),
    [
        (Reading(734), APPLES, 734),
        (Reading(1), APPLES, 1),
        (Reading(730), sold_by("kg", 2), 730),
        (Reading(734), sold_by("g", 0), 734_000),
        (Reading(734_000, "g"), APPLES, 734),
        (Reading(1620, "lb"), sold_by("lb"), 1620),
        (Reading(1500, "lb"), sold_by("oz"), 24_000),
        (Reading(8000, "oz"), sold_by("lb"), 500),
    ],
)
def test_what_is_taken(reading: Reading, item: Sellable, quantity: int) -> None:
    assert weighed(reading, item) == quantity


@pytest.mark.parametrize(
    ("reading", "item"),
    [
        (Reading(734), sold_by("lb")),
        (Reading(1620, "lb"), APPLES),
        (Reading(1620, "lb"), sold_by("g", 0)),
        (Reading(734_500, "g"), APPLES),
        (Reading(8500, "oz"), sold_by("lb")),
    ],
)
def test_a_unit_that_is_no_exact_number_of_the_goods_is_refused(reading: Reading, item: Sellable) -> None:
    with pytest.raises(ScaleUnitDiffers) as raised:
        weighed(reading, item)
    assert raised.value.params == {"name": "Apples", "goods": item.unit, "scale": reading.unit}


def test_goods_by_length_are_not_weighed() -> None:
    with pytest.raises(NotByWeight):
        weighed(Reading(734), sold_by("m"))


def test_parts_that_the_goods_are_not_sold_in_are_refused() -> None:
    with pytest.raises(TooManyDecimals) as raised:
        weighed(Reading(734), sold_by("kg", 2))
    assert raised.value.params == {"text": "0.734", "decimals": 2}


def test_the_container_is_taken_off_once() -> None:
    assert weighed(Reading(520), APPLES, Tare(20)) == 500
    assert weighed(Reading(500, net=True), APPLES, Tare(20, on_scale=True)) == 500
    assert weighed(Reading(520), APPLES, Tare(20, on_scale=True)) == 500, "the scale has forgotten it"
    assert weighed(Reading(500, net=True), APPLES) == 500
    with pytest.raises(TareTwice):
        weighed(Reading(500, net=True), APPLES, Tare(20))


def test_a_tare_may_make_parts_that_are_not_sold() -> None:
    with pytest.raises(TooManyDecimals):
        weighed(Reading(740), sold_by("kg", 2), Tare(25))


@pytest.mark.parametrize("gross", [1, 19, 20])
def test_a_container_as_heavy_as_everything_leaves_nothing(gross: int) -> None:
    with pytest.raises(TareTooHeavy) as raised:
        weighed(Reading(gross), APPLES, Tare(20))
    assert raised.value.params == {"tare": "0.020", "unit": "kg"}


@given(st.integers(1, 10**6), st.sampled_from(["kg", "g", "lb", "oz"]))
def test_a_weight_in_its_own_unit_stays_what_it_is(weight: int, unit: str) -> None:
    assert in_unit_of(sold_by(unit), weight, unit) == weight


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_net_and_tare_are_the_gross(net: int, tare: int) -> None:
    assert weighed(Reading(net + tare), APPLES, Tare(tare)) == net
