"""Tiles of quick keys: names are cut with an ellipsis, prices never; narrow pages have fewer columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFont, QFontMetricsF

from pos_app.domain.rows import QuickKey
from pos_app.ui import tokens
from pos_app.ui.sales.quick_tiles import COLUMNS, Tile, TilePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme

LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
    "上海老字号手工制作传统五香豆腐干礼盒装",
    "Reusable shopping bag made of organic cotton",
)


def tile(theme: Theme, name: str) -> Tile:
    return Tile(theme, QuickKey(1, name, 650, "amber", open_price=False), "6.50")


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> TilePage:
    made = TilePage([tile(theme, f"Goods {number}") for number in range(12)])
    qtbot.addWidget(made)
    made.resize(430, 300)
    made.show()
    return made


def columns(page: TilePage) -> int:
    return len({tile.x() for tile in page.findChildren(Tile)})


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize(("height", "most"), [(88, 2), (62, 2), (44, 1)])
def test_a_long_name_is_cut_with_an_ellipsis_inside_its_tile(
    qtbot: QtBot, theme: Theme, name: str, height: int, most: int
) -> None:
    made = tile(theme, name)
    qtbot.addWidget(made)
    made.resize(96, height)
    rows = made.name_rows()
    assert len(rows) == most
    assert rows[-1].endswith("…")
    metrics = QFontMetricsF(theme.font(tokens.BASE, QFont.Weight.Medium))
    assert all(metrics.horizontalAdvance(row) <= 96 - 14 for row in rows)


def test_the_price_is_written_at_every_height(qtbot: QtBot, theme: Theme) -> None:
    for height in (40, 62, 88):
        priced, free = tile(theme, LONG[0]), Tile(theme, tile(theme, LONG[0]).key, "")
        for made in (priced, free):
            qtbot.addWidget(made)
            made.resize(96, height)
        assert priced.grab().toImage() != free.grab().toImage()


def test_a_short_name_stays_on_one_row(qtbot: QtBot, theme: Theme) -> None:
    made = tile(theme, "Mooncake")
    qtbot.addWidget(made)
    made.resize(96, 40)
    assert made.name_rows() == ["Mooncake"]


def test_a_narrow_page_has_fewer_columns(page: TilePage) -> None:
    assert columns(page) == COLUMNS
    page.resize(300, 300)
    assert columns(page) == 3
    page.resize(200, 300)
    assert columns(page) == 2


def test_what_is_too_much_for_a_low_page_is_scrolled_to_by_the_focus(qtbot: QtBot, page: TilePage) -> None:
    page.resize(300, 100)
    tiles = page.findChildren(Tile)
    assert all(tile.height() >= 40 for tile in tiles)
    assert tiles[-1].visibleRegion().isEmpty()
    page.activateWindow()
    tiles[9].setFocus()
    qtbot.waitUntil(tiles[9].hasFocus)
    assert tiles[9].visibleRegion().boundingRect() == tiles[9].rect()
