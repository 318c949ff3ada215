"""A look away from the screen: one at a time, the newest answer last, and free again after whatever happened."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pos_app.domain.problems import DatabaseBusy
from pos_app.ui.glance import Glance
from pos_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_many_wishes_during_a_look_are_one_more_look(qtbot: QtBot, tasks: Tasks) -> None:
    gate, looks, shown = threading.Event(), [0], list[int]()

    def read() -> int:
        gate.wait()
        looks[0] += 1
        return looks[0]

    glance = Glance(tasks, read, shown.append, lambda _problem: None)
    for _ in range(20):
        glance.ask()
    gate.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert shown == [1, 2]


def test_after_a_failure_or_a_fault_it_looks_again(qtbot: QtBot, qapp: QApplication) -> None:
    assert qapp is not None
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    faults: list[type[BaseException]] = [ZeroDivisionError, DatabaseBusy]
    said: list[object] = []
    shown: list[str] = []

    def read() -> str:
        if faults:
            raise faults.pop()
        return "seen"

    glance = Glance(tasks, read, shown.append, said.append)
    for wanted in (lambda: len(said) == 1, lambda: len(crashes) == 1, lambda: shown == ["seen"]):
        glance.ask()
        qtbot.waitUntil(wanted)
    tasks.shutdown()
