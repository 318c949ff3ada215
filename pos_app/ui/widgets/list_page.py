"""A desk with a list: a filter row that says what is filtered, the rows, and how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import EmptyState, Hairline, KeyCap, Notice, SearchField, horizontal, label, vertical
from pos_app.ui.widgets.paged_model import PAGE
from pos_app.ui.widgets.stack import Stack
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QHBoxLayout

    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.paged_model import PagedTableModel
    from pos_app.ui.wording import Wording

TYPING_PAUSE_MS = 40
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -12, Qt.Key.Key_PageDown: 12}


class ListWords(Struct, frozen=True):
    """What one list says."""

    filter_key: str
    """Cap of the key that leads into the filter."""
    placeholder: str
    name: str
    """Accessible name of the table."""
    empty_title: str
    empty_sentence: str
    nothing_found: str
    counted: str
    """With {count}: how many there are in all."""


class ListPage(QWidget):
    """The page. Typing filters at once, arrows move in the list, Esc clears the filter."""

    def __init__(
        self,
        theme: Theme,
        wording: Wording,
        words: ListWords,
        model: PagedTableModel[Any],
    ) -> None:
        super().__init__()
        self._words = words
        self._wording = wording
        self._total = 0
        self.model = model
        model.setParent(self)
        self.filter = SearchField(words.placeholder, words.placeholder)
        self.filter.setFixedWidth(360)
        self.table = HairlineTable(theme, words.name)
        self.table.setModel(model)
        self.empty = EmptyState(theme, words.empty_title, words.empty_sentence)
        self.problem = Notice(theme)
        self.foot = label("", "muted")
        self._stack = Stack()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._lay_out(theme)
        self._connect()

    def set_widths(self, widths: Mapping[int, int], stretch: int) -> None:
        """Give columns their widths in pixels; `stretch` takes what is left."""
        self.table.set_columns(widths, stretch)

    def reload(self) -> None:
        """Read again, keeping the filter."""
        self.model.search(self.filter.text().strip())

    def focus_filter(self) -> None:
        """Give the filter the focus, its text selected."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead arrows from the filter into the list; Esc clears."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None:
                self.table.move_choice(move)
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                self.reload()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self, theme: Theme) -> None:
        layout = vertical()
        page = QWidget()
        page.setLayout(layout)
        layout.addLayout(self._head(theme))
        layout.addWidget(Hairline())
        layout.addWidget(self.problem)
        layout.addWidget(self._stack, 1)
        layout.addWidget(Hairline())
        foot = horizontal((16, 0, 16, 0), 8)
        self.foot.setMinimumHeight(40)
        foot.addWidget(self.foot)
        foot.addStretch(1)
        layout.addLayout(foot)
        outer = vertical()
        outer.addWidget(page)
        self.setLayout(outer)
        self.setProperty("look", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _head(self, theme: Theme) -> QHBoxLayout:
        head = horizontal((16, 12, 16, 12), 8)
        head.addWidget(self.filter)
        head.addWidget(KeyCap(theme, self._words.filter_key))
        head.addStretch(1)
        self.filter.setFixedHeight(tokens.TARGET_DESK)
        return head

    def _connect(self) -> None:
        self.filter.textEdited.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.reload)
        self.filter.installEventFilter(self)
        self.model.loaded.connect(self._on_loaded)
        self.model.counted.connect(self._on_counted)
        self.model.failed.connect(lambda problem: self.problem.say(self._wording.sentence(problem)))

    def _on_loaded(self) -> None:
        self.problem.say("")
        rows, filtered = self.model.rowCount(), bool(self.model.text)
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        self.empty.title.setText(self._words.nothing_found if filtered else self._words.empty_title)
        self.empty.sentence.setText("" if filtered else self._words.empty_sentence)
        self.foot.setText(self._foot_text(rows, filtered))

    def _on_counted(self, total: int) -> None:
        self._total = total
        if not self.model.text:
            self.foot.setText(self._foot_text(self.model.rowCount(), filtered=False))

    def _foot_text(self, rows: int, filtered: bool) -> str:
        _, formats = self._wording.translate, self._wording.formats
        if not filtered:
            return self._words.counted.format(count=formats.count(self._total))
        more = "+" if rows >= PAGE else ""
        text = _("{count} found for “{text}” · Esc clears")
        return text.format(count=formats.count(rows) + more, text=self.model.text)
