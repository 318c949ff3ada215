"""The one place that decides what Del, Ctrl+Z, arrows, Enter and Esc mean on the sales tab.

With text in the scan line they act on the text, with none on the basket.
"""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from pos_app.ui.sales.bursts import Bursts
from pos_app.ui.sales.scan_line import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable

LINE_FEED_MS = 60
"""A line feed this soon after Enter is the other half of a scanner's CR LF and no key of a person."""
BACKSPACE = "\b"

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ENDS = _ENTER | {Qt.Key.Key_Tab}
_NO_MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_SHIFTS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr})
"""Keys that scanners press to write something else."""
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class Focus(Enum):
    """Which field the filter watches."""

    SCAN = "scan"
    PAY = "pay"
    ENTRY = "entry"


class KeyFilter(QObject):
    """Watches the scan line, the field of a question, and those of the pay panel."""

    action_wanted = Signal(str)
    """The id of an action."""
    result_moved = Signal(int)
    """Move the choice in the search results by so many rows."""
    line_moved = Signal(int)
    """Move the lit line by so many rows."""
    escaped = Signal()
    """Esc in the scan line."""
    typed_ahead = Signal(str)
    """A letter, or a line break for an end, typed while a payment is being written; a backspace takes one back."""

    def __init__(
        self, results_shown: Callable[[], bool], busy: Callable[[], bool] = lambda: False, bursts: Bursts | None = None
    ) -> None:
        """`bursts` is told every sign that a key writes, and every key that writes none."""
        super().__init__()
        self._bursts = bursts or Bursts()
        self._results_shown = results_shown
        self._busy = busy
        self._watched: dict[QObject, Focus] = {}
        self._enter_at: int | None = None

    def watch(self, field: QLineEdit, focus: Focus) -> None:
        """Decide the keys of a field."""
        self._watched[field] = focus
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a key, or leave it to the field."""
        focus = self._watched.get(watched)
        if focus is None or not isinstance(event, QKeyEvent) or not isinstance(watched, QLineEdit):
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.ShortcutOverride:
            return self._claim(event)
        if event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if self._is_line_feed(event):
            return True
        if focus is Focus.ENTRY:
            return super().eventFilter(watched, event)
        self._follow(event)
        if event.key() in _ENTER:
            self._enter_at = _pressed_at(event)
        return self._pay_key(event) if focus is Focus.PAY else self._scan_key(event, watched.text())

    def _follow(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            self._bursts.forget()
        elif event.text() == SEPARATOR or (_writes(event) and event.text().isprintable()):
            self._bursts.sign(event.timestamp())
        elif event.key() not in _ENDS | _SHIFTS:
            self._bursts.forget()

    def _claim(self, event: QKeyEvent) -> bool:
        """Keep the second half of CR LF from being Ctrl+J, the print queue."""
        if self._is_line_feed(event):
            event.accept()
            return True
        return False

    def _is_line_feed(self, event: QKeyEvent) -> bool:
        control_j = event.key() == Qt.Key.Key_J and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if not control_j and event.text() != "\n":
            return False
        return self._enter_at is not None and _pressed_at(event) - self._enter_at < LINE_FEED_MS

    def _pay_key(self, event: QKeyEvent) -> bool:
        ahead = _ahead(event) if self._busy() else ""
        if ahead:
            self.typed_ahead.emit(ahead)
            return True
        if event.key() in _ENTER:
            # A key held down repeats; one press is one wish.
            if not event.isAutoRepeat():
                self.action_wanted.emit("pay.finish")
            return True
        if event.key() == Qt.Key.Key_Escape:
            if not event.isAutoRepeat():
                self.action_wanted.emit("pay.back")
            return True
        return False

    def _scan_key(self, event: QKeyEvent, text: str) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return True
        move = _MOVES.get(Qt.Key(event.key()))
        if move is not None and self._results_shown():
            self.result_moved.emit(move)
            return True
        return not text and self._basket_key(event, move)

    def _basket_key(self, event: QKeyEvent, move: int | None) -> bool:
        if move is not None:
            self.line_moved.emit(move)
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() in _NO_MODIFIERS:
            self.action_wanted.emit("sales.remove")
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.action_wanted.emit("sales.undo")
        else:
            return False
        return True


def _writes(event: QKeyEvent) -> bool:
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.text()) and not event.modifiers() & command


def _ahead(event: QKeyEvent) -> str:
    """Return what a key writes; keys that write nothing keep their meaning while a payment is being written."""
    if event.key() in _ENDS:
        return "\n"
    if event.key() == Qt.Key.Key_Backspace:
        return BACKSPACE
    plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return event.text() if plain and event.text().isprintable() else ""


def _pressed_at(event: QKeyEvent) -> int:
    """Return when a key was pressed, in ms: by the window system, so that a busy moment between two keys counts not."""
    return event.timestamp() or time.monotonic_ns() // 1_000_000
