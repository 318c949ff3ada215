"""Ctrl+T in a shop without goods: what a country would make of it is seen before Enter keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_app.app import build
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.taxes.template_sheet import TemplateSheet
from tests.ui.hands import click, press, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Services]:
    made = build(tmp_path / "shop", new=NewShop(zone="Europe/Berlin"))
    yield made
    made.close()


@pytest.fixture
def sheet(qtbot: QtBot, empty: Services, tasks: Tasks, theme: Theme, wording: Wording) -> Iterator[TemplateSheet]:
    parent = QWidget()
    parent.resize(1366, 768)
    qtbot.addWidget(parent)
    parent.show()
    made = TemplateSheet(parent, empty, tasks, theme, wording, 0)
    made.open()
    yield made
    parent.close()


def said(sheet: TemplateSheet) -> list[str]:
    return [row.name.text() for row in sheet._rows if hasattr(row, "name")]


def test_each_country_shows_its_classes_and_an_example(sheet: TemplateSheet) -> None:
    assert said(sheet)[:4] == ["13 % (usual)", "9 %", "6 %", "0 %"]
    assert sheet.money.isHidden()
    press(Qt.Key.Key_Down, at=sheet.table)
    assert said(sheet) == ["19 % (usual)", "7 %", "0 %", "Price", "Net", "MwSt. 19%, inside", "To pay"]
    assert sheet.money.text() == "Sell in EUR instead of CNY"
    sheet.grab()


def test_a_rate_is_asked_for_and_is_that_countrys_alone(sheet: TemplateSheet) -> None:
    sheet.table.choose_row(2)
    assert [field.isVisible() for field in sheet.rates] == [True, True]
    assert said(sheet) == []
    type_text("20", at=sheet.rates[0])
    assert said(sheet)[:2] == ["20 % (usual)", "0 %"]
    sheet.table.choose_row(3)
    assert [field.isVisible() for field in sheet.rates] == [True, False]
    assert sheet.rates[0].text() == ""


@pytest.mark.parametrize(("rate", "why"), [("", "rate is missing"), ("much", "no percentage")])
def test_a_rate_that_is_none_is_said(sheet: TemplateSheet, empty: Services, rate: str, why: str) -> None:
    sheet.table.choose_row(3)
    type_text(rate, at=sheet.rates[0])
    press(Qt.Key.Key_Return, at=sheet.rates[0])
    assert why in sheet.said.text()
    assert len(empty.taxes.classes()) == 4


def test_the_money_is_kept_where_the_person_says_so(qtbot: QtBot, sheet: TemplateSheet, empty: Services) -> None:
    sheet.table.choose_row(1)
    click(sheet.money)
    with qtbot.waitSignal(sheet.used):
        click(sheet.use)
        sheet.reject()
        assert sheet.isVisible(), "it stays while the taxes are being written"
    assert [one.code for one in empty.taxes.classes()] == ["19", "0", "7"]
    assert empty.shop.profile.currency.code == "CNY"


def test_esc_keeps_nothing(sheet: TemplateSheet, empty: Services) -> None:
    sheet.table.choose_row(1)
    press(Qt.Key.Key_Escape, at=sheet.table)
    assert [one.code for one in empty.taxes.classes()] == ["13", "9", "6", "0"]
