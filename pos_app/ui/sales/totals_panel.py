"""Subtotal, what is saved, taxes, and the total that everybody looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui import tokens
from pos_app.ui.sales.line_rows import MINUS, signed
from pos_app.ui.widgets.basics import Card, MoneyLabel, NamedFigure, horizontal, label, vertical

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import PricedBasket
    from pos_app.domain.formats import Formats
    from pos_app.ui.theme import Theme


_INDENT = 12
"""Pixels by which a part stands to the right of its sum."""
_LONGEST_NAME = 34
"""Signs of a customer's name that stand beside its word without making the column wider."""


class TotalsPanel(Card):
    """The sums of the basket."""

    def __init__(self, theme: Theme, formats: Formats, _: Callable[[str], str]) -> None:
        super().__init__()
        self._formats = formats
        self._discount_name = _("Discount")
        self.subtotal = NamedFigure(_("Subtotal"), "muted-14", "figure-14")
        self.saved = NamedFigure(_("You save"), "good-14", "good-14")
        self.tax_included = NamedFigure(_("Tax included"), "muted-14", "muted-14")
        self.tax_added = NamedFigure(_("Tax"), "muted-14", "muted-14")
        self.total = MoneyLabel(theme, formats.sign, tokens.TOTAL)
        self.discounts: list[NamedFigure] = []
        self._discounts = vertical((_INDENT, 0, 0, 0), 8)
        layout = vertical((18, 12, 18, 10), 8)
        self.customer = NamedFigure(_("Customer"), "muted-14", "figure-14")
        self.customer.hide()
        layout.addWidget(self.customer)
        layout.addWidget(self.subtotal)
        layout.addWidget(self.saved)
        layout.addLayout(self._discounts)
        layout.addWidget(self.tax_included)
        layout.addWidget(self.tax_added)
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
        self._show_discounts(priced)
        self._show(self.tax_included, priced.tax_included, amount(priced.tax_included))
        self._show(self.tax_added, priced.tax_added, amount(priced.tax_added))
        self.total.set(amount(priced.total))

    def show_customer(self, name: str) -> None:
        """Name whom the basket was given to; nothing for a walk-in."""
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        self.customer.figure.setText(short)
        self.customer.figure.setToolTip(name)
        self.customer.setVisible(bool(name))

    def _show_discounts(self, priced: PricedBasket) -> None:
        """Show under what is saved which part of it the discounts on the whole basket are."""
        for row in self.discounts:
            self._discounts.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.discounts = []
        for discount, taken in zip(priced.basket.discounts, priced.taken, strict=True):
            rate = "" if discount.rate_ppm is None else f" {self._formats.percent(discount.rate_ppm)}"
            row = NamedFigure((discount.name or self._discount_name) + rate, "muted-14", "muted-14")
            row.figure.setText(signed(-taken, self._formats))
            self._discounts.addWidget(row)
            self.discounts.append(row)
            row.show()

    @staticmethod
    def _show(row: NamedFigure, value: int, text: str) -> None:
        row.figure.setText(text)
        row.setVisible(bool(value))
