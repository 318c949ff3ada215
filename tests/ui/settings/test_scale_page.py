"""The page Scale, as a person sets a scale up: kind, port out of the list, and the weight that stands there then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from pos_app.domain.ports import SerialPort
from tests.simulators.scale import KINDS, PortScale, Toledo
from tests.ui.hands import CTRL, press, type_text
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import MILK

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.settings.port_choice import PortChoice
    from pos_app.ui.settings.scale_row import ScaleRow


@pytest.fixture(params=KINDS)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortScale]:
    made = KINDS[request.param](tmp_path / "scale")
    made.plug_in()
    yield made
    made.pull_out()


@pytest.fixture
def page(
    qtbot: QtBot, services: Services, window: MainWindow, device: PortScale, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """The page of a computer on which the scale's port is the only one."""
    ports = (SerialPort(str(device.path), "FTDI UART"),)
    monkeypatch.setattr(services.scale, "ports", lambda: ports if device.path.is_symlink() else ())
    window.show_settings("Scale")
    qtbot.waitUntil(lambda: ports_of(window).count() == 2)
    return window


def kind_of(device: PortScale) -> str:
    return next(kind for kind, made in KINDS.items() if isinstance(device, made))


def ports_of(window: MainWindow) -> PortChoice:
    ports = window.settings.rows["scale_port"].field.ports
    assert ports is not None
    return ports


def row(window: MainWindow) -> ScaleRow:
    return window.settings.try_scale


def choose(box: QComboBox, place: int) -> None:
    box.setFocus()
    box.setCurrentIndex(place)
    box.activated.emit(place)


def choose_kind(window: MainWindow, kind: str) -> None:
    box = window.settings.rows["scale_kind"].field.editor
    assert isinstance(box, QComboBox)
    choose(box, box.findData(kind))


def says(qtbot: QtBot, window: MainWindow, weight: str, state: str) -> None:
    qtbot.waitUntil(
        lambda: row(window).weight.text() == weight and row(window).state.text().startswith(state), timeout=10_000
    )


def test_a_scale_is_set_up_by_choosing(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    says(qtbot, page, "–", "Choose kind and port first.")
    choose_kind(page, kind_of(device))
    assert ports_of(page).itemText(1) == f"FTDI UART   {device.path}"
    choose(ports_of(page), 1)
    editor = page.settings.rows["scale_port"].field.editor
    assert isinstance(editor, QLineEdit)
    assert editor.text() == str(device.path)
    assert ports_of(page).currentIndex() == 0
    says(qtbot, page, "0.734 kg", "It works.")
    assert page.services.settings.values.scale_port == str(device.path)
    device.on.gross = 0
    says(qtbot, page, "0.000 kg", "Nothing on the scale")
    device.on.gross, device.on.moving = 200, True
    qtbot.waitUntil(lambda: row(page).state.text() == "Still moving")
    device.on.moving, device.on.tare = False, 210
    qtbot.waitUntil(lambda: row(page).state.text().startswith("The scale is below zero."))


def test_a_port_can_be_typed(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    choose_kind(page, kind_of(device))
    editor = page.settings.rows["scale_port"].field.editor
    editor.setFocus()
    type_text(str(device.path), at=editor)
    press(Qt.Key.Key_Return, at=editor)
    says(qtbot, page, "0.734 kg", "It works.")


def test_another_kind_is_told_to_be_the_wrong_one(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    wrong = next(kind for kind in KINDS if kind != kind_of(device))
    choose_kind(page, wrong)
    choose(ports_of(page), 1)
    says(
        qtbot, page, "–", f"The scale at {device.path} does not answer. Switch it on; if it is, compare kind and speed"
    )
    device.on.gross = 734
    choose_kind(page, kind_of(device))
    says(qtbot, page, "0.734 kg", "It works.")


def test_a_cable_pulled_out_is_said_and_the_list_follows(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    choose_kind(page, kind_of(device))
    choose(ports_of(page), 1)
    says(qtbot, page, "0.734 kg", "It works.")
    device.pull_out()
    says(qtbot, page, "–", f"The scale at {device.path} is not there. Plug it in")
    qtbot.waitUntil(lambda: ports_of(page).itemText(0) == "No port found", timeout=10_000)
    device.plug_in()
    says(qtbot, page, "0.734 kg", "It works.")
    qtbot.waitUntil(lambda: ports_of(page).count() == 2, timeout=10_000)


def test_nothing_is_asked_while_another_page_is_in_front(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    device.on.gross = 734
    choose_kind(page, kind_of(device))
    choose(ports_of(page), 1)
    says(qtbot, page, "0.734 kg", "It works.")
    press(Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(lambda: page.tasks.pending == 0)
    asked = len(device.asked)
    scan(MILK.code)
    qtbot.waitUntil(lambda: page.tasks.pending == 0)
    assert len(device.asked) == asked
    page.show_settings("Scale")
    qtbot.waitUntil(lambda: len(device.asked) > asked)


def test_a_tare_of_the_scale_s_own_is_named(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    device = Toledo(tmp_path / "toledo")
    device.plug_in()
    device.on.gross, device.on.tare = 520, 20
    window.services.settings.change(scale_kind="toledo_8217", scale_port=str(device.path))
    window.show_settings("Scale")
    says(qtbot, window, "0.500 kg", "It works, and takes a container off by itself.")
    window.scale.stop()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    device.pull_out()


def test_the_scanner_s_port_is_chosen_from_the_same_list(qtbot: QtBot, page: MainWindow, device: PortScale) -> None:
    page.show_settings("Codes")
    ports = page.settings.rows["scanner_port"].field.ports
    assert ports is not None
    qtbot.waitUntil(lambda: ports.count() == 2)
    choose(ports, 0)
    assert page.services.settings.values.scanner_port == ""
