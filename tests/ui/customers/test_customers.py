"""Customers at the real window, by keys alone: added, found, given the basket, handed their data, erased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from pos_app.domain.customers import CustomerCard
from tests.ui.hands import CTRL, SHIFT, followed, press, type_text
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.customers.card_sheet import CustomerSheet
    from pos_app.ui.customers.list_sheet import CustomersSheet
    from pos_app.ui.main_window import MainWindow

CTRL_SHIFT = CTRL | SHIFT
LI = CustomerCard("Li Na", "Teahouse", "138 1234 5678", "li@example.org", "1 Road", note="walnuts")


@pytest.fixture
def li(window: MainWindow) -> bytes:
    return window.services.customers.add(LI)


def opened(qtbot: QtBot, window: MainWindow, count: int) -> CustomersSheet:
    """Press F6 and wait for so many customers."""
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: window.customers.list is not None and window.customers.list.field.hasFocus())
    sheet = window.customers.list
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.model.rowCount() == count and window.tasks.pending == 0)
    return sheet


def card(qtbot: QtBot, window: MainWindow) -> CustomerSheet:
    qtbot.waitUntil(lambda: window.customers.card is not None and window.customers.card.lines["name"].hasFocus())
    assert window.customers.card is not None
    return window.customers.card


def back_at_the_till(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def given_to(window: MainWindow) -> bytes | None:
    return window.sales.basket.sale.basket.customer


def test_a_new_customer_is_kept_and_given_the_basket_by_keys_alone(qtbot: QtBot, window: MainWindow) -> None:
    type_text(MILK.code, at=window.sales.widget.scan)
    press(Qt.Key.Key_Return)
    sheet = opened(qtbot, window, 0)
    assert "No customers yet" in sheet.said.text()
    press(Qt.Key.Key_N, CTRL)
    fields = card(qtbot, window)
    for text in ("Li Na", "Teahouse", "12", "li@example.org", "91310000"):
        type_text(text)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: "five digits" in fields.said.text())
    fields.lines["phone"].setFocus()
    type_text("345678")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.customers.card is None and sheet.model.rowCount() == 1)
    qtbot.waitUntil(sheet.field.hasFocus)
    press(Qt.Key.Key_Return)
    back_at_the_till(qtbot, window)
    figure = window.sales.widget.totals.customer
    assert figure.isVisible()
    assert figure.figure.text() == "Li Na"
    resumed = window.services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket.customer == window.services.customers.find("li")[0].uid
    assert window.services.customers.card(resumed.sale.basket.customer or b"").tax_number == "91310000"


def test_a_phone_number_finds_and_a_walk_in_takes_the_basket_back(qtbot: QtBot, window: MainWindow, li: bytes) -> None:
    window.services.customers.add(CustomerCard("Somebody"))
    sheet = opened(qtbot, window, 2)
    tester = followed(sheet.model)
    type_text("13812345678")
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 1)
    press(Qt.Key.Key_Return)
    back_at_the_till(qtbot, window)
    assert given_to(window) == li
    sheet = opened(qtbot, window, 2)
    press(Qt.Key.Key_Delete, CTRL)
    back_at_the_till(qtbot, window)
    assert given_to(window) is None
    assert not window.sales.widget.totals.customer.isVisible()
    del tester


def test_nobody_found_is_said_and_esc_leaves_all_as_it_was(qtbot: QtBot, window: MainWindow, li: bytes) -> None:
    sheet = opened(qtbot, window, 1)
    type_text("xyz")
    qtbot.waitUntil(lambda: "Nobody found" in sheet.said.text())
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    press(Qt.Key.Key_Escape)
    back_at_the_till(qtbot, window)
    assert given_to(window) is None
    assert window.services.customers.card(li) == LI


def test_a_card_is_changed_and_its_data_handed_over(
    qtbot: QtBot, window: MainWindow, li: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, 1)
    press(Qt.Key.Key_Return, CTRL)
    fields = card(qtbot, window)
    assert fields.typed() == LI
    place, proposals = tmp_path / "person.json", list[str]()
    chosen = ["", str(place)]

    def ask(_parent: object, _title: str, proposed: str, *_rest: object) -> tuple[str, str]:
        proposals.append(proposed)
        return chosen.pop(0), ""

    monkeypatch.setattr("pos_app.ui.files.documents", lambda: tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    press(Qt.Key.Key_E, CTRL_SHIFT)
    press(Qt.Key.Key_E, CTRL_SHIFT)
    qtbot.waitUntil(lambda: "person.json" in fields.said.text())
    assert json.loads(place.read_text("utf-8"))["customer"]["phone"] == LI.phone
    assert [Path(one).parent for one in proposals] == [tmp_path, tmp_path]
    fields.lines["company"].clear()
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.customers.card is None)
    press(Qt.Key.Key_Escape)
    back_at_the_till(qtbot, window)
    assert window.services.customers.card(li).company == ""


def test_a_person_is_erased_after_a_look_at_what_stays(qtbot: QtBot, window: MainWindow, li: bytes) -> None:
    window.sales.basket.give_to(li)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    opened(qtbot, window, 1)
    press(Qt.Key.Key_Return, CTRL)
    card(qtbot, window)
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.customers.erasing is not None and window.customers.erasing.isActiveWindow())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.customers.erasing is None)
    assert window.services.customers.card(li) == LI
    card(qtbot, window)
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.customers.erasing is not None and window.customers.erasing.isActiveWindow())
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.customers.erasing is None and window.customers.card is None)
    sheet = window.customers.list
    assert sheet is not None
    qtbot.waitUntil(lambda: "No customers yet" in sheet.said.text())
    press(Qt.Key.Key_Escape)
    back_at_the_till(qtbot, window)
    assert window.sales.widget.totals.customer.figure.text() == "erased"
    assert window.services.customers.called(li) == ""


def test_a_place_of_backups_that_cannot_be_told_is_said(
    qtbot: QtBot, window: MainWindow, li: bytes, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    window.services.settings.change(backup_folder=str(stick))
    opened(qtbot, window, 1)
    press(Qt.Key.Key_Return, CTRL)
    card(qtbot, window)
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.customers.erasing is not None and window.customers.erasing.isActiveWindow())
    asking = window.customers.erasing
    assert asking is not None
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: f"The person is erased here. {stick}" in asking.said.text().replace("\u200b", ""))
    assert not asking.button.isVisible()
    qtbot.waitUntil(asking.close_button.hasFocus)
    press(Qt.Key.Key_Return, CTRL)  # not a second time
    assert window.services.customers.find("") == ()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.customers.erasing is None and window.customers.card is None)


def test_a_person_erased_while_somebody_reads_is_erased_and_it_is_said(
    qtbot: QtBot, window: MainWindow, li: bytes, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    window.services.settings.change(backup_folder=str(stick))
    opened(qtbot, window, 1)
    press(Qt.Key.Key_Return, CTRL)
    card(qtbot, window)
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.customers.erasing is not None and window.customers.erasing.isActiveWindow())
    asking = window.customers.erasing
    assert asking is not None
    with window.services.shop.database.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM customer").all()  # as a backup does that copies
        press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: "the next start does it." in asking.said.text(), timeout=30_000)
    assert asking.said.text().startswith("The person is erased. What is left of them")
    assert "Another program" not in asking.said.text()
    assert window.services.customers.find("") == ()
    assert li.hex() in (stick / "erased").read_text()
    qtbot.waitUntil(asking.close_button.hasFocus)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.customers.erasing is None and window.customers.card is None)
    assert window.services.erase_again() == 0
    assert not (window.services.shop.profile.folder / "erased.unswept").exists()


def test_a_window_erases_again_whom_a_backup_brought_back(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    uid = services.customers.add(LI)
    (services.shop.profile.folder / "erased").write_text(f"{uid.hex()}\n")
    window = open_window()
    qtbot.waitUntil(lambda: window.looks_after and window.tasks.pending == 0)
    assert services.customers.find("") == ()
