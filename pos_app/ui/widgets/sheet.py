"""A sheet over the window: the frame that help, palette and lists of papers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from pos_app.ui.widgets.basics import label

if TYPE_CHECKING:
    from collections.abc import Sequence


class Sheet(QDialog):
    """A window-modal dialog with a title inside; Esc closes it and gives the focus back."""

    def __init__(self, parent: QWidget | None, title: str, size: tuple[int, int]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 16, 24, 24)
        self.body.setSpacing(12)
        self.body.addWidget(label(title, "section"))
        self.resize(*_fitting(size, parent))

    def done(self, result: int) -> None:
        """Close, and give the focus back to the window beneath."""
        super().done(result)
        beneath = self.parentWidget()
        if beneath is not None:
            beneath.activateWindow()

    def fit(self) -> None:
        """Be as high as the words need at this width."""
        self.resize(self.width(), max(self.height(), self.body.totalHeightForWidth(self.width())))

    def add(self, widgets: Sequence[QWidget]) -> None:
        """Put widgets below each other."""
        for widget in widgets:
            self.body.addWidget(widget)


def _fitting(size: tuple[int, int], parent: QWidget | None) -> tuple[int, int]:
    """Return the size, no larger than the window it lies over."""
    if parent is None:
        return size
    return min(size[0], parent.width() - 32), min(size[1], parent.height() - 32)
