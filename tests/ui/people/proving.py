"""What people do to prove who they are, by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.hands import press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.proof_form import ProofForm


def come_in(qtbot: QtBot, window: MainWindow, name: str, pin: str) -> None:
    qtbot.waitUntil(lambda: window.is_covered and window.entrance.lock.page.form.model.rowCount() == 3)
    prove(qtbot, window.entrance.lock.page.form, name, pin)
    qtbot.waitUntil(lambda: not window.is_covered)


def scan(code: str) -> None:
    type_text(code)
    press(Qt.Key.Key_Return)


def prove(qtbot: QtBot, form: ProofForm, name: str, pin: str) -> None:
    qtbot.waitUntil(form.who.hasFocus)
    type_text(name, at=form.who)
    press(Qt.Key.Key_Return, at=form.who)
    qtbot.waitUntil(form.secret.hasFocus)
    type_text(pin, at=form.secret)
    press(Qt.Key.Key_Return, at=form.secret)
