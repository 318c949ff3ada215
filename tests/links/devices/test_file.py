"""A device that does not take what it is given, played by a named pipe."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.printing import OFFLINE, PROFILES, READY, UNKNOWN, DrawerBusy, PrinterInterrupted, PrinterOffline
from pos_app.links.devices.file import FilePrinter

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
LARGE = bytes(1_000_000)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "lp0"
    os.mkfifo(path)
    return path


def test_a_device_nobody_listens_on_is_offline(pipe: Path) -> None:
    printer = FilePrinter(pipe, PROFILES["58"])
    assert printer.status() == OFFLINE
    with pytest.raises(PrinterOffline):
        printer.send(b"paper")


def test_asking_makes_no_file(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "paper.bin", PROFILES["58"])
    assert printer.status() == READY
    assert list(tmp_path.iterdir()) == []
    printer.send(b"paper")
    assert printer.status() == READY
    assert printer.trouble is None
    absent = FilePrinter(tmp_path / "absent" / "paper.bin", PROFILES["58"])
    assert absent.status() == OFFLINE
    assert absent.trouble is not None


def test_a_listening_device_cannot_say_more_than_that(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert FilePrinter(pipe, PROFILES["58"]).status() == UNKNOWN
    os.close(reader)


def test_a_device_that_takes_no_more_is_interrupted(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(PrinterInterrupted) as caught:
        FilePrinter(pipe, PROFILES["58"], patience=0.05).send(LARGE)
    os.close(reader)
    sent = caught.value.params["sent"]
    assert isinstance(sent, int)
    assert 0 < sent < len(LARGE)


def test_a_device_that_was_stuck_from_the_start_is_offline(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    printer = FilePrinter(pipe, PROFILES["58"], patience=0.05)
    with pytest.raises(PrinterInterrupted):
        printer.send(LARGE)
    with pytest.raises(PrinterOffline):
        printer.send(b"paper")
    with pytest.raises(PrinterOffline):
        printer.kick_drawer()
    os.close(reader)


def test_a_drawer_does_not_wait_for_ever_behind_a_paper(pipe: Path) -> None:
    printer = FilePrinter(pipe, PROFILES["58"], drawer=0.01)
    with printer._lock, pytest.raises(DrawerBusy):
        printer.kick_drawer()


def test_a_device_unplugged_half_way_is_interrupted(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    other_writer = os.open(pipe, os.O_WRONLY)  # so that the reader waits instead of seeing an end
    os.set_blocking(reader, True)

    def read_a_little() -> None:
        os.read(reader, 100)
        os.close(reader)

    listener = threading.Thread(target=read_a_little)
    listener.start()
    with pytest.raises(PrinterInterrupted):
        FilePrinter(pipe, PROFILES["58"]).send(LARGE)
    listener.join()
    os.close(other_writer)
