"""Around the basket: held baskets, dropping one, the drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.changes import Changes
from pos_app.ui.actions import State
from pos_app.ui.sales.held_panel import Column, HeldPanel, HeldRow, held_model
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import CTRL, SHIFT, click, focused, followed, press, type_text
from tests.ui.sales.test_scanning import names, quantities, scan
from tests.ui.shop import MILK, SOAP, TEA

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.theme import Theme
    from tests.ui.conftest import Recorder


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def tags(window: MainWindow) -> list[str]:
    with window.services.shop.database.read() as connection:
        return [str(tag) for tag in connection.execute(select(journal.c.tag).order_by(journal.c.sequence)).scalars()]


@pytest.fixture
def held(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Hold a basket with a note, by keys."""
    scan(MILK.code)
    scan(TEA.code)
    press(Qt.Key.Key_F7)
    type_text("Lady with the dog")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(window) == [])
    settle(qtbot, window)
    return window


def test_a_held_basket_leaves_the_till_free(held: MainWindow) -> None:
    view = held.sales.widget
    assert view.lines.held.accessibleName() == "Held baskets: 1"
    assert focused() is view.scan
    assert view.right_panel() is view.quick


def test_recall_by_keys(qtbot: QtBot, held: MainWindow) -> None:
    press(Qt.Key.Key_F7)
    panel = held.sales.widget.held
    assert focused() is panel.table
    qtbot.waitUntil(lambda: panel.table.row() == 0)
    assert panel.model.index(0, Column.NOTE).data() == "Lady with the dog"
    assert panel.model.index(0, Column.NOTE).data(Role.NOTE) == f"{MILK.name} and 1 more"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(held) == [MILK.name, TEA.name])
    qtbot.waitUntil(lambda: not held.sales.widget.lines.held.isVisible())
    assert focused() is held.sales.widget.scan


def test_recalling_holds_what_is_on_the_till(qtbot: QtBot, held: MainWindow) -> None:
    scan(SOAP.code)
    click(held.sales.widget.lines.held)
    assert focused() is held.sales.widget.held.note
    qtbot.waitUntil(lambda: held.sales.widget.held.model.rowCount() == 1)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(held) == [MILK.name, TEA.name])
    assert [basket.first_item for basket in held.services.hold.held()] == [SOAP.name]


