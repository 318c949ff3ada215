"""Who asks the scale, and when: settings that change under it, faults, and the end of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from serial import Serial

from pos_app.domain.changes import Changes
from pos_app.domain.weighing import Reading, ScaleNotAnswered
from pos_app.links.devices.scales.serial_scale import SerialScale
from tests.simulators.scale import Cas, Toledo
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import APPLES

pytest.importorskip("pty", reason="pseudo terminals stand for serial ports; run this on Linux or macOS")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow

READY = "Stands still. Enter takes it"


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
