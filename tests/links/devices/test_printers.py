"""One contract for every printer, each against the real thing or a simulator of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.printing import OFFLINE, PROFILES, READY, UNKNOWN, PrinterOffline
from pos_app.links.devices import open_printer, usb_line
from pos_app.links.devices.builtin import BuiltinPrinter
from pos_app.links.devices.queue_printer import QueuePrinter
from tests.simulators.port_printer import PortPrinter
from tests.simulators.printer import PrinterSimulator, Reader
from tests.simulators.usb_printer import Bus, UsbDevice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.domain.ports import Printer

    Received = Callable[[int], bytes]

PROFILE = PROFILES["80"]
DOCUMENT = b"\x1b@\x1bt\x00Corner Shop\n\x1dv0\x00\x02\x00\x01\x00\x10\x04\x1dVB\x00"
KICK = 5
"""Bytes of `ESC p m t1 t2`."""


def network(_request: pytest.FixtureRequest, _folder: Path) -> Iterator[tuple[Printer, Received]]:
    with PrinterSimulator() as simulator:
        yield open_printer(f"tcp://127.0.0.1:{simulator.port}", PROFILE), simulator.wait_for


def serial(_request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Printer, Received]]:
    with PortPrinter(folder / "ttyUSB0") as simulator:
        yield open_printer(f"serial://{simulator.port}?speed=19200", PROFILE), simulator.wait_for


def device(_request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Printer, Received]]:
    with PortPrinter(folder / "lp0") as simulator:
        yield open_printer(simulator.port.resolve().as_uri(), PROFILE), simulator.wait_for


def usb(request: pytest.FixtureRequest, _folder: Path) -> Iterator[tuple[Printer, Received]]:
    simulator = UsbDevice()
    request.getfixturevalue("monkeypatch").setattr(usb_line, "system_backend", lambda: Bus([simulator]))
    yield open_printer("usb://04b8:0202/J5NG000001", PROFILE), simulator.wait_for
    assert simulator.fault is None


def queue(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Printer, Received]]:
    with PrinterSimulator() as simulator:
        request.getfixturevalue("cups").add("Contract", simulator.port)
        yield open_printer("queue://Contract", PROFILE), simulator.wait_for


def file(_request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Printer, Received]]:
    path = folder / "paper bin"
    yield open_printer(path.as_uri(), PROFILE), lambda _: path.read_bytes()


def builtin(_request: pytest.FixtureRequest, _folder: Path) -> Iterator[tuple[Printer, Received]]:
    made = open_printer("builtin", PROFILE)
    assert isinstance(made, BuiltinPrinter)
    yield made, lambda _: b"".join(made.papers) + b"\x1bp\x00PP" * made.drawer_kicks


KINDS = (network, serial, device, usb, queue, file, builtin)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Printer, Received]]:
    """Yield a printer and a way to wait for so many bytes that came out of it."""
    yield from request.param(request, tmp_path)


def test_it_knows_its_profile(counter: tuple[Printer, Received]) -> None:
    assert counter[0].profile is PROFILE


def test_it_is_ready(counter: tuple[Printer, Received]) -> None:
    printer, _ = counter
    ready = UNKNOWN if isinstance(printer, QueuePrinter) else READY  # a queue speaks for itself, not for its printer
    assert printer.status() == ready
    printer.send(DOCUMENT)
    assert printer.status() == ready
    assert printer.trouble is None


def test_documents_come_out_byte_for_byte_and_in_order(counter: tuple[Printer, Received]) -> None:
    printer, received = counter
    second = DOCUMENT.replace(b"Corner", b"Second")
    printer.send(DOCUMENT)
    printer.send(second)
    assert received(2 * len(DOCUMENT)) == DOCUMENT + second


def test_the_drawer_opens_once(counter: tuple[Printer, Received]) -> None:
    printer, received = counter
    printer.kick_drawer()
    reader = Reader()
    reader.feed(received(KICK))
    assert reader.received.kicks == 1
    assert not reader.unfinished


@pytest.fixture(params=["network", "serial", "device", "usb", "queue", "file", "builtin"])
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Printer]:
    """Yield a printer that cannot take one byte."""
    if request.param == "network":
        refusing = PrinterSimulator()
        yield open_printer(f"tcp://127.0.0.1:{refusing.port}", PROFILE)
        refusing._server.close()
    elif request.param == "queue":
        request.getfixturevalue("cups")
        yield open_printer("queue://Nowhere", PROFILE)
    elif request.param == "usb":
        monkeypatch.setattr(usb_line, "system_backend", Bus)
        yield open_printer("usb://04b8:0202", PROFILE)
    elif request.param == "builtin":
        (tmp_path / "papers").write_text("a file where the folder should be")
        yield open_printer("builtin", PROFILE, folder=tmp_path / "papers")
    else:
        addresses = {"serial": f"serial://{tmp_path}/ttyS9", "device": "file:///dev/no%20such%20printer"}
        absent = (tmp_path / "no such folder" / "paper.bin").as_uri()
        yield open_printer(addresses.get(request.param, absent), PROFILE)


def test_a_printer_that_takes_nothing_is_offline(broken: Printer) -> None:
    with pytest.raises(PrinterOffline) as caught:
        broken.send(DOCUMENT)
    assert caught.value.params["reason"]
    assert caught.value.params["address"]


def test_a_broken_one_says_so_unless_it_is_built_in(broken: Printer) -> None:
    assert broken.status() == (READY if isinstance(broken, BuiltinPrinter) else OFFLINE)
    assert isinstance(broken, BuiltinPrinter) or broken.trouble is not None


def test_asking_or_failing_makes_no_device(broken: Printer) -> None:
    broken.status()
    with pytest.raises(PrinterOffline):
        broken.kick_drawer() if not isinstance(broken, BuiltinPrinter) else broken.send(DOCUMENT)
    assert not Path("/dev/no such printer").exists()
