"""The first steps of a shop: offered on the till while it has no goods, reached by keys, and gone afterwards."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from pos_app.app import build
from pos_app.domain.changes import Changes
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.actions import State
from tests.ui.hands import CTRL, SHIFT, click, focused, in_sight, press, type_text
from tests.ui.sales.test_small_screen import cut, overlapping
from tests.ui.shop import MILK, stock_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.sales.first_steps import FirstSteps
    from tests.factories.databases import ShopFile

READY = "Ready for the next customer"


@pytest.fixture
def services(tmp_path: Path, shop_file_made: ShopFile) -> Iterator[Services]:
    """Open a shop as it is on its first day: without goods."""
    (tmp_path / "shop").mkdir()
    shop_file_made.copy(tmp_path / "shop" / "shop.db")
    made = build(tmp_path / "shop", new=NewShop(zone="Asia/Shanghai"))
    yield made
    made.close()


@pytest.fixture
def new(qtbot: QtBot, open_window: Callable[[], MainWindow]) -> MainWindow:
    window = open_window()
    qtbot.waitUntil(lambda: window.sales.widget.lines.empty.first_steps is not None)
    return window


def state(window: MainWindow) -> State:
    return window.actions_set.state


def steps(window: MainWindow) -> FirstSteps:
    shown = window.sales.widget.lines.empty.first_steps
    assert shown is not None
    return shown


def test_a_shop_without_goods_is_led_to_its_first_steps_by_keys(qtbot: QtBot, new: MainWindow) -> None:
    assert steps(new).title.isVisible()
    assert not new.sales.widget.lines.empty.state.isVisible()
    assert focused() is new.sales.widget.scan
    titles = []
    for _step in steps(new).buttons:
        press(Qt.Key.Key_Tab)
        titles.append(focused().accessibleName())
    assert titles == ["Import goods", "Set up the printer", "Set up the scale"]
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: focused() is new.settings.rows["scale_kind"].field.editor)
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert state(new) is State.CATALOG
    qtbot.waitUntil(lambda: "pos import products" in new.catalog.widget.empty.sentence.text())
    press(Qt.Key.Key_1, CTRL)
    click(steps(new).buttons["go.settings.printer"])
    assert state(new) is State.PRINTER


def test_tab_leads_to_steps_at_the_moment_they_come(new: MainWindow) -> None:
    view = new.sales.widget
    view.show_first_steps(())
    view.show_first_steps(["go.settings.scale"])
    press(Qt.Key.Key_Tab)
    assert focused() is steps(new).buttons["go.settings.scale"]


def test_a_step_that_is_taken_is_offered_no_more(qtbot: QtBot, new: MainWindow) -> None:
    new.announce(new.services.settings.change(printer="tcp://127.0.0.1:9"))
    qtbot.waitUntil(lambda: list(steps(new).buttons) == ["go.catalog", "go.settings.scale"])
    new.announce(new.services.settings.change(scale_kind="toledo_8217", scale_port="/dev/no-such-scale"))
    qtbot.waitUntil(lambda: list(steps(new).buttons) == ["go.catalog"])


def test_a_shop_with_a_pin_is_led_to_its_recovery_code_until_there_is_one(qtbot: QtBot, new: MainWindow) -> None:
    assert "go.settings.staff.code" not in steps(new).buttons
    new.services.staff.set_pin(new.services.shop.duty.person_uid, "1357")
    new.announce(Changes(people=True))
    qtbot.waitUntil(lambda: list(steps(new).buttons) == ["go.catalog", "go.settings.staff.code", "go.settings.printer"])
    click(steps(new).buttons["go.settings.staff.code"])
    assert state(new) is State.STAFF
    qtbot.waitUntil(lambda: in_sight(new.settings._keys_card.buttons["keys.make"]))
    press(Qt.Key.Key_M, CTRL | SHIFT)
    qtbot.waitUntil(lambda: new.entrance.keys.sheet is not None)
    sheet = new.entrance.keys.sheet
    assert sheet is not None
    qtbot.waitUntil(sheet.isActiveWindow)
    press(Qt.Key.Key_Return, CTRL, at=sheet)  # it counts when it is on paper
    qtbot.waitUntil(lambda: new.entrance.keys.sheet is None)
    qtbot.waitUntil(lambda: list(steps(new).buttons) == ["go.catalog", "go.settings.printer", "go.settings.scale"])


def test_the_steps_go_when_goods_come_and_the_scan_line_has_the_focus(qtbot: QtBot, new: MainWindow) -> None:
    empty = new.sales.widget.lines.empty
    press(Qt.Key.Key_Tab)
    stock_up(new.services.shop)
    new.announce(Changes(catalog=True))
    qtbot.waitUntil(lambda: empty.first_steps is None)
    assert (empty.state.isVisible(), empty.today.isVisible()) == (True, True)
    assert empty.state.title.text() == READY
    assert focused() is new.sales.widget.scan
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    assert new.sales.widget.lines.model.rowCount() == 1


def test_a_scan_at_a_step_goes_to_the_scan_line(new: MainWindow) -> None:
    press(Qt.Key.Key_Tab)
    type_text("69")
    assert focused() is new.sales.widget.scan
    assert new.sales.widget.scan.text() == "69"


def test_the_steps_are_whole_on_a_small_screen_while_something_is_asked(new: MainWindow) -> None:
    new.resize(1024, 600)
    QApplication.processEvents()
    card = new.sales.widget.lines
    assert (overlapping(card), cut(card)) == ([], [])
    press(Qt.Key.Key_D, CTRL)
    assert new.sales.widget.entry.asking is not None
    QApplication.processEvents()
    assert (overlapping(card), cut(card)) == ([], [])
    for button in steps(new).buttons.values():
        assert button.width() >= button.minimumSizeHint().width()
        assert card.rect().contains(QRect(button.mapTo(card, QPoint()), button.size()))


def test_a_till_with_goods_does_not_load_the_steps() -> None:
    code = "import sys, pos_app.ui.main_window; sys.exit('pos_app.ui.sales.first_steps' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
