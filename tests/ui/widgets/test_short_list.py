"""A short list says what its cells say, and arrows in a field choose in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pos_app.ui.sales.results_popup import Column, FoundRow, results_model
from pos_app.ui.widgets.rows_model import Role
from pos_app.ui.widgets.short_list import ListKeys
from pos_app.ui.widgets.table import HairlineTable
from tests.ui.hands import followed, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme

FOUND = [
    FoundRow(1, "Oat milk", ((0, 3),), "MILK", "", "12.90"),
    FoundRow(2, "Oat bar", ((0, 3),), "BAR", "8", "2.50"),
]


def test_the_results_are_what_was_found() -> None:
    model = results_model(str)
    tester = followed(model)
    model.show(FOUND)
    name, price = model.index(0, Column.NAME), model.index(1, Column.PRICE)
    assert (name.data(), name.data(Role.BOLD), price.data()) == ("Oat milk", [(0, 3)], "2.50")
    assert name.data(Qt.ItemDataRole.TextAlignmentRole) is None
    assert Qt.AlignmentFlag(price.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, Column.SKU).data(Role.TOKEN) == "muted"
    assert name.data(Role.ROW) is FOUND[0]
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)] == ["Item", "SKU", "Available", "Price"]
    assert model.row_at(2) is None
    model.show([])
    assert model.rowCount() == 0
    assert tester.model() is model


def test_arrows_choose_while_the_field_keeps_the_focus(qtbot: QtBot, theme: Theme) -> None:
    page, field, table = QWidget(), QLineEdit(), HairlineTable(theme, "Found")
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(field)
    layout.addWidget(table)
    model = results_model(str)
    model.setParent(table)
    table.setModel(model)
    keys, taken = ListKeys(field, table), []
    keys.taken.connect(lambda: taken.append(table.row()))
    press(Qt.Key.Key_Down, at=field)
    assert table.row() == -1
    model.show(FOUND)
    table.choose_row(0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_PageUp, Qt.Key.Key_Enter):
        press(key, at=field)
    assert taken == [1, 0]
    press(Qt.Key.Key_A, at=field)
    assert field.text() == "a"
