"""What a network printer can do wrong, and how much of a document may have come out."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    PROFILES,
    READY,
    UNKNOWN,
    CoverOpen,
    DrawerBusy,
    PrinterInterrupted,
    PrinterOffline,
    PrinterStuck,
)
from pos_app.links.devices.conversation import FRESH_SECONDS
from pos_app.links.devices.network import NetworkPrinter
from tests.simulators.printer import PRINTED, PrinterSimulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORT = b"\x1b@Corner Shop\n\x1dVB\x00"
LONG = b"\x1b@" + b"Corner Shop\n" * 500_000 + b"\x1dVB\x00"
"""More than all buffers on the way can hold."""
QUESTIONS = 6
"""Bytes of the two questions asked before a document."""


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


@pytest.fixture
def printer(simulator: PrinterSimulator) -> NetworkPrinter:
    return NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], connect=5, answer=5, stall=5)


@pytest.fixture
def hasty(simulator: PrinterSimulator) -> NetworkPrinter:
    """Return a printer that nobody waits long for."""
    return NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], connect=5, answer=0.05, stall=0.05)


@pytest.fixture
def brisk(simulator: PrinterSimulator) -> NetworkPrinter:
    """Return a printer that is waited for no longer than a busy machine needs."""
    return NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], connect=5, answer=5, stall=1)


def wait_until(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    until = monotonic() + seconds
    while not is_so() and monotonic() < until:
        threading.Event().wait(0.001)
    return is_so()


def test_out_of_paper_is_seen_and_nothing_is_sent(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.out_of_paper = True
    assert printer.status() == OUT_OF_PAPER
    with pytest.raises(PrinterOffline) as caught:
        printer.send(SHORT)
    assert caught.value.params["reason"] == OUT_OF_PAPER
    assert simulator.received.document == b""


def test_a_printer_that_says_it_is_not_ready_is_offline(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.away = True
    assert printer.status() == OFFLINE
    assert printer.trouble is None
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)


def test_a_printer_says_that_its_cover_is_open(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.cover_open = True
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, CoverOpen)
    with pytest.raises(CoverOpen):
        printer.send(SHORT)
    simulator.cover_open = False
    printer.send(SHORT)
    assert printer.trouble is None


def test_the_drawer_opens_without_paper(simulator: PrinterSimulator, hasty: NetworkPrinter) -> None:
    simulator.out_of_paper = True
    hasty.kick_drawer()
    simulator.wait_for(5)
    assert simulator.received.kicks == 1


def test_a_mute_printer_prints(simulator: PrinterSimulator, hasty: NetworkPrinter) -> None:
    simulator.mute = True
    assert hasty.status() == UNKNOWN
    hasty.send(SHORT)
    assert simulator.wait_for(len(SHORT)) == SHORT


def test_a_printer_that_answered_before_and_is_mute_now_is_sent_nothing(
    simulator: PrinterSimulator, hasty: NetworkPrinter
) -> None:
    simulator.mute = False
    while hasty.status() != READY:  # it may take longer than this printer is waited for
        pass
    simulator.mute = True
    assert hasty.status() == OFFLINE
    assert isinstance(hasty.trouble, PrinterStuck)
    with pytest.raises(PrinterStuck):
        hasty.send(SHORT)
    simulator.mute = False
    while hasty.status() != READY:
        pass
    assert hasty.trouble is None


def test_a_printer_that_has_just_said_it_is_ready_is_not_asked_again(
    simulator: PrinterSimulator, printer: NetworkPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    feed = simulator.reader.feed

    def counting(data: bytes) -> list[int]:
        questions = feed(data)
        asked.extend(questions)
        return questions

    monkeypatch.setattr(simulator.reader, "feed", counting)
    assert printer.status() == READY
    printer.send(SHORT)
    assert asked == [1, 4, PRINTED], "once before the document, and behind it whether all is printed"
    asked.clear()
    printer.send(SHORT)
    assert asked == [1, 4, PRINTED], "what was said counts once"
    asked.clear()
    assert printer.status() == READY
    later = monotonic() + FRESH_SECONDS
    monkeypatch.setattr("pos_app.links.devices.conversation.monotonic", lambda: later)
    printer.send(SHORT)
    assert asked == [1, 4, 1, 4, PRINTED], "and not for long"
    assert simulator.received.document == SHORT * 3


def test_a_slow_printer_gets_everything(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.slow = True
    document = LONG[:60_002] + b"\n"
    printer.send(document)
    assert simulator.received.document == document


def test_a_line_reset_half_way_is_interrupted(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.drop_after = QUESTIONS + 1000
    with pytest.raises(PrinterInterrupted) as caught:
        printer.send(LONG)
    sent = caught.value.params["sent"]
    assert isinstance(sent, int)
    assert 0 < sent < len(LONG) == caught.value.params["size"]


# The fourth, mute and hanging up politely, cannot be told from a printer that is done.
@pytest.mark.parametrize(("mute", "hang_up"), [(False, False), (False, True), (True, False)])
def test_a_line_lost_behind_a_short_document_is_interrupted(
    simulator: PrinterSimulator, printer: NetworkPrinter, hasty: NetworkPrinter, mute: bool, hang_up: bool
) -> None:
    simulator.mute, simulator.hang_up, simulator.drop_after = mute, hang_up, QUESTIONS // (1 + mute) + 4
    with pytest.raises(PrinterInterrupted):
        (hasty if mute else printer).send(SHORT)


def test_a_line_lost_before_the_document_is_offline(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    simulator.drop_after = QUESTIONS // 2
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    assert simulator.received.document == b""
    printer.send(SHORT)
    assert simulator.received.document == SHORT


def test_a_printer_whose_roll_ends_in_the_document_is_interrupted(
    simulator: PrinterSimulator, brisk: NetworkPrinter
) -> None:
    simulator.paper_for = QUESTIONS + len(SHORT) - 5
    with pytest.raises(PrinterInterrupted):
        brisk.send(SHORT)
    assert brisk.status() == OUT_OF_PAPER


def test_a_printer_whose_roll_ends_with_the_document_is_interrupted(
    simulator: PrinterSimulator, printer: NetworkPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = simulator.reader.feed

    def last_sheet(data: bytes) -> list[int]:
        questions = feed(data)
        simulator.out_of_paper = simulator.received.cuts > 0
        return questions

    monkeypatch.setattr(simulator.reader, "feed", last_sheet)
    with pytest.raises(PrinterInterrupted):
        printer.send(SHORT)


def test_a_printer_that_cannot_say_what_is_printed_is_asked_for_paper_alone(
    simulator: PrinterSimulator, brisk: NetworkPrinter
) -> None:
    simulator.knows_printed = False
    for count in (1, 2):
        brisk.send(SHORT)
        assert simulator.wait_for(count * len(SHORT)) == SHORT * count
    assert brisk._knows_printed is False


def test_a_printer_that_could_say_what_is_printed_and_does_not_is_interrupted(
    simulator: PrinterSimulator, brisk: NetworkPrinter
) -> None:
    brisk.send(SHORT)
    simulator.knows_printed = False
    with pytest.raises(PrinterInterrupted):
        brisk.send(SHORT)


def test_a_printer_that_stalls_is_interrupted(simulator: PrinterSimulator, hasty: NetworkPrinter) -> None:
    simulator.stalled = True
    with pytest.raises(PrinterInterrupted):
        hasty.send(LONG)


def test_documents_and_kicks_of_many_threads_do_not_mix(simulator: PrinterSimulator, printer: NetworkPrinter) -> None:
    threads = [threading.Thread(target=printer.send, args=(SHORT,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert simulator.received.document == SHORT * 6
    assert printer.status() == READY
    assert simulator.received.cuts == 6


def test_an_address_in_version_6_is_written_in_brackets() -> None:
    assert NetworkPrinter("fe80::1", 9100, PROFILES["58"]).address == "tcp://[fe80::1]:9100"


def test_a_drawer_does_not_open_when_the_printer_is_done_a_minute_later(simulator: PrinterSimulator) -> None:
    simulator.stalled = True
    printer = NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], answer=0.05, stall=60, drawer=0.05)
    sending = threading.Thread(target=printer.send, args=(LONG,))
    sending.start()
    assert wait_until(printer._lock.locked)
    with pytest.raises(DrawerBusy):
        printer.kick_drawer()
    assert sending.is_alive()
    simulator.go_on()
    sending.join()
    assert simulator.wait_for(len(LONG), 60) == LONG
    assert simulator.received.kicks == 0


def test_a_printer_at_a_long_paper_is_as_it_said_last(simulator: PrinterSimulator) -> None:
    printer = NetworkPrinter("127.0.0.1", simulator.port, PROFILES["80"], connect=5, answer=0.2, stall=60)
    assert printer.status() == READY
    with printer._lock:
        assert printer.status() == READY
    simulator.out_of_paper = True
    assert printer.status() == OUT_OF_PAPER
    with printer._lock:
        assert printer.status() == OUT_OF_PAPER


@pytest.mark.parametrize("hang_up", [True, False])
def test_a_kick_into_a_dying_line_is_offline(simulator: PrinterSimulator, hasty: NetworkPrinter, hang_up: bool) -> None:
    simulator.drop_after, simulator.hang_up = 2, hang_up
    with pytest.raises(PrinterOffline):
        hasty.kick_drawer()
    assert simulator.received.kicks == 0
