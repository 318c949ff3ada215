"""An import that was cut off, at the real window: offered with keys, finished or undone while selling goes on."""

from __future__ import annotations

import csv
import hashlib
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from pos_app.data.tables.imports import import_run
from pos_app.data.tables.journal import journal
from pos_app.services.beside import Beside
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.people.sign_in import PIN
from pos_app.ui.cut_off_import import FINISH, UNDO
from pos_app.ui.palette import Palette
from tests.ui.hands import CTRL, SHIFT, click, focused, press, type_text
from tests.ui.sales.test_scanning import names, scan
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow

ROWS, DONE, MANY = 100, 40, 20_000
LONG = 60_000
"""Milliseconds within which another process has started and done its work, on a slow machine too."""


@pytest.fixture
def path(services: Services, tmp_path: Path) -> Path:
    """Leave a run as a kill would: its first rows stored, its state running."""
    lines = ["sku,name,price\n", *(f"X{number},Thing {number},1.00\n" for number in range(ROWS))]
    whole, part = tmp_path / "more.csv", tmp_path / "part.csv"
    whole.write_text("".join(lines), encoding="utf-8")
    part.write_text("".join(lines[: DONE + 1]), encoding="utf-8")
    report = services.imports.run(part, ImportOptions(), rejects=lambda _row, _reason: None)
    of_whole = {"file_path": str(whole), "file_name": whole.name}
    of_whole["file_hash"] = hashlib.sha256(whole.read_bytes()).hexdigest()
    with services.shop.database.write() as connection:
        here = import_run.c.uid == report.uid
        connection.execute(update(import_run).where(here).values(state="running", ended_at=None, **of_whole))
    return whole


@pytest.fixture
def offered(qtbot: QtBot, path: Path, open_window: Callable[[], MainWindow]) -> MainWindow:
    assert path.exists()
    window = open_window()
    qtbot.waitUntil(window.offer.isVisible)
    return window


def goods(services: Services) -> int:
    return services.catalog.count()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_it_is_offered_with_keys_and_selling_goes_on(offered: MainWindow) -> None:
    assert offered.offer.said.text().startswith("The import of more.csv was cut off after 40 rows.")
    assert [button.accessibleDescription() for button in offered.offer.buttons.values()] == [
        "Ctrl Shift I",
        "Ctrl Shift X",
    ]
    assert focused() is offered.sales.widget.scan
    scan(MILK.code)
    assert names(offered) == [MILK.name]


def test_its_actions_can_be_run_while_it_is_offered_and_no_longer(qtbot: QtBot, offered: MainWindow) -> None:
    both = {FINISH, UNDO}
    assert both <= {action.id for action in offered.actions_set.available()}
    press(Qt.Key.Key_K, CTRL)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    type_text("undo the im", at=palette.field)
    press(Qt.Key.Key_Return, at=palette.field)
    assert not both & {action.id for action in offered.actions_set.available()}
    qtbot.waitUntil(lambda: not offered.offer.isVisible(), timeout=LONG)
    assert "was undone" in offered.status.said.text()
    assert not both & {action.id for action in offered.actions_set.available()}
    settle(qtbot, offered)


def test_it_is_finished_by_key(qtbot: QtBot, offered: MainWindow) -> None:
    press(Qt.Key.Key_I, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not offered.offer.isVisible(), timeout=LONG)
    assert offered.status.said.text().startswith("The import of more.csv is finished: 100 goods added")
    assert goods(offered.services) == 8 + ROWS
    assert offered.services.imports.unfinished() is None
    assert list(offered.services.shop.profile.folder.glob("*rejected*")) == []
    settle(qtbot, offered)
    press(Qt.Key.Key_I, CTRL | SHIFT)
    assert not offered.offer.isVisible()


def test_the_journal_names_whoever_stands_at_the_till(qtbot: QtBot, offered: MainWindow) -> None:
    services = offered.services
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    li = services.staff.add("li", "Li", ("manager",))
    services.staff.set_pin(li, "2468")
    services.sign_in.sign_in(li, PIN, "2468")
    press(Qt.Key.Key_I, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not offered.offer.isVisible(), timeout=LONG)
    settle(qtbot, offered)
    with services.shop.database.read() as connection:
        imports = select(journal.c.person_uid).where(journal.c.tag.startswith("import:"))
        last = connection.execute(imports.order_by(journal.c.sequence.desc()).limit(1)).scalar_one()
    assert last == li
    assert goods(services) > DONE


