"""What is shown of a fault that nobody caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class CrashDialog(QDialog):
    """Says that something went wrong, what it means, and lets the person go on or copy the details."""

    def __init__(
        self,
        details: str,
        _: Callable[[str], str],
        log: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details = details
        said = QLabel(
            _(
                "The program stumbled over a fault of its own. The basket and all payments are safe on disk. "
                "You can go on; if it happens again, close the program, start it anew and send the details to support."
            )
        )
        said.setWordWrap(True)
        shown = QPlainTextEdit(self.details)
        shown.setReadOnly(True)
        shown.setProperty("look", "code")
        shown.setAccessibleName(_("Details of the fault"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        layout.addWidget(said)
        layout.addWidget(shown, 1)
        if log is not None:
            kept = QLabel(_("The details are kept in {path}.").format(path=log))
            kept.setWordWrap(True)
            kept.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(kept)
        layout.addLayout(self._buttons(_))
        self.resize(640, 360)

    def _buttons(self, _: Callable[[str], str]) -> QHBoxLayout:
        copy = QPushButton(_("Copy details"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.details))
        go_on = QPushButton(_("Go on"))
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(go_on)
        return row
