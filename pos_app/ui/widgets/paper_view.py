"""The paper of the built-in printer: the exact raster, on a white strip, whatever the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_NOTHING_TO_SCROLL = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
"""A label without a picture still has the height of a row."""


class PaperView(QScrollArea):
    """A roll of paper that scrolls."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._whole = QPixmap()
        self.setWidget(self._picture)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(_NOTHING_TO_SCROLL)
        self.setAccessibleName(name)

    def show_paper(self, png: bytes) -> None:
        """Show a printed paper, no wider than the room there is."""
        self._whole = QPixmap()
        self._whole.loadFromData(png)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._fit()

    def has_paper(self) -> bool:
        """Return whether there is something to see."""
        return not self._whole.isNull()

    def clear_paper(self) -> None:
        """Take the paper away."""
        self._whole = QPixmap()
        self._picture.clear()
        self.setVerticalScrollBarPolicy(_NOTHING_TO_SCROLL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the paper into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = round((self.viewport().width() - 4) * ratio)
        width = min(self._whole.width(), room)
        shown = self._whole.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self._picture.setPixmap(shown)
