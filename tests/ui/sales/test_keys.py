"""The key filter, the quick keys and the entry bar by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.domain.rows import QuickKey, QuickPage
from pos_app.ui.actions import by_id
from pos_app.ui.sales.entry_bar import EntryBar, Question
from pos_app.ui.sales.key_filter import Focus, KeyFilter
from pos_app.ui.sales.quick_keys import QuickKeys
from pos_app.ui.sales.quick_tiles import COLUMNS, ROWS
from tests.ui.hands import CTRL, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.domain.formats import Formats
    from pos_app.ui.theme import Theme


class Watch:
    """A filter on a field, and what it said."""

    def __init__(self, qtbot: QtBot, focus: Focus) -> None:
        self.results = False
        self.said: list[object] = []
        self.field = QLineEdit()
        qtbot.addWidget(self.field)
        self.filter = KeyFilter(lambda: self.results)
        self.filter.watch(self.field, focus)
        self.filter.action_wanted.connect(self.said.append)
        self.filter.line_moved.connect(lambda step: self.said.append(("line", step)))
        self.filter.result_moved.connect(lambda step: self.said.append(("result", step)))
        self.filter.escaped.connect(lambda: self.said.append("esc"))
        self.field.show()


def test_arrows_mean_results_then_lines_then_nothing(qtbot: QtBot) -> None:
    watch = Watch(qtbot, Focus.SCAN)
    press(Qt.Key.Key_Down, at=watch.field)
    watch.results = True
    press(Qt.Key.Key_Down, at=watch.field)
    press(Qt.Key.Key_PageUp, at=watch.field)
    watch.results = False
    type_text("a", at=watch.field)
    press(Qt.Key.Key_Up, at=watch.field)
    assert watch.said == [("line", 1), ("result", 1), ("result", -8)]


def test_del_of_the_number_pad_counts_and_shift_del_does_not(qtbot: QtBot) -> None:
    watch = Watch(qtbot, Focus.SCAN)
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.KeypadModifier, at=watch.field)
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier, at=watch.field)
    assert watch.said == ["sales.remove"]


def test_while_paying_enter_finishes_and_a_held_key_finishes_once(qtbot: QtBot) -> None:
    watch = Watch(qtbot, Focus.PAY)
    press(Qt.Key.Key_Enter, at=watch.field)
    press(Qt.Key.Key_F12, at=watch.field)
    press(Qt.Key.Key_Escape, at=watch.field)
    press(Qt.Key.Key_Delete, at=watch.field)
    # F12 opened the payment: bounced or held down it must not take the money too
    assert watch.said == ["pay.finish", "pay.back"]


def test_ctrl_j_is_a_line_feed_only_right_after_enter(qtbot: QtBot) -> None:
    watch = Watch(qtbot, Focus.SCAN)
    press(Qt.Key.Key_Return, at=watch.field)
    QTest.keyClick(watch.field, Qt.Key.Key_J, CTRL)
    assert watch.field.text() == ""
    watch.filter._enter_at = None
    type_text("x", at=watch.field)
    press(Qt.Key.Key_J, CTRL, at=watch.field)
    assert watch.field.text() == "x"


def pages(count: int) -> tuple[QuickPage, ...]:
    keys = tuple(QuickKey(number, f"goods {number}", 100_0000, "green", open_price=False) for number in range(count))
    return (QuickPage("One", keys), QuickPage("Two", keys[:1]))


def test_pages_turn_by_click_and_by_key(qtbot: QtBot, theme: Theme, formats: Formats) -> None:
    quick = QuickKeys(theme, formats, by_id(str), str)
    qtbot.addWidget(quick)
    quick.resize(452, 348)
    quick.show_pages(pages(20))
    quick.show()
    assert len(quick.tiles()) == COLUMNS * ROWS
    quick.activateWindow()
    quick.focus_first()
    qtbot.waitUntil(quick.tiles()[0].hasFocus)
    with qtbot.waitSignal(quick.pressed) as pressed:
        press(Qt.Key.Key_Return, at=quick.tiles()[0])
    assert pressed.args is not None
    assert pressed.args[0].variant_id == 0
    press(Qt.Key.Key_PageDown, at=quick.tiles()[0])
    assert len(quick.tiles()) == 1
    assert quick.tiles()[0].accessibleName() == "goods 0 1.00"
    quick.show_pages(())
    assert quick.tiles() == []


def test_the_entry_bar_asks_one_thing_at_a_time(qtbot: QtBot, theme: Theme) -> None:
    bar = EntryBar(theme, str)
    qtbot.addWidget(bar)
    bar.ask(Question("quantity", "Quantity of tea", "2", "pieces"))
    assert bar.field.accessibleName() == "Quantity of tea"
    type_text("5", at=bar.field)
    with qtbot.waitSignal(bar.answered) as answered:
        press(Qt.Key.Key_Return, at=bar.field)
    assert answered.args == ["quantity", "5"]
    bar.ask(Question("price", "Price of tea"))
    assert bar.field.text() == ""
    with qtbot.waitSignal(bar.left):
        press(Qt.Key.Key_Escape, at=bar.field)
    bar.close_bar()
    assert bar.asking is None
    with qtbot.assertNotEmitted(bar.answered):
        press(Qt.Key.Key_Return, at=bar.field)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_key_held_down_is_one_wish_while_paying(qtbot: QtBot, key: Qt.Key) -> None:
    watch = Watch(qtbot, Focus.PAY)
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", repeated)
        QApplication.sendEvent(watch.field, event)
    assert len(watch.said) == 1