def test_rows_refused_while_it_is_finished_are_in_a_file_that_is_named(
    qtbot: QtBot, path: Path, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[-2:] = ["X98,,1.00\n", "X99,Thing 99,cheap\n"]
    path.write_text("".join(lines), encoding="utf-8")
    with services.shop.database.write() as connection:
        same = hashlib.sha256(path.read_bytes()).hexdigest()
        connection.execute(update(import_run).values(file_hash=same))
    taken = services.shop.profile.folder / "more rejected.csv"
    taken.write_text("of an import before", encoding="utf-8")
    window = open_window()
    qtbot.waitUntil(window.offer.isVisible)
    press(Qt.Key.Key_I, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not window.offer.isVisible(), timeout=LONG)
    rejects = taken.with_name("more rejected 2.csv")
    assert window.status.said.text().startswith(f"Refused rows are in {rejects}.")
    assert "2 rows refused" in window.status.said.text()
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["line", "reason", "row"],
        ["100", "The row has no name.", "X98", "", "1.00"],
        ["101", "“cheap” is no price.", "X99", "Thing 99", "cheap"],
    ]
    assert taken.read_text(encoding="utf-8") == "of an import before"
    settle(qtbot, window)


def test_it_is_undone_by_click(qtbot: QtBot, offered: MainWindow) -> None:
    click(offered.offer.buttons[UNDO])
    qtbot.waitUntil(lambda: not offered.offer.isVisible(), timeout=LONG)
    assert "was undone" in offered.status.said.text()
    assert goods(offered.services) == 8
    assert offered.services.imports.unfinished() is None
    settle(qtbot, offered)


def test_a_file_that_changed_is_said_and_can_still_be_undone(qtbot: QtBot, path: Path, offered: MainWindow) -> None:
    path.write_text("sku,name,price\nX1,Other,1.00\n", encoding="utf-8")
    click(offered.offer.buttons[FINISH])
    qtbot.waitUntil(lambda: "is not what it was" in offered.offer.said.text(), timeout=LONG)
    click(offered.offer.buttons[UNDO])
    qtbot.waitUntil(lambda: not offered.offer.isVisible(), timeout=LONG)
    settle(qtbot, offered)


def test_an_undo_that_was_cut_off_can_only_go_on(
    qtbot: QtBot, services: Services, path: Path, open_window: Callable[[], MainWindow]
) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(import_run).values(state="undoing"))
    window = open_window()
    qtbot.waitUntil(window.offer.isVisible)
    assert window.offer.said.text() == f"Undoing the import of {path.name} was cut off. Go on undoing it."
    assert not window.offer.buttons[FINISH].isVisible()
    press(Qt.Key.Key_I, CTRL | SHIFT)
    press(Qt.Key.Key_X, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not window.offer.isVisible(), timeout=LONG)
    assert goods(services) == 8
    settle(qtbot, window)


def test_a_fault_in_the_other_process_is_shown_and_it_is_offered_again(
    qtbot: QtBot, services: Services, offered: MainWindow, crashes: list[BaseException]
) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(import_run).values(options="no JSON"))
    click(offered.offer.buttons[FINISH])
    assert not offered.offer.buttons[FINISH].isVisible()
    qtbot.waitUntil(lambda: len(crashes) == 1, timeout=LONG)
    assert "JSONDecodeError" in str(crashes[0])
    assert offered.offer.buttons[UNDO].isVisible()
    crashes.clear()


def test_the_window_closes_without_waiting_for_the_end(
    qtbot: QtBot, path: Path, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"Y{number},Thing {number},1.00\n" for number in range(MANY))
    with services.shop.database.write() as connection:
        connection.execute(update(import_run).values(file_hash=hashlib.sha256(path.read_bytes()).hexdigest()))
    window = open_window()
    qtbot.waitUntil(window.offer.isVisible)
    click(window.offer.buttons[FINISH])
    qtbot.waitUntil(lambda: " 0 rows" not in window.offer.said.text(), timeout=LONG)
    again = open_window()
    qtbot.waitUntil(again.offer.isVisible)
    assert "was cut off" in again.offer.said.text()
    assert goods(services) < 8 + ROWS + MANY
    assert again.cut_off_import.off() == frozenset()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_it_is_said_when_the_process_is_killed(
    qtbot: QtBot, offered: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Beside.__init__

    def start_and_kill(beside: Beside, *given: Any) -> None:
        start(beside, *given)
        os.kill(beside.number, signal.SIGKILL)

    monkeypatch.setattr(Beside, "__init__", start_and_kill)
    click(offered.offer.buttons[UNDO])
    qtbot.waitUntil(lambda: "was cut off again" in offered.offer.said.text(), timeout=LONG)
    assert offered.offer.buttons[UNDO].isVisible()
    settle(qtbot, offered)
