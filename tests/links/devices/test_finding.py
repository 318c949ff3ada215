"""What a search finds: on buses, ports and networks that are played, and what is refused to this user."""

from __future__ import annotations

import contextlib
import socket
import threading
from ipaddress import IPv4Network
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pos_app.domain.ports import SerialPort
from pos_app.domain.printing import (
    DEVICE,
    NETWORK,
    QUEUE,
    SERIAL,
    USB,
    FoundPrinter,
    PrinterForbidden,
    QueueAway,
)
from pos_app.links.devices import finding, usb_line
from pos_app.links.devices.serial_line import SerialPrinter
from pos_app.links.devices.spooler import Queue
from tests.simulators.port_printer import OneSpeedPrinter, PortPrinter
from tests.simulators.printer import PrinterSimulator
from tests.simulators.usb_printer import Bus, UsbDevice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = IPv4Network("127.0.0.1/32")
EPSON = "EPSON TM-T88V Ethernet"


def reply(name: str) -> bytes:
    """Return what a printer answers to SNMP's question for its description."""
    text = bytes([0x04, len(name)]) + name.encode()
    oid = bytes.fromhex("06082b06010201010100")
    inner = bytes([0x30, len(oid) + len(text)]) + oid + text
    listed = bytes([0x30, len(inner)]) + inner
    pdu = bytes.fromhex("020101020100020100") + listed
    body = bytes.fromhex("02010004067075626c6963") + bytes([0xA2, len(pdu)]) + pdu
    return bytes([0x30, len(body)]) + body


@contextlib.contextmanager
def naming(answer: bytes) -> Iterator[int]:
    """Answer one question on a UDP port of this machine, and yield the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            asked, sender = server.recvfrom(2048)
            if bytes.fromhex("06082b060102010101000500") in asked:
                server.sendto(answer, sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine on which nothing hangs."""
    monkeypatch.setattr(usb_line, "system_backend", Bus)
    monkeypatch.setattr(finding, "system_spooler", lambda: SimpleNamespace(queues=list))
    monkeypatch.setattr(finding, "found_ports", tuple)
    return monkeypatch


def test_a_machine_on_which_nothing_hangs_has_no_printers(nothing: pytest.MonkeyPatch) -> None:
    assert list(finding.on_this_machine(())) == []


def test_usb_printers_say_what_they_are(nothing: pytest.MonkeyPatch) -> None:
    forbidden, keyboard = UsbDevice(0x0416, 0x5011, "X1"), UsbDevice(0x046D, 0xC31C, "")
    forbidden.forbidden, keyboard.printer_class = True, 3
    nothing.setattr(usb_line, "system_backend", lambda: Bus([keyboard, UsbDevice(serial="J5"), forbidden]))
    first, second = finding.on_this_machine(())
    assert first == FoundPrinter(USB, "EPSON TM-T88V", "usb://04b8:0202/J5")
    assert (second.kind, second.address) == (USB, "usb://0416:5011")
    assert isinstance(second.trouble, PrinterForbidden)


def test_a_machine_without_libusb_finds_the_rest(nothing: pytest.MonkeyPatch) -> None:
    nothing.setattr(usb_line, "system_backend", lambda: None)
    nothing.setattr(finding, "system_spooler", lambda: SimpleNamespace(queues=lambda: [Queue("Till 1", "")]))
    assert list(finding.on_this_machine(())) == [FoundPrinter(QUEUE, "Till 1", "queue://Till%201")]


