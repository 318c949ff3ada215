"""The printer desk: how the printer in use is, what a search finds, and the page to try it with."""

from __future__ import annotations

from ipaddress import IPv4Network
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from pos_app.app import assemble
from pos_app.domain.printing import (
    FoundPrinter,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterSilent,
    UnknownPrinterAddress,
)
from pos_app.links.devices import finding
from pos_app.services.printing.printer_desk import FittedPrinter, PrinterDesk, PrinterLook
from tests.simulators.port_printer import PortPrinter
from tests.simulators.printer import PrinterSimulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import TestPrinter

FIRST = FoundPrinter("usb", "EPSON TM-T88V", "usb://04b8:0202")
SECOND = FoundPrinter("network", "", "tcp://127.0.0.1:9100")


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


def at(services: Services, address: str) -> PrinterDesk:
    services.settings.change(printer=address)
    return assemble(services.shop).printer_desk


def test_a_look_says_what_and_how_it_is(sqlite_shop: Services, simulator: PrinterSimulator) -> None:
    address = f"tcp://127.0.0.1:{simulator.port}"
    desk = at(sqlite_shop, address)
    assert desk.look() == PrinterLook(address, "network", "ready")
    simulator.out_of_paper = True
    assert desk.look() == PrinterLook(address, "network", "out_of_paper")


def test_a_look_says_why_it_is_off(sqlite_shop: Services, tmp_path: Path, printer: TestPrinter) -> None:
    with PortPrinter(tmp_path / "ttyUSB0") as silent:
        silent.mute = True
        look = at(sqlite_shop, f"serial://{silent.port}").look()
    assert (look.kind, look.state) == ("serial", "offline")
    assert isinstance(look.trouble, PrinterSilent)


def test_an_address_that_names_none_any_more_is_told(sqlite_shop: Services) -> None:
    def gone() -> TestPrinter:
        raise UnknownPrinterAddress(address="lpt://1")

    look = PrinterDesk(sqlite_shop._counter, gone).look()
    assert look.state == "offline"
    assert isinstance(look.trouble, UnknownPrinterAddress)


def test_a_search_tells_of_each_at_once(sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    networks = [IPv4Network("127.0.0.1/32")]
    seen: list[object] = []

    def in_network(searched: object, wanted: Callable[[], bool]) -> Iterator[FoundPrinter]:
        assert searched is networks
        assert told == [FIRST]
        seen.append(wanted())
        yield SECOND

    told: list[FoundPrinter] = []
    monkeypatch.setattr(finding, "on_this_machine", lambda: iter([FIRST]))
    monkeypatch.setattr(finding, "in_network", in_network)
    PrinterDesk(sqlite_shop._counter, SimpleNamespace, lambda: networks).search(told.append)
    assert told == [FIRST, SECOND]
    assert seen == [True]


def test_a_search_that_is_stopped_looks_no_further(sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "on_this_machine", lambda: iter([FIRST, SECOND]))
    monkeypatch.setattr(finding, "in_network", lambda *_: pytest.fail("nobody wants to know any more"))
    desk = PrinterDesk(sqlite_shop._counter, SimpleNamespace, list)
    told: list[FoundPrinter] = []

    def tell(found: FoundPrinter) -> None:
        told.append(found)
        desk.stop_search()

    desk.search(tell)
    assert told == [FIRST]


def test_a_serial_printer_is_asked_its_speed(sqlite_shop: Services, tmp_path: Path) -> None:
    desk = sqlite_shop.printer_desk
    with PortPrinter(tmp_path / "ttyUSB0") as port:
        address = f"serial://{port.port}?speed=19200"
        assert desk.fitted(FoundPrinter("serial", "USB-Serial Controller", address)) == FittedPrinter(address, None)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("EPSON TM-T88V", "TM-T88V"),
        ("EPSON tm-t88iv Receipt", "TM-T88IV"),
        ("EPSON TM-T88VI", None),
        ("EPSON TM-T88IV-SA", "TM-T88IV-SA"),
        ("STMicroelectronics POS58 Printer USB", None),
        ("A simple printer", None),
        ("", None),
    ],
)
def test_a_printer_that_says_its_model_is_taken_at_its_word(
    sqlite_shop: Services, name: str, model: str | None
) -> None:
    fitted = sqlite_shop.printer_desk.fitted(FoundPrinter("usb", name, "usb://04b8:0202"))
    assert fitted == FittedPrinter("usb://04b8:0202", model)


def test_the_test_page_comes_out_and_is_no_job(sqlite_shop: Services, simulator: PrinterSimulator) -> None:
    desk = at(sqlite_shop, f"tcp://127.0.0.1:{simulator.port}")
    assert desk.print_test() is None
    assert "Countertop" in "".join(simulator.received.lines)
    assert f"tcp://127.0.0.1:{simulator.port}" in "".join(simulator.received.lines)
    assert simulator.received.cuts == 1
    assert sqlite_shop.printing.jobs() == ()


def test_a_printer_that_is_not_ready_gets_no_test_page(sqlite_shop: Services, simulator: PrinterSimulator) -> None:
    desk = at(sqlite_shop, f"tcp://127.0.0.1:{simulator.port}")
    simulator.out_of_paper = True
    with pytest.raises(PrinterOutOfPaper):
        desk.print_test()
    simulator.out_of_paper, simulator.away = False, True
    with pytest.raises(PrinterOffline):
        desk.print_test()
    assert simulator.received.document == b""


def test_the_printer_of_a_fresh_machine_shows_the_page(sqlite_shop: Services) -> None:
    picture = at(sqlite_shop, "builtin").print_test()
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert not (sqlite_shop.shop.profile.folder / "papers").exists()
