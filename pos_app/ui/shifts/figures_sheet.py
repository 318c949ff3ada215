"""X: the figures of the open shift as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, label
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.shift import ShiftLook
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class FiguresSheet(Sheet):
    """A list of names and figures, and a button that prints them."""

    print_wanted = Signal()

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, look: ShiftLook) -> None:
        _ = wording.translate
        super().__init__(parent, _("Shift {number}").format(number=look.number), (480, 560))
        opened = wording.time(look.opened_at)
        self.add([label(_("Open since {time}, by {name}").format(time=opened, name=look.opened_by), "muted")])
        self.table = HairlineTable(theme, _("Figures"), ground="raised")
        self.model: ShortListModel[tuple[str, str]] = ShortListModel(
            (_("Figure"), _("Value")), 1, lambda row: (Cell(row[0]), Cell(row[1]))
        )
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 160}, stretch=0)
        self.table.horizontalHeader().hide()
        self.model.show(rows_of(look, wording))
        self.body.addWidget(self.table, 1)
        self.said = Notice(theme)
        self.button = KeyButton(theme, _("Print it"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.add([self.said, self.button])
        self.button.clicked.connect(self.print_wanted)
        self.button.setDefault(True)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setFocus()


def rows_of(look: ShiftLook, wording: Wording) -> list[tuple[str, str]]:
    """Return names and figures of a shift, as the paper says them."""
    _, formats, figures = wording.translate, wording.formats, look.figures
    tenders = {"cash": _("Cash"), "card": _("Card")}
    return [
        (_("Sales"), formats.count(figures.sales)),
        (_("Revenue"), formats.money(figures.revenue)),
        *((tenders.get(one.tender, one.tender), formats.money(one.amount)) for one in figures.tenders),
        (_("Float"), formats.money(figures.float_amount)),
        (_("Cash taken"), formats.money(figures.cash_taken)),
        (_("Cash given back"), formats.money(figures.cash_given_back)),
        (_("Put in"), formats.money(figures.paid_in)),
        (_("Taken out"), formats.money(figures.paid_out)),
        (_("Brought to the safe"), formats.money(figures.dropped)),
        (_("Should be in the drawer"), formats.money(figures.expected_cash)),
        (_("Discounts"), f"{formats.count(figures.discounts)} · {formats.money(figures.discounted)}"),
        (_("Other prices"), formats.count(figures.price_overrides)),
        (_("Lines removed or reduced"), formats.count(figures.removed_lines)),
        (_("Drawer opened without a sale"), formats.count(figures.drawer_openings)),
    ]