def test_what_cannot_be_looked_at_hides_nothing_else(nothing: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def away() -> None:
        raise QueueAway(address="queue:", reason="no CUPS")

    nothing.setattr(finding, "system_spooler", lambda: SimpleNamespace(queues=away))
    (tmp_path / "lp0").write_text("")
    found = list(finding.on_this_machine([f"{tmp_path}/lp*"]))
    assert found == [FoundPrinter(DEVICE, "lp0", (tmp_path / "lp0").as_uri())]


def test_a_device_that_is_not_for_this_user_says_why(nothing: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "lp0").mkdir()  # whoever runs the tests may open any file, but nobody writes into a folder
    (found,) = finding.on_this_machine([f"{tmp_path}/lp*"])
    assert found.trouble is not None


def test_serial_ports_are_listed_with_what_is_known_of_them(nothing: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ttyUSB0").write_text("")
    there, gone = str(tmp_path / "ttyUSB0"), str(tmp_path / "ttyUSB1")
    ports = [SerialPort(there, "FTDI FT232R USB UART"), SerialPort(gone, "")]
    nothing.setattr(finding, "found_ports", lambda: tuple(ports))
    nothing.setattr("sys.platform", "linux")
    first, second = finding.on_this_machine(())
    assert first == FoundPrinter(SERIAL, "FTDI FT232R USB UART", f"serial://{there}?speed=9600")
    assert (second.name, second.address) == ("", f"serial://{gone}?speed=9600")
    assert isinstance(second.trouble, PrinterForbidden)


@pytest.mark.parametrize(("answer", "name"), [(reply(EPSON), EPSON), (b"\x30\x00", ""), (reply("x" * 100), "x" * 100)])
def test_a_printer_in_the_network_is_found_and_nothing_is_sent_to_it(answer: bytes, name: str) -> None:
    with PrinterSimulator() as simulator, naming(answer) as name_port:
        found = list(finding.in_network([HERE], lambda: True, port=simulator.port, name_port=name_port, seconds=5))
        assert found == [FoundPrinter(NETWORK, name, f"tcp://127.0.0.1:{simulator.port}")]
    assert simulator.received.document == b""


def test_a_machine_to_which_no_way_leads_is_not_found() -> None:
    no_way = IPv4Network("224.0.0.1/32")  # no connection is ever made to many at once: the system says so at once
    assert list(finding.in_network([no_way], lambda: True, port=9100, seconds=5)) == []


def test_nobody_is_asked_for_a_name_when_the_search_is_not_wanted_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()

    def accepting(*_: object) -> list[str]:
        stopped.set()
        return ["127.0.0.1"]

    monkeypatch.setattr(finding, "_accepting", accepting)
    monkeypatch.setattr(finding, "_name", lambda *_: pytest.fail("nobody wants to know any more"))
    assert list(finding.in_network([HERE], lambda: not stopped.is_set())) == []


def test_where_nobody_listens_nothing_is_found() -> None:
    closed = PrinterSimulator()
    assert list(finding.in_network([HERE], lambda: True, port=closed.port, seconds=5)) == []
    closed._server.close()


def test_a_whole_network_is_knocked_at_side_by_side() -> None:
    with PrinterSimulator() as simulator, naming(b"") as name_port:
        network = IPv4Network("127.0.0.0/24")
        found = list(finding.in_network([network], lambda: True, port=simulator.port, name_port=name_port, seconds=5))
        assert [printer.address for printer in found] == [f"tcp://127.0.0.1:{simulator.port}"]


def test_a_search_ends_when_it_is_not_wanted_any_more_and_never_leaves_the_shop() -> None:
    with PrinterSimulator() as simulator:
        assert list(finding.in_network([HERE], lambda: False, port=simulator.port, seconds=60)) == []
        assert list(finding.in_network([IPv4Network("127.0.0.0/16")], lambda: True, port=simulator.port)) == []


def test_own_networks_are_private_and_small(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"192.168.7.20", "10.1.2.3", "10.1.2.4", "127.0.1.1", "169.254.3.4", "8.8.8.8", "no address"}
    monkeypatch.setattr(finding, "_own_addresses", lambda: own)
    assert set(finding.own_networks()) == {IPv4Network("192.168.7.0/24"), IPv4Network("10.1.2.0/24")}


def test_own_addresses_are_asked_of_the_system_without_a_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(socket.socket):
        def connect(self, _address: Any) -> None:
            raise OSError

    monkeypatch.setattr(socket, "socket", Asked)
    assert all(address.count(".") == 3 for address in finding._own_addresses())


# the speed of a serial line


def test_the_speed_is_the_one_at_which_the_printer_answers(tmp_path: Path) -> None:
    with OneSpeedPrinter(tmp_path / "ttyUSB0", 38400) as printer:
        fitted = finding.fitted(f"serial://{printer.port}?speed=9600", answer=0.2)
        assert fitted == f"serial://{printer.port}?speed=38400"


@pytest.mark.parametrize("wrong", ["cover_open", "away", "out_of_paper"])
def test_one_that_answers_that_it_is_not_ready_shows_its_speed_too(tmp_path: Path, wrong: str) -> None:
    with OneSpeedPrinter(tmp_path / "ttyUSB0", 19200) as printer:
        setattr(printer, wrong, True)
        fitted = finding.fitted(f"serial://{printer.port}?speed=9600", answer=0.2)
        assert fitted == f"serial://{printer.port}?speed=19200"


def test_no_speed_is_tried_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    status = SerialPrinter.status

    def noted(printer: SerialPrinter) -> str:
        tried.append(printer._where.speed)
        return status(printer)

    monkeypatch.setattr(SerialPrinter, "status", noted)
    with PortPrinter(tmp_path / "ttyUSB0") as printer:
        printer.mute = True
        finding.fitted(f"serial://{printer.port}?speed=19200", answer=0.01)
    assert tried == [19200, 9600, 38400, 57600, 115200]


def test_one_that_never_answers_or_is_not_there_keeps_its_address(tmp_path: Path) -> None:
    with PortPrinter(tmp_path / "ttyUSB0") as printer:
        printer.mute = True
        address = f"serial://{printer.port}?speed=9600"
        assert finding.fitted(address, answer=0.01) == address
    assert finding.fitted("serial:///dev/none?speed=9600") == "serial:///dev/none?speed=9600"
    assert finding.fitted("tcp://192.168.1.50:9100") == "tcp://192.168.1.50:9100"
