"""The emulated paper: one grid for letters and raster, and nothing swallowed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops

from pos_app.documents import escpos_writer
from pos_app.documents.codepage import can_show
from pos_app.documents.glyphs import Style
from pos_app.documents.layout import Span, TextRow
from pos_app.documents.paper import TAIL, UnknownCommand, paper_image, paper_png
from pos_app.documents.receipt import receipt_bytes
from pos_app.domain.printing import ASCII, CHINESE_TEXT, PROFILES
from tests.documents.samples import CHINESE_SHOP, GERMAN_SHOP, chinese, english, logo_png

SMALL = PROFILES["58"]


def ink_box(data: bytes) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of what is black."""
    return ImageChops.invert(paper_image(data, SMALL).convert("L")).getbbox()


@pytest.mark.parametrize("width", ["58", "80"])
@pytest.mark.parametrize("locale", ["en_GB", "de_DE"])
def test_drawn_lines_fall_on_the_same_dots_as_letters(width: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = replace(GERMAN_SHOP.shop, logo_png=logo_png(), footer="Schöne Grüße")
    sale = replace(GERMAN_SHOP, shop=shop, practice=True)
    profile = PROFILES[width]
    one = receipt_bytes(sale, profile, english, locale)
    monkeypatch.setattr(escpos_writer, "can_show", lambda _text, _code_page: False)
    other = receipt_bytes(sale, profile, english, locale)
    assert len(one) < len(other)
    assert paper_image(one, profile).tobytes() == paper_image(other, profile).tobytes()


@pytest.mark.parametrize("width", ["58", "80"])
def test_the_png_is_the_exact_raster_at_203_dpi(width: str) -> None:
    profile = PROFILES[width]
    data = receipt_bytes(CHINESE_SHOP, profile, chinese, "zh_CN")
    picture = Image.open(io.BytesIO(paper_png(data, profile)))
    assert (picture.width, picture.mode, round(picture.info["dpi"][0])) == (profile.dots, "1", 203)
    assert picture.tobytes() == paper_image(data, profile).tobytes()


@pytest.mark.parametrize(("width", "across"), [("58", 464), ("80", 638)])
def test_with_its_edges_the_png_is_the_whole_roll(width: str, across: int) -> None:
    profile = PROFILES[width]
    data = receipt_bytes(GERMAN_SHOP, profile, english, "en")
    picture = Image.open(io.BytesIO(paper_png(data, profile, edges=True)))
    edge = (across - profile.dots) // 2
    inner = picture.crop((edge, edge, across - edge, picture.height - edge))
    assert picture.width == across
    assert inner.tobytes() == paper_image(data, profile).tobytes()
    assert picture.getpixel((0, 0)) == picture.getpixel((edge - 1, picture.height // 2)) == 255


def test_raster_is_burnt_dot_for_dot() -> None:
    data = b"\x1dv0\x00\x02\x00\x02\x00\x80\x00\x00\x01"
    paper = paper_image(data, SMALL)
    black = [(x, y) for x in range(SMALL.dots) for y in range(2) if paper.getpixel((x, y)) == 0]
    assert (paper.size, black) == ((SMALL.dots, 2), [(0, 0), (15, 1)])


def test_sizes_alignment_feed_and_cut() -> None:
    plain, large = paper_image(b"M\n", SMALL), paper_image(b"\x1d!\x11M\n", SMALL)
    assert (plain.height, large.height) == (30, 48)
    middle = ink_box(b"\x1ba\x01M\n")
    assert middle is not None
    assert abs(middle[0] + middle[2] - SMALL.dots) <= 2
    fed = ink_box(b"\x1bJ\x64M\n")
    unfed = ink_box(b"M\n")
    assert fed is not None
    assert unfed is not None
    assert fed[1] - unfed[1] == 100
    assert paper_image(b"M\n\x1dVB\x0a", SMALL).height == 30 + TAIL + 10
    assert paper_image(b"\x1b3\x28\x1bd\x03", SMALL).height == 120


def test_what_is_in_the_buffer_comes_out_with_a_feed_or_the_end() -> None:
    whole = paper_image(b"Tea\n", SMALL).tobytes()
    assert paper_image(b"Tea", SMALL).tobytes() == whole
    assert paper_image(b"Tea\x1bJ\x00", SMALL).tobytes() == whole


def test_a_line_that_is_too_long_breaks_as_on_a_printer() -> None:
    assert paper_image(b"x" * 33 + b"\n", SMALL).tobytes() == paper_image(b"x" * 32 + b"\nx\n", SMALL).tobytes()


def test_letters_above_ascii_follow_the_code_page() -> None:
    in_437, in_1252 = b"\x1bt\x00\x81\n", b"\x1bt\x10\xfc\n"
    assert paper_image(in_437, SMALL).tobytes() == paper_image(in_1252, SMALL).tobytes()


def test_the_drawer_leaves_no_ink() -> None:
    assert ink_box(b"\x1bp\x0022") is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bX",
        b"\x07",
        b"\x1b",
        b"\x1ba",
        b"\x1ba\x02",
        b"\x1dv0\x00\x02\x00",
        b"\x1dv0\x00\x02\x00\x02\x00\x01",
        b"\x1dv0\x03\x01\x00\x01\x00\x01",
        b"\x1dv0\x00\x31\x00\x01\x00" + bytes(49),
        b"M\x1dv0\x00\x01\x00\x01\x00\x01",
    ],
)
def test_what_it_does_not_know_is_never_ignored(data: bytes) -> None:
    with pytest.raises(UnknownCommand):
        paper_image(data, SMALL)


@given(st.integers(1, 3000))
def test_a_document_cut_short_inside_a_command_is_noticed_or_shorter(size: int) -> None:
    data = receipt_bytes(GERMAN_SHOP, SMALL, english, "en")
    try:
        paper = paper_image(data[:size], SMALL)
    except UnknownCommand:
        return
    assert paper.height < paper_image(data, SMALL).height


CHINESE_PRINTER = replace(PROFILES["80"], code_page=CHINESE_TEXT)


def test_chinese_as_text_falls_on_the_dots_that_raster_would_burn(monkeypatch: pytest.MonkeyPatch) -> None:
    as_text = receipt_bytes(CHINESE_SHOP, CHINESE_PRINTER, chinese, "zh_CN")
    assert "燕麦奶".encode("gb18030") in as_text
    monkeypatch.setattr(escpos_writer, "can_show", lambda _text, _code_page: False)
    as_raster = receipt_bytes(CHINESE_SHOP, CHINESE_PRINTER, chinese, "zh_CN")
    assert len(as_text) < len(as_raster)
    assert paper_image(as_text, CHINESE_PRINTER).tobytes() == paper_image(as_raster, CHINESE_PRINTER).tobytes()


@pytest.mark.parametrize("text", ["café 中", "¥5 中", "中\\", "㐀", "خبز"])
def test_what_two_bytes_cannot_say_in_two_cells_goes_as_raster(text: str) -> None:
    assert not can_show(text, CHINESE_TEXT)
    sent = escpos_writer.written([TextRow((Span(text, 0),))], CHINESE_PRINTER)
    assert b"\x1dv0" in sent


def test_large_chinese_letters_go_as_raster_and_large_latin_ones_as_text() -> None:
    large = Style(bold=True, width=2, height=2)
    assert b"\x1dv0" in escpos_writer.written([TextRow((Span("合计", 0),), large)], CHINESE_PRINTER)
    assert b"Total\n" in escpos_writer.written([TextRow((Span("Total", 0),), large)], CHINESE_PRINTER)


def test_half_a_chinese_letter_is_noticed() -> None:
    with pytest.raises(UnknownCommand):
        paper_image(b"\x1c&\xd6", SMALL)


def test_letters_in_pairs_end_with_the_next_document() -> None:
    assert paper_image(b"\x1c&\x1b@\x81\n", SMALL).tobytes() == paper_image(b"\x1bt\x00\x81\n", SMALL).tobytes()


def test_a_printer_without_our_code_pages_is_told_none() -> None:
    plain = replace(SMALL, code_page=ASCII)
    sent = escpos_writer.written([TextRow((Span("Tea", 0),)), TextRow((Span("Grüße", 0),))], plain)
    assert sent.count(b"\x1bt") == sent.count(b"\x1bt\x00"), "no other page than the one every printer has"
    assert b"Tea\n" in sent
    assert sent.count(b"\x1dv0") == 1
