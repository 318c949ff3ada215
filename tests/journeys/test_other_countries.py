"""A shop elsewhere, from its first minute: money and taxes by keyboard, goods, a sale, the paper, true books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.app import build
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.taxes.template_sheet import TemplateSheet
from tests.journeys.stages import stage_of
from tests.ui.hands import CTRL, press, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.run import Stage

MILK = "4006381333931"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Services]:
    made = build(tmp_path / "shop", new=NewShop(zone="Europe/Berlin"))
    yield made
    made.close()


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot, empty: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The program as it runs, with a window that another may take the place of."""
    with stage_of(qapp, qtbot, empty, monkeypatch) as made:
        ready(qtbot, made)
        yield made


def ready(qtbot: QtBot, stage: Stage) -> None:
    stage.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is stage.window)
    qtbot.waitUntil(lambda: stage.tasks.pending == 0)


def begin_with(qtbot: QtBot, stage: Stage, country: int, *rates: str) -> MainWindow:
    """Settings, Taxes, Ctrl+T, a country, its rates, Enter; return the window that is there then."""
    before = stage.window
    press(Qt.Key.Key_6, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    ready(qtbot, stage)
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TemplateSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, TemplateSheet)
    for _ in range(country):
        press(Qt.Key.Key_Down, at=sheet.table)
    for field, rate in zip(sheet.rates, rates, strict=False):
        type_text(rate, at=field)
    sheet.grab()
    press(Qt.Key.Key_Return, at=sheet.rates[0] if rates else sheet.table)
    qtbot.waitUntil(lambda: stage.window is not before, timeout=20_000)
    ready(qtbot, stage)
    return stage.window


def sell(qtbot: QtBot, stage: Stage, goods: Path) -> None:
    """Bring goods in, go to the till, scan, pay what is proposed in cash."""
    stage.window.services.imports.run(goods, ImportOptions(), rejects=lambda _row, reason: pytest.fail(str(reason)))
    press(Qt.Key.Key_1, CTRL)
    type_text(MILK)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(stage.window.sales.basket.sale.priced.lines) == 1)
    qtbot.waitUntil(lambda: stage.tasks.pending == 0)
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(stage.window.sales.widget.pay.amount.hasFocus)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(stage.window.sales.widget.done.isVisible)
    qtbot.waitUntil(lambda: stage.tasks.pending == 0)


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    path = tmp_path / "goods.csv"
    path.write_text(f'barcode,name,price\n{MILK},Hafermilch Barista 1 l,"11,90"\n', encoding="utf-8")
    return path


def test_a_shop_in_germany(qtbot: QtBot, stage: Stage, goods: Path) -> None:
    window = begin_with(qtbot, stage, 1)
    assert window.settings.state.value == "taxes", "the page that was on screen is again"
    assert window.wording.formats.currency == "EUR"
    assert window.settings.currency.field.text() == "EUR"
    sell(qtbot, stage, goods)
    totals = window.sales.widget.totals
    assert totals.total._sign == "€"
    services = window.services
    last = services.receipts.last()
    assert last is not None
    receipt = services.receipts.rows(last.order_uid)
    assert (receipt.currency, receipt.total) == ("EUR", 1190)
    assert [(tax.name, tax.rate_ppm, tax.base, tax.amount) for tax in receipt.taxes] == [("MwSt.", 190_000, 1000, 190)]
    assert [row.state for row in services.printing.jobs()] == ["done"]
    assert verify(services.shop.database).first is None


def test_a_shop_in_texas(qtbot: QtBot, stage: Stage, goods: Path) -> None:
    stage.window.services.settings.change(cash_rounding=5)
    window = begin_with(qtbot, stage, 3, "8.25")
    assert window.settings.taxes.form.saved.text() == "Saved; cash rounding is off now"
    assert window.wording.formats.currency == "USD"
    sell(qtbot, stage, goods)
    services = window.services
    last = services.receipts.last()
    assert last is not None
    receipt = services.receipts.rows(last.order_uid)
    assert (receipt.currency, receipt.subtotal, receipt.tax_added, receipt.total) == ("USD", 1190, 98, 1288)
    assert verify(services.shop.database).first is None


def test_the_money_alone_is_typed_under_prices(qtbot: QtBot, stage: Stage) -> None:
    before = stage.window
    before.services.settings.change(cash_rounding=5)
    press(Qt.Key.Key_6, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    row = before.settings.currency
    assert row.field.hasFocus()
    row.field.selectAll()
    type_text("xqq", at=row.field)
    assert row.name.text() == ""
    press(Qt.Key.Key_Return, at=row.field)
    qtbot.waitUntil(lambda: "There is no currency XQQ" in row.said.text())
    row.field.selectAll()
    type_text("jpy", at=row.field)
    assert row.name.text() == "Japanese Yen · ¥"
    press(Qt.Key.Key_Return, at=row.field)
    qtbot.waitUntil(lambda: stage.window is not before, timeout=20_000)
    ready(qtbot, stage)
    assert stage.window.settings.currency.said.text() == "Saved; cash rounding is off now"
    assert stage.window.settings.rows["cash_rounding"].field.value() == 0
    assert stage.window.wording.formats.digits == 0
    assert stage.window.settings.groups[stage.window.settings.pages.place] == "Prices"
    assert verify(stage.window.services.shop.database).first is None
    again = stage.window
    qtbot.waitUntil(again.settings.currency.field.isEnabled)
    again.settings.currency.field.setFocus()
    again.settings.currency.field.selectAll()
    type_text("Euro", at=again.settings.currency.field)
    press(Qt.Key.Key_Return, at=again.settings.currency.field)
    qtbot.waitUntil(lambda: stage.window is not again, timeout=20_000)
    ready(qtbot, stage)
    assert stage.window.settings.currency.said.text() == "Saved"
