"""Ctrl+R: find any receipt by its number, day, amount or barcode, and print it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal

from pos_app.ui.paper.rows import receipts_model
from pos_app.ui.widgets.basics import KeyCap, Notice, SearchField, horizontal, label
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ListKeys
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.rows import ReceiptRow
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

TYPING_PAUSE_MS = 80


class ReceiptsSheet(Sheet):
    """A field and the receipts it finds; the last ones while it is empty."""

    search_wanted = Signal(str)
    """What was typed or scanned."""
    copy_wanted = Signal(object)
    """The `ReceiptRow` to print again."""

    def __init__(self, parent: QWidget | None, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("Find a receipt"), (680, 560))
        self.field = SearchField(_("Number, day (2026-11-23), amount, or scan the receipt"), _("Find a receipt"))
        self.model = receipts_model(wording)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Receipts"), till=True, ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 210, 2: 130}, stretch=0)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Notice(theme)
        self._none = _("No receipt found. Try its number, the day as 2026-11-23, or the amount.")
        self.add([self.field, self.said])
        self.body.addWidget(self.table, 1)
        foot = horizontal(spacing=8)
        foot.addStretch(1)
        foot.addWidget(label(_("Print a copy"), "muted"))
        foot.addWidget(KeyCap(theme, "Enter"))
        self.body.addLayout(foot)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self._keys = ListKeys(self.field, self.table)
        self._keys.taken.connect(self._on_enter)
        self.table.doubleClicked.connect(lambda _index: self._print())
        self.field.setFocus()

    def show_receipts(self, text: str, rows: Sequence[ReceiptRow]) -> None:
        """Show what `text` found, unless another text was typed meanwhile."""
        if text != self.field.text().strip():
            return
        self.model.show(rows)
        self.table.choose_row(0)
        self.said.say("" if rows else self._none, "muted")

    def say(self, text: str, look: str) -> None:
        """Say something under the field in place of a list."""
        self.model.show(())
        self.said.say(text, look)

    def _on_enter(self) -> None:
        # A scanned receipt ends with Enter before the pause is over: that finds, and the next Enter prints.
        if self._pause.isActive():
            self._pause.stop()
            self._search()
        else:
            self._print()

    def _search(self) -> None:
        self.search_wanted.emit(self.field.text().strip())

    def _print(self) -> None:
        row = self.model.row_at(self.table.row())
        if row is not None:
            self.copy_wanted.emit(row)
