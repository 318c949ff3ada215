"""One contract for every printer, each against the real thing or a simulator of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.domain.printing import OFFLINE, PROFILES, READY, PrinterOffline
from pos_app.links.devices import open_printer
from pos_app.links.devices.builtin import BuiltinPrinter
from tests.simulators.printer import PrinterSimulator, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pos_app.domain.ports import Printer

    Received = Callable[[int], bytes]

PROFILE = PROFILES["80"]
DOCUMENT = b"\x1b@\x1bt\x00Corner Shop\n\x1dv0\x00\x02\x00\x01\x00\x10\x04\x1dVB\x00"
KICK = 5
"""Bytes of `ESC p m t1 t2`."""


@pytest.fixture(params=["network", "file", "builtin"])
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Printer, Received]]:
    """Yield a printer and a way to wait for so many bytes that came out of it."""
    if request.param == "network":
        with PrinterSimulator() as simulator:
            yield open_printer(f"tcp://127.0.0.1:{simulator.port}", PROFILE), simulator.wait_for
    elif request.param == "file":
        path = tmp_path / "paper bin"
        yield open_printer(path.as_uri(), PROFILE), lambda _: path.read_bytes()
    else:
        builtin = open_printer("builtin", PROFILE)
        assert isinstance(builtin, BuiltinPrinter)
        yield builtin, lambda _: b"".join(builtin.papers) + b"\x1bp\x00PP" * builtin.drawer_kicks


def test_it_knows_its_profile(counter: tuple[Printer, Received]) -> None:
    assert counter[0].profile is PROFILE


def test_it_is_ready(counter: tuple[Printer, Received]) -> None:
    printer, _ = counter
    assert printer.status() == READY
    printer.send(DOCUMENT)
    assert printer.status() == READY


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


@pytest.fixture(params=["network", "file", "builtin"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Printer]:
    """Yield a printer that cannot take one byte."""
    if request.param == "network":
        refusing = PrinterSimulator()
        yield open_printer(f"tcp://127.0.0.1:{refusing.port}", PROFILE)
        refusing._server.close()
    elif request.param == "file":
        yield open_printer((tmp_path / "no such folder" / "lp0").as_uri(), PROFILE)
    else:
        (tmp_path / "papers").write_text("a file where the folder should be")
        yield open_printer("builtin", PROFILE, folder=tmp_path / "papers")


def test_a_printer_that_takes_nothing_is_offline(broken: Printer) -> None:
    with pytest.raises(PrinterOffline) as caught:
        broken.send(DOCUMENT)
    assert caught.value.params["reason"]
    assert caught.value.params["address"]


def test_a_broken_one_says_so_unless_it_is_built_in(broken: Printer) -> None:
    assert broken.status() == (READY if isinstance(broken, BuiltinPrinter) else OFFLINE)
