"""The journal tab: by keyboard alone, for who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from pos_app.domain.denominations import of_sum
from pos_app.domain.permissions import Permission
from pos_app.ui.journal.entry_sheet import EntrySheet
from pos_app.ui.wording.journal_fields import fields
from tests.ui.hands import press
from tests.ui.shop import MILK, TEA

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.ui.journal.screen import JournalScreen
    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def journal(window: MainWindow, qtbot: QtBot) -> JournalScreen:
    services = window.services
    sale = services.ring_up.begin()
    for code in (MILK.code, TEA.code):
        sale = services.ring_up.add(sale, services.ring_up.look_up(code)[0])
        services.ring_up.keep(sale.last)  # type: ignore[arg-type]
    sale = services.ring_up.remove(sale, sale.basket.lines[1].uid)
    services.ring_up.keep(sale.last)  # type: ignore[arg-type]
    services.take_payment.take(sale, "cash", 2000, services.take_payment.new_payment_uid())
    services.drawer.note_opening("change")
    press(Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.journal.model.rowCount() > 0)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    return window.journal


def shown(journal: JournalScreen, column: int) -> list[str]:
    return [journal.model.cell(row, column).text for row in range(journal.model.rowCount())]


def test_what_happened_is_told_newest_first(journal: JournalScreen) -> None:
    assert shown(journal, 2)[:3] == ["Drawer opened without a sale", "Sale", "Payment"]
    assert "Line removed" in shown(journal, 2)
    removed = shown(journal, 2).index("Line removed")
    assert journal.model.cell(removed, 5).text == TEA.name
    assert journal.widget.glances["removed"].text() == "Removed and reduced  1"
    assert journal.widget.glances["drawer"].text() == "Drawer without sale  1"
    assert journal.widget.glances["given_back"].faint


def test_filters_by_keys(journal: JournalScreen, qtbot: QtBot) -> None:
    page, every = journal.widget, journal.model.rowCount()
    assert page.since.hasFocus()
    press(Qt.Key.Key_Tab)
    assert page.until.hasFocus()
    QTest.keyClicks(page.until, "2001-01-01")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: journal.model.rowCount() == 0)
    qtbot.waitUntil(lambda: page.empty.title.text() == "Nothing of that in these days")
    page.until.selectAll()
    QTest.keyClicks(page.until, "soon")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is no day" in page.said.text())
    page.until.clear()
    page.changed.emit()
    qtbot.waitUntil(lambda: journal.model.rowCount() == every)
    assert page.said.text() == ""
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    assert page.least.hasFocus()
    QTest.keyClicks(page.least, "68.00")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(journal, 2) == ["Line removed"])
    page.least.selectAll()
    QTest.keyClicks(page.least, "x")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.said.text() != "")


def test_a_count_shows_what_it_counted_and_once_more_everything(journal: JournalScreen, qtbot: QtBot) -> None:
    page, every = journal.widget, journal.model.rowCount()
    page.glances["drawer"].click()
    qtbot.waitUntil(lambda: shown(journal, 2) == ["Drawer opened without a sale"])
    assert page.glances["drawer"].chosen
    assert shown(journal, 5) == ["change"]
    page.glances["drawer"].click()
    qtbot.waitUntil(lambda: journal.model.rowCount() == every)
    assert not page.glances["drawer"].chosen


def test_enter_shows_an_entry_whole(journal: JournalScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), EntrySheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, EntrySheet)
    told = dict(sheet.model.row_at(row) for row in range(sheet.model.rowCount()))  # type: ignore[misc]
    assert told["What was typed"] == "change"
    assert len(told["Hash"]) == 64
    qtbot.waitUntil(sheet.table.hasFocus)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_an_entry_tells_its_figures_in_words_and_the_rest_as_it_stands(
    journal: JournalScreen, window: MainWindow, qtbot: QtBot
) -> None:
    window.announce(window.services.close_shift.close(of_sum(1200)).changes)
    qtbot.waitUntil(lambda: shown(journal, 2)[0] == "Shift closed")
    row = journal.model.row_at(0)
    assert row is not None
    told = fields(row, window.wording)
    names = [name for name, _value in told]
    assert ("Cash taken", "¥12.90") in told
    assert ("Difference", "-¥0.90") in told
    assert names.index("Float") < names.index("Expected") < names.index("Counted") < names.index("content")


def test_it_is_exported_by_its_key(
    journal: JournalScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: str(target) in journal.widget.said.text())
    assert target.stat().st_size > 1000
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "such" / "place"), ""))
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: str(target) not in journal.widget.said.text())
    assert journal.widget.said.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)


def test_who_may_not_read_it_sees_nothing_of_it(journal: JournalScreen, window: MainWindow) -> None:
    assert journal.model.rowCount() > 0
    window.services.shop.rights = frozenset(Permission) - {Permission.JOURNAL_READ}
    window.show_tab(window.pages.currentIndex())
    assert journal.widget.empty.isVisible()
    assert not journal.widget.table.isVisible()
    assert journal.widget.empty.title.text() == "The journal is for the owner"
    assert not journal.widget.export.isEnabled()
    assert "journal.export" in journal.off()
    journal.widget.changed.emit()
    assert journal.widget.empty.isVisible()


def test_what_is_written_meanwhile_appears(journal: JournalScreen, window: MainWindow, qtbot: QtBot) -> None:
    before = journal.model.rowCount()
    window.announce(window.services.move_cash.pay_in(500, "coins", b"2" * 16))
    qtbot.waitUntil(lambda: journal.model.rowCount() == before + 1)
    assert shown(journal, 2)[0] == "Cash put in"
