"""Quick keys made and taken off at the real till, by keys and by the menu of a tile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import delete

from pos_app.data.tables.shop import quick_key
from pos_app.ui.palette import Palette
from tests.ui.hands import CTRL, SHIFT, focused, press, type_text
from tests.ui.sales.test_scanning import names, scan
from tests.ui.shop import MILK, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow

PUT, OFF = "sales.quick_put", "sales.quick_off"


@pytest.fixture
def bare(services: Services, open_window: Callable[[], MainWindow]) -> MainWindow:
    """Open a shop without any quick key."""
    with services.shop.database.write() as connection:
        connection.execute(delete(quick_key))
    return open_window()


def tiles(window: MainWindow) -> list[str]:
    return [tile.key.label for tile in window.sales.widget.quick.tiles()]


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def available(window: MainWindow) -> set[str]:
    return {action.id for action in window.actions_set.available()}


def test_the_empty_place_says_how_a_tile_is_made_and_so_it_is(qtbot: QtBot, bare: MainWindow) -> None:
    view = bare.sales.widget
    hints = [hint.text() for hint in view.quick.findChildren(QLabel)]
    assert hints == ["No quick keys yet. Ring something up, then press Ctrl Shift K to put it here."]
    assert not {PUT, OFF} & available(bare)
    scan(MILK.code)
    scan(TEA.code)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_K, CTRL | SHIFT)
    qtbot.waitUntil(lambda: tiles(bare) == [MILK.name])
    assert view.said.text() == f"{MILK.name} is on the quick keys now."
    assert focused() is view.scan
    assert {PUT, OFF} <= available(bare)
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_Return)
    assert bare.sales.basket.sale.basket.lines[0].quantity == 2000
    settle(qtbot, bare)


def test_goods_get_one_tile_only(qtbot: QtBot, bare: MainWindow) -> None:
    scan(MILK.code)
    for _ in range(2):
        press(Qt.Key.Key_K, CTRL | SHIFT)
        settle(qtbot, bare)
    assert tiles(bare) == [MILK.name]
    assert bare.sales.widget.said.text() == f"{MILK.name} is on the quick keys already."


def test_esc_leaves_the_tiles_and_del_is_none_of_theirs(window: MainWindow) -> None:
    scan(MILK.code)
    press(Qt.Key.Key_G, CTRL)
    before = tiles(window)
    press(Qt.Key.Key_Delete)
    assert tiles(window) == before
    press(Qt.Key.Key_Escape)
    assert focused() is window.sales.widget.scan


def test_a_key_takes_the_tile_with_the_focus_off_and_the_focus_stays_near(qtbot: QtBot, window: MainWindow) -> None:
    quick = window.sales.widget.quick
    scan(MILK.code)
    press(Qt.Key.Key_G, CTRL)
    first, second = tiles(window)
    press(Qt.Key.Key_Q, CTRL | SHIFT)
    qtbot.waitUntil(lambda: tiles(window) == [second])
    assert focused() is quick.tiles()[0]
    assert window.sales.widget.said.text() == f"{first} is off the quick keys."
    press(Qt.Key.Key_Q, CTRL | SHIFT)
    qtbot.waitUntil(lambda: tiles(window) == [])
    assert focused() is window.sales.widget.scan
    assert names(window) == [MILK.name]
    assert OFF not in available(window)
    settle(qtbot, window)


def test_the_menu_of_a_tile_takes_it_off(qtbot: QtBot, window: MainWindow) -> None:
    tile = window.sales.widget.quick.tiles()[0]
    assert tile.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    (off,) = tile.actions()
    assert off.text() == "Take off the quick keys"
    off.trigger()
    qtbot.waitUntil(lambda: len(tiles(window)) == 1)
    assert focused() is window.sales.widget.scan
    settle(qtbot, window)


def test_the_palette_takes_the_lit_lines_goods_off(qtbot: QtBot, window: MainWindow) -> None:
    before = tiles(window)
    scan(MILK.code)
    press(Qt.Key.Key_K, CTRL | SHIFT)
    qtbot.waitUntil(lambda: tiles(window) == [*before, MILK.name])
    for said in ("is off the quick keys.", "is not on the quick keys."):
        press(Qt.Key.Key_K, CTRL)
        palette = QApplication.activeModalWidget()
        assert isinstance(palette, Palette)
        type_text("take off", at=palette.field)
        press(Qt.Key.Key_Return, at=palette.field)
        settle(qtbot, window)
        assert window.sales.widget.said.text().startswith(f"{MILK.name} {said}")
    assert tiles(window) == before
