"""Cash: what is due in coins that exist, likely notes, and amounts too large to be true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.cash import (
    NothingTendered,
    NotInCoins,
    UnusualCash,
    due_in_cash,
    refuse_no_coins,
    refuse_unusual,
    suggestions,
)


@pytest.mark.parametrize(("amount", "step", "due"), [(882, 5, 880), (883, 5, 885), (-883, 5, -885), (882, 0, 882)])
def test_what_is_due_in_cash(amount: int, step: int, due: int) -> None:
    assert due_in_cash(amount, step) == due


@pytest.mark.parametrize(
    ("due", "digits", "found"),
    [
        (882, 2, (882, 900, 1000, 2000)),
        (1000, 2, (1000, 2000, 5000, 10000)),
        (4_321, 2, (4_321, 4_500, 5_000, 10_000)),
        (1, 2, (1, 100, 500, 1000)),
        (120_000, 2, (120_000, 150_000, 200_000, 500_000)),
        (100_000, 2, (100_000, 200_000, 500_000, 1_000_000)),
        (738, 0, (738, 800, 1_000, 2_000)),  # yen
        (73_800, 0, (73_800, 75_000, 80_000, 100_000)),  # dong
        (4_321_000, 2, (4_321_000, 4_500_000, 5_000_000, 10_000_000)),
        (1_250, 3, (1_250, 2_000, 5_000, 10_000)),
        (0, 2, ()),
        (-5, 2, ()),
    ],
)
def test_likely_notes(due: int, digits: int, found: tuple[int, ...]) -> None:
    assert suggestions(due, digits) == found


@given(st.integers(1, 10**9), st.sampled_from([0, 2, 3]))
def test_suggestions_begin_with_the_exact_amount_and_rise(due: int, digits: int) -> None:
    found = suggestions(due, digits)
    assert found[0] == due
    assert list(found) == sorted(set(found))
    assert 1 <= len(found) <= 4
    assert all(amount % 10**digits == 0 for amount in found[1:])


def test_coins_that_do_not_exist_are_refused() -> None:
    refuse_no_coins(885, 5)
    refuse_no_coins(883, 0)
    refuse_no_coins(883, 1)
    with pytest.raises(NotInCoins) as refused:
        refuse_no_coins(883, 2)
    assert refused.value.params == {"step": 2}


@pytest.mark.parametrize("tendered", [0, -1])
def test_no_money_is_no_payment(tendered: int) -> None:
    with pytest.raises(NothingTendered):
        refuse_unusual(tendered, 500, sure=True)


def test_over_a_hundred_times_asks_again() -> None:
    refuse_unusual(88_200, 882, sure=False)
    refuse_unusual(88_201, 882, sure=True)
    refuse_unusual(100, 0, sure=False)
    with pytest.raises(UnusualCash) as refused:
        refuse_unusual(88_201, 882, sure=False)
    assert refused.value.params == {"tendered": 88_201, "due": 882}
    with pytest.raises(UnusualCash):
        refuse_unusual(101, 0, sure=False)
