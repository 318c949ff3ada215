"""What a transaction changed, put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.changes import Changes
from tests.factories.made import made

CHANGES = made(Changes, *(st.booleans() for _ in range(7)), clock_behind_seconds=st.integers(0, 10**6))


def test_both_are_said_together() -> None:
    both = Changes(orders=True, clock_behind_seconds=3) | Changes(stock=True, clock_behind_seconds=700)
    assert both == Changes(orders=True, stock=True, clock_behind_seconds=700)


@given(CHANGES, CHANGES)
def test_nothing_is_lost_in_either_order(first: Changes, second: Changes) -> None:
    assert first | second == second | first
    assert first | first == first
    assert first | Changes() == first
