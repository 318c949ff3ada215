"""Logos, rules and banners as ink."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pos_app.documents.codepage import can_show, folded
from pos_app.documents.pictures import BANNER_ROOM, LOGO_HEIGHT, RULE_ROOM, banner, logo, rule
from tests.documents.samples import logo_png


def png(size: tuple[int, int], colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def test_a_transparent_ground_is_paper() -> None:
    ink = logo(logo_png(), 576)
    assert ink.width == 576
    assert ink.getbbox() == ((576 - 300) // 2 + 95, 0, (576 - 300) // 2 + 206, 110)


@pytest.mark.parametrize(
    ("size", "shown"), [((2000, 100), (432, 22)), ((100, 2000), (8, LOGO_HEIGHT)), ((40, 20), (40, 20))]
)
def test_a_logo_is_made_to_fit_and_never_enlarged(size: tuple[int, int], shown: tuple[int, int]) -> None:
    box = logo(png(size, "black"), 576).getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == shown


def test_a_rule_is_one_line_across_the_roll() -> None:
    assert rule(384).getbbox() == (0, RULE_ROOM, 384, RULE_ROOM + 1)


@pytest.mark.parametrize(("text", "height"), [("COPY", 48), ("COPY OF A LONGER KIND", 24), ("COPY " * 12, 48)])
def test_a_banner_is_large_where_it_fits_one_line(text: str, height: int) -> None:
    ink = banner(text, 384)
    assert ink.size == (384, height + 2 * BANNER_ROOM)
    assert ink.getpixel((0, 0)) == ink.getpixel((383, ink.height - 1)) == 255


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller & Söhne 1/2", True),
        ("¥ 8.82", False),
        ("C:\\", False),
        ("8,82 €", False),
        ("奶", False),
        ("tab\t", False),
        ("\0", False),
    ],
)
def test_what_code_page_437_is_trusted_with(text: str, shown: bool) -> None:
    assert can_show(text, "CP437") is shown


def test_other_pages_have_other_letters() -> None:
    assert can_show("8,82 €", "CP858")
    assert not can_show("\0\x98", "CP1252")


def test_typographic_signs_become_plain_ones_of_the_same_length() -> None:
    assert folded("1’234 – “so”") == '1\'234 - "so"'
