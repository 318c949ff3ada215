"""A printed paper over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.ui.widgets.basics import KeyCap, horizontal, label
from pos_app.ui.widgets.paper_view import PaperView
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.theme import Theme


class PaperSheet(Sheet):
    """A paper over the window; it never takes the focus by itself."""

    def __init__(self, parent: QWidget | None, theme: Theme, png: bytes, _: Callable[[str], str]) -> None:
        super().__init__(parent, _("Printed receipt"), (460, 620))
        self.view = PaperView(_("Printed receipt"))
        self.body.addWidget(self.view, 1)
        foot = horizontal(spacing=8)
        foot.addStretch(1)
        foot.addWidget(label(_("Close"), "muted"))
        foot.addWidget(KeyCap(theme, "Esc"))
        self.body.addLayout(foot)
        self.view.show_paper(png)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close at the next key pressed anywhere: Esc does no more, any other key goes where it was meant for."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isVisible():
            self.close()
            return event.key() == Qt.Key.Key_Escape
        return super().eventFilter(watched, event)
