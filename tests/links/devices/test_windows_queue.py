"""The queues of Windows, whose printing functions are played: what a job was seen to do, and what is made of it."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    PROFILES,
    UNKNOWN,
    DrawerBusy,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
    PrintServiceAway,
    QueueAway,
    QueueStopped,
)
from pos_app.links.devices.queue_printer import QueuePrinter
from pos_app.links.devices.spooler import Queue, Stage
from pos_app.links.devices.windows_spooler import WindowsSpooler
from tests.simulators.printer import Reader
from tests.simulators.windows_printing import (
    DELETING,
    ERROR,
    PRINTED,
    PRINTING,
    WindowsPrinting,
    WindowsQueue,
)
from tests.simulators.windows_printing import OFFLINE as JOB_OFFLINE

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = b"\x1b@Corner Shop\n\x1dVB\x00"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[WindowsQueue], QueuePrinter]:
    """Open a printer on a queue."""

    def made(queue: WindowsQueue) -> QueuePrinter:
        monkeypatch.setitem(sys.modules, "win32print", WindowsPrinting(Till=queue))
        return QueuePrinter("Till", PROFILES["80"], WindowsSpooler(), paper=0.1, drawer=0.1)

    return made


@pytest.mark.parametrize(
    "stages", [[PRINTING, None], [None], [0, 0, PRINTING, PRINTED], [ERROR | PRINTING, PRINTING, None]]
)
def test_a_job_that_was_printed_or_left_the_list_is_done(
    on: Callable[[WindowsQueue], QueuePrinter], stages: list[int | None]
) -> None:
    queue = WindowsQueue(stages=stages)
    printer = on(queue)
    assert printer.status() == UNKNOWN
    printer.send(PAPER)
    assert queue.papers == [PAPER]
    assert (queue.deleted, queue.opened) == (0, 0)


@pytest.mark.parametrize("stages", [[0], [JOB_OFFLINE], [DELETING, None]])
def test_a_job_that_never_left_is_taken_back(
    on: Callable[[WindowsQueue], QueuePrinter], stages: list[int | None]
) -> None:
    queue = WindowsQueue(stages=stages, after_delete=[stages[0], DELETING, None] if stages[0] else [None])
    with pytest.raises(PrinterOffline):
        on(queue).send(PAPER)
    assert queue.opened == 0


@pytest.mark.parametrize("stages", [[PRINTING], [ERROR], [JOB_OFFLINE | PRINTING], [PRINTING, DELETING, None]])
def test_a_job_that_stopped_on_its_way_leaves_a_doubt(
    on: Callable[[WindowsQueue], QueuePrinter], stages: list[int | None]
) -> None:
    with pytest.raises(PrinterInterrupted):
        on(WindowsQueue(stages=stages)).send(PAPER)


def test_a_job_that_is_printed_while_it_is_cancelled_is_done(on: Callable[[WindowsQueue], QueuePrinter]) -> None:
    queue = WindowsQueue(stages=[PRINTING], after_delete=[PRINTED])
    on(queue).send(PAPER)
    assert queue.deleted == 1


def test_a_job_that_is_gone_before_it_could_be_cancelled_was_printed(
    on: Callable[[WindowsQueue], QueuePrinter],
) -> None:
    on(WindowsQueue(stages=[None]))
    spooler = WindowsSpooler()
    spooler.cancel("Till", "7")
    assert spooler.progress("Till", "7").stage is Stage.DONE


def test_a_spooler_that_refuses_to_cancel_or_to_say_leaves_a_doubt(
    on: Callable[[WindowsQueue], QueuePrinter], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise WindowsPrinting.error(5, "Access is denied.")

    for name in ("SetJob", "GetJob"):
        with monkeypatch.context() as patched:
            patched.setattr(WindowsPrinting, name, refuse)
            with pytest.raises(PrinterInterrupted):
                on(WindowsQueue(stages=[PRINTING])).send(PAPER)


def test_what_cannot_be_written_to_the_end_leaves_a_doubt(on: Callable[[WindowsQueue], QueuePrinter]) -> None:
    for queue in (WindowsQueue(breaks=True), WindowsQueue(takes=3)):
        with pytest.raises(PrinterInterrupted):
            on(queue).send(PAPER)
        assert queue.opened == 0


def test_the_drawer_opens_once_or_not_at_all(on: Callable[[WindowsQueue], QueuePrinter]) -> None:
    queue = WindowsQueue()
    on(queue).kick_drawer()
    reader = Reader()
    reader.feed(b"".join(queue.papers))
    assert reader.received.kicks == 1
    stuck = WindowsQueue(stages=[PRINTING])
    with pytest.raises(PrinterOffline):
        on(stuck).kick_drawer()
    assert stuck.deleted == 1


def test_the_drawer_waits_for_a_paper_no_longer_than_it_may_be_under_way(
    on: Callable[[WindowsQueue], QueuePrinter],
) -> None:
    queue = WindowsQueue(stages=[0])
    printer = on(queue)
    with printer._lock, pytest.raises(DrawerBusy):
        printer.kick_drawer()
    assert queue.papers == []


def test_a_program_that_closes_does_not_wait_for_a_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    queue = WindowsQueue(stages=[PRINTING])
    monkeypatch.setitem(sys.modules, "win32print", WindowsPrinting(Till=queue))
    looked = threading.Event()
    get_job = WindowsPrinting.GetJob

    def looking(*given: Any) -> dict[str, int]:
        looked.set()
        return get_job(*given)

    monkeypatch.setattr(WindowsPrinting, "GetJob", looking)
    printer = QueuePrinter("Till", PROFILES["80"], WindowsSpooler(), paper=600, drawer=600, over=over)
    ends: list[Exception] = []

    def send() -> None:
        try:
            printer.send(PAPER)
        except PrinterInterrupted as problem:
            ends.append(problem)

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    assert looked.wait(10)
    queue.after_delete = [PRINTING]
    over.set()
    sending.join(5)
    assert not sending.is_alive()
    assert len(ends) == 1, "in doubt"
    assert queue.deleted == 1
    with pytest.raises(PrinterOffline):
        printer.send(PAPER)
    with pytest.raises(PrinterOffline):
        printer.kick_drawer()
    assert queue.papers == [PAPER], "nothing else was begun"


@pytest.mark.parametrize(
    ("queue", "state", "kind"),
    [
        (WindowsQueue(status=0x10), OUT_OF_PAPER, None),
        (WindowsQueue(status=0x01), OFFLINE, QueueStopped),
        (WindowsQueue(status=0x80), OFFLINE, None),
        (WindowsQueue(attributes=0x400), OFFLINE, None),
        (WindowsQueue(refuses=5), OFFLINE, PrinterForbidden),
        (WindowsQueue(refuses=1722), OFFLINE, PrinterOffline),
    ],
)
def test_how_a_queue_is(
    on: Callable[[WindowsQueue], QueuePrinter], queue: WindowsQueue, state: str, kind: type[PrinterOffline] | None
) -> None:
    printer = on(queue)
    assert printer.status() == state
    assert printer.trouble is None if kind is None else type(printer.trouble) is kind
    with pytest.raises(PrinterOffline):
        printer.send(PAPER)
    assert queue.papers == []


def test_queues_are_found_and_one_that_is_not_there_is_away(on: Callable[[WindowsQueue], QueuePrinter]) -> None:
    on(WindowsQueue())
    assert WindowsSpooler().queues() == [Queue("Till", "Generic / Text Only")]
    with pytest.raises(QueueAway):
        QueuePrinter("Other", PROFILES["80"], WindowsSpooler()).send(PAPER)


def test_a_print_service_that_does_not_run_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    service = WindowsPrinting(Till=WindowsQueue())
    service.stopped = True
    monkeypatch.setitem(sys.modules, "win32print", service)
    with pytest.raises(PrintServiceAway):
        WindowsSpooler().queues()


def test_elsewhere_than_on_windows_it_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delitem(sys.modules, "win32print", raising=False)
    with pytest.raises(PrintServiceAway):
        WindowsSpooler().state("Till")
