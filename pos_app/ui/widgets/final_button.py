"""The button of what cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from pos_app.ui import tokens
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from pos_app.ui.theme import Theme


class FinalButton(KeyButton):
    """Is pressed by Ctrl+Enter or a click, wherever the focus is in its sheet: one Enter too many does nothing."""

    def __init__(self, sheet: QDialog, theme: Theme, title: str) -> None:
        super().__init__(theme, title, "Ctrl Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.setAutoDefault(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), sheet, self._press)

    def _press(self) -> None:
        if self.isVisible():
            self.click()
