"""Keys of actions are left to them by fields that would edit with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_app.ui.widgets.left_keys import LeftKeys

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def is_claimed(field: QLineEdit, key: Qt.Key) -> bool:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_a_field_leaves_the_keys_that_it_is_told_to(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    field = QLineEdit(page)
    assert is_claimed(field, Qt.Key.Key_A)
    LeftKeys(page, "Ctrl+A").watch(field)
    assert not is_claimed(field, Qt.Key.Key_A)
    assert is_claimed(field, Qt.Key.Key_V), "pasting stays the field's"
