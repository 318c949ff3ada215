"""A printer on a serial port or behind a device, against a simulator on a pseudo terminal."""

from __future__ import annotations

import contextlib
import errno
import math
import os
import select
import termios
import tty
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from serial import Serial

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    PROFILES,
    READY,
    UNKNOWN,
    PrinterBusy,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
    PrinterSilent,
)
from pos_app.links.devices import device_node, serial_line
from pos_app.links.devices.device_node import DevicePrinter
from pos_app.links.devices.line import Patience
from pos_app.links.devices.refusals import refusal
from pos_app.links.devices.serial_line import SerialAddress, SerialLine, SerialPrinter
from tests.simulators.port_printer import PortPrinter

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = b"\x1b@Corner Shop\n\x1dVB\x00"
LONG = b"\x1b@" + b"Corner Shop\n" * 20_000 + b"\x1dVB\x00"
QUESTIONS = 6
"""Bytes of the two questions asked before a document."""


@pytest.fixture
def device(tmp_path: Path) -> Iterator[PortPrinter]:
    with PortPrinter(tmp_path / "ttyUSB0") as running:
        yield running


def on(device: PortPrinter, options: str = "", *, answer: float = 5, stall: float = 5) -> SerialPrinter:
    where = SerialAddress.read(f"serial://{device.port}?speed=115200{options}")
    return SerialPrinter(where, PROFILES["80"], patience=Patience(answer, stall))


def test_a_long_document_goes_through(device: PortPrinter) -> None:
    printer = on(device)
    assert printer.status() == READY
    printer.send(LONG)
    assert device.received.document == LONG


@pytest.mark.parametrize("options", ["&flow=xon", "&flow=rts"])
def test_it_may_be_stopped_by_the_usual_wires_and_signs(device: PortPrinter, options: str) -> None:
    printer = on(device, options)
    printer.send(SHORT)
    assert device.wait_for(len(SHORT)) == SHORT


def test_out_of_paper_is_seen_and_the_drawer_opens_all_the_same(device: PortPrinter) -> None:
    device.out_of_paper = True
    printer = on(device)
    assert printer.status() == OUT_OF_PAPER
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    printer.kick_drawer()
    assert device.wait_for(5)
    assert device.received.kicks == 1


def test_a_silent_line_is_a_printer_that_is_off(device: PortPrinter) -> None:
    device.mute = True
    printer = on(device, answer=0.05)
    assert printer.status() == OFFLINE
    assert isinstance(printer.trouble, PrinterSilent)
    with pytest.raises(PrinterSilent):
        printer.send(SHORT)
    assert device.received.document == b""


def test_one_that_cannot_answer_is_sent_to_blindly_when_the_shop_says_so(device: PortPrinter) -> None:
    device.mute = True
    printer = on(device, "&answers=no", answer=0.05)
    assert printer.status() == UNKNOWN
    printer.send(LONG)
    assert device.wait_for(len(LONG)) == LONG


def test_pulled_out_in_the_middle_it_leaves_a_doubt_and_comes_back(device: PortPrinter) -> None:
    device.unplug_after = QUESTIONS + 30_000
    printer = on(device)
    with pytest.raises(PrinterInterrupted) as caught:
        printer.send(LONG)
    sent = caught.value.params["sent"]
    assert isinstance(sent, int)
    assert 0 < sent < len(LONG)
    assert printer.status() == OFFLINE
    device.unplug_after = None
    device.unplug()
    device.plug_in()
    assert printer.status() == READY


def test_one_that_takes_no_more_in_the_middle_leaves_a_doubt(device: PortPrinter) -> None:
    device.paper_for = 40_000
    with pytest.raises(PrinterInterrupted):
        on(device, stall=0.1).send(LONG)


def test_a_roll_that_ends_and_is_changed_settles_the_document(device: PortPrinter) -> None:
    device.paper_for = QUESTIONS + 5
    printer = on(device, stall=0.5)
    with pytest.raises(PrinterInterrupted):
        printer.send(SHORT)
    assert device.new_roll() == b"\x00", "the answer nobody waited for"
    assert printer.status() == READY


def test_a_port_that_another_program_has_is_busy(device: PortPrinter) -> None:
    with Serial(str(device.port), exclusive=True), pytest.raises(PrinterBusy):
        on(device).send(SHORT)
    on(device).send(SHORT)


