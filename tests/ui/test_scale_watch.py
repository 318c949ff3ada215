"""Who asks the scale, and when: settings that change under it, faults, and the end of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from serial import Serial

from pos_app.domain.changes import Changes
from pos_app.domain.weighing import Reading, ScaleAway, ScaleNotAnswered
from pos_app.links.devices.scales.serial_scale import SerialScale
from tests.simulators.scale import Cas, Toledo
from tests.ui.hands import CTRL, press
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import APPLES

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow

READY = "Stands still. Enter takes it"
NET = "Net; container 0.020 kg. Enter takes it"


@pytest.fixture
def toledo(tmp_path: Path) -> Iterator[Toledo]:
    made = Toledo(tmp_path / "toledo")
    made.plug_in()
    made.on.gross = 734
    yield made
    made.pull_out()


def set_scale(window: MainWindow, **values: object) -> None:
    window.services.settings.change(**values)
    window.announce(Changes(settings=True))


@pytest.fixture
def asking(qtbot: QtBot, window: MainWindow, toledo: Toledo) -> MainWindow:
    """The window, with goods on the scale and the question open."""
    set_scale(window, scale_kind="toledo_8217", scale_port=str(toledo.path))
    scan(APPLES.code)
    qtbot.waitUntil(lambda: state(window) == READY)
    return window


def state(window: MainWindow) -> str:
    return window.sales.widget.entry.state.text()


def test_another_scale_is_asked_at_once_and_the_former_one_gives_its_port_back(
    qtbot: QtBot, asking: MainWindow, toledo: Toledo, tmp_path: Path
) -> None:
    other = Cas(tmp_path / "cas")
    other.plug_in()
    other.on.gross = 500
    set_scale(asking, scale_kind="cas_ap1", scale_port=str(other.path))
    assert state(asking) == "Asking the scale"
    qtbot.waitUntil(lambda: asking.scale.said == Reading(500))
    qtbot.waitUntil(lambda: state(asking) == READY)
    assert asking.sales.widget.entry.weight.text() == "0.500 kg"
    Serial(str(toledo.path), exclusive=True).close()
    set_scale(asking, shop_name="Corner shop")
    assert state(asking) == READY, "other settings are nothing to the scale"
    set_scale(asking, scale_kind="none")
    assert not asking.sales.widget.entry.weight.isVisible()
    qtbot.waitUntil(lambda: asking.tasks.pending == 0)
    asked = len(other.asked)
    set_scale(asking, scale_kind="cas_ap1")
    qtbot.waitUntil(lambda: len(other.asked) > asked)
    asking.scale.stop()
    qtbot.waitUntil(lambda: asking.tasks.pending == 0)
    other.pull_out()


@pytest.fixture
def tared(qtbot: QtBot, asking: MainWindow, toledo: Toledo) -> MainWindow:
    """The window, with a container of 20 g that the scale was told to take off."""
    toledo.on.gross = 20
    qtbot.waitUntil(lambda: asking.scale.said == Reading(20) and asking.scale.said_twice)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: asking.scale.said == Reading(0, net=True))
    toledo.on.gross = 520
    qtbot.waitUntil(lambda: state(asking) == NET and asking.scale.said == Reading(500, net=True))
    return asking


def test_a_scale_that_is_left_for_another_takes_nothing_off_any_more(
    qtbot: QtBot, tared: MainWindow, toledo: Toledo, tmp_path: Path
) -> None:
    other = Toledo(tmp_path / "other")
    other.plug_in()
    other.on.gross = 600
    set_scale(tared, scale_port=str(other.path))
    qtbot.waitUntil(lambda: tared.sales.widget.entry.weight.text() == "0.580 kg" and state(tared) == NET)
    assert toledo.on.tare == 0
    Serial(str(toledo.path), exclusive=True).close()
    other.on.tare = 50
    qtbot.waitUntil(lambda: state(tared).startswith("The scale takes off a container of its own."))
    press(Qt.Key.Key_Escape)
    set_scale(tared, scale_kind="none")
    qtbot.waitUntil(lambda: tared.tasks.pending == 0)
    assert b"C" not in other.asked, "a tare of its own is its own affair"
    other.pull_out()


def test_a_container_that_was_taken_off_for_another_scale_is_not_known_to_this_one(
    qtbot: QtBot, asking: MainWindow, toledo: Toledo, tmp_path: Path
) -> None:
    other = Toledo(tmp_path / "other")
    other.plug_in()
    other.on.gross = 600
    press(Qt.Key.Key_T, CTRL)
    set_scale(asking, scale_port=str(other.path))
    other.on.gross = 800
    qtbot.waitUntil(lambda: asking.sales.widget.entry.weight.text() == "0.066 kg")
    qtbot.waitUntil(lambda: toledo.on.tare == 0 and b"T" in toledo.asked)
    assert b"C" not in other.asked
    set_scale(asking, scale_kind="none")
    qtbot.waitUntil(lambda: asking.tasks.pending == 0)
    other.pull_out()


def test_the_window_leaves_no_scale_tared(
    tared: MainWindow, toledo: Toledo, open_window: Callable[[], MainWindow]
) -> None:
    assert open_window() is not tared
    assert toledo.on.tare == 0
    Serial(str(toledo.path), exclusive=True).close()


def test_a_scale_that_is_gone_holds_up_no_end(
    qtbot: QtBot, tared: MainWindow, toledo: Toledo, open_window: Callable[[], MainWindow]
) -> None:
    toledo.pull_out()
    qtbot.waitUntil(lambda: isinstance(tared.scale.said, ScaleAway))
    assert open_window() is not tared
    toledo.plug_in()


def test_after_a_fault_nothing_said_before_counts(
    qtbot: QtBot, asking: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_scale: SerialScale) -> Reading:
        raise ZeroDivisionError

    monkeypatch.setattr(SerialScale, "read", stumble)
    qtbot.waitUntil(lambda: len(crashes) == 1)
    crashes.clear()
    assert isinstance(asking.scale.said, ScaleNotAnswered)
    assert state(asking) == "Asking the scale"
    assert not asking.scale._pause.isActive()
    monkeypatch.undo()


def test_the_window_closes_over_a_scale_that_is_silent(
    qtbot: QtBot, asking: MainWindow, toledo: Toledo, open_window: Callable[[], MainWindow]
) -> None:
    toledo.on.silent = True
    asked = len(toledo.asked)
    qtbot.waitUntil(lambda: len(toledo.asked) > asked)
    services = asking.services
    window = open_window()
    assert window is not asking
    services.scale.close()
    Serial(str(toledo.path), exclusive=True).close()


def test_a_tare_without_a_scale_is_none(window: MainWindow) -> None:
    told: list[Reading | None] = []
    window.scale.tare(told.append)
    window.scale.clear_tare()
    assert told == [None]
    window.scale.stop()
