"""A queue of the system: CUPS itself, with a printer of the tests' own behind it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    PROFILES,
    UNKNOWN,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
    PrintServiceAway,
    QueueAway,
    QueueStopped,
)
from pos_app.links.devices.cups import CupsSpooler
from pos_app.links.devices.queue_printer import QueuePrinter
from pos_app.links.devices.spooler import Progress, Queue, Stage
from tests.simulators.printer import PrinterSimulator

if TYPE_CHECKING:
    from pathlib import Path

    from tests.simulators.cups import Cups

DOCUMENT = b"\x1b@Corner Shop\n\x1dVB\x00"
LONG = b"\x1b@" + b"Corner Shop\n" * 500_000 + b"\x1dVB\x00"


def on(queue: str, *, paper: float = 20, drawer: float = 20) -> QueuePrinter:
    return QueuePrinter(queue, PROFILES["80"], CupsSpooler(), paper=paper, drawer=drawer)


def test_a_paper_goes_through_byte_for_byte(cups: Cups) -> None:
    with PrinterSimulator() as simulator:
        cups.add("Through", simulator.port)
        printer = on("Through")
        assert printer.status() == UNKNOWN
        printer.send(DOCUMENT)
        assert simulator.wait_for(len(DOCUMENT)) == DOCUMENT
        printer.kick_drawer()
        assert simulator.wait_for(len(DOCUMENT) + 5)
        assert simulator.received.kicks == 1


def test_a_printer_that_is_off_was_not_reached_and_the_paper_can_be_sent_again(cups: Cups) -> None:
    off = PrinterSimulator()  # its port is taken, and nobody listens yet
    cups.add("Off", off.port)
    with pytest.raises(PrinterOffline) as caught:
        on("Off", paper=1).send(DOCUMENT)
    assert caught.value.params["address"] == "queue://Off"
    with off:
        on("Off").send(DOCUMENT)
        assert off.wait_for(len(DOCUMENT)) == DOCUMENT, "the first was cancelled"


def test_a_drawer_that_is_off_does_not_open_later(cups: Cups) -> None:
    off = PrinterSimulator()
    cups.add("OffDrawer", off.port)
    with pytest.raises(PrinterOffline):
        on("OffDrawer", drawer=0.5).kick_drawer()
    with off:
        on("OffDrawer").send(DOCUMENT)
        assert off.wait_for(len(DOCUMENT)) == DOCUMENT
        assert off.received.kicks == 0


def test_a_printer_that_stops_in_the_middle_leaves_a_doubt(cups: Cups) -> None:
    with PrinterSimulator() as stalled:
        stalled.stalled = True
        cups.add("Stalled", stalled.port)
        with pytest.raises(PrinterInterrupted):
            on("Stalled", paper=1).send(LONG)


def test_a_line_that_breaks_leaves_a_doubt(cups: Cups) -> None:
    with PrinterSimulator() as dropping:
        dropping.drop_after = 1000
        cups.add("Dropping", dropping.port, "abort-job")
        with pytest.raises(PrinterInterrupted):
            on("Dropping").send(LONG)


def test_a_paper_behind_another_waits_and_is_taken_back(cups: Cups) -> None:
    with PrinterSimulator() as busy:
        busy.stalled = True
        cups.add("Busy", busy.port)
        spooler = CupsSpooler()
        first = spooler.put("Busy", LONG)
        second = spooler.put("Busy", DOCUMENT)
        assert spooler.progress("Busy", second).stage is Stage.WAITING
        with pytest.raises(PrinterOffline):
            on("Busy", paper=0.3).send(DOCUMENT)
        spooler.cancel("Busy", first)
        spooler.cancel("Busy", second)


def test_a_queue_that_is_stopped_or_takes_nothing_is_offline(cups: Cups) -> None:
    with PrinterSimulator() as simulator:
        cups.add("Stopped", simulator.port)
        printer = on("Stopped")
        cups.do("cupsdisable", "Stopped")
        assert printer.status() == OFFLINE
        trouble = printer.trouble
        assert isinstance(trouble, QueueStopped)
        with pytest.raises(QueueStopped):
            printer.send(DOCUMENT)
        cups.do("cupsenable", "Stopped")
        cups.do("cupsreject", "Stopped")
        with pytest.raises(QueueStopped):
            printer.send(DOCUMENT)
        cups.do("cupsaccept", "Stopped")
        printer.send(DOCUMENT)
        assert printer.trouble is None
        assert simulator.wait_for(len(DOCUMENT)) == DOCUMENT


def test_a_job_that_broke_off_is_known_to_be_sent_again(cups: Cups) -> None:
    with PrinterSimulator() as dropping:
        dropping.drop_after = 1000
        cups.add("Again", dropping.port, "retry-job")
        spooler = CupsSpooler()
        job = spooler.put("Again", LONG)
        while not (progress := spooler.progress("Again", job)).again:
            assert progress.stage is not Stage.DONE
        assert progress.stage is Stage.MOVING
        spooler.cancel("Again", job)


class Stopping:
    """A queue whose job stops in the middle, and is sent again unless somebody cancels it."""

    def __init__(self, stopped: Progress) -> None:
        self.cancelled = False
        self._looks = 0
        self._stopped = stopped

    def queues(self) -> list[Queue]:
        return []

    def state(self, _queue: str) -> tuple[str, None]:
        return UNKNOWN, None

    def put(self, _queue: str, _data: bytes) -> str:
        return "Queue-1"

    def progress(self, _queue: str, _job: str) -> Progress:
        self._looks += 1
        ends = Progress(Stage.DROPPED if self.cancelled else Stage.DONE, reached=True)
        under_way = (Progress(Stage.WAITING), Progress(Stage.MOVING, reached=True, began=1))
        return (*under_way, self._stopped, ends)[min(self._looks, 4) - 1]

    def cancel(self, _queue: str, _job: str) -> None:
        self.cancelled = True


@pytest.mark.parametrize(
    "stopped",
    [
        Progress(Stage.MOVING, reached=True, again=True),
        Progress(Stage.WAITING),
        Progress(Stage.MOVING, reached=True, began=2),
    ],
)
def test_no_second_paper_is_sent_by_the_queue_itself(stopped: Progress) -> None:
    queue = Stopping(stopped)
    with pytest.raises(PrinterInterrupted):
        QueuePrinter("Queue", PROFILES["80"], queue).send(DOCUMENT)
    assert queue.cancelled


def test_a_paper_that_went_through_twice_between_two_looks_leaves_a_doubt() -> None:
    queue = Stopping(Progress(Stage.DONE, reached=True, began=2))
    with pytest.raises(PrinterInterrupted):
        QueuePrinter("Queue", PROFILES["80"], queue).send(DOCUMENT)


def test_one_begun_anew_before_it_reached_the_printer_is_done() -> None:
    class Retried(Stopping):
        def progress(self, _queue: str, _job: str) -> Progress:
            self._looks += 1
            return (
                Progress(Stage.MOVING, reached=False, began=1),
                Progress(Stage.WAITING, began=1),
                Progress(Stage.DONE, reached=True, began=2),
            )[self._looks - 1]

    queue = Retried(Progress(Stage.DONE))
    QueuePrinter("Queue", PROFILES["80"], queue).send(DOCUMENT)  # raises where it would be in doubt
    assert (queue._looks, queue.cancelled) == (3, False)


def test_a_queue_stopped_and_started_at_once_in_the_middle_leaves_a_doubt(cups: Cups) -> None:
    with PrinterSimulator() as stalled:
        stalled.stalled = True
        cups.add("Restarted", stalled.port)
        ended: list[Exception] = []

        def send() -> None:
            try:
                on("Restarted").send(LONG)
            except PrinterInterrupted as problem:
                ended.append(problem)

        sending = threading.Thread(target=send)
        sending.start()
        assert stalled.reached.wait(10)
        time.sleep(1.1)  # CUPS writes down the second in which a job was begun
        cups.do("cupsdisable", "Restarted")
        cups.do("cupsenable", "Restarted")
        sending.join(15)
        assert len(ended) == 1


def test_a_job_that_somebody_cancels_in_the_queue_was_not_printed(cups: Cups) -> None:
    with PrinterSimulator() as busy:
        busy.stalled = True
        cups.add("Cancelled", busy.port)
        spooler = CupsSpooler()
        first = spooler.put("Cancelled", LONG)
        trouble: list[PrinterOffline] = []

        def send() -> None:
            with pytest.raises(PrinterOffline) as caught:
                on("Cancelled").send(DOCUMENT)
            trouble.append(caught.value)

        sending = threading.Thread(target=send)
        sending.start()
        number = int(first.rpartition("-")[2])
        while sending.is_alive():
            spooler.cancel("Cancelled", f"Cancelled-{number + 1}")
        sending.join()
        assert trouble
        spooler.cancel("Cancelled", first)


def test_a_queue_that_is_not_there_is_away(cups: Cups) -> None:
    printer = on("Nowhere")
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, QueueAway)
    with pytest.raises(QueueAway):
        printer.send(DOCUMENT)


@pytest.mark.parametrize("name", ["-h", "--help", "a b", "a/b", "", "a\nb"])
def test_what_is_no_name_never_reaches_a_command(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a command was run"))
    assert on(name).status() == OFFLINE
    with pytest.raises(QueueAway):
        CupsSpooler().put(name, b"")


def test_queues_are_found_with_what_they_are_called(cups: Cups) -> None:
    with PrinterSimulator() as simulator:
        cups.add("Found", simulator.port)
        assert Queue("Found", "Printer of Found") in CupsSpooler().queues()


def test_without_cups_there_are_no_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert CupsSpooler().queues() == []
    printer = on("Any")
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, PrintServiceAway)


def test_a_server_that_is_not_there_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "/nowhere/cups.sock")
    if CupsSpooler().queues():
        pytest.fail("a server answered at a path where none is")
    with pytest.raises(QueueAway):
        on("Any").send(DOCUMENT)


# commands of CUPS that do otherwise, in place of the real ones


def put_command(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose commands are found before all others: a queue that works, and no server behind it."""
    put_command(tmp_path, "lpstat", 'case "$1" in -H) echo /nowhere/cups.sock;; *) echo "printer Till is idle.";; esac')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_a_server_that_is_lost_behind_the_paper_leaves_a_doubt(commands: Path) -> None:
    put_command(commands, "lp", 'cat >/dev/null; echo "request id is Till-7 (0 file(s))"')
    with pytest.raises(PrinterInterrupted):
        on("Till").send(DOCUMENT)


