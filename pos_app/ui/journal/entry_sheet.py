"""One entry of the journal, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_app.ui.widgets.basics import label
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable
from pos_app.ui.wording.journal import action_name
from pos_app.ui.wording.journal_fields import fields

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.journal_view import JournalRow
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_AMOUNT = {"amount", "total", "difference"}
"""Fields of an entry that are its amount, and have words of their own."""


class EntrySheet(Sheet):
    """All that stands in the chain, in words where there are some, and the hash that the next entry holds."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, row: JournalRow) -> None:
        _ = wording.translate
        super().__init__(parent, action_name(row.tag, _), (680, 520))
        self.add(
            [label(_("Entry {number} of the journal").format(number=wording.formats.count(row.sequence)), "muted")]
        )
        self.table = HairlineTable(theme, _("Entry"), ground="raised")
        self.model: ShortListModel[tuple[str, str]] = ShortListModel(
            (_("Name"), _("Value")), 2, lambda pair: (Cell(pair[0], tint="muted"), Cell(pair[1]))
        )
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({0: 180}, stretch=1)
        self.table.horizontalHeader().hide()
        self.model.show(_pairs(row, wording))
        self.body.addWidget(self.table, 1)
        self.table.setFocus(Qt.FocusReason.PopupFocusReason)


def _pairs(row: JournalRow, wording: Wording) -> list[tuple[str, str]]:
    _ = wording.translate
    pairs = [
        (_("When"), wording.moment(row.at)),
        (_("Person"), row.person),
        (_("Allowed by"), row.approved_by),
        (_("Amount"), "" if row.amount is None or _AMOUNT & row.body.keys() else wording.formats.money(row.amount)),
        (_("Document"), row.document),
        (_("Goods"), row.goods),
        (_("What was typed"), row.text),
    ]
    told = [(name, value) for name, value in pairs if value]
    return [*told, *fields(row, wording), (_("Hash"), row.hash)]
