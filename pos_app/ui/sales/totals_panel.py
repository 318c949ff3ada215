"""Subtotal, what is saved, taxes, and the total that everybody looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.ui import tokens
from pos_app.ui.sales.line_rows import MINUS
from pos_app.ui.widgets.basics import Card, MoneyLabel, horizontal, label, vertical

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import PricedBasket
    from pos_app.domain.formats import Formats
    from pos_app.ui.theme import Theme


class _Row(QWidget):
    """A name at the left and a figure at the right."""

    def __init__(self, name: str, look: str, figure_look: str) -> None:
        super().__init__()
        self.name = label(name, look)
        self.figure: QLabel = label("", figure_look, Qt.AlignmentFlag.AlignRight)
        row = horizontal()
        row.addWidget(self.name)
        row.addWidget(self.figure, 1)
        self.setLayout(row)


class TotalsPanel(Card):
    """The sums of the basket."""

    def __init__(self, theme: Theme, formats: Formats, _: Callable[[str], str]) -> None:
        super().__init__()
        self._formats = formats
        self.subtotal = _Row(_("Subtotal"), "muted-14", "figure-14")
        self.saved = _Row(_("You save"), "good-14", "good-14")
        self.tax_included = _Row(_("Tax included"), "muted-14", "muted-14")
        self.tax_added = _Row(_("Tax"), "muted-14", "muted-14")
        self.total = MoneyLabel(theme, formats.sign, tokens.TOTAL)
        layout = vertical((18, 12, 18, 10), 8)
        for row in (self.subtotal, self.saved, self.tax_included, self.tax_added):
            layout.addWidget(row)
        last = horizontal()
        last.addWidget(label(_("Total"), "total"))
        last.addWidget(self.total, 1)
        layout.addLayout(last)
        self.setLayout(layout)

    def show_basket(self, priced: PricedBasket) -> None:
        """Show the sums; what is nothing takes no room."""
        amount = self._formats.amount
        self.subtotal.figure.setText(amount(sum(line.gross for line in priced.lines)))
        self._show(self.saved, priced.saved, MINUS + amount(priced.saved))
        self._show(self.tax_included, priced.tax_included, amount(priced.tax_included))
        self._show(self.tax_added, priced.tax_added, amount(priced.tax_added))
        self.total.set(amount(priced.total))

    @staticmethod
    def _show(row: _Row, value: int, text: str) -> None:
        row.figure.setText(text)
        row.setVisible(bool(value))
