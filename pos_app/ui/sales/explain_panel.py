"""F8: how a line comes to its amount, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from pos_app.domain.money import PRICE_PARTS
from pos_app.ui.sales.line_rows import signed
from pos_app.ui.widgets.basics import Card, KeyCap, horizontal, label, vertical

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import PricedLine
    from pos_app.domain.formats import Formats
    from pos_app.domain.pricing import PriceStep
    from pos_app.ui.theme import Theme

_ROUNDING_DIGITS = 7
"""Decimal digits of a minor unit that a rounding step counts."""


class ExplainPanel(Card):
    """The steps of one line."""

    def __init__(self, theme: Theme, formats: Formats, _: Callable[[str], str]) -> None:
        super().__init__()
        self._formats = formats
        self._translate = _
        self.title = label("", "strong")
        self.title.setWordWrap(True)
        self._steps = QGridLayout()
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setVerticalSpacing(8)
        self._steps.setColumnStretch(0, 1)
        head = horizontal(spacing=8)
        head.addWidget(self.title, 1)
        head.addWidget(KeyCap(theme, "Esc"))
        layout = vertical((18, 14, 18, 14), 12)
        layout.addLayout(head)
        layout.addLayout(self._steps)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_line(self, priced: PricedLine) -> None:
        """Show how the line comes to its amount."""
        self.title.setText(priced.line.item.name)
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, step in enumerate(priced.steps()):
            name, figure, look = step_texts(step, priced, self._formats, self._translate)
            self._steps.addWidget(label(name, look), row, 0)
            self._steps.addWidget(label(figure, look, Qt.AlignmentFlag.AlignRight), row, 1)


def step_texts(step: PriceStep, priced: PricedLine, formats: Formats, _: Callable[[str], str]) -> tuple[str, str, str]:
    """Return a step's name, its figure and the look both have."""
    match step.kind:
        case "list":
            return _("List price"), formats.price(step.amount), "muted"
        case "price":
            return _("Changed price"), formats.price(step.amount), ""
        case "gross":
            line = priced.line
            quantity = formats.quantity(line.quantity, line.item.decimals, line.item.unit)
            return _("Times {quantity}").format(quantity=quantity), formats.amount(step.amount), ""
        case "rounding":
            return _("of which rounded"), rounded_part(step.amount, formats), "muted"
        case "discount":
            name = step.name or _("Discount")
            rate = f" {formats.percent(step.rate_ppm)}" if step.rate_ppm is not None else ""
            return name + rate, signed(step.amount, formats), "good"
        case "basket_discount":
            return _("Share of the basket's discount"), signed(step.amount, formats), "good"
        case "tax":
            template = _("{name} {rate} inside") if step.included else _("{name} {rate} on top")
            text = template.format(name=step.name, rate=formats.percent(step.rate_ppm or 0))
            return text, formats.amount(step.amount), "muted"
        case "amount":
            return _("Amount"), formats.amount(step.amount), "strong"


def rounded_part(part: int, formats: Formats) -> str:
    """Return a part of a minor unit (1/10,000,000) as money with all its decimals."""
    # A unit price counts 1/10,000 minor unit; the finer thousandths of a quantity are shown to that place only.
    return formats.price(part // (10**_ROUNDING_DIGITS // PRICE_PARTS))
