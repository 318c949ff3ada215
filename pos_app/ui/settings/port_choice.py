"""The serial ports that are there, to be chosen from; one plugged in while the page is open appears by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from pos_app.ui.widgets.inputs import ComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from pos_app.domain.ports import SerialPort
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

LOOK_MS = 2000
"""Between two looks at what is plugged in."""
_WIDTH = 220
_LIST_EDGES = 40
"""Pixels beside the longest line of the open list: margins and a scroll bar."""


class PortChoice(ComboBox):
    """Offers ports; what is chosen goes into the field beside it."""

    wanted = Signal(str)
    """The port as it is opened."""
    looked_at = Signal()
    """Somebody sees the list: it should be true."""

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme)
        _ = wording.translate
        self._titles = {True: _("Choose a port"), False: _("No port found")}
        self._ports: tuple[SerialPort, ...] = ()
        self.setAccessibleName(self._titles[True])
        self.setFixedWidth(_WIDTH)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.looked_at)
        self.activated.connect(self._on_activated)
        self._fill()

    def offer(self, ports: Sequence[SerialPort]) -> None:
        """Offer these ports; an open list is left as it is."""
        if tuple(ports) != self._ports and not self.view().isVisible():
            self._ports = tuple(ports)
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what is plugged in, and go on looking."""
        super().showEvent(event)
        self.looked_at.emit()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _fill(self) -> None:
        self.clear()
        self.addItem(self._titles[bool(self._ports)], "")
        for port in self._ports:
            self.addItem(f"{port.title}   {port.name}" if port.title else port.name, port.name)
        wide = max((self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=0)
        self.view().setMinimumWidth(max(_WIDTH, wide + _LIST_EDGES))

    def _on_activated(self, _place: int) -> None:
        name = str(self.currentData())
        self.setCurrentIndex(0)
        if name:
            self.wanted.emit(name)
