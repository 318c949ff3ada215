"""Exact money: rounding, spreading, cash rounding, and what people type."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos_app.domain.money import (
    LARGEST_AMOUNT,
    AmountTooLarge,
    NotAnAmount,
    half_up,
    line_amount,
    parse_amount,
    parse_price,
    plain,
    round_to,
    spread,
)
from tests.factories.baskets import AMOUNTS

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 10, 1), (4, 10, 0), (15, 10, 2), (-5, 10, -1), (-4, 10, 0), (-15, 10, -2), (0, 3, 0), (1, 2, 1), (7, 1, 7)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(st.integers(-(10**24), 10**24), st.integers(1, 10**12))
def test_rounding_is_what_decimal_rounds_and_mirrors(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert abs(rounded * denominator - numerator) * 2 <= denominator
    assert half_up(-numerator, denominator) == -rounded


@given(st.integers(-(10**15), 10**15))
def test_rounding_agrees_with_an_independent_one(thousandths: int) -> None:
    expected = Decimal(thousandths).scaleb(-3).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(thousandths, 1000) == int(expected)


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        (35_000, 1_000, 4),  # one screw at 0.035: 3.5 cents
        (35_000, 100_000, 350),  # a hundred of them: 3.50
        (35_000, 13_000, 46),  # thirteen: 45.5 cents
        (35_000, -13_000, -46),  # thirteen brought back
        (12_900_000, 734, 947),  # 0.734 kg at 12.90: 9.4686
        (2_490_000, 3_000, 747),
        (1_200_000, 2_000, 240),  # JPY has no minor digits: 120 yen are 120 minor units
        (12_500_000, 1_000, 1_250),  # KWD 1.250
        (0, 5_000, 0),
    ],
)
def test_a_line_is_rounded_once(price: int, quantity: int, amount: int) -> None:
    assert line_amount(price, quantity) == amount


@pytest.mark.parametrize(
    ("amount", "step", "rounded"),
    [
        (882, 5, 880),
        (883, 5, 885),
        (-883, 5, -885),
        (885, 10, 890),
        (-885, 10, -890),
        (882, 1, 882),
        (882, 0, 882),
        (3, 2, 4),
        (149, 100, 100),
    ],
)
def test_cash_is_rounded_to_coins_that_exist(amount: int, step: int, rounded: int) -> None:
    assert round_to(amount, step) == rounded


@given(AMOUNTS, st.integers(0, 1000))
def test_cash_rounding_moves_less_than_half_a_coin(amount: int, step: int) -> None:
    rounded = round_to(amount, step)
    assert rounded % max(step, 1) == 0
    assert abs(rounded - amount) * 2 <= max(step, 1)


@given(AMOUNTS, WEIGHTS)
def test_spreading_loses_nothing_and_keeps_sign_and_proportion(total: int, weights: list[int]) -> None:
    assume(any(weights))
    shares = spread(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert share * total >= 0
        assert abs(share * sum(weights) - total * weight) < sum(weights)


@given(AMOUNTS, WEIGHTS)
def test_spreading_mirrors(total: int, weights: list[int]) -> None:
    assert spread(-total, weights) == [-share for share in spread(total, weights)]


@given(AMOUNTS, st.integers(1, 30))
def test_without_weights_all_places_weigh_the_same(total: int, places: int) -> None:
    shares = spread(total, [0] * places)
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, key=abs, reverse=True)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # a tie goes to the earlier place
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [1, 2, 3], [2, 3, 5]),  # 1.67, 3.33, 5
        (5, [0, 7], [0, 5]),
        (1, [1, 2], [0, 1]),
        (2, [0, 0, 0], [1, 1, 0]),
        (0, [3, 4], [0, 0]),
        (0, [], []),
    ],
)
def test_the_largest_remainder_gets_the_rest(total: int, weights: list[int], shares: list[int]) -> None:
    assert spread(total, weights) == shares


def test_an_amount_cannot_be_spread_over_nothing() -> None:
    with pytest.raises(ValueError, match=r"^cannot spread an amount over nothing$"):
        spread(1, [])


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT), st.sampled_from([0, 2, 3]), st.sampled_from(".,"))
def test_an_amount_comes_back_as_it_was_written(value: int, digits: int, point: str) -> None:
    assert parse_amount(plain(value, digits).replace(".", point), digits) == value


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT), st.sampled_from([0, 2, 3]))
def test_a_price_comes_back_as_it_was_written(value: int, digits: int) -> None:
    assert parse_price(plain(value, digits + 4), digits) == value


@pytest.mark.parametrize(
    ("text", "digits", "value"),
    [
        ("8.82", 2, 882),
        ("8,8", 2, 880),
        (" 12 ", 2, 1200),
        ("+3", 2, 300),
        ("-3.5", 2, -350),
        (".5", 2, 50),
        ("5.", 2, 500),
        ("1.000000", 2, 100),  # zeros say nothing
        ("120", 0, 120),
        ("120.0", 0, 120),
        ("1.25", 3, 1250),
        ("1.250", 3, 1250),
        ("0.500", 2, 50),
        ("1234.000", 2, 123_400),
        ("0", 2, 0),
        ("-0", 2, 0),
        ("10000000000000.00", 2, LARGEST_AMOUNT),
        ("0000000000000001", 2, 100),
    ],
)
def test_what_people_type_is_an_amount(text: str, digits: int, value: int) -> None:
    assert parse_amount(text, digits) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "-",
        "+",
        "x",
        "1.2.3",
        "1.234.567",
        "1 000",
        "1e3",
        "0x10",
        "٣",
        "５",
        "--1",
        "8.829",
        "NaN",
        "1_0",
        "1.000",  # a thousand, or a typing error: never one
        "12,500",
        "-999.990",
    ],
)
def test_what_is_no_number_is_no_amount(text: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        parse_amount(text, 2)
    assert refused.value.params == {"text": text, "digits": 2}


def test_yen_have_no_decimals_and_a_long_text_is_cut() -> None:
    with pytest.raises(NotAnAmount) as refused:
        parse_amount("1.5", 0)
    assert refused.value.params == {"text": "1.5", "digits": 0}
    for text in ("x" * 4000, "0." + "1" * 4000):
        with pytest.raises(NotAnAmount) as cut:
            parse_amount(text, 2)
        assert cut.value.params == {"text": text[:40], "digits": 2}


@pytest.mark.parametrize(
    "text", ["10000000000000.01", "-10000000000000.01", "10000000000000.01" + "0" * 40, "9" * 4000, "0" * 17, "9" * 16]
)
def test_more_than_a_till_can_hold_is_refused(text: str) -> None:
    with pytest.raises(AmountTooLarge) as refused:
        parse_amount(text, 2)
    assert refused.value.params == {"text": text[:40]}


def test_a_screw_costs_less_than_a_cent() -> None:
    assert parse_price("0.035", 2) == 35_000
    assert parse_price("2.5", 0) == 25_000
    assert parse_price("1.0005", 3) == 10_005_000
    with pytest.raises(NotAnAmount) as refused:
        parse_price("0.0350001", 2)
    assert refused.value.params == {"text": "0.0350001", "digits": 6}


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(882, 2, "8.82"), (-5, 2, "-0.05"), (5, 3, "0.005"), (-120, 0, "-120"), (120, 0, "120"), (0, 2, "0.00")],
)
def test_plain_text_for_machines(value: int, digits: int, text: str) -> None:
    assert plain(value, digits) == text