@pytest.mark.parametrize("said", ["Auftrag angenommen", "请求 id 是 Till-7(0 个文件)", ""])
def test_a_paper_that_was_taken_in_another_tongue_is_never_sent_again_unmarked(commands: Path, said: str) -> None:
    put_command(commands, "lp", f"cat >/dev/null; echo '{said}'")
    with pytest.raises(PrinterInterrupted):
        on("Till").send(DOCUMENT)


def test_the_name_of_a_job_is_found_in_any_tongue_and_english_is_asked_for(commands: Path, tmp_path: Path) -> None:
    put_command(commands, "lp", f"cat >/dev/null; env >{tmp_path}/env; echo '请求 id 是 Till-7(0 个文件)'")
    assert CupsSpooler().put("Till", DOCUMENT) == "Till-7"
    assert {"LC_ALL=C", "LANG=C", "SOFTWARE=CUPS"} <= set((tmp_path / "env").read_text().splitlines())


def test_the_server_is_asked_for_once(commands: Path, tmp_path: Path) -> None:
    put_command(commands, "lpstat", f'echo "$1" >>{tmp_path}/asked; echo /nowhere/cups.sock')
    spooler = CupsSpooler()
    for _each in range(3):
        with pytest.raises(QueueAway):
            spooler.progress("Till", "Till-7")
    assert (tmp_path / "asked").read_text().split() == ["-H"]


