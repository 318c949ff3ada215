"""Counting cash: what notes and coins come to, and what nobody counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.denominations import (
    MOST_PIECES,
    CashCount,
    CountBelowZero,
    CountRefused,
    NoSuchPiece,
    NotACount,
    counted,
    denominations,
    is_far_off,
    of_sum,
    parse_pieces,
    refuse_untrue,
)
from pos_app.domain.money import LARGEST_AMOUNT, AmountTooLarge, Currency

CNY, EUR, JPY = Currency("CNY", 2), Currency("EUR", 2), Currency("JPY", 0)


def test_the_notes_and_coins_of_a_currency_in_its_minor_units() -> None:
    assert denominations(CNY) == (10000, 5000, 2000, 1000, 500, 100, 50, 10)
    assert denominations(JPY) == (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1)
    assert denominations(EUR)[-3:] == (5, 2, 1)
    assert denominations(Currency("EUR", 0)) == (500, 200, 100, 50, 20, 10, 5, 2, 1)
    assert denominations(Currency("EUR", 3))[-1] == 10
    assert denominations(Currency("XYZ", 2)) == ()


@pytest.mark.parametrize("code", ["CNY", "EUR", "USD", "GBP", "CHF", "JPY", "HKD", "TWD"])
def test_every_common_currency_is_known_largest_first(code: str) -> None:
    values = denominations(Currency(code, 0 if code == "JPY" else 2))
    assert len(values) >= 8
    assert list(values) == sorted(set(values), reverse=True)


def test_a_count_comes_to_the_sum_of_its_pieces() -> None:
    assert counted({10: 3, 10000: 2, 500: 0}, CNY) == CashCount(20030, ((10000, 2), (10, 3)))
    assert counted({}, CNY) == CashCount(0)
    assert of_sum(4711) == CashCount(4711)


@given(st.dictionaries(st.sampled_from(denominations(EUR)), st.integers(0, MOST_PIECES)))
def test_no_piece_is_lost(pieces: dict[int, int]) -> None:
    count = counted(pieces, EUR)
    assert count.amount == sum(value * number for value, number in pieces.items())
    assert dict(count.pieces) == {value: number for value, number in pieces.items() if number}
    refuse_untrue(count, EUR)


def test_what_nobody_counts_is_refused() -> None:
    with pytest.raises(NoSuchPiece) as refused:
        counted({300: 1}, CNY)
    assert refused.value.params == {"value": 300, "currency": "CNY"}
    for pieces in (-1, MOST_PIECES + 1):
        with pytest.raises(CountRefused):
            counted({100: pieces}, CNY)
    with pytest.raises(CountBelowZero):
        of_sum(-1)
    with pytest.raises(AmountTooLarge):
        of_sum(LARGEST_AMOUNT + 1)


def test_a_count_made_by_hand_is_looked_at_again() -> None:
    refuse_untrue(CashCount(100), CNY)
    with pytest.raises(CountBelowZero):
        refuse_untrue(CashCount(-5), CNY)
    with pytest.raises(NoSuchPiece):
        refuse_untrue(CashCount(3, ((3, 1),)), CNY)
    with pytest.raises(ValueError, match="do not come to"):
        refuse_untrue(CashCount(99, ((100, 1),)), CNY)


@pytest.mark.parametrize(("text", "pieces"), [("", 0), (" 12 ", 12), ("0", 0), ("007", 7), ("+3", 3)])
def test_a_number_of_pieces_as_typed(text: str, pieces: int) -> None:
    assert parse_pieces(text) == pieces


@pytest.mark.parametrize("text", ["abc", "1.5", "1,000", "1 2", "-", "٣", "1e3"])
def test_letters_and_parts_are_no_pieces(text: str) -> None:
    with pytest.raises(NotACount) as refused:
        parse_pieces(text)
    assert refused.value.params == {"text": text}


@pytest.mark.parametrize("text", ["-1", "6901234500158", "9" * 5000])
def test_less_than_none_and_a_scanned_code_are_refused(text: str) -> None:
    with pytest.raises(CountRefused):
        parse_pieces(text)


@pytest.mark.parametrize(
    ("currency", "expected", "counted_cash", "far"),
    [
        (CNY, 200_00, 190_00, False),  # ten is not more than ten
        (CNY, 200_00, 189_99, True),
        (CNY, 200_00, 210_01, True),
        (CNY, 5_000_00, 4_900_00, False),  # two in a hundred are not more than two in a hundred
        (CNY, 5_000_00, 4_899_99, True),
        (CNY, 0, 10_01, True),
        (JPY, 20_000, 19_000, False),
        (JPY, 20_000, 18_999, True),
        (Currency("JPY", 2), 20_000_00, 18_999_99, True),
        (Currency("EUR", 0), 100, 89, True),
        (Currency("KRW", 0), 20_000, 19_001, False),
        (Currency("XYZ", 3), 200_000, 189_999, True),
    ],
)
def test_a_count_is_far_off_by_a_notable_sum_that_is_a_notable_part(
    currency: Currency, expected: int, counted_cash: int, far: bool
) -> None:
    assert is_far_off(expected, counted_cash, currency) == far
