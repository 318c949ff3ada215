"""Which backups are kept, and what tells generations of numbers apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.backups import KeepRule, PassphraseShort, generation_letters, kept, need_length

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_last_of_each_day_week_and_month_is_kept() -> None:
    made = [NOON + timedelta(hours=6 * part) for part in range(4 * 400)]
    left = sorted(kept(made, KeepRule(7, 4, 12)))
    days = sorted({moment.date() for moment in left}, reverse=True)
    newest = [moment for moment in left if moment.date() == days[0]]
    assert newest == [moment for moment in made if moment.date() == days[0]], "all of the newest day"
    left = [moment for moment in left if moment not in newest[:-1]]
    assert len(days) == len(left), "else one a day"
    assert [(days[0] - day).days for day in days[:7]] == list(range(7))
    assert len({tuple(day.isocalendar())[:2] for day in days}) >= 4
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(left) <= 7 + 4 + 12


def test_what_is_kept_stays_kept_as_days_pass() -> None:
    """Clearing each day leaves the same as clearing once: nothing is lost because it was no month's last yet."""
    rule, there = KeepRule(7, 4, 12), set[datetime]()
    every = [NOON + timedelta(days=day) for day in range(500)]
    for moment in every:
        there = kept([*there, moment], rule)
    assert len({(moment.year, moment.month) for moment in there}) == 12
    assert there == kept(every, rule)


@given(st.lists(st.integers(0, 10_000_000).map(lambda minutes: NOON + timedelta(minutes=minutes))))
def test_the_newest_is_always_kept_and_nothing_is_made_up(made: list[datetime]) -> None:
    left = kept(made, KeepRule(0, 0, 0))
    assert left == {moment for moment in made if moment.date() == max(made).date()}
    assert kept(made, KeepRule()) <= set(made)


def test_no_two_generations_have_the_same_letters() -> None:
    letters = [generation_letters(number) for number in range(2_000)]
    assert letters[:4] == ["", "b", "c", "d"]
    assert len(set(letters)) == len(letters)


def test_a_passphrase_needs_signs() -> None:
    assert need_length("longer..") == "longer.."
    with pytest.raises(PassphraseShort):
        need_length("shorter")
