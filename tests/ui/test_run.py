"""Starting: one window a shop, the language of the screen, and the knock of a second start."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QMessageBox

from pos_app.app import build
from pos_app.cli import window as window_command
from pos_app.data.place import ShopLock
from pos_app.ui.door import Door, ask_to_front, door_name
from pos_app.ui.main_window import MainWindow
from pos_app.ui.run import come_to_front, run_window, screen_language, show_problem

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services


def test_a_second_start_brings_the_first_window_to_the_front(qtbot: QtBot, tmp_path: Path) -> None:
    door = Door(tmp_path)
    code = (
        "import sys; from pathlib import Path; from pos_app.ui.door import ask_to_front; "
        "sys.exit(0 if ask_to_front(Path(sys.argv[1])) else 3)"
    )
    second = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    with qtbot.waitSignal(door.knocked, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    door.close()


@pytest.mark.usefixtures("qapp")
def test_where_no_window_is_nobody_answers(tmp_path: Path) -> None:
    assert not ask_to_front(tmp_path)


def test_a_socket_left_by_a_killed_window_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    first = Door(tmp_path)
    second = Door(tmp_path)
    caller = QLocalSocket()
    with qtbot.waitSignal(second.knocked, timeout=20_000):
        caller.connectToServer(door_name(tmp_path))
    first.close()
    second.close()


@pytest.mark.usefixtures("qapp")
def test_a_window_that_hangs_is_said_to_and_what_to_do(tmp_path: Path) -> None:
    # This process is the window: its door is there, and while it waits for the second start nobody opens it.
    door, lock = Door(tmp_path), ShopLock(tmp_path)
    lock.take()
    command = [sys.executable, "main.py", "--data", str(tmp_path)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C"}
    second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=env)
    lock.release()
    door.close()
    assert second.returncode == 1
    assert second.stderr.startswith("This shop is open in another window, which does not answer. Wait a minute;")
    assert second.stderr.count("\n") == 1


def test_each_shop_has_a_door_of_its_own(tmp_path: Path) -> None:
    assert door_name(tmp_path / "a") != door_name(tmp_path / "b")
    assert door_name(tmp_path / "a") == door_name(tmp_path / "b" / ".." / "a")


def test_the_language_of_the_screen() -> None:
    assert screen_language("zh_CN") == "zh_CN"
    assert screen_language("system") in {"en", "zh_CN"}


def test_the_whole_program_opens_and_closes(qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    # The hooks of the running tests must stay theirs.
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    seen: list[str] = []

    def look_and_close() -> None:
        windows = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        for window in windows:
            if window.isVisible():
                come_to_front(window)
                seen.append(window.windowTitle())
                window.close()

    timer = QTimer()
    timer.timeout.connect(look_and_close)
    timer.start(50)
    hurried: list[bool] = []
    monkeypatch.setattr(services, "hurry", lambda: hurried.append(True))
    assert run_window(services, argv=["pos"]) == 0
    assert hurried, "a queue of papers keeps no window"
    timer.stop()
    assert seen
    assert seen[0] == "Countertop"
    assert qtbot is not None


def test_what_keeps_the_window_from_opening_is_a_dialog_that_can_be_closed(qapp: QApplication) -> None:
    said: list[str] = []

    def read_and_close() -> None:
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        dialog.accept()

    QTimer.singleShot(0, read_and_close)
    show_problem("The shop's file is damaged.", argv=["pos"])
    assert said == ["The shop's file is damaged."]


def test_without_qts_network_the_till_sells_and_a_second_start_says_that_it_is_open(tmp_path: Path) -> None:
    lock = ShopLock(tmp_path)
    lock.take()
    code = (
        "import sys; sys.modules['PySide6.QtNetwork'] = None; from pathlib import Path; "
        "from pos_app.cli.window import _came_to_front; from pos_app.ui.run import _doors_of; "
        "assert _doors_of(None, Path(sys.argv[1])) == []; sys.exit(3 if not _came_to_front(Path(sys.argv[1])) else 0)"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60, env=env)
    lock.release()
    assert done.returncode == 3


@pytest.mark.usefixtures("qapp")
def test_a_key_of_another_till_is_said_as_soon_as_the_window_is_there(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    for name in ("a", "b"):
        build(tmp_path / name).close()
    (tmp_path / "a" / "till-1.key").write_bytes((tmp_path / "b" / "till-1.key").read_bytes())
    said: list[str] = []

    def look(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.status.said.text() != "")
        said.append(window.status.said.text())
        window.close()

    assert window_command.open_window(tmp_path / "a", shown=look) == 0
    assert "another till" in said[0]
