"""The usual evening, as real programs: the shift is closed, the window at once after it, the computer perhaps too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from pos_app.app import build
from pos_app.cli import window as window_command
from pos_app.data.backup import unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.place import ShopLock
from pos_app.domain.denominations import of_sum
from pos_app.services.backups.make_backup import BACKUP_LOCK
from pos_app.services.backups.shelf import backups_in
from pos_app.services.proof.verify_books import verify
from pos_app.ui import backup_watch
from tests.factories.shops import MILK, sell, stock_up
from tests.ui.hands import CTRL, press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.ui.main_window import MainWindow

ENOUGH = 120.0
"""Seconds for whatever a busy computer does."""
PROGRAM = "import sys; from tests.cli import test_evening; test_evening.program(*sys.argv[1:])"
HOUSE = Path(__file__).parents[2]


def program(folder: str, what: str) -> None:
    """Be the window, in a process of its own, with a person who does `what`."""
    backup_watch.SHOW_MS = 0
    act = {"close": close_the_shift, "wait": wait_for_one}[what]

    def shown(window: MainWindow) -> None:
        try:
            act(window)
        except BaseException:  # noqa: BLE001 - an assertion, too
            traceback.print_exc()
            os._exit(3)  # a crash dialog would wait for somebody

    window_command.open_window(Path(folder), shown=shown)


def close_the_shift(window: MainWindow) -> None:
    """Close the shift and, as soon as its Z is there, the window."""
    window.shifts.closed.connect(window.close)
    until(lambda: QApplication.focusWidget() is not None)
    press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    until(lambda: window.shifts.counting is not None)
    window.shifts._close(of_sum(1290), "")


def wait_for_one(window: MainWindow) -> None:
    """Do nothing until a backup is there."""
    place = window.services.shop.profile.folder / "backups"
    until(lambda: bool(backups_in(place)))
    window.close()


def until(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + ENOUGH
    while not fact():
        assert time.monotonic() < end
        QCoreApplication.processEvents()
        time.sleep(0.02)


class Evening:
    """A shop whose programs can be told from all others by a word in their environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, folder / "backups"
        self._word = f"EVENING={uuid4().hex}"

    def spend(self, what: str) -> None:
        """Have the window do something until it is closed."""
        name, _, value = self._word.partition("=")
        command = [sys.executable, "-c", PROGRAM, str(self.folder), what]
        done = subprocess.run(
            command, env={**os.environ, name: value}, cwd=HOUSE, timeout=ENOUGH, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()

    def left(self) -> list[int]:
        """Return what is still at work."""
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                if self._word.encode() in (one / "environ").read_bytes().split(b"\0"):
                    found.append(int(one.name))
            except OSError:  # ended meanwhile, or not ours
                continue
        return found

    def end_all(self) -> None:
        """Switch the computer off, as far as this shop is concerned."""
        for one in self.left():
            os.kill(one, signal.SIGKILL)
        until(lambda: self.left() == [])


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    shop = Evening(tmp_path / "shop")
    services = build(shop.folder)
    stock_up(services, tmp_path)
    sell(services, MILK)
    services.close()
    yield shop
    shop.end_all()


def has_the_close(evening: Evening, proof: Path) -> None:
    """See that the one backup there is holds the closing of the shift, and true books."""
    (one,) = backups_in(evening.place)
    unpack(Path(one.path), proof, None)
    database = Database(sqlite_url(proof))
    assert verify(database).first is None
    with database.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM shift_event ORDER BY id").scalars().all()
    database.close()
    assert kinds[-1] == "closed"


def test_a_window_closed_right_behind_the_shift_leaves_its_backup_being_made(evening: Evening, tmp_path: Path) -> None:
    evening.place.mkdir()
    lock = ShopLock(evening.place, BACKUP_LOCK)
    lock.take()  # another one is being made as long as the window is there
    evening.spend("close")
    assert backups_in(evening.place) == [], "the window waited for none"
    assert len(evening.left()) == 1
    lock.release()
    until(lambda: evening.left() == [])
    has_the_close(evening, tmp_path / "proof.db")
    assert not list(evening.place.glob("*.db*"))
    with_it = build(evening.folder)
    assert not with_it.backups.state().behind
    with_it.close()


def test_a_computer_switched_off_makes_it_as_the_first_thing_of_the_next_start(
    evening: Evening, tmp_path: Path
) -> None:
    evening.place.mkdir()
    lock = ShopLock(evening.place, BACKUP_LOCK)
    lock.take()
    evening.spend("close")
    evening.end_all()
    lock.release()
    (evening.place / "copy.db").write_bytes(b"half of a shop, in the clear")
    assert backups_in(evening.place) == []
    services = build(evening.folder)
    assert services.backups.state().behind
    services.close()
    evening.spend("wait")
    until(lambda: evening.left() == [])
    has_the_close(evening, tmp_path / "proof.db")
    assert not list(evening.place.glob("*.db*"))
