"""The list of what waits, at the real window by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_app.domain.denominations import of_sum
from tests.ui.hands import CTRL, in_sight, press, type_text
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.to_do.sheet import ToDoSheet

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def open_list(qtbot: QtBot, window: MainWindow) -> ToDoSheet:
    press(Qt.Key.Key_T, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.to_do.sheet is not None and window.to_do.sheet.isVisible())
    assert window.to_do.sheet is not None
    return window.to_do.sheet


def test_a_shop_in_order_says_so(qtbot: QtBot, window: MainWindow) -> None:
    sheet = open_list(qtbot, window)
    assert sheet.none.isVisible()
    assert sheet.none.text() == "Nothing waits for anybody."
    assert not sheet.go.isVisible()
    qtbot.waitUntil(sheet.isActiveWindow)
    press(Qt.Key.Key_Escape, at=sheet)
    qtbot.waitUntil(lambda: window.to_do.sheet is None)
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)


def test_enter_leads_to_what_waits(qtbot: QtBot, window: MainWindow) -> None:
    window.services.staff.set_pin(window.services.shop.duty.person_uid, "1357")
    sheet = open_list(qtbot, window)
    qtbot.waitUntil(sheet.table.hasFocus)
    assert sheet.model.index(0, 0).data() == "No recovery code yet"
    press(Qt.Key.Key_Return, at=sheet.table)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.settings.widget)
    assert window.settings.groups[window.settings.pages.place] == "Staff"
    button = window.settings._keys_card.buttons["keys.make"]
    qtbot.waitUntil(lambda: button.hasFocus() and window.tasks.pending == 0)
    qtbot.waitUntil(lambda: in_sight(button))


def test_a_closed_shift_says_that_something_waits(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.sales.basket.sale.priced.lines) == 1)
    window.services.staff.set_pin(window.services.shop.duty.person_uid, "1357")
    done = window.services.close_shift.close(of_sum(0))
    window.announce(done.changes)
    window.shifts.closed.emit()
    qtbot.waitUntil(lambda: "One thing waits for somebody: Ctrl+Shift+T shows it." in window.status.said.text())
