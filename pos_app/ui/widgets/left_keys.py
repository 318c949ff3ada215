"""Keys of actions that a field of text would take to edit: on X11 Ctrl+E goes to the line's end, Ctrl+U clears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class LeftKeys(QObject):
    """Leaves keys to the actions they are named for, in fields of its parent."""

    def __init__(self, parent: QWidget, *keys: str) -> None:
        super().__init__(parent)
        self._keys = [QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in keys]

    def watch(self, *fields: QWidget) -> None:
        """Leave the keys while one of these has the focus."""
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the field from claiming a key before its action is asked."""
        claims = event.type() is QEvent.Type.ShortcutOverride
        if claims and isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) in self._keys:
            event.ignore()
            return True
        return super().eventFilter(watched, event)
