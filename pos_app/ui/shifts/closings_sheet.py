"""The shifts that were closed: a Z printed again, or kept as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.shift import ClosingRow
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_SAVE = "Ctrl+S"


class ClosingsSheet(Sheet):
    """A list, newest first; Enter prints the chosen one again, marked COPY."""

    copy_wanted = Signal(object)
    """The `ClosingRow` to print again."""
    file_wanted = Signal(object)
    """The `ClosingRow` to keep as a PDF."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, rows: Sequence[ClosingRow]) -> None:
        _ = wording.translate
        super().__init__(parent, _("Closed shifts"), (860, 560))
        self.model: ShortListModel[ClosingRow] = ShortListModel(
            (_("Z report"), _("Closed"), _("By"), _("Revenue"), _("Over or short")), 3, lambda row: _cells(row, wording)
        )
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Closed shifts"), ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({0: 130, 1: 200, 3: 130, 4: 150}, stretch=2)
        self.model.show(rows)
        self.none = label(_("No shift was closed yet. Ctrl+Shift+S closes the one that is open."), "muted")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.said = Notice(theme)
        self.print_button = KeyButton(theme, _("Print a copy"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.file_button = KeyButton(theme, _("Save as PDF"), _SAVE.replace("+", " "), height=tokens.TARGET_TILL)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.said)
        foot = horizontal(spacing=8)
        foot.addWidget(self.file_button, 1)
        foot.addWidget(self.print_button, 2)
        self.body.addLayout(foot)
        for button in (self.print_button, self.file_button):
            button.setAutoDefault(False)
            button.setEnabled(bool(rows))
        self.print_button.setDefault(bool(rows))
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.print_button.clicked.connect(lambda: self._chosen(self.copy_wanted.emit))
        self.file_button.clicked.connect(lambda: self._chosen(self.file_wanted.emit))
        QShortcut(QKeySequence(_SAVE), self, self.file_button.click)
        self.table.choose_row(0)
        self.table.setFocus(Qt.FocusReason.PopupFocusReason)

    def _chosen(self, act: Callable[[ClosingRow], object]) -> None:
        row = self.model.row_at(self.table.row())
        if row is not None:
            act(row)


def _cells(row: ClosingRow, wording: Wording) -> tuple[Cell, ...]:
    _, formats = wording.translate, wording.formats
    cash = row.closing.cash
    difference = cash.counted - cash.expected
    return (
        Cell(row.closing.number),
        Cell(wording.moment(row.at), tint="muted"),
        Cell(row.by, tint="muted"),
        Cell(formats.money(row.closing.figures.revenue)),
        Cell(_("exact") if difference == 0 else formats.money(difference), tint="warn" if difference else "good"),
    )
