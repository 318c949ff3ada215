"""Letters of machines with many fonts, with none, and of other systems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.documents import characters, fonts, glyphs
from pos_app.documents.fonts import Face, face_for, shows
from pos_app.documents.glyphs import Style, draw
from pos_app.documents.receipt import receipt_bytes
from pos_app.domain.printing import PROFILES, NoFontFor
from tests.documents.samples import CHINESE_SHOP, GERMAN_SHOP, chinese, english

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHES = (fonts._find, fonts._faces, fonts._absent, fonts._unshaped, glyphs._piece)


def forget() -> None:
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Play a machine on which no font is installed."""
    monkeypatch.setattr(fonts, "_files", dict)
    forget()
    yield
    forget()


@pytest.mark.usefixtures("no_fonts")
def test_without_any_font_latin_is_still_drawn() -> None:
    assert face_for("Total 8.82") == Face(fonts.BUILT_IN)
    assert draw("Total 8.82", Style(bold=True)).getbbox()
    sent = receipt_bytes(GERMAN_SHOP, PROFILES["58"], english, "en")
    assert b"Oat milk 1 l" in sent
    assert b"Total EUR 22.55" in sent


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_letters_are_refused_and_never_boxes() -> None:
    with pytest.raises(NoFontFor) as caught:
        receipt_bytes(CHINESE_SHOP, PROFILES["58"], chinese, "zh_CN")
    assert caught.value.params["characters"] == "街"


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_pictographs_are_left_out() -> None:
    assert characters.cleaned("Coffee ☕ to go") == "Coffee  to go"


def test_letters_that_join_are_refused_where_nothing_can_join_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import features

    monkeypatch.setattr(features, "check", lambda _: False)
    with pytest.raises(NoFontFor):
        characters.cells("حليب")


def test_a_character_that_no_font_has_is_known() -> None:
    assert not shows("\U0010fffe")
    assert shows("中")


def test_bold_comes_from_the_family_or_is_thickened(monkeypatch: pytest.MonkeyPatch) -> None:
    thin, bold = draw("l中", Style()), draw("l中", Style(bold=True))
    assert sum(bold.histogram()[1:]) > sum(thin.histogram()[1:])
    regular = face_for("中")
    monkeypatch.setattr(glyphs, "face_for", lambda *_, **__: regular)
    glyphs._piece.cache_clear()
    assert sum(draw("中", Style(bold=True)).histogram()[1:]) > sum(draw("中").histogram()[1:])
    glyphs._piece.cache_clear()


def test_sizes_are_whole_multiples_of_the_cell() -> None:
    assert draw("a中", Style(width=2, height=1)).size == (72, 24)
    assert draw("a中", Style(width=1, height=2)).size == (36, 48)


def test_letters_too_wide_for_their_cells_are_drawn_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = face_for("中")
    monkeypatch.setattr(glyphs, "face_for", lambda *_, **__: wide)
    glyphs._piece.cache_clear()
    box = draw("…").getbbox()
    glyphs._piece.cache_clear()
    assert box is not None
    assert 0 <= box[0] < box[2] <= 12


@pytest.mark.parametrize(
    ("platform", "folder"),
    [
        ("linux", Path("/usr/share/fonts")),
        ("darwin", Path("/System/Library/Fonts")),
        ("win32", Path(r"C:\Windows") / "Fonts"),
    ],
)
def test_every_system_is_looked_for_where_it_keeps_fonts(
    monkeypatch: pytest.MonkeyPatch, platform: str, folder: Path
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("WINDIR", raising=False)
    monkeypatch.delenv("XDG_DATA_DIRS", raising=False)
    assert folder in list(fonts._folders())


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "Broken.ttf"
    broken.write_bytes(b"not a font")
    assert not fonts._covers(Face(str(broken)), "a")


def test_accents_over_accents_are_drawn_and_not_cut_off() -> None:
    def inked_rows(letter: str) -> list[int]:
        ink = draw(letter)
        return [y for y in range(ink.height) if ink.crop((0, y, ink.width, y + 1)).getbbox()]

    assert len(inked_rows("ế")) > len(inked_rows("ê")) > len(inked_rows("e"))
    taller = inked_rows("Ấ")
    assert len(taller) > len(inked_rows("Â"))
    assert taller[-1] < glyphs.CELL_HEIGHT


def test_joined_letters_come_from_a_face_of_free_width() -> None:
    mono, free = face_for("حليب"), face_for("حليب", joined=True)
    assert "Mono" not in free.path
    assert mono == free or "Mono" in mono.path