class Stuck:
    """A port whose buffer takes everything and whose printer takes nothing, as with its CTS or DSR wire down."""

    rtscts, dsr, cts = False, False, False

    def __init__(self, room: int) -> None:
        self.room = room
        self.buffer = b""
        self.dropped = self.closed = False
        self.timeout = self.write_timeout = 0.0

    @property
    def out_waiting(self) -> int:
        return len(self.buffer)

    def reset_input_buffer(self) -> None:
        pass

    def reset_output_buffer(self) -> None:
        self.buffer, self.dropped = b"", True

    def read(self, _size: int) -> bytes:
        return b""

    def write(self, data: bytes) -> int:
        if len(self.buffer) + len(data) > self.room:
            raise TimeoutError
        self.buffer += data
        return len(data)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("guarded", "room"), [(True, 100_000), (False, 100_000), (False, 12_000), (False, 0)])
def test_what_never_left_the_machine_is_taken_back(monkeypatch: pytest.MonkeyPatch, guarded: bool, room: int) -> None:
    monkeypatch.setattr(serial_line, "_COUNTS", False)
    port: Any = Stuck(room)
    monkeypatch.setattr(serial_line, "open_line", lambda _where: SerialLine(port, guarded=guarded))
    where = SerialAddress("/dev/none", answers=False)
    printer = SerialPrinter(where, PROFILES["80"], patience=Patience(0.01, 0.01))
    with pytest.raises(PrinterOffline):
        printer.send(LONG)
    assert port.buffer == b""
    assert port.closed


class Leaking(Stuck):
    """A port that lets some of a document out before it fails, and does not say so: as on Windows."""

    def write(self, data: bytes) -> int:
        self.out = getattr(self, "out", b"") + data[:100]
        if len(data) > 100:
            raise TimeoutError
        return len(data)


def test_what_may_have_left_before_a_port_failed_leaves_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_line, "_COUNTS", False)
    port: Any = Leaking(0)
    monkeypatch.setattr(serial_line, "open_line", lambda _where: SerialLine(port, guarded=False))
    where = SerialAddress("/dev/none", answers=False)
    printer = SerialPrinter(where, PROFILES["80"], patience=Patience(0.01, 0.01))
    with pytest.raises(PrinterInterrupted):
        printer.send(LONG)
    assert LONG[:100] in port.out


@pytest.mark.parametrize(
    ("wires", "state"), [((True, False), OFFLINE), ((False, True), OFFLINE), ((False, False), UNKNOWN)]
)
def test_a_wire_that_is_down_says_that_the_printer_is_off(
    monkeypatch: pytest.MonkeyPatch, wires: tuple[bool, bool], state: str
) -> None:
    port: Any = Stuck(0)
    guarded, port.rtscts = wires
    assert SerialLine(port, guarded=guarded).signal() == state


@pytest.mark.parametrize("counts", [True, False])
def test_a_system_that_does_not_count_sends_the_same(
    device: PortPrinter, monkeypatch: pytest.MonkeyPatch, counts: bool
) -> None:
    monkeypatch.setattr(serial_line, "_COUNTS", counts)
    on(device).send(LONG)
    assert device.received.document == LONG


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (PermissionError(13, "Permission denied"), PrinterForbidden),
        (OSError(16, "Device or resource busy"), PrinterBusy),
        (OSError("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)"), PrinterBusy),
        (OSError("could not open port 'COM3': FileNotFoundError(2, …)"), PrinterOffline),
        (OSError(19, ""), PrinterOffline),
    ],
)
def test_what_a_refusal_means(problem: OSError, kind: type[PrinterOffline]) -> None:
    meant = refusal(problem, "serial://COM3")
    assert type(meant) is kind
    assert meant.params["reason"]


@pytest.mark.parametrize("problem", [ValueError("Failed to set custom baud rate (4800)"), termios.error(22, "Invalid")])
def test_a_speed_that_the_driver_does_not_take_is_told(problem: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr("serial.Serial", refuse)
    printer = SerialPrinter(SerialAddress("/dev/none", 4800), PROFILES["80"])
    assert printer.status() == OFFLINE
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)


