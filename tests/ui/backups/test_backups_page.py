"""Backups at the real window: made by key and by themselves, a failed one on the status bar, one brought back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.cli import window as window_command
from pos_app.data.place import ShopLock
from pos_app.domain.backups import BackupUnderWay
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import PosError
from pos_app.services.backups.make_backup import BACKUP_LOCK
from pos_app.services.backups.shelf import backups_in
from pos_app.ui import backup_watch
from pos_app.ui.actions import State
from pos_app.ui.tasks import Operation
from tests.factories.shops import sell
from tests.services.backups.test_prove_backup import changed
from tests.ui.hands import CTRL, press, type_text
from tests.ui.shop import MILK, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.ui.backups.card import BackupCard
    from pos_app.ui.main_window import MainWindow

SLOW_MS = 60_000
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def folder_of(window: MainWindow) -> Path:
    return window.services.shop.profile.folder


def shown(qtbot: QtBot, window: MainWindow) -> BackupCard:
    window.show_settings("Backups")
    card = window.settings.backups.card
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert window.settings.state is State.BACKUPS
    return card


@pytest.fixture
def card(qtbot: QtBot, window: MainWindow) -> BackupCard:
    card = shown(qtbot, window)
    assert card.state.text() == "There is no backup yet."
    assert card.table.hasFocus()
    return card


def made(qtbot: QtBot, window: MainWindow, card: BackupCard, count: int) -> None:
    press(Qt.Key.Key_B, CTRL)
    assert "backups.make" in window.settings.off(), "one at a time"
    qtbot.waitUntil(lambda: card.model.rowCount() == count, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert card.state.text().startswith("The last backup is of ")


def test_made_by_key_and_listed(qtbot: QtBot, window: MainWindow, card: BackupCard) -> None:
    made(qtbot, window, card, 1)
    assert card.chosen() is not None
    assert window.status.backup.isHidden()


def test_a_newer_one_is_chosen(qtbot: QtBot, window: MainWindow, card: BackupCard) -> None:
    """Who made one just now means that."""
    made(qtbot, window, card, 1)
    first = card.chosen()
    qtbot.wait(1100)  # a name has seconds
    made(qtbot, window, card, 2)
    assert first is not None
    assert (card.chosen() or first).made_at > first.made_at


def test_one_that_failed_is_said_on_the_page_and_on_the_status_bar(
    qtbot: QtBot, window: MainWindow, card: BackupCard, tmp_path: Path
) -> None:
    window.services.settings.change(backup_folder=str(tmp_path / "usb"))
    press(Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: "is not there, so there is no backup" in card.state.text(), timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.status.backup.text() == "No backup: see Settings, Backups")
    assert window.status.backup.isVisible()
    assert str(tmp_path / "usb") in window.status.backup.toolTip()
    (tmp_path / "usb").mkdir()
    made(qtbot, window, card, 1)
    qtbot.waitUntil(window.status.backup.isHidden)


def test_what_failed_yesterday_is_on_the_status_bar_today(
    qtbot: QtBot, open_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(backup_watch, "SHOW_MS", 0)
    window = open_window()
    window.services.settings.change(backup_folder=str(tmp_path / "usb"))
    window.backups.make()
    qtbot.waitUntil(window.status.backup.isVisible, timeout=SLOW_MS)
    window = open_window()
    qtbot.waitUntil(window.status.backup.isVisible)


def test_one_is_made_by_itself_where_today_has_none(
    qtbot: QtBot, open_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_watch, "FIRST_MS", 0)
    window = open_window()
    place = folder_of(window) / "backups"
    qtbot.waitUntil(lambda: len(backups_in(place)) == 1, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    window = open_window()
    window.backups.look()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert not window.backups.under_way
    window.services.settings.change(backups=False)
    (place / "last.json").unlink()
    window.backups.look()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert not window.backups.under_way, "switched off"


def test_one_is_made_behind_a_shift_that_is_closed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.backups._behind.setInterval(0)
    press(Qt.Key.Key_S, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.shifts.counting is not None)
    place = folder_of(window) / "backups"
    window.shifts._close(of_sum(0), "")
    qtbot.waitUntil(lambda: len(backups_in(place)) == 1, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    if window.shifts.counting is not None:
        window.shifts.counting.reject()


def test_a_window_that_closes_waits_for_none_and_it_goes_on(
    qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    place = folder_of(window) / "backups"
    window.backups.make()
    qtbot.waitUntil((place / "backup.lock").exists, timeout=SLOW_MS)
    window = open_window()  # closes the first, and its threads come home
    qtbot.waitUntil(lambda: len(backups_in(place)) == 1, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.services.backups.state().last is not None, timeout=SLOW_MS)
    first = window.services.backups.state().last
    assert first is not None
    assert first.code == ""
    window.backups._begin()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    window.backups.make()
    assert window.backups.under_way, "the next window takes orders again"
    qtbot.waitUntil(lambda: window.services.backups.state().last != first, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_one_more_is_made_for_a_shift_that_was_closed_meanwhile(qtbot: QtBot, window: MainWindow) -> None:
    place = folder_of(window) / "backups"
    window.backups.make()
    qtbot.waitUntil((place / "backup.lock").exists, timeout=SLOW_MS)
    window.backups._make_behind_z()
    assert window.backups.under_way
    qtbot.waitUntil(lambda: window.services.backups.state().last is not None, timeout=SLOW_MS)
    first = window.services.backups.state().last
    qtbot.waitUntil(lambda: window.services.backups.state().last != first, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


@pytest.mark.parametrize("waits", ["a look at how it stands", "the making"])
def test_a_window_that_closes_while_something_waits_for_a_thread_leaves_the_one_of_the_shift(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, waits: str
) -> None:
    """The timer behind the Z has fired, none is begun, and nothing says so but that a shift was closed."""
    place, gate, threads = folder_of(window) / "backups", threading.Event(), 4

    def fill(count: int) -> None:
        for _ in range(count):
            window.tasks.slow(Operation(gate.wait))

    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    window.services.close_shift.close(of_sum(0), {}, "")
    window.backups._behind.setInterval(0)
    if waits == "the making":
        fill(threads - 1)
        monkeypatch.setattr(window.backups, "_show", lambda _state: fill(1))  # between the look and the making
    else:
        fill(threads)
    window.backups.after_shift()
    if waits == "the making":
        qtbot.waitUntil(lambda: window.backups.under_way)
    else:
        qtbot.waitUntil(lambda: not window.backups._behind.isActive())
    window.backups.stop()
    gate.set()
    qtbot.waitUntil(lambda: len(backups_in(place)) == 1, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not window.services.backups.state().behind, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_a_window_that_closes_behind_the_one_of_the_shift_leaves_no_second(qtbot: QtBot, window: MainWindow) -> None:
    place = folder_of(window) / "backups"
    window.services.close_shift.close(of_sum(0), {}, "")
    window.backups.after_shift()
    window.backups.make()
    qtbot.waitUntil((place / "backup.lock").exists, timeout=SLOW_MS)
    window.backups.stop()
    qtbot.waitUntil(lambda: not window.services.backups.state().behind, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert len(backups_in(place)) == 1


def test_one_that_another_process_makes_leaves_it_owed(qtbot: QtBot, window: MainWindow) -> None:
    place = folder_of(window) / "backups"
    place.mkdir(exist_ok=True)
    lock = ShopLock(place, BACKUP_LOCK)
    lock.take()
    window.services.close_shift.close(of_sum(0), {}, "")
    window.backups.after_shift()
    window.backups.make()
    qtbot.waitUntil(lambda: not window.backups.under_way, timeout=SLOW_MS)
    assert isinstance(window.backups.last_refusal, BackupUnderWay)
    window.backups.stop()
    lock.release()
    qtbot.waitUntil(lambda: len(backups_in(place)) == 1, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not window.services.backups.state().behind, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_a_passphrase_by_keyboard(qtbot: QtBot, window: MainWindow, card: BackupCard) -> None:
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert card.passphrase.hasFocus()
    type_text("short", at=card.passphrase)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card.said.text() == "A passphrase needs 8 signs at least.")
    card.passphrase.clear()
    for typed, said in (
        ("correct horse", "Type the passphrase once more."),
        ("correct horze", "That is another one than before."),
        ("correct horse", "That is another one than before."),
        ("correct horse", "Saved"),
    ):
        type_text(typed, at=card.passphrase)
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda said=said: card.said.text().startswith(said))  # type: ignore[misc]
    made(qtbot, window, card, 1)
    chosen = card.chosen()
    assert chosen is not None
    assert chosen.encrypted


def test_what_would_be_undone_is_shown_and_nothing_happens_without_a_yes(
    qtbot: QtBot, window: MainWindow, card: BackupCard
) -> None:
    made(qtbot, window, card, 1)
    for code in (MILK.code, TEA.code):
        sell(window.services, code)
    card.table.setFocus()
    press(Qt.Key.Key_Return)
    backups = window.settings.backups
    qtbot.waitUntil(lambda: backups.sheet is not None and backups.sheet.table.isVisible(), timeout=SLOW_MS)
    assert backups.sheet is not None
    assert "2 sales of ¥80.90 would be undone" in backups.sheet.told.text()
    assert backups.sheet.model.rowCount() == 2
    qtbot.waitUntil(backups.sheet.table.hasFocus)
    for _time in range(2):
        press(Qt.Key.Key_Return)  # one too many, of who opened the list
    assert window.services.wanted_backup is None
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: backups.sheet is None)
    assert window.services.wanted_backup is None


def test_an_encrypted_one_of_elsewhere_asks_for_its_passphrase(
    qtbot: QtBot, window: MainWindow, card: BackupCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.services.backups.set_passphrase("correct horse")
    made(qtbot, window, card, 1)
    window.services.backups.set_passphrase("")
    chosen, backups = card.chosen(), window.settings.backups
    assert chosen is not None
    monkeypatch.setattr("pos_app.ui.files.QFileDialog.getOpenFileName", lambda *_: (chosen.path, ""))
    press(Qt.Key.Key_O, CTRL_SHIFT)
    qtbot.waitUntil(lambda: backups.sheet is not None and backups.sheet.passphrase.isVisible(), timeout=SLOW_MS)
    assert backups.sheet is not None
    assert backups.sheet.passphrase.hasFocus()
    for typed in ("wrong horse", "correct horse"):
        backups.sheet.passphrase.clear()
        type_text(typed, at=backups.sheet.passphrase)
        press(Qt.Key.Key_Return)
        if typed == "wrong horse":
            qtbot.waitUntil(lambda: "not the passphrase" in backups.sheet.told.text(), timeout=SLOW_MS)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "No sale would be undone" in backups.sheet.told.text(), timeout=SLOW_MS)  # type: ignore[union-attr]
    qtbot.waitUntil(backups.sheet.leave.hasFocus)
    press(Qt.Key.Key_Return)
    assert backups.sheet is not None
    assert window.services.wanted_backup is None
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: backups.sheet is None)


def test_one_that_was_changed_is_refused_on_the_sheet(
    qtbot: QtBot, window: MainWindow, card: BackupCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(qtbot, window, card, 1)
    chosen, backups = card.chosen(), window.settings.backups
    assert chosen is not None
    stick = tmp_path / "stick"
    stick.mkdir()
    other = changed(Path(chosen.path), stick / "other.countertop", "DROP TRIGGER append_only_orders_update")
    monkeypatch.setattr("pos_app.ui.files.QFileDialog.getOpenFileName", lambda *_: (str(other), ""))
    press(Qt.Key.Key_O, CTRL_SHIFT)
    qtbot.waitUntil(lambda: backups.sheet is not None and backups.sheet.button.isVisible(), timeout=SLOW_MS)
    assert backups.sheet is not None
    press(Qt.Key.Key_Return, CTRL)
    assert "are being verified" in backups.sheet.said.text()
    qtbot.waitUntil(lambda: "it was changed after it was made" in backups.sheet.said.text(), timeout=SLOW_MS)  # type: ignore[union-attr]
    assert window.services.wanted_backup is None
    assert window.isVisible()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: backups.sheet is None)


def test_who_leaves_while_the_books_are_verified_brings_nothing_back(
    qtbot: QtBot, window: MainWindow, card: BackupCard
) -> None:
    made(qtbot, window, card, 1)
    backups = window.settings.backups
    card.table.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: backups.sheet is not None and backups.sheet.button.isVisible(), timeout=SLOW_MS)
    assert backups.sheet is not None
    press(Qt.Key.Key_Return, CTRL)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: backups.sheet is None and window.tasks.pending == 0, timeout=SLOW_MS)
    assert window.services.wanted_backup is None
    assert window.isVisible()


def test_a_backup_takes_the_shops_place_and_the_window_comes_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole program: back up, sell, bring back, and the window that comes again sells on with other numbers."""
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    seen: list[str] = []

    def act(window: MainWindow) -> None:
        if seen:
            seen.append(sell_one(window))
            window.close()
            return
        stocked = window.services
        from tests.ui.shop import stock_up

        stock_up(stocked.shop)
        seen.append(sell_one(window))
        backup = stocked.backups.make()
        seen.append(sell_one(window))
        card = shown(qtbot, window)
        assert card.chosen() is not None
        assert backup.path.exists()
        press(Qt.Key.Key_O, CTRL)
        page = window.settings.backups
        qtbot.waitUntil(lambda: page.sheet is not None and page.sheet.table.isVisible(), timeout=SLOW_MS)
        assert page.sheet is not None
        qtbot.waitUntil(page.sheet.table.hasFocus)
        press(Qt.Key.Key_Return, CTRL)

    assert window_command.open_window(tmp_path / "shop", shown=act) == 0
    assert seen == ["T1-000001", "T1-000002", "T1b-000001"]
    assert "Numbers go on as T1b-000001" in capsys.readouterr().err
    assert QApplication.activeModalWidget() is None


def sell_one(window: MainWindow) -> str:
    return sell(window.services, MILK.code).number


def test_a_backup_that_was_to_come_back_waits_for_no_later_close(
    qtbot: QtBot, window: MainWindow, card: BackupCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(qtbot, window, card, 1)
    backups = window.services.backups
    chosen = card.chosen()
    assert chosen is not None
    backups.want(Path(chosen.path))
    monkeypatch.setattr(type(window.sales.basket), "trouble", PosError())
    assert not window.close()  # lines are not saved: it asks first, and stays
    assert backups.wanted is None
