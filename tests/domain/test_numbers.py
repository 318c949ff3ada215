"""A typed number in its parts."""

from __future__ import annotations

from datetime import date

import pytest

from pos_app.domain.numbers import percent_text, typed_day, typed_number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12", (False, "12", "")),
        (" -1,250 ", (True, "1", "25")),
        ("+.5", (False, "", "5")),
        ("3.", (False, "3", "")),
        ("0.00", (False, "0", "")),
        ("", None),
        (".", None),
        ("-", None),
        ("1.2.3", None),
        ("1 2", None),
        ("٣", None),
        ("three", None),
    ],
)
def test_a_number_comes_apart_at_its_sign_and_point(text: str, parts: tuple[bool, str, str] | None) -> None:
    assert typed_number(text) == parts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        (" 2026/1/2 ", date(2026, 1, 2)),
        ("20261123", date(2026, 11, 23)),
        ("23.11.2026", date(2026, 11, 23)),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-02-30", None),
        ("23.13.2026", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_day_is_read_year_first_or_with_points_day_first(text: str, day: date | None) -> None:
    assert typed_day(text) == day


@pytest.mark.parametrize(
    ("rate", "text"), [(130_000, "13"), (55_000, "5.5"), (99_750, "9.975"), (0, "0"), (1, "0.0001")]
)
def test_a_rate_is_written_for_machines(rate: int, text: str) -> None:
    assert percent_text(rate) == text