def test_a_port_that_goes_while_what_it_has_is_dropped_leaves_a_doubt(
    device: PortPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_port: Serial) -> None:
        raise termios.error(5, "Input/output error")

    monkeypatch.setattr(Serial, "reset_output_buffer", gone)
    device.paper_for = 40_000
    with pytest.raises(PrinterInterrupted):
        on(device, stall=0.1).send(LONG)


# devices


def behind(device: PortPrinter, *, answer: float = 5, stall: float = 5) -> DevicePrinter:
    return DevicePrinter(device.port.resolve(), PROFILES["80"], patience=Patience(answer, stall))


def test_a_device_that_can_be_read_says_how_it_is(device: PortPrinter) -> None:
    printer = behind(device)
    assert printer.status() == READY
    device.out_of_paper = True
    assert printer.status() == OUT_OF_PAPER


def test_a_device_that_says_nothing_is_sent_to_blindly(device: PortPrinter) -> None:
    device.mute = True
    printer = behind(device, answer=0.05)
    assert printer.status() == UNKNOWN
    printer.send(SHORT)
    assert device.wait_for(len(SHORT)) == SHORT


def test_a_device_that_is_pulled_out_in_the_middle_leaves_a_doubt(device: PortPrinter) -> None:
    device.unplug_after = QUESTIONS + 30_000
    with pytest.raises(PrinterInterrupted):
        behind(device).send(LONG)


def test_a_device_that_takes_nothing_is_offline() -> None:
    here, there = os.openpty()
    tty.setraw(there)
    os.set_blocking(there, False)
    while select.select([], [there], [], 0.2)[1]:  # until nothing is left to make room
        with contextlib.suppress(BlockingIOError):
            os.write(there, bytes(4096))
    full = DevicePrinter(Path(os.ttyname(there)), PROFILES["80"], patience=Patience(0.05, 0.05))
    with pytest.raises(PrinterOffline):
        full.send(SHORT)
    os.close(here)
    os.close(there)


def test_what_swallows_everything_and_says_nothing_is_no_fault() -> None:
    printer = DevicePrinter(Path(os.devnull), PROFILES["80"], patience=Patience(0.05, 0.05))
    assert printer.status() == UNKNOWN
    printer.send(SHORT)


class Parallel:
    """The system, but its devices are as of lp: they always seem ready, cannot be read and take nothing for a while."""

    def __init__(self, *, full: float) -> None:
        """`full`: how often a write finds no room."""
        self.full = full

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def read(self, _handle: int, _size: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    def write(self, handle: int, data: bytes) -> int:
        self.full -= 1
        if self.full >= 0:
            raise BlockingIOError
        return os.write(handle, data)


def on_parallel(monkeypatch: pytest.MonkeyPatch, system: object) -> None:
    def ready(reading: list[int], writing: list[int], _failing: list[int], _seconds: float) -> Any:
        return reading, writing, []

    monkeypatch.setattr(device_node, "os", system)
    monkeypatch.setattr(device_node, "select", SimpleNamespace(select=ready))


def test_a_device_that_cannot_be_read_and_not_be_waited_for_is_sent_to_blindly(
    device: PortPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_parallel(monkeypatch, Parallel(full=3))
    printer = behind(device)
    assert printer.status() == UNKNOWN
    printer.send(SHORT)
    assert device.wait_for(len(SHORT)) == SHORT


def test_a_device_that_never_has_room_is_offline_and_no_byte_left(
    device: PortPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_parallel(monkeypatch, Parallel(full=math.inf))
    printer = behind(device, answer=0.05, stall=0.05)
    assert printer.status() == UNKNOWN
    with pytest.raises(PrinterOffline):
        printer.send(SHORT)
    assert device.received.document == b""


class SlowToSay(Parallel):
    """One that is ready to be read before it has anything to say."""

    def read(self, handle: int, size: int) -> bytes:
        if not select.select([handle], [], [], 0)[0]:
            raise BlockingIOError
        return os.read(handle, size)


def test_a_device_that_has_nothing_to_say_yet_is_waited_for(
    device: PortPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_parallel(monkeypatch, SlowToSay(full=0))
    assert behind(device).status() == READY
    device.mute = True
    assert behind(device, answer=0.05).status() == UNKNOWN


def test_a_file_is_no_device(tmp_path: Path) -> None:
    (tmp_path / "lp0").write_text("")
    printer = DevicePrinter(tmp_path / "lp0", PROFILES["80"])
    assert printer.status() == OFFLINE
    assert printer.trouble is not None
