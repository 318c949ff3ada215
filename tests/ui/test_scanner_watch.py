"""A scanner on a port and the real window: its codes go where a person works, and its troubles into the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.changes import Changes
from tests.simulators.scanner import PortScanner
from tests.ui.hands import CTRL, focused, press, type_text
from tests.ui.shop import MILK, SOAP, TEA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def device(tmp_path: Path) -> Iterator[PortScanner]:
    made = PortScanner(tmp_path / "scanner")
    made.plug_in()
    yield made
    made.pull_out()


@pytest.fixture
def listening(qtbot: QtBot, window: MainWindow, device: PortScanner) -> MainWindow:
    """The window, set up for the scanner."""
    with qtbot.waitSignal(window.scanner._stands):
        set_port(window, str(device.path))
    return window


def set_port(window: MainWindow, port: str) -> None:
    window.services.settings.change(scanner_port=port)
    window.announce(Changes(settings=True))


def names(window: MainWindow) -> list[str]:
    return [line.item.name for line in window.sales.basket.sale.basket.lines]


def test_codes_are_rung_up_in_their_order_whatever_is_typed(
    qtbot: QtBot, listening: MainWindow, device: PortScanner
) -> None:
    type_text("oa")
    device.send(f"{MILK.code}\r\n{TEA.code}\r\n{SOAP.code}".encode())
    qtbot.waitUntil(lambda: names(listening) == [MILK.name, TEA.name, SOAP.name])
    assert listening.sales.widget.scan.text() == "oa"


def test_a_scanner_pulled_out_is_said_and_comes_back(qtbot: QtBot, listening: MainWindow, device: PortScanner) -> None:
    said = listening.status.said
    assert said.text() == ""
    device.pull_out()
    qtbot.waitUntil(lambda: said.text().startswith(f"The scanner at {device.path} is not there. Plug it in"))
    device.plug_in()
    qtbot.waitUntil(lambda: said.text() == "The scanner is there again.")
    device.send(f"{MILK.code}\r".encode())
    qtbot.waitUntil(lambda: names(listening) == [MILK.name])


def test_another_port_or_none_takes_the_former_ones_trouble_back(
    qtbot: QtBot, listening: MainWindow, device: PortScanner, tmp_path: Path
) -> None:
    said = listening.status.said
    set_port(listening, str(tmp_path / "none"))
    qtbot.waitUntil(lambda: "none is not there" in said.text())
    set_port(listening, "")
    assert said.text() == ""
    device.send(b"nobody listens\r")
    set_port(listening, str(device.path))
    assert names(listening) == []


def test_a_code_goes_to_the_search_of_a_list(qtbot: QtBot, listening: MainWindow, device: PortScanner) -> None:
    press(Qt.Key.Key_2, CTRL)
    press(Qt.Key.Key_F, CTRL)
    field = focused()
    device.send(f"{MILK.code}\r".encode())
    qtbot.waitUntil(lambda: field.property("text") == MILK.code)
    assert names(listening) == []


def test_a_code_goes_to_the_field_that_tries_labels_and_into_no_setting(
    qtbot: QtBot, listening: MainWindow, device: PortScanner
) -> None:
    listening.show_settings("Codes")
    device.send(f"{MILK.code}\r".encode())
    qtbot.waitUntil(lambda: listening.settings.label.outcome.text().startswith(MILK.name))
    listening.show_settings("Shop")
    listening.settings.rows["shop_name"].field.editor.setFocus()
    device.send(f"{TEA.code}\r".encode())
    qtbot.waitUntil(lambda: "Go to Sales and scan it again" in listening.status.said.text())
    assert listening.settings.rows["shop_name"].field.value() == "Countertop"
    assert names(listening) == []


def test_goods_while_paying_are_refused_in_words(qtbot: QtBot, listening: MainWindow, device: PortScanner) -> None:
    device.send(f"{MILK.code}\r".encode())
    qtbot.waitUntil(lambda: names(listening) == [MILK.name])
    press(Qt.Key.Key_F12)
    device.send(f"{TEA.code}\r".encode())
    pay = listening.sales.widget.pay
    qtbot.waitUntil(lambda: "That was a scan" in pay.said.text())
    assert pay.amount.text() == "12.90"
