"""The window of a real shop: tabs, keys, status, what is remembered, what a second process changed."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableView
from sqlalchemy import update

from pos_app.data.tables.shop import till_head
from pos_app.domain.changes import Changes
from pos_app.domain.denominations import of_sum
from pos_app.domain.printing import PrinterOffline
from pos_app.domain.problems import ClockFarAhead
from pos_app.services.shop.put_back import LOOKED_NAME
from pos_app.ui import tokens
from pos_app.ui.actions import CODE_ACTION, SETTINGS_PAGES, State, by_id, page_action
from pos_app.ui.help_sheet import HelpSheet
from pos_app.ui.messages import Tone
from pos_app.ui.palette import Palette
from pos_app.ui.paper.queue_sheet import QueueSheet
from pos_app.ui.paper.receipts_sheet import ReceiptsSheet
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import CTRL, PLAIN, SHIFT, click, focused, press, type_text
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.theme import Theme
    from pos_app.ui.window_frame import Screen


TABS = ("sales", "catalog", "stock", "shipments", "journal", "settings")


def state(window: MainWindow) -> State:
    return window.actions_set.state


def test_it_opens_on_the_till_with_the_focus_in_the_scan_line(window: MainWindow) -> None:
    assert focused() is window.sales.widget.scan
    assert window.header.who.text() == "Till 1 · owner"
    assert not window.sales.widget.buttons["sales.quantity"].isEnabled()
    assert not window.sales.widget.pay_button.isEnabled()


def test_tabs_by_key_and_by_click(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_2, CTRL)
    assert state(window) is State.CATALOG
    assert focused() is window.catalog.widget.filter
    press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert state(window) is State.STOCK
    press(Qt.Key.Key_4, CTRL)
    assert window.pages.currentWidget() is window.shipments.widget
    press(Qt.Key.Key_5, CTRL)
    assert focused() is window.journal.widget.since
    press(Qt.Key.Key_6, CTRL)
    assert focused() is window.settings.rows["shop_name"].field.editor
    click(window.header.tabs[0])
    qtbot.waitUntil(lambda: focused() is window.sales.widget.scan)
    assert window.header.tabs[0].isChecked()


def test_a_scan_and_esc_find_their_way_from_every_button(qtbot: QtBot, window: MainWindow) -> None:
    for button in (window.header.finder, window.header.tabs[0], window.sales.widget.pay_button):
        button.setFocus()
        type_text(MILK.code)
        assert focused() is window.sales.widget.scan
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [line.quantity for line in window.sales.basket.sale.basket.lines] == [3000])
    window.header.finder.setFocus()
    press(Qt.Key.Key_Escape)
    assert focused() is window.sales.widget.scan
    qtbot.waitUntil(window.sales.widget.pay_button.isEnabled)
    press(Qt.Key.Key_F12)
    assert state(window) is State.PAYING
    window.header.finder.setFocus()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: state(window) is State.SELLING)
    assert focused() is window.sales.widget.scan


def test_a_screen_is_made_when_it_is_first_looked_at(window: MainWindow) -> None:
    assert "catalog" not in vars(window)
    assert "settings" not in vars(window)
    window.announce(Changes(catalog=True))
    press(Qt.Key.Key_2, CTRL)
    made = window.catalog
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_2, CTRL)
    assert window.catalog is made
    assert window.pages.count() == len(window.header.tabs)


def test_every_action_finds_its_handler_on_the_screens_it_belongs_to(window: MainWindow) -> None:
    screens: dict[State, Screen] = {
        State.SELLING: window.sales,
        State.PAYING: window.sales,
        State.CATALOG: window.catalog,
        State.STOCK: window.stock,
        State.SHIPMENTS: window.shipments,
        State.JOURNAL: window.journal,
        State.SETTINGS: window.settings,
        State.TAXES: window.settings,
        State.PRINTER: window.settings,
        State.STAFF: window.settings,
        State.BACKUPS: window.settings,
    }
    assert set(screens) == set(State) - {State.LOCKED}
    assert {action.id for action in window.actions_set.actions if State.LOCKED in action.states} == {"keys.type"}
    anywhere = {"show_help", "show_palette", "switch_appearance", "lock_till", *(f"go_{tab}" for tab in TABS)}
    anywhere |= {*window.shifts.handlers(), *window.entrance.keys.handlers(), "show_customers", "show_to_do"}
    anywhere |= {*window.paper.handlers(), *window.cut_off_import.handlers(), *map(page_action, SETTINGS_PAGES)}
    anywhere |= {CODE_ACTION}
    lost = [
        (action.id, place.name)
        for action in window.actions_set.actions
        for place in action.states
        if action.handler not in anywhere and action.handler not in screens[place].handlers()
    ]
    assert lost == []


def test_lists_show_their_goods_and_search_at_once(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_2, CTRL)
    page = window.catalog.widget
    qtbot.waitUntil(lambda: page.model.rowCount() == 8)
    qtbot.waitUntil(lambda: page.foot.text() == "8 goods")
    type_text("lon")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "Longjing" in str(page.model.index(0, 0).data())
    assert page.foot.text().startswith("1 found for “lon”")
    type_text("zzz")
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.title.text() == "Nothing found. Try fewer letters."
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 8)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert page.table.row() == 1
    press(Qt.Key.Key_3, CTRL)
    qtbot.waitUntil(lambda: window.stock.widget.model.rowCount() == 8)
    assert window.stock.widget.model.index(0, 5).data() == "not counted"


def test_a_list_out_of_sight_reloads_only_when_it_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_2, CTRL)
    qtbot.waitUntil(lambda: window.catalog.widget.model.rowCount() == 8)
    press(Qt.Key.Key_1, CTRL)
    with qtbot.assertNotEmitted(window.catalog.widget.model.loaded):
        window.announce(Changes(catalog=True))
        qtbot.waitUntil(lambda: window.tasks.pending == 0)
    with qtbot.waitSignal(window.catalog.widget.model.loaded):
        press(Qt.Key.Key_2, CTRL)
    with qtbot.waitSignal(window.catalog.widget.model.loaded):
        window.announce(Changes(catalog=True))


def test_help_and_palette_open_over_the_till_and_give_the_focus_back(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_F1)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, HelpSheet)
    sheet.reject()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.sales.widget.scan)
    press(Qt.Key.Key_K, CTRL)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    type_text("go to cat", at=palette.field)
    press(Qt.Key.Key_Return, at=palette.field)
    assert window.actions_set.state is State.CATALOG


@pytest.mark.parametrize("page", SETTINGS_PAGES)
def test_the_palette_opens_a_page_of_the_settings_by_its_name(qtbot: QtBot, window: MainWindow, page: str) -> None:
    press(Qt.Key.Key_K, CTRL)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    type_text(page.casefold(), at=palette.field)
    assert "settings" not in vars(window)
    rows = [str(palette.model.index(row, 0).data()) for row in range(palette.model.rowCount())]
    for _row in range(rows.index(f"Settings: {page}")):
        press(Qt.Key.Key_Down, at=palette.field)
    press(Qt.Key.Key_Return, at=palette.field)
    settings = window.settings
    assert settings.groups == list(SETTINGS_PAGES)
    assert settings.groups[settings.pages.place] == page
    shown = settings._stack.currentWidget()
    assert shown is not None
    qtbot.waitUntil(lambda: shown.isAncestorOf(focused()))


def test_the_palette_offers_what_can_be_done_now(window: MainWindow) -> None:
    offered = {action.id for action in window.actions_set.available()}
    assert "sales.pay" not in offered
    assert "pay.finish" not in offered
    assert "sales.hold" in offered
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    assert "sales.pay" in {action.id for action in window.actions_set.available()}


OTHER_TABS = {
    State.CATALOG: Qt.Key.Key_2,
    State.STOCK: Qt.Key.Key_3,
    State.SHIPMENTS: Qt.Key.Key_4,
    State.JOURNAL: Qt.Key.Key_5,
    State.SETTINGS: Qt.Key.Key_6,
}
BASKET_KEYS = (
    (Qt.Key.Key_D, CTRL),
    (Qt.Key.Key_G, CTRL),
    (Qt.Key.Key_Delete, CTRL | SHIFT),
    *((key, PLAIN) for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F7, Qt.Key.Key_F8)),
    (Qt.Key.Key_F12, PLAIN),
)


@pytest.mark.parametrize("tab", OTHER_TABS)
def test_keys_of_the_basket_rest_on_another_tab(window: MainWindow, tab: State) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    press(OTHER_TABS[tab], CTRL)
    groups = {action.id.partition(".")[0] for action in window.actions_set.available()}
    own = {
        State.CATALOG: {"list"},
        State.STOCK: {"list"},
        State.JOURNAL: {"list", "journal"},
        State.SETTINGS: {"settings"},
    }
    assert groups == {"paper", "go", "window", "person", "shift", "todo"} | own.get(tab, set())
    for key, modifier in BASKET_KEYS:
        press(key, modifier)
    press(Qt.Key.Key_1, CTRL)
    view = window.sales.widget
    assert view.entry.asking is None
    assert view.right_panel() is view.quick
    assert view.lines.model.rowCount() == 1
    assert not view.pay.isVisible()


@pytest.mark.parametrize("tab", OTHER_TABS)
def test_keys_that_work_everywhere_are_seen_to_work(qtbot: QtBot, window: MainWindow, tab: State) -> None:
    press(OTHER_TABS[tab], CTRL)
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: window.status.said.text() == "There is no receipt yet.")
    for key, kind in ((Qt.Key.Key_R, ReceiptsSheet), (Qt.Key.Key_J, QueueSheet), (Qt.Key.Key_K, Palette)):
        press(key, CTRL)
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, kind)
        sheet.reject()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None and window.isActiveWindow())
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    if tab in {State.CATALOG, State.STOCK}:
        screen = window.catalog if tab is State.CATALOG else window.stock
        screen.widget.table.setFocus()
        press(Qt.Key.Key_F, CTRL)
        assert focused() is screen.widget.filter
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_f7_with_an_empty_basket_recalls_as_its_title_says(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    button = view.buttons["sales.hold"]
    assert by_id(str)["sales.hold"].title == "Hold or recall"
    assert (button.text(), button.accessibleDescription()) == ("Recall", "F7")
    press(Qt.Key.Key_F7)
    assert view.right_panel() is view.held
    assert not view.held.note.isVisible()
    qtbot.waitUntil(view.held.none.isVisible)
    press(Qt.Key.Key_Escape)
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    assert button.text() == "Hold"
    press(Qt.Key.Key_F7)
    assert focused() is view.held.note
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_a_clock_far_ahead_is_told_beside_the_machine(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    long_ago = services.shop.books.now() - timedelta(days=500)
    with services.shop.database.write() as connection:
        connection.execute(update(till_head).values(last_at=long_ago))
    bar = open_window().status
    qtbot.waitUntil(lambda: "Set the clock before you sell" in bar.said.text())


def test_the_status_bar_tells_books_shift_printer_and_jobs(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.status
    qtbot.waitUntil(lambda: bar.books.text() == "Books balance")
    qtbot.waitUntil(lambda: bar.printer.text() == "Receipts on screen")
    assert bar.shift.text().startswith("Shift since ")
    assert bar.jobs.text() == "No jobs waiting"


def test_the_status_bar_says_that_no_shift_is_open_and_goods_are_refused(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.status.shift.text().startswith("Shift since "))
    window.announce(window.services.close_shift.close(of_sum(0)).changes)
    qtbot.waitUntil(lambda: window.status.shift.text() == "Shift closed")
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "No shift is open" in window.sales.widget.said.text())
    window.announce(window.services.open_shift.open(of_sum(0)).changes)
    qtbot.waitUntil(lambda: window.status.shift.text().startswith("Shift since "))


def test_a_clock_behind_the_books_is_told(window: MainWindow) -> None:
    told = {90: "90 s behind", 3600: "60 min behind", 86_400: "24 h behind", 365 * 86_400: "365 days behind"}
    for seconds, words in told.items():
        window.announce(Changes(clock_behind_seconds=seconds))
        assert words in window.status.said.text()


def test_a_printer_that_is_ready_takes_back_what_was_said_of_it_alone(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar, states = (
        window.status,
        iter(["offline", "ready", "offline", "ready", "cover_open", "printer_stuck", "printer_busy"]),
    )
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    monkeypatch.setattr(type(window.services.printing), "printer_state", lambda _self: next(states))

    def ask(shown: str) -> None:
        window.watch.ask_printer()
        qtbot.waitUntil(lambda: bar.printer.text() == shown)

    ask("Printer is off")
    off = PrinterOffline(address="", reason="")
    window.watch._say(off)
    assert "off or not reachable" in bar.said.text()
    ask("Receipts on screen")
    assert bar.said.text() == bar.said.toolTip() == ""
    window.watch._say(ClockFarAhead())
    window.watch._say(off)
    ask("Printer is off")
    ask("Receipts on screen")
    ask("Printer's cover is open")
    ask("Printer answers no more")
    ask("Printer is off")
    assert "Set the clock before you sell" in bar.said.text()


def test_a_message_about_a_line_stands_on_it_until_it_is_taken_back(window: MainWindow) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    model, uid = window.sales.widget.lines.model, window.sales.basket.sale.basket.lines[0].uid.hex()
    window.messages.about_line(uid, "only 2 left", Tone.WARN)
    assert model.index(0, 1).data(Role.NOTE) == "only 2 left"
    window.messages.clear_line(uid)
    assert not model.index(0, 1).data(Role.NOTE)
    window.messages.about_line(uid, "again")
    window.messages.clear_line()
    assert not model.index(0, 1).data(Role.NOTE)


def test_what_another_process_wrote_is_noticed(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    elsewhere = sqlite3.connect(str(window.services.shop.database.url.database))
    with elsewhere:
        elsewhere.execute("DELETE FROM setting WHERE name = 'shop_name'")
        row = ("shop", "shop_name", '"Renamed"', "2026-11-23 04:00:00.000000")
        elsewhere.execute("INSERT INTO setting (scope, name, value, changed_at) VALUES (?, ?, ?, ?)", row)
    elsewhere.close()
    # In the same breath this window writes as well: what the other one wrote is noticed all the same.
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    with qtbot.waitSignal(window.watch.changed_elsewhere):
        window.watch._poll()
    assert window.services.settings.values.shop_name == "Renamed"


def test_what_this_window_wrote_is_nothing_foreign(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(window.watch.changed_elsewhere):
        window.watch._poll()
        window.watch._poll()
        qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_the_appearance_is_changed_by_key_and_kept(qtbot: QtBot, window: MainWindow, theme: Theme) -> None:
    assert theme.tokens is tokens.LIGHT
    press(Qt.Key.Key_L, CTRL | SHIFT)
    assert theme.tokens is tokens.DARK
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    kept: str = window.services.settings.values.theme
    assert kept == "dark"
    press(Qt.Key.Key_L, CTRL | SHIFT)
    press(Qt.Key.Key_L, CTRL | SHIFT)
    press(Qt.Key.Key_L, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert theme.tokens == tokens.LIGHT
    window.services.settings.reload()
    kept = window.services.settings.values.theme
    assert kept == "light"


def test_its_place_is_remembered(open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    window.resize(1100, 700)
    again = open_window()
    again_size = again._shell.store.load("geometry")
    assert again_size is not None
    assert again is not window


def test_everything_a_person_can_use_has_a_name(window: MainWindow) -> None:
    nameless = [
        type(widget).__name__
        for kind in (QAbstractButton, QLineEdit, QTableView)
        for widget in window.findChildren(kind)
        if not widget.accessibleName() and not widget.objectName().startswith("qt_") and _is_ours(widget)
    ]
    assert nameless == []


def _is_ours(widget: object) -> bool:
    """Qt puts corner buttons and spin arrows of its own into tables."""
    return type(widget).__module__.startswith("pos_app") or isinstance(widget, QLineEdit)


def test_it_fits_a_small_screen(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: window.width() == 1024)
    assert window.height() == 600
    view = window.sales.widget
    for button in (*view.buttons.values(), view.pay_button):
        assert button.width() >= button.minimumSizeHint().width()
        assert view.rect().contains(button.mapTo(view, button.rect().bottomRight()))
    press(Qt.Key.Key_F12)
    assert view.rect().contains(view.pay.finish.mapTo(view, view.pay.finish.rect().bottomRight()))
    qtbot.waitUntil(lambda: view.pay._box.geometry().bottom() < view.pay.suggestions[0].geometry().top())


def test_a_scan_elsewhere_on_the_tab_lands_in_the_scan_line(window: MainWindow) -> None:
    view = window.sales.widget
    press(Qt.Key.Key_G, CTRL)
    assert focused() in view.quick.tiles()
    for letter in MILK.code:
        QApplication.sendEvent(focused(), QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
    assert focused() is view.scan
    press(Qt.Key.Key_Return)
    assert view.lines.model.rowCount() == 1


def test_books_that_do_not_balance_turn_the_light_red_and_name_the_figure(qtbot: QtBot, window: MainWindow) -> None:
    books, database = window.status.books, window.services.shop.database
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    window.watch.check_books()
    qtbot.waitUntil(lambda: window.tasks.pending == 0, timeout=30_000)
    assert books.text() == "Books balance"
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE shift_state SET cash = cash + 700")
    (window.services.shop.profile.folder / LOOKED_NAME).unlink()
    window.watch.check_books()
    qtbot.waitUntil(lambda: books.text().startswith("Books do not balance: cash of shifts"), timeout=30_000)
    assert "expected" in books.toolTip()
    assert books.accessibleName() == books.toolTip()
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE shift_state SET cash = cash - 700")
    window.watch.check_books()
    qtbot.waitUntil(lambda: books.text() == "Books balance", timeout=30_000)
    assert books.toolTip() == ""
