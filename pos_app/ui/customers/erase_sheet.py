"""Before a person is erased: what goes, what must stay, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, label
from pos_app.ui.widgets.final_button import FinalButton
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.customers import KeptInvoice
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_HEIGHT = 220


class EraseSheet(Sheet):
    """Lists the sales that stay, and erases with Ctrl+Enter alone."""

    erase_wanted = Signal()

    def __init__(
        self, parent: QWidget, theme: Theme, wording: Wording, title: str, kept: Sequence[KeptInvoice]
    ) -> None:
        _, formats = wording.translate, wording.formats
        super().__init__(parent, _("Erase {name}").format(name=title), (600, 0))
        goes = label(
            _(
                "Name, phone, e-mail, address and note are erased for good: from the shop's file, its log and what is"
                " printed from now on. Databases that were put aside go, where the person is in them. Backups made"
                " before hold the person until they are cleared away; whoever brings one back has the person erased"
                " again. The file is written anew, which takes a moment in a large shop."
            )
        )
        stays = label(
            _("These sales stay, without the person, until the day beside them.")
            if kept
            else _("Nothing was sold to this customer: nothing stays."),
            "muted",
        )
        for words in (goes, stays):
            words.setWordWrap(True)
        self.add([goes, stays])

        def cells(row: KeptInvoice) -> tuple[Cell, ...]:
            until = _("until {day}").format(day=formats.date(row.keep_until))
            return Cell(row.number, formats.date(row.day)), Cell(until, tint="muted"), Cell(formats.amount(row.total))

        self.model = ShortListModel((_("Receipt"), _("Kept"), _("Total")), 1, cells)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Sales that stay"), till=True, ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 180, 2: 120}, stretch=0)
        self.table.setMinimumHeight(_HEIGHT)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.model.show(kept)
        self.table.setVisible(bool(kept))
        self.said = Notice(theme)
        self.erased = False
        """Whether the person is erased."""
        self.button = FinalButton(self, theme, _("Erase for good"))
        self.close_button = KeyButton(theme, _("Close"), "Esc", Kind.PRIMARY, tokens.TARGET_TILL)
        self.close_button.hide()
        self.close_button.setAutoDefault(False)
        self.body.addWidget(self.table, 1)
        self.add([self.said, self.button, self.close_button])
        self.button.clicked.connect(self._erase)
        self.close_button.clicked.connect(self.reject)
        self.fit()

    def refuse(self, text: str) -> None:
        """Say why nobody was erased."""
        self.button.setEnabled(True)
        self.said.say(text)
        self.fit()

    def tell(self, text: str) -> None:
        """Say what is to be known of what was done; Esc closes."""
        self.said.say(text, "warn")
        self.close_button.show()
        self.close_button.setFocus()
        self.button.hide()
        self.fit()

    def _erase(self) -> None:
        if not self.erased:
            self.button.setEnabled(False)
            self.erase_wanted.emit()