def test_where_a_basket_is_gone_the_held_one_is_not_sold_from(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    scan(SOAP.code)
    window.sales.widget.held.recall_wanted.emit(b"gone" * 4)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    assert "Another till was faster" in recorder.take()
    assert names(window) == []
    scan(TEA.code)
    settle(qtbot, window)
    assert not window.sales.basket._keeper.failing
    assert names(window) == [TEA.name]
    assert [basket.first_item for basket in window.services.hold.held()] == [SOAP.name]


def test_scans_during_a_write_wait_for_their_basket(qtbot: QtBot, window: MainWindow) -> None:
    scan(MILK.code)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    view = window.sales.widget
    view.scan.entered.emit(TEA.code)
    view.scan.entered.emit(SOAP.code)
    assert names(window) == [MILK.name]
    qtbot.waitUntil(lambda: names(window) == [TEA.name, SOAP.name])


def test_what_is_chosen_and_pressed_during_a_write_waits_too(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    view, basket = window.sales.widget, window.sales.basket
    scan(MILK.code)
    type_text("lon")
    qtbot.waitUntil(view.results.isVisible)
    view.held.hold_wanted.emit("")
    view.results.chosen.emit(view.results.current())
    basket.ask_quantity()
    assert names(window) == [MILK.name]
    assert not view.entry.isVisible()
    qtbot.waitUntil(view.entry.isVisible)
    assert names(window) == [TEA.name]
    assert view.entry.title.text() == f"Quantity of {TEA.name}"
    assert recorder.said == []


def test_a_basket_on_its_way_to_be_held_is_not_paid(qtbot: QtBot, window: MainWindow) -> None:
    scan(MILK.code)
    window.sales.widget.held.hold_wanted.emit("")
    window.sales.pay()
    settle(qtbot, window)
    assert names(window) == []
    assert window.sales.state is State.SELLING


def test_an_answer_about_a_line_is_not_given_to_another_basket(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    view = window.sales.widget
    scan(MILK.code)
    press(Qt.Key.Key_F2)
    view.held.hold_wanted.emit("")
    view.scan.entered.emit(TEA.code)
    view.entry.answered.emit("quantity", "7")
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    assert "not in the basket" in recorder.take()
    assert quantities(window) == ["1"]
    assert names(window) == [TEA.name]


def test_scans_go_on_after_a_fault_while_holding(
    qtbot: QtBot, window: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(window.services.hold, "hold", stumble)
    scan(MILK.code)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    window.sales.widget.scan.entered.emit(TEA.code)
    qtbot.waitUntil(lambda: names(window) == [MILK.name, TEA.name])
    assert [type(fault) for fault in crashes] == [ZeroDivisionError]
    crashes.clear()
    settle(qtbot, window)


def test_esc_leaves_the_panel(held: MainWindow) -> None:
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Escape)
    assert held.sales.widget.right_panel() is held.sales.widget.quick
    assert focused() is held.sales.widget.scan


def test_a_basket_is_dropped_when_asked_twice(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    scan(MILK.code)
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert "again to drop" in recorder.take()
    assert names(window) == [MILK.name]
    scan(TEA.code)
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    recorder.take()
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: names(window) == [])
    settle(qtbot, window)
    assert any("drop" in tag for tag in tags(window))


def test_the_drawer_opens_with_a_reason(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_D, CTRL)
    assert focused() is window.sales.widget.entry.field
    press(Qt.Key.Key_Return)
    assert "journal" in recorder.take()
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    assert recorder.take().startswith("That was a scan.")
    window.sales.widget.entry.field.clear()
    type_text("change for a customer")
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    assert recorder.take() == "The drawer is opened; the reason stands in the journal."
    assert any("drawer" in tag for tag in tags(window))
    assert focused() is window.sales.widget.scan


def test_the_held_model() -> None:
    model = held_model(str)
    follower = followed(model)
    rows = [HeldRow(b"1", "note", "3 pieces", "12:00", "4.50"), HeldRow(b"2", "", "1 piece", "12:10", "1.00")]
    model.show(rows)
    assert model.index(1, Column.NOTE).data() == "1 piece"
    assert model.index(1, Column.NOTE).data(Role.NOTE) == ""
    assert model.row_at(1) is rows[1]
    assert model.row_at(2) is None
    assert model.headerData(Column.TOTAL, Qt.Orientation.Horizontal) == "Total"
    model.show([])
    assert model.rowCount() == 0
    assert follower.model() is model


def test_the_panel_without_held_baskets_says_so(qtbot: QtBot, theme: Theme) -> None:
    panel = HeldPanel(theme, str)
    qtbot.addWidget(panel)
    panel.show()
    panel.open_panel(may_hold=False)
    assert not panel.none.isVisible()
    panel.show_rows([])
    assert panel.none.isVisible()
    assert not panel.note.isVisible()


def test_where_nothing_is_held_the_scan_line_keeps_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(window.sales.widget.held.none.isVisible)
    assert focused() is window.sales.widget.scan


def test_a_kept_step_reads_no_figures_of_the_day(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(qtbot, window)
    asked: list[int] = []
    monkeypatch.setattr(window.sales.counter, "refresh_today", lambda: asked.append(1))
    scan(MILK.code)
    settle(qtbot, window)
    assert asked == []
    window.announce(Changes(orders=True))
    assert asked == [1]


def test_a_scan_on_the_list_of_held_baskets_goes_into_the_scan_line(qtbot: QtBot, window: MainWindow) -> None:
    scan(MILK.code)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: window.sales.widget.held.model.rowCount() == 1)
    for letter in TEA.code:
        press(Qt.Key(ord(letter)))
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(window) == [TEA.name]
    assert len(window.services.hold.held()) == 1


def test_a_scan_into_a_note_is_refused_and_one_behind_it_belongs_to_the_next_basket(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    scan(MILK.code)
    press(Qt.Key.Key_F7)
    type_text(f"table 4{TEA.code}")
    press(Qt.Key.Key_Return)
    assert recorder.take().startswith("That was a scan.")
    assert window.services.hold.held() == ()
    window.sales.widget.held.note.setText("table 4")
    press(Qt.Key.Key_Return, at=window.sales.widget.held.note)
    scan(TEA.code)
    settle(qtbot, window)
    assert [held.note for held in window.services.hold.held()] == ["table 4"]
    assert names(window) == [TEA.name]


def test_a_drawer_that_stays_shut_is_said(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    window.services.settings.change(printer="tcp://127.0.0.1:1")
    press(Qt.Key.Key_D, CTRL)
    type_text("change for a customer")
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    assert recorder.take().startswith("The drawer did not open, for the printer is off")
