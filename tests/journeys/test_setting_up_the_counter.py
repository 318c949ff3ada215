"""The counter as the README says it, by keys alone: a printer on the network, a test page, the drawer, a sale."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from pos_app.links.devices import finding, usb_line
from pos_app.services.printing.printer_desk import PrinterDesk
from tests.simulators.printer import PrinterSimulator
from tests.simulators.usb_printer import Bus
from tests.ui.hands import CTRL, press, type_text
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.domain.printing import FoundPrinter
    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow

DRAWN_MS = 60_000
"""The first drawing loads fonts."""


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


@pytest.fixture
def shop(services: Services, simulator: PrinterSimulator, monkeypatch: pytest.MonkeyPatch) -> Services:
    """A shop whose network is this machine alone, with one printer in it."""
    network, search = [IPv4Network("127.0.0.1/32")], finding.in_network

    def in_network(networks: list[IPv4Network], wanted: Callable[[], bool]) -> Iterator[FoundPrinter]:
        assert networks is network
        return search(networks, wanted, port=simulator.port, name_port=simulator.port, seconds=5)

    monkeypatch.setattr(finding, "in_network", in_network)
    monkeypatch.setattr(usb_line, "system_backend", Bus)
    monkeypatch.setenv("CUPS_SERVER", "/nowhere/cups.sock")
    monkeypatch.setattr(finding, "found_ports", tuple)
    services.__dict__["printer_desk"] = PrinterDesk(services._counter, services._printer, lambda: network)
    return services


def test_a_stranger_sets_up_a_printer_on_the_network(
    qtbot: QtBot, shop: Services, open_window: Callable[[], MainWindow], simulator: PrinterSimulator
) -> None:
    window = open_window()
    address = f"tcp://127.0.0.1:{simulator.port}"
    press(Qt.Key.Key_6, CTRL)
    while not window.settings.printer.card.isVisible():
        press(Qt.Key.Key_PageDown, CTRL)
    card = window.settings.printer.card
    press(Qt.Key.Key_F, CTRL)
    qtbot.waitUntil(lambda: "press Enter" in card.progress.text(), timeout=20_000)
    places = [place for place, one in enumerate(card.found) if one.address == address]
    qtbot.waitUntil(card.table.hasFocus)
    for _ in range(places[0]):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shop.settings.values.printer == address)
    qtbot.waitUntil(lambda: card.state.text() == "Ready")
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: "was sent" in card.said.text(), timeout=DRAWN_MS)
    assert simulator.received.cuts == 1
    press(Qt.Key.Key_D, CTRL)
    qtbot.waitUntil(lambda: simulator.received.kicks == 1)
    qtbot.waitUntil(lambda: "told to open" in card.said.text())
    press(Qt.Key.Key_1, CTRL)
    type_text(MILK.code)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(window.sales.widget.pay.amount.hasFocus)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: simulator.received.cuts == 2, timeout=20_000)
    qtbot.waitUntil(lambda: simulator.received.kicks == 2)
    assert "Oat milk" in "".join(simulator.received.lines)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert [job.state for job in shop.printing.jobs()] == ["done"]
