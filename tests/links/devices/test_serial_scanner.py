"""A scanner on a port, against a simulator on a pseudo terminal: every ending, pulled out, plugged in again."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import pytest
from serial import Serial, SerialException

from pos_app.domain.scanning import ScannerAway, ScannerRefused
from pos_app.links.devices.serial_scanner import LONGEST, SerialScanner

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.domain.errors import EnvironmentProblem

from tests.simulators.scanner import PortScanner

PATIENCE_S = 20


class Ear:
    """Hears what a scanner says."""

    def __init__(self, port: str) -> None:
        self.codes: queue.Queue[str] = queue.Queue()
        self.states: queue.Queue[EnvironmentProblem | None] = queue.Queue()
        self.scanner = SerialScanner(port, 9600, retry=0.01)
        self.scanner.start(self.codes.put, self.states.put)

    def code(self) -> str:
        """Return the next code."""
        return self.codes.get(timeout=PATIENCE_S)

    def state(self) -> EnvironmentProblem | None:
        """Return how the scanner stands next."""
        return self.states.get(timeout=PATIENCE_S)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[PortScanner]:
    """A scanner that is plugged in."""
    made = PortScanner(tmp_path / "scanner")
    made.plug_in()
    yield made
    made.pull_out()


@pytest.fixture
def ear(device: PortScanner) -> Iterator[Ear]:
    """Somebody who listens to it."""
    made = Ear(str(device.path))
    assert made.state() is None
    yield made
    made.scanner.stop()


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"6901234567892\r", ["6901234567892"]),
        (b"6901234567892\n", ["6901234567892"]),
        (b"6901234567892\r\n", ["6901234567892"]),
        (b"6901234567892\t", ["6901234567892"]),
        (b"\x026901234567892\x03", ["6901234567892"]),
        (b"6901234567892", ["6901234567892"]),
        (b"1\r2\r\n3\t4", ["1", "2", "3", "4"]),
        (b"]d20106901234567892" + b"10A\x1d21B\r", ["]d2010690123456789210A\x1d21B"]),
        ("红豆\r".encode(), ["红豆"]),
        (b"\xff\xfe\r", ["��"]),
        (b"\r\n\r\n7\r", ["7"]),
    ],
)
def test_a_code_and_its_end(device: PortScanner, ear: Ear, sent: bytes, heard: list[str]) -> None:
    device.send(sent)
    assert [ear.code() for _ in heard] == heard
    ear.scanner.stop()
    assert ear.codes.empty()


def test_silence_parts_two_codes(device: PortScanner, ear: Ear) -> None:
    device.send(b"6901234567892")
    assert ear.code() == "6901234567892"
    device.send(b"9780201379624")
    assert ear.code() == "9780201379624"


def test_more_than_any_code_is_cut_and_what_follows_is_whole(device: PortScanner, ear: Ear) -> None:
    device.send(b"7" * (2 * LONGEST))
    assert len(ear.code()) == LONGEST
    device.send(b"6901234567892\r")
    assert ear.code() == "6901234567892"


def test_a_scanner_that_was_pulled_out_comes_back_and_half_a_code_is_none(device: PortScanner, ear: Ear) -> None:
    for _ in range(2):
        device.send(b"1\r")
        assert ear.code() == "1"
        device.pull_out()
        away = ear.state()
        assert isinstance(away, ScannerAway)
        assert away.params == {"port": str(device.path)}
        device.plug_in()
        assert ear.state() is None
    device.send(b"6901234567892\r")
    assert ear.code() == "6901234567892"


def test_a_scanner_that_is_not_there_yet_is_said_to_be_away_once(tmp_path: Path) -> None:
    device = PortScanner(tmp_path / "scanner")
    ear = Ear(str(device.path))
    assert isinstance(ear.state(), ScannerAway)
    device.plug_in()
    assert ear.state() is None
    device.send(b"7\r")
    assert ear.code() == "7"
    ear.scanner.stop()
    device.pull_out()


def test_a_port_that_another_program_has_is_refused_and_free_again_after_stopping(
    device: PortScanner,
) -> None:
    with Serial(str(device.path), exclusive=True):
        ear = Ear(str(device.path))
        refused = ear.state()
        assert isinstance(refused, ScannerRefused)
        assert refused.params["reason"]
    assert ear.state() is None
    ear.scanner.stop()
    Serial(str(device.path), exclusive=True).close()
    assert ear.states.empty()


def test_a_port_that_another_program_of_windows_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SerialException("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)")

    monkeypatch.setattr("serial.Serial", refuse)
    ear = Ear("COM3")
    refused = ear.state()
    ear.scanner.stop()
    assert isinstance(refused, ScannerRefused)
    assert "Access is denied" in str(refused.params["reason"])


def test_what_is_no_port_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ear = Ear(str(tmp_path / "file"))
    assert isinstance(ear.state(), ScannerAway)
    ear.scanner.stop()


def test_a_scanner_that_never_started_stops(tmp_path: Path) -> None:
    scanner = SerialScanner(str(tmp_path / "none"), 115200)
    scanner.stop()
    assert scanner.address == (str(tmp_path / "none"), 115200)


def test_a_speed_that_the_driver_refuses_is_told_and_ends_no_thread(device: PortScanner) -> None:
    states: queue.Queue[EnvironmentProblem | None] = queue.Queue()
    scanner = SerialScanner(str(device.path), -1, retry=0.01)
    scanner.start(lambda _code: None, states.put)
    try:
        assert isinstance(states.get(timeout=PATIENCE_S), ScannerAway)
        assert scanner._thread is not None
        assert scanner._thread.is_alive()
    finally:
        scanner.stop()
