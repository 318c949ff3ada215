"""The roles' sheet at the real window, by keys: a role is made, given, changed, and deleted once nobody has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.domain.permissions import OWNER, Permission
from pos_app.ui.wording.people import permissions_by_group
from tests.ui.hands import CTRL, SHIFT, focused, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.roles_sheet import RolesSheet


@pytest.fixture
def sheet(qtbot: QtBot, window: MainWindow) -> RolesSheet:
    window.show_settings("Staff")
    qtbot.waitUntil(window.settings.staff.card.table.hasFocus)
    press(Qt.Key.Key_E, CTRL | SHIFT)
    assert window.settings.staff.roles is not None
    sheet = window.settings.staff.roles.sheet
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 5 and sheet.table.hasFocus())
    return sheet


def names(window: MainWindow) -> dict[str, frozenset[Permission]]:
    return {one.name: one.allowed for one in window.services.roles.all()}


def test_a_role_is_made_given_and_changed(qtbot: QtBot, window: MainWindow, sheet: RolesSheet) -> None:
    press(Qt.Key.Key_N, CTRL)
    assert focused() is sheet.name
    type_text("Helper")
    press(Qt.Key.Key_Tab)
    assert focused() is sheet.boxes[Permission.SELL]
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: sheet.said.text() == "Saved" and sheet.model.rowCount() == 6)
    assert names(window)["Helper"] == {Permission.SELL}
    press(Qt.Key.Key_Space, at=sheet.boxes[Permission.DRAWER_OPEN])
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: len(names(window)["Helper"]) == 2)
    card = window.settings.staff.card
    qtbot.waitUntil(lambda: card.role.findData("Helper") >= 0)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_the_owners_role_cannot_be_touched(sheet: RolesSheet) -> None:
    assert sheet.model.row_at(sheet.table.row()).name == OWNER  # type: ignore[union-attr]
    assert all(box.isChecked() and not box.isEnabled() for box in sheet.boxes.values())
    assert not any(part.isEnabled() for part in (sheet.name, sheet.save, sheet.delete))


def test_a_role_that_somebody_has_is_refused_in_words(qtbot: QtBot, window: MainWindow, sheet: RolesSheet) -> None:
    person = window.services.staff.add("li", "Li", ("manager",))
    press(Qt.Key.Key_Down)
    assert sheet.name.text() == "manager"
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("Li has the role manager."))
    assert "manager" in names(window)
    window.services.staff.change(person, "li", "Li", ("cashier",))
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: sheet.said.text() == "Deleted" and sheet.model.rowCount() == 4)
    assert "manager" not in names(window)


def test_what_is_wrong_with_a_name_is_said_and_nothing_typed_is_lost(
    qtbot: QtBot, window: MainWindow, sheet: RolesSheet
) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text("Cashier")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: sheet.said.text() == "There is a role Cashier already. Choose another name.")
    assert sheet.name.text() == "Cashier"
    assert len(names(window)) == 5


def test_every_permission_has_a_box_in_one_group() -> None:
    grouped = [one for _group, permissions in permissions_by_group() for one in permissions]
    assert sorted(grouped) == sorted(Permission)