def test_a_command_that_never_ends_may_have_given_the_paper_away(
    commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_command(commands, "lp", "exec sleep 60")
    printer = on("Till")
    assert printer.status() == UNKNOWN
    run = CupsSpooler._run

    def hasty(spooler: CupsSpooler, *command: str, given: bytes = b"") -> object:
        monkeypatch.setattr("pos_app.links.devices.cups.COMMAND_SECONDS", 0.2 if command[0] == "lp" else 15.0)
        return run(spooler, *command, given=given)

    monkeypatch.setattr(CupsSpooler, "_run", hasty)
    with pytest.raises(PrinterInterrupted):
        printer.send(DOCUMENT)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("lp: Forbidden", PrinterForbidden), ('lp: Destination "Till" is not accepting jobs.', QueueStopped)],
)
def test_a_refused_paper_is_offline(commands: Path, said: str, kind: type[PrinterOffline]) -> None:
    put_command(commands, "lp", f"cat >/dev/null; echo '{said}' >&2; exit 1")
    with pytest.raises(kind):
        on("Till").send(DOCUMENT)


def test_a_command_that_cannot_be_run_is_away(commands: Path) -> None:
    put_command(commands, "lpstat", "")
    (commands / "lpstat").write_bytes(b"\x7fELF")
    printer = on("Till")
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, QueueAway)


@pytest.mark.parametrize(
    ("alerts", "state"), [("media-empty-error", OUT_OF_PAPER), ("offline-report", OFFLINE), ("none", UNKNOWN)]
)
def test_what_the_queue_says_of_its_printer_counts(commands: Path, alerts: str, state: str) -> None:
    put_command(commands, "lpstat", f"printf 'printer Till is idle.\\n\\tAlerts: {alerts}\\n'")
    assert on("Till").status() == state
