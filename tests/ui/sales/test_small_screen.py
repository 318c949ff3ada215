"""The till on 1024 x 600: nothing lies over anything else, and what is said is read to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pos_app.ui import tokens
from pos_app.ui.sales.pay_panel import PayPanel, PayState
from pos_app.ui.sales.table_model import Column
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import CTRL, SHIFT, press, type_text
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import APPLES, MILK, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.theme import Theme

KEYS = "Bring back a held basket"
SENTENCE = "90,000.00 is more than 100 times what is due, which is hardly what was meant. " * 2


@pytest.fixture
def small(open_window: Callable[[], MainWindow]) -> MainWindow:
    window = open_window()
    window.resize(1024, 600)
    for goods in (MILK, TEA):
        scan(goods.code)
    return window


def overlapping(panel: QWidget) -> list[tuple[str, str]]:
    """Return pairs of visible widgets that stand beside each other in one parent and lie over each other."""
    found = []
    for parent in (panel, *panel.findChildren(QWidget)):
        shown = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
        for place, one in enumerate(shown):
            found += [
                (one.accessibleName() or repr(one), other.accessibleName() or repr(other))
                for other in shown[place + 1 :]
                if one.geometry().intersects(other.geometry())
            ]
    return found


def cut(panel: QWidget) -> list[str]:
    """Return the visible texts that have less height than a line of them."""
    labels = [each for each in panel.findChildren(QLabel) if each.isVisible() and each.text()]
    return [each.text() for each in labels if each.height() < each.fontMetrics().height()]


def test_what_an_empty_till_says_is_whole_while_something_is_asked(open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    window.resize(1024, 600)
    card = window.sales.widget.lines
    assert KEYS in [each.text() for each in card.findChildren(QLabel) if each.isVisible()]
    assert (overlapping(card), cut(card)) == ([], [])
    scan(APPLES.code)
    type_text("0.02")
    press(Qt.Key.Key_T, CTRL)
    assert window.sales.widget.entry.state.isVisible()
    QApplication.processEvents()
    assert (overlapping(card), cut(card)) == ([], [])
    assert card.empty.state.title.isVisible()
    press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert KEYS in [each.text() for each in card.findChildren(QLabel) if each.isVisible()]


def state(panel_tender: str, taken: tuple[tuple[str, int], ...]) -> PayState:
    still = 8092 - sum(amount for _name, amount in taken)
    suggestions = (still + 3, 8100, 9000, 10000)
    return PayState(8092, taken, still + 3, panel_tender, suggestions, 100, 100 - still - 3, can_finish=True)


@pytest.mark.parametrize("tender", ["cash", "card"])
@pytest.mark.parametrize("payments", [0, 1, 2, 6])
def test_nothing_overlaps_while_paying(small: MainWindow, tender: str, payments: int) -> None:
    press(Qt.Key.Key_F12)
    panel = small.sales.widget.pay
    panel.show_state(state(tender, (("Cash", 1000),) * payments))
    panel.say(SENTENCE)
    small.grab()
    assert overlapping(panel) == []
    assert small.height() == 600


def test_the_last_payment_is_in_sight_where_not_all_are(small: MainWindow) -> None:
    press(Qt.Key.Key_F12)
    panel = small.sales.widget.pay
    panel.show_state(state("cash", (("Cash", 1000),) * 6))
    panel.say(SENTENCE)
    small.grab()
    rows = panel.findChildren(QWidget, "taken")
    assert rows[0].visibleRegion().isEmpty()
    assert not rows[-1].visibleRegion().isEmpty()


def test_cash_rounding_has_a_row_of_its_own(small: MainWindow) -> None:
    panel: PayPanel = small.sales.widget.pay
    press(Qt.Key.Key_F12)
    assert panel.rounding.isHidden()
    panel.show_state(state("cash", (("Card", 1000),)))
    assert panel.rounding.isVisible()
    assert panel.rounding.figure.text() == "0.03"


def test_a_question_is_read_to_its_end(qtbot: QtBot, small: MainWindow) -> None:
    bar = small.sales.widget.entry
    press(Qt.Key.Key_F4, SHIFT)
    small.grab()
    assert bar.hint.text() == "An amount, or 10%; 0 takes it away"
    assert bar.hint.width() >= bar.hint.sizeHint().width()
    assert bar.title.width() >= bar.title.sizeHint().width()
    assert bar.field.y() > bar.title.y()
    press(Qt.Key.Key_Escape)
    small.resize(1366, 768)
    press(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: abs(bar.field.geometry().center().y() - bar.title.geometry().center().y()) <= 2)


def test_a_refusal_on_a_line_is_read_to_its_end(small: MainWindow) -> None:
    table = small.sales.widget.lines.table
    usual = table.rowHeight(1)
    press(Qt.Key.Key_F4)
    type_text("abc")
    press(Qt.Key.Key_Return)
    small.grab()
    index = table.model().index(1, Column.ITEM)
    cell = small.sales.widget.lines.model.cell(1, Column.ITEM)
    rows = table.note_rows(1, Column.ITEM)
    assert " ".join(rows) == cell.note == index.data(Role.NOTE)
    assert table.rowHeight(1) > usual
    assert table.viewport().rect().contains(table.visualRect(index))
    press(Qt.Key.Key_Escape)
    assert table.rowHeight(1) == usual


def test_the_sums_keep_their_room(small: MainWindow) -> None:
    totals = small.sales.widget.totals
    press(Qt.Key.Key_F4, SHIFT)
    type_text("10%")
    press(Qt.Key.Key_Return)
    small.grab()
    assert totals.height() >= totals.sizeHint().height()
    assert overlapping(small.sales.widget._selling) == []


def test_recall_looks_off_while_nothing_is_held(small: MainWindow) -> None:
    view = small.sales.widget
    button = view.buttons["sales.hold"]
    looks = [button.faint]
    view.show_holding(may_hold=False)
    looks.append(button.faint)
    view.lines.held.set_count(2)
    bright = button.grab().toImage()
    looks.append(button.faint)
    view.lines.held.set_count(0)
    looks.append(button.faint)
    assert looks == [False, True, False, True]
    assert button.grab().toImage() != bright


def test_the_numbers_of_long_baskets_stand_whole(small: MainWindow, theme: Theme) -> None:
    place = small.sales.widget.lines.table.place(Column.NUMBER)
    assert QFontMetricsF(theme.font(tokens.SMALL)).horizontalAdvance("9999") <= place.width
