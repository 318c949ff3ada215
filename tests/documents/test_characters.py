"""Cells, clean text and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.documents.characters import CELL_DOTS, balanced, cells, cleaned, pieces, wrap
from pos_app.documents.fonts import run_width
from pos_app.domain.printing import NoFontFor


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("Tea 1 l", 7), ("geröstet", 8), ("燕麦奶 1 升", 11), ("ガム", 4), ("한글", 4), ("Ωмир", 4), ("（）", 4)],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_joined_letters_take_the_cells_of_their_run() -> None:
    *first, (run, width, shaped) = pieces("حليب الشوفان 2")
    assert (run, shaped) == ("حليب الشوفان", True)
    assert (width - 1) * CELL_DOTS < run_width(run) <= width * CELL_DOTS
    assert first == [("2", 1, False), (" ", 1, False)]


def test_signs_in_pairs_open_towards_what_is_read_from_the_right() -> None:
    assert [piece for piece, _, _ in pieces("خبز (طازج)")] == ["(", "طازج", ")", " ", "خبز"]


def test_scripts_are_runs_of_their_own() -> None:
    try:
        found = list(pieces("ไทย हिन्दी q\u0301"))
    except NoFontFor:
        pytest.skip("no font of this system has Thai and Devanagari: install fonts-noto-core")
    assert [piece for piece, _, shaped in found if shaped] == ["ไทย", "हिन्दी", "q\u0301"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain", "plain"),
        ("1\N{NARROW NO-BREAK SPACE}234\t€", "1 234 €"),
        ("u\N{COMBINING DIAERESIS}", "ü"),
        ("\N{RIGHT-TO-LEFT MARK}12\N{ZERO WIDTH SPACE}\x07", "12"),
        ("★\N{VARIATION SELECTOR-16} ™", "★ ™"),
        ("no \U0010fffe such", "no  such"),
    ],
)
def test_cleaned(text: str, clean: str) -> None:
    assert cleaned(text) == clean


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Oat milk 1 l", 8, ["Oat milk", "1 l"]),
        ("  Oat   milk  ", 20, ["Oat   milk"]),
        ("Donaudampfschiff fahrt", 10, ["Donaudampf", "schiff", "fahrt"]),
        ("有机燕麦奶，无糖", 10, ["有机燕麦", "奶，无糖"]),
        ("有机 oat", 6, ["有机", "oat"]),
        ("", 10, []),
        ("   ", 10, []),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Returns within 14 days with this receipt", ["Returns within 14 days", "with this receipt"]),
        ("Thank you", ["Thank you"]),
        ("商品如有质量问题请凭小票七日内退换", ["商品如有质量问题请", "凭小票七日内退换"]),
    ],
)
def test_centred_lines_are_of_like_length(text: str, lines: list[str]) -> None:
    assert balanced(text, 32) == lines


def test_an_accent_stays_with_its_letter() -> None:
    assert wrap("q\u0301" * 3, 2) == ["q\u0301" * 2, "q\u0301"]


@given(st.text(alphabet="ab, .燕麦（）。 €", max_size=60), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(0 < cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_joiner_stays_between_letters_and_goes_with_a_pictograph() -> None:
    persian = "می\N{ZERO WIDTH NON-JOINER}خواهم"
    assert cleaned(persian) == persian
    assert "\N{ZERO WIDTH JOINER}" not in cleaned("Café \U0001f468\N{ZERO WIDTH JOINER}\U0001f469")
