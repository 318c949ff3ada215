"""The till that nobody touches locks itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
_SOON_MS = 1_000
"""How soon it looks again at least."""


class IdleLock(QObject):
    """Watches what the system hands to the program's windows: less than what Qt hands on within them."""

    idle = Signal()
    """Nothing was touched for as long as the setting says."""

    def __init__(self, minutes: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        """`minutes` gives the setting as it stands, 0 for never; `clock` counts seconds."""
        super().__init__()
        self._minutes = minutes
        self._clock = clock
        self._touched = clock()
        self._watched: list[QWindow] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch, windows that come later too."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())
        self.touch()
        self.look()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def touch(self) -> None:
        """Count from now: something was scanned, or the setting is another."""
        self._touched = self._clock()

    def look(self) -> None:
        """Say so where it was long enough, and look again when it may be."""
        minutes = self._minutes()
        left = minutes * 60 - (self._clock() - self._touched)
        if minutes and left <= 0:
            self.touch()
            self.idle.emit()
            left = minutes * 60.0
        self._timer.start(max(_SOON_MS, round(left * 1000)) if minutes else 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note every touch; the event itself goes on."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._watched.remove(window))
