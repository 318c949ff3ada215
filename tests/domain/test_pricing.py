"""Discounts as typed and as taken, and the steps that explain a line's price."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import NotAnAmount, line_amount
from pos_app.domain.pricing import (
    Discount,
    DiscountOutOfRange,
    PriceStep,
    discount_steps,
    discounted,
    exactly_off,
    gross_steps,
    parse_discount,
    refuse_odd,
    rounding_step,
    share_steps,
    tax_steps,
)
from pos_app.domain.tax import MILLION, line_taxes
from tests.factories.baskets import AMOUNTS, discounts, vat

TENTH = Discount(rate_ppm=100_000)


@pytest.mark.parametrize(
    ("discount", "value", "off"),
    [
        (TENTH, 1_000, 100),
        (TENTH, 995, 100),  # 99.5
        (TENTH, -995, -100),
        (TENTH, 994, 99),
        (Discount(rate_ppm=MILLION), 777, 777),
        (Discount(rate_ppm=0), 777, 0),
        (Discount(amount=250), 1_000, 250),
        (Discount(amount=250), 200, 200),  # never more than the goods
        (Discount(amount=250), -1_000, -250),
        (Discount(amount=250), -200, -200),
        (Discount(amount=250), 0, 0),
        (Discount(), 1_000, 0),
    ],
)
def test_what_a_discount_takes_off(discount: Discount, value: int, off: int) -> None:
    assert discount.of(value) == off


@given(AMOUNTS, discounts())
def test_a_discount_never_exceeds_and_mirrors(value: int, discount: Discount) -> None:
    off = discount.of(value)
    assert off * value >= 0
    assert abs(off) <= abs(value)
    assert discount.of(-value) == -off


@given(AMOUNTS, st.lists(discounts(), max_size=4))
def test_discounts_one_after_the_other_lose_nothing(gross: int, given_off: list[Discount]) -> None:
    rest, taken = discounted(gross, tuple(given_off))
    assert len(taken) == len(given_off)
    assert rest + sum(taken) == gross
    assert rest * gross >= 0
    assert discounted(-gross, tuple(given_off)) == (-rest, tuple(-off for off in taken))


def test_the_second_discount_is_of_what_the_first_left() -> None:
    assert discounted(1_000, (TENTH, Discount(amount=100), TENTH)) == (720, (100, 100, 80))
    assert discounted(1_000, ()) == (1_000, ())


@pytest.mark.parametrize(
    ("text", "discount"),
    [
        ("10%", TENTH),
        (" 10 % ", TENTH),
        ("10％", TENTH),
        ("12,5%", Discount(rate_ppm=125_000)),
        ("0.0001%", Discount(rate_ppm=1)),
        ("100%", Discount(rate_ppm=MILLION)),
        ("0%", None),
        ("2.50", Discount(amount=250)),
        ("20", Discount(amount=2_000)),
        ("0", None),
        ("0.01", Discount(amount=1)),
    ],
)
def test_a_discount_as_typed(text: str, discount: Discount | None) -> None:
    assert parse_discount(text, 2_000, 2) == discount


def test_goods_taken_back_are_discounted_by_what_they_are_worth() -> None:
    assert parse_discount("20", -2_000, 2) == Discount(amount=2_000)
    assert parse_discount("20", 20, 0) == Discount(amount=20)


@pytest.mark.parametrize("text", ["-1%", "100.0001%", "20.01", "-0.01", "−5", "−5%", "200%", "0" * 10 + "999999%"])
def test_less_than_nothing_and_more_than_everything_is_refused(text: str) -> None:
    with pytest.raises(DiscountOutOfRange) as refused:
        parse_discount(text, 2_000, 2)
    assert refused.value.params == {"text": text[:40]}


@pytest.mark.parametrize("text", ["-1" + " " * 60, "101" + " " * 60 + "%"])
def test_a_long_text_is_cut_where_it_is_refused(text: str) -> None:
    with pytest.raises(DiscountOutOfRange) as refused:
        parse_discount(text, 2_000, 2)
    assert refused.value.params == {"text": text[:40]}


@pytest.mark.parametrize("text", ["", "%", "x", "10%%", "0.00001%", "2.505"])
def test_what_is_no_number_is_no_discount(text: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_discount(text, 2_000, 2)


def test_the_way_to_a_gross_amount() -> None:
    assert gross_steps(35_000, 35_000, 13_000) == (
        PriceStep("list", 35_000),
        PriceStep("gross", 46),
        PriceStep("rounding", 5_000_000),  # 45.5 cents became 46: half a cent in 1/10,000,000
    )
    assert gross_steps(2_490_000, 1_990_000, 2_000) == (
        PriceStep("list", 2_490_000),
        PriceStep("price", 1_990_000),
        PriceStep("gross", 398),
    )


@pytest.mark.parametrize(
    ("shown", "exact", "expected"),
    [
        (46, Fraction("45.5"), (PriceStep("rounding", 5_000_000),)),
        (-46, Fraction("-45.5"), (PriceStep("rounding", -5_000_000),)),
        (45, Fraction("45.0000001"), (PriceStep("rounding", -1),)),
        (113, Fraction(113), ()),
        (114, Fraction(990 * 13, 113), (PriceStep("rounding", 1_061_947, near=True),)),  # 113.89380530…
        (0, Fraction(1, 20_000_000), (PriceStep("rounding", -1, near=True),)),
        (0, Fraction(1, 20_000_001), ()),
    ],
)
def test_a_rounding_is_exact_or_the_nearest(shown: int, exact: Fraction, expected: tuple[PriceStep, ...]) -> None:
    assert rounding_step(shown, exact) == expected


def test_each_discount_of_a_percentage_has_its_rounding_behind_it() -> None:
    assert discount_steps(995, (TENTH, Discount(amount=5, name="dent"), TENTH)) == (
        PriceStep("discount", -100, "", 100_000),
        PriceStep("rounding", -5_000_000),  # of 9.95 they are 0.995
        PriceStep("discount", -5, "dent"),
        PriceStep("discount", -89, "", 100_000),  # 8.90 left
    )
    assert discount_steps(-995, (TENTH,))[1] == PriceStep("rounding", 5_000_000)
    assert discount_steps(995, ()) == ()


def test_a_share_has_its_rounding_behind_it() -> None:
    assert share_steps(0, Fraction(0)) == ()
    assert share_steps(5, Fraction(5)) == (PriceStep("basket_discount", -5),)
    assert share_steps(5, Fraction("4.5")) == (PriceStep("basket_discount", -5), PriceStep("rounding", -5_000_000))
    assert share_steps(0, Fraction("0.25")) == (PriceStep("basket_discount", 0), PriceStep("rounding", 2_500_000))


def test_each_tax_has_its_rounding_behind_it() -> None:
    levy = vat(5, included=False, number=9)
    assert tax_steps(990, line_taxes(990, (levy,))) == (
        PriceStep("tax", 50, "VAT 5 %", 50_000, included=False),
        PriceStep("rounding", 5_000_000),  # 49.5
    )
    assert tax_steps(1_000, line_taxes(1_000, (levy,))) == (PriceStep("tax", 50, "VAT 5 %", 50_000, included=False),)
    assert tax_steps(11_300, line_taxes(11_300, (vat(13),))) == (
        PriceStep("tax", 1_300, "VAT 13 %", 130_000, included=True),
    )
    assert tax_steps(990, ()) == ()


@given(AMOUNTS, st.lists(discounts(), max_size=4))
def test_discounts_unrounded_are_what_they_took_less_their_roundings(value: int, given_off: list[Discount]) -> None:
    _, taken = discounted(value, tuple(given_off))
    steps = discount_steps(value, tuple(given_off))
    assert tuple(-step.amount for step in steps if step.kind == "discount") == taken
    added = sum(step.amount for step in steps if step.kind == "rounding")
    assert exactly_off(value, tuple(given_off)) == sum(taken) + Fraction(added, 10_000_000)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(-(10**6), 10**6))
def test_what_was_rounded_away_is_said_to_the_last_part(list_price: int, unit_price: int, quantity: int) -> None:
    steps = {step.kind: step.amount for step in gross_steps(list_price, unit_price, quantity)}
    assert steps["gross"] == line_amount(unit_price, quantity)
    assert steps["gross"] * 10_000_000 - steps.get("rounding", 0) == unit_price * quantity
    assert steps.get("rounding", 1) != 0
    assert steps.get("price", list_price) == unit_price


@pytest.mark.parametrize("odd", [Discount(rate_ppm=1_000_001), Discount(rate_ppm=-1), Discount(amount=-1)])
def test_a_discount_that_adds_or_takes_more_than_all_is_refused(odd: Discount) -> None:
    with pytest.raises(DiscountOutOfRange) as refused:
        refuse_odd(odd)
    assert refused.value.params == {"text": str(odd.rate_ppm or odd.amount)}


@pytest.mark.parametrize("usual", [None, Discount(rate_ppm=0), Discount(rate_ppm=1_000_000), Discount(amount=0)])
def test_a_discount_of_nothing_or_everything_is_one(usual: Discount | None) -> None:
    refuse_odd(usual)
    assert usual is None or usual.of(100) in {0, 100}
