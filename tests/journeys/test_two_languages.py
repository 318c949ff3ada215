"""A till where two people speak two languages: the screen follows whoever is there, the basket stays."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from pos_app.app import build
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.tasks import Operation
from tests.factories.shops import GOODS, stock_up
from tests.journeys.stages import stage_of
from tests.ui.hands import CTRL, press, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.run import Stage


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = build(tmp_path / "shop", new=NewShop(zone="Asia/Shanghai", language="en"))
    stock_up(made, tmp_path)
    made.staff.set_pin(made.shop.duty.person_uid, "1357")
    li = made.staff.add("li", "Li", ("cashier",))
    made.staff.set_pin(li, "2468")
    made.staff.speak(li, "zh_CN")
    yield made
    made.close()


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with stage_of(qapp, qtbot, services, monkeypatch) as made:
        yield made


def come_in(qtbot: QtBot, stage: Stage, name: str, pin: str) -> None:
    window = stage.window
    window.activateWindow()
    qtbot.waitUntil(lambda: window.is_covered and window.entrance.lock.page.form.model.rowCount() == 2)
    form = window.entrance.lock.page.form
    qtbot.waitUntil(form.who.hasFocus)
    type_text(name, at=form.who)
    press(Qt.Key.Key_Return, at=form.who)
    qtbot.waitUntil(form.secret.hasFocus)
    type_text(pin, at=form.secret)
    press(Qt.Key.Key_Return, at=form.secret)


def qt_says(text: str) -> str:
    """Return what stands on a button of one of Qt's own dialogs."""
    return QCoreApplication.translate("QPlatformTheme", text)


def test_the_screen_speaks_to_whoever_is_there(qtbot: QtBot, stage: Stage) -> None:
    first = stage.window
    come_in(qtbot, stage, "owner", "1357")
    qtbot.waitUntil(lambda: not first.is_covered)
    assert stage.window is first, "the shop's language is the owner's: nothing is made anew"
    type_text(GOODS[0][1])
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(first.sales.basket.sale.priced.lines) == 1 and stage.tasks.pending == 0)
    total = first.sales.basket.sale.priced.total
    press(Qt.Key.Key_L, CTRL)
    come_in(qtbot, stage, "li", "2468")
    qtbot.waitUntil(lambda: stage.window is not first)
    second = stage.window
    qtbot.waitUntil(lambda: second.isVisible() and stage.tasks.pending == 0)
    assert not second.is_covered, "whoever has just come in is not asked once more"
    assert second.wording.translate("Sales") == "销售"
    assert second.header.who.text().endswith("Li")
    qtbot.waitUntil(lambda: len(second.sales.basket.sale.priced.lines) == 1)
    assert second.sales.basket.sale.priced.total == total
    assert qt_says("Cancel") == "取消"
    second.entrance.lock_till()
    qtbot.waitUntil(lambda: stage.window is not second)
    third = stage.window
    assert third.is_covered
    assert third.wording.translate("Sales") == "Sales", "nobody is chosen yet: it is the shop that asks"
    assert qt_says("Cancel") == "Cancel"
    come_in(qtbot, stage, "owner", "1357")
    qtbot.waitUntil(lambda: not third.is_covered and stage.tasks.pending == 0)
    assert stage.window is third


def test_nobody_waits_for_what_is_slow(qtbot: QtBot, stage: Stage) -> None:
    first, printer_answers, heard = stage.window, threading.Event(), list[object]()
    come_in(qtbot, stage, "owner", "1357")
    qtbot.waitUntil(lambda: not first.is_covered)
    stage.tasks.slow(Operation(lambda: printer_answers.wait(60)).on_success(heard.append))
    press(Qt.Key.Key_L, CTRL)
    come_in(qtbot, stage, "li", "2468")
    qtbot.waitUntil(lambda: stage.window is not first)
    assert not printer_answers.is_set()
    printer_answers.set()
    qtbot.waitUntil(lambda: stage.window.isVisible() and stage.tasks.pending == 0)
    assert heard == [], "whoever asked is gone"


def test_a_window_that_takes_over_from_a_locked_one_is_locked(qtbot: QtBot, stage: Stage, services: Services) -> None:
    first = stage.window
    come_in(qtbot, stage, "owner", "1357")
    qtbot.waitUntil(lambda: not first.is_covered and stage.tasks.pending == 0)
    first.entrance.lock_till()  # on its way, when another window takes over
    stage.speak("zh_CN")
    assert stage.window is not first
    assert services.shop.rights is None
    assert stage.window.is_covered
    qtbot.waitUntil(lambda: stage.window.wording.translate("Sales") == "Sales" and stage.window.is_covered)


def test_an_import_that_is_being_finished_is_not_cut_off_for_a_language(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stage.window
    monkeypatch.setattr(first.cut_off_import, "_running", "The import goes on")
    stage.speak("zh_CN")
    assert stage.window is first
    monkeypatch.setattr(first.cut_off_import, "_running", "")
    stage.speak("zh_CN")
    assert stage.window is not first
