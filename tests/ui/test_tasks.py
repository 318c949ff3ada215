"""Work away from the screen: in order, brought back on the UI thread, nothing lost at the end."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import PosError
from pos_app.ui.tasks import Operation, Tasks

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Refused(PosError):
    """A refusal for these tests."""


def test_writes_run_one_after_another_in_the_order_given(qtbot: QtBot, tasks: Tasks) -> None:
    ran: list[int] = []
    back: list[int] = []

    def work(number: int) -> int:
        ran.append(number)
        return number

    for number in range(50):
        tasks.write(Operation(partial(work, number)).on_success(back.append))
    qtbot.waitUntil(lambda: len(back) == 50)
    assert ran == back == list(range(50))


def test_results_come_back_on_the_thread_of_the_screen(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[int] = []

    def work() -> int:
        return threading.get_ident()

    def react(worker: int) -> None:
        threads.extend((worker, threading.get_ident()))

    tasks.slow(Operation(work).on_success(react))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] != threads[1] == threading.get_ident()


def test_a_slow_thing_does_not_hold_the_writer(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    done: list[str] = []
    tasks.slow(Operation(gate.wait).on_success(lambda _result: done.append("slow")))
    tasks.write(Operation(lambda: "write").on_success(done.append))
    qtbot.waitUntil(lambda: done == ["write"])
    gate.set()
    qtbot.waitUntil(lambda: done == ["write", "slow"])


def test_a_refusal_reaches_who_asked(qtbot: QtBot, tasks: Tasks) -> None:
    def work() -> None:
        raise Refused(why="so")

    refusals: list[object] = []
    tasks.write(Operation(work).on_failure(refusals.append))
    qtbot.waitUntil(lambda: len(refusals) == 1)
    assert isinstance(refusals[0], Refused)


def test_faults_and_refusals_nobody_awaits_reach_the_crash_hook(qtbot: QtBot, qapp: QApplication) -> None:
    assert qapp is not None
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)

    def fault() -> None:
        raise ZeroDivisionError

    def refusal() -> None:
        raise Refused

    def stumble(_result: object) -> None:
        raise KeyError("reaction")

    tasks.write(Operation(fault).on_failure(lambda _problem: None))
    tasks.write(Operation(refusal))
    tasks.slow(Operation(lambda: 1).on_success(stumble))
    qtbot.waitUntil(lambda: len(crashes) == 3)
    assert {type(crash) for crash in crashes} == {ZeroDivisionError, Refused, KeyError}
    assert tasks.pending == 0
    tasks.shutdown()


def test_who_waits_is_told_of_a_fault_before_it_is_reported(qtbot: QtBot, qapp: QApplication) -> None:
    assert qapp is not None
    told: list[str] = []
    tasks = Tasks(lambda fault: told.append(type(fault).__name__))

    def stumble() -> None:
        told.append("waiting")
        raise KeyError("reaction")

    def refusal() -> None:
        raise Refused

    tasks.write(Operation(lambda: 1 // 0).on_failure(lambda _problem: None).on_stray(lambda: told.append("released")))
    tasks.write(Operation(refusal).on_stray(lambda: told.append("released")))
    tasks.write(Operation(refusal).on_failure(lambda _problem: told.append("refused")).on_stray(stumble))
    tasks.write(Operation(lambda: 1 // 0).on_stray(stumble))
    qtbot.waitUntil(lambda: tasks.pending == 0)
    faults = ["released", "ZeroDivisionError", "released", "Refused", "refused"]
    assert told == [*faults, "waiting", "ZeroDivisionError", "KeyError"]
    tasks.shutdown()


def test_what_a_result_asks_for_is_done_before_the_end_and_nothing_later(qapp: QApplication) -> None:
    assert qapp is not None
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    done: list[str] = []

    def then(first: str) -> None:
        done.append(first)
        tasks.slow(Operation(lambda: "second").on_success(done.append))

    tasks.write(Operation(lambda: "first").on_success(then))
    tasks.shutdown()
    assert done == ["first", "second"]
    tasks.write(Operation(lambda: "too late").on_success(done.append))
    assert done == ["first", "second"]
    assert crashes == []


def test_shutdown_waits_and_brings_everything_back(qapp: QApplication) -> None:
    assert qapp is not None
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)
    back: list[int] = []
    for number in range(20):
        tasks.write(Operation(partial(abs, number)).on_success(back.append))
    tasks.shutdown()
    assert back == list(range(20))
    assert tasks.pending == 0
    assert crashes == []


def test_what_waits_for_the_picture_keeps_its_place(qtbot: QtBot, tasks: Tasks) -> None:
    ran: list[str] = []
    tasks.write_soon(Operation(lambda: ran.append("first")))
    tasks.write_soon(Operation(lambda: ran.append("second")))
    assert tasks.pending == 2
    tasks.write(Operation(lambda: ran.append("third")))
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert ran == ["first", "second", "third"]


def test_the_picture_comes_before_what_waits_for_it(qtbot: QtBot, tasks: Tasks) -> None:
    order: list[str] = []

    class Board(QWidget):
        """Says when it is painted."""

        def paintEvent(self, _event: QPaintEvent) -> None:
            order.append("painted")

    board = Board()
    qtbot.addWidget(board)
    with qtbot.waitExposed(board):
        board.show()
    qtbot.waitUntil(lambda: "painted" in order)
    order.clear()
    board.update()
    tasks.write_soon(Operation(lambda: order.append("written")))
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert order == ["painted", "written"]


@pytest.mark.usefixtures("qapp")
def test_what_waits_for_the_picture_is_done_before_the_end() -> None:
    ran: list[str] = []
    tasks = Tasks(lambda _fault: None)
    again = Operation(lambda: "again").on_success(lambda _: tasks.write_soon(Operation(lambda: ran.append("last"))))
    tasks.write_soon(again)
    tasks.shutdown()
    assert ran == ["last"]


def test_a_fault_of_what_nobody_waits_for_any_more_is_kept(qtbot: QtBot) -> None:
    """Another window has taken over: nobody is told, and the fault is in the log all the same."""
    shown, kept, heard, goes_on = list[BaseException](), list[BaseException](), list[object](), threading.Event()
    tasks, fault = Tasks(shown.append, on_late_crash=kept.append), ZeroDivisionError("slow work")

    def work() -> None:
        goes_on.wait()
        raise fault

    def refused() -> None:
        goes_on.wait()
        raise Refused

    tasks.slow(Operation(work).on_stray(lambda: heard.append("stray")))
    tasks.slow(Operation(refused).on_failure(heard.append))
    tasks.retire()
    goes_on.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert (shown, kept, heard) == ([], [fault], [])
    tasks.shutdown()
