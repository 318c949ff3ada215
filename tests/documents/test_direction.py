"""The order of sight against a known-good implementation of Unicode's algorithm, which is for tests alone."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pos_app.documents.direction import mirrored, runs

SIGNS = "خبزא בaB 123٤٥ .,:/+-%€()[]（）克é"
MARK = "\N{ARABIC FATHATAN}"


def in_sight(text: str) -> str:
    """Return the characters from the left as on paper, signs in pairs not mirrored."""
    return "".join(run[::-1] if from_right else run for run, from_right in runs(text))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Bread 2 kg", "Bread 2 kg"),
        ("خبز 500 غ", "غ 500 زبخ"),
        ("خبز 500克", "500克 زبخ"),
        ("Bread (خبز) 2", "Bread (زبخ) 2"),
        ("חלב 3% 1.5", "1.5 3% בלח"),
        ("A4 ورق", "A4 قرو"),
        ("", ""),
    ],
)
def test_known_lines(text: str, seen: str) -> None:
    assert in_sight(text) == seen


@settings(max_examples=2000)
@given(st.text(SIGNS, max_size=16).map(str.strip))
@example("ב[a)(ב]1")
@example("(((خ[)a]")
def test_any_line_is_ordered_as_unicode_says(text: str) -> None:
    assert in_sight(text) == get_display(text)


@given(st.text(SIGNS + MARK, max_size=16))
def test_nothing_is_lost(text: str) -> None:
    assert sorted(in_sight(text)) == sorted(text)


def test_spaces_at_the_end_stay_at_the_lines_end() -> None:
    assert list(runs("Milk חלב ")) == [("Milk ", False), ("חלב", True), (" ", False)]


def test_pairs_are_mirrored_and_mirrored_back() -> None:
    signs = "()[]{}<>«»‹›（）「」【】《》"
    assert "".join(map(mirrored, signs)) == ")(][}{><»«›‹）（」「】【》《"
    assert "".join(map(mirrored, map(mirrored, signs))) == signs
    assert mirrored("a") == "a"
