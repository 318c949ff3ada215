"""After the sale: the change, large, until the next scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtWidgets import QSizePolicy

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Card, Hairline, KeyCap, MoneyLabel, Notice, horizontal, label, vertical
from pos_app.ui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QHBoxLayout

    from pos_app.domain.formats import Formats
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme


class Finished(Struct, frozen=True):
    """A sale just made. Amounts in minor units."""

    number: str
    total: int
    tendered: int
    change: int


class DonePanel(Card):
    """The last sale in figures."""

    def __init__(self, theme: Theme, formats: Formats, again: Action, _: Callable[[str], str]) -> None:
        super().__init__()
        self._formats = formats
        self._translate = _
        self.title = label("", "section")
        self.total = MoneyLabel(theme, formats.sign, tokens.SECTION)
        self.received = MoneyLabel(theme, formats.sign, tokens.SECTION)
        self.change = MoneyLabel(theme, formats.sign, tokens.CHANGE, "good")
        self.paper = Notice(theme)
        self.roll = PaperView(_("Printed receipt"))
        # the paper scrolls in what room there is; what became of it is read to its end
        self.roll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.roll.setMinimumHeight(1)
        layout = vertical((18, 16, 18, 20), 12)
        layout.addWidget(self.title)
        layout.addWidget(Hairline())
        layout.addLayout(_pair(_("Total"), self.total))
        layout.addLayout(_pair(_("Received"), self.received))
        layout.addWidget(self.paper)
        layout.addLayout(_key_row(theme, _("Print the receipt again"), again.cap))
        layout.addWidget(self.roll, 1)
        layout.addLayout(_pair(_("Change"), self.change, "section"))
        self.setLayout(layout)

    def show_sale(self, sale: Finished) -> None:
        """Show a sale just made."""
        self.title.setText(self._translate("Sale {number} is paid").format(number=sale.number))
        self.total.set(self._formats.amount(sale.total))
        self.received.set(self._formats.amount(sale.tendered))
        self.change.set(self._formats.amount(sale.change))
        self.paper.say(self._translate("The receipt is in the print queue."), "muted")
        self.roll.clear_paper()

    def show_paper(self, png: bytes) -> None:
        """Show the paper that came out."""
        self.roll.show_paper(png)


def _pair(name: str, money: MoneyLabel, look: str = "muted") -> QHBoxLayout:
    row = horizontal(spacing=8)
    row.addWidget(label(name, look))
    row.addWidget(money, 1)
    return row


def _key_row(theme: Theme, what: str, key: str) -> QHBoxLayout:
    row = horizontal(spacing=8)
    row.addWidget(label(what, "muted"))
    row.addWidget(KeyCap(theme, key))
    row.addStretch(1)
    return row
