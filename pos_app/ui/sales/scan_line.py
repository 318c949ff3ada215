"""The line that scanners and people write into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from pos_app.ui.widgets.basics import HINT_GAP

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 4096
"""Signs the line takes: more than any code has, so that a code cut off here is refused and never looked up."""
SEPARATOR = "\x1d"
"""What scanners send as Ctrl+] between the elements of a code of GS1; QLineEdit would drop it."""
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


class ScanLine(QLineEdit):
    """Takes text that ends with Enter, Tab or CR LF, and says it at once, empty or not."""

    entered = Signal(str)
    """The whole text, when a scanner or a person ended it; the line is empty again already."""
    typed = Signal(str)
    """The text so far, as a person types."""
    composed = Signal(int)
    """An input method wrote so many signs more, or fewer; what it has not settled yet counts too."""

    def __init__(self, _: Callable[[str], str]) -> None:
        super().__init__()
        self._selling = HINT_GAP + _("Scan, or type a name, code or pinyin")
        self._paying = _("Paying: finish or go back to scan more")
        self._preedit = ""
        self._taken = ""
        self.setProperty("look", "scan")
        self.setAccessibleName(_("Scan line"))
        self.setPlaceholderText(self._selling)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferLatin
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.textEdited.connect(self.typed)

    @property
    def whole(self) -> str:
        """The text with what an input method has not settled yet."""
        return self.text() + self._preedit

    def set_paying(self, paying: bool) -> None:
        """Refuse scans in words while paying."""
        self.setPlaceholderText(self._paying if paying else self._selling)
        self.setReadOnly(paying)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if paying else Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        """Take Tab as the end of a scan; Qt would move the focus before `keyPressEvent` sees it."""
        if self.text() and _is_tab(event):
            self._end()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End the text on Enter; a bare LF after CR is nothing."""
        if event.key() in _ENDS:
            self._end()
        elif event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self.insert_pasted(QGuiApplication.clipboard().text())
        elif event.text() == SEPARATOR and not self.isReadOnly():
            self.insert(SEPARATOR)
        elif event.text() != "\n":
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow what an input method writes: a scanner's keys may all end up in it."""
        if event.preeditString():
            self._taken = ""
        elif self._taken and event.commitString() == self._taken:
            # the scan was taken from the input method; some of them settle it all the same when they are reset
            self._taken = ""
            event.setCommitString("")
        before = len(self.whole)
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()
        if len(self.whole) != before:
            self.composed.emit(len(self.whole) - before)

    def insert_pasted(self, text: str) -> None:
        """Take text with line ends, as some scanners and the clipboard bring it: each line is a scan."""
        *ended, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for code in ended:
            self.insert(code)
            self._end()
        self.insert(rest)

    def take(self) -> str:
        """Return the whole text and empty the line; an input method gives up what it has not settled."""
        text, self._taken = self.whole, self._preedit
        if self._preedit:
            QGuiApplication.inputMethod().reset()
            super().inputMethodEvent(QInputMethodEvent())
            self._preedit = ""
        self.clear()
        return text

    def _end(self) -> None:
        text = self.take()
        self.entered.emit(text)


def _is_tab(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
