"""F8: how a line comes to its amount, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from pos_app.domain.money import round_to
from pos_app.ui.sales.line_rows import MINUS, signed
from pos_app.ui.widgets.basics import Card, KeyCap, horizontal, label, vertical
from pos_app.ui.widgets.long_words import breakable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.domain.basket import PricedBasket, PricedLine
    from pos_app.domain.formats import Formats
    from pos_app.domain.pricing import PriceStep
    from pos_app.ui.theme import Theme

_SHOWN_PARTS = 1000
"""Parts that a rounding no decimals can say is rounded to for show: 1/10,000 minor unit is left."""
_INDENT = 12
"""Pixels by which a rounding stands to the right of what it rounded."""
_LEAST = 40
"""Pixels of height in which a step or two can be read; the others are scrolled to."""
_OVERLAP = 20
"""Pixels of the page before that stay in sight when it is turned: a row that was cut is read whole."""


class ExplainPanel(Card):
    """The steps of one line. Where not all of them have room, the key that opened it turns the page."""

    def __init__(self, theme: Theme, formats: Formats, key: str, _: Callable[[str], str]) -> None:
        super().__init__()
        self._formats = formats
        self._translate = _
        self._shown: tuple[bytes, str, tuple[PriceStep, ...]] | None = None
        self.title = label("", "strong")
        self.title.setWordWrap(True)
        self.steps = StepList()
        self.more = QWidget()
        self.more.setLayout(self._foot(theme, key))
        self.steps.verticalScrollBar().rangeChanged.connect(lambda _least, most: self.more.setVisible(most > 0))
        self.more.hide()
        head = horizontal(spacing=8)
        head.addWidget(self.title, 1)
        head.addWidget(KeyCap(theme, "Esc"), 0, Qt.AlignmentFlag.AlignTop)
        layout = vertical((18, 14, 18, 12), 10)
        layout.addLayout(head)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.more)
        self.setLayout(layout)

    def hasHeightForWidth(self) -> bool:
        """Ask for no height however long the title is: the steps give way to it, not the sums below."""
        return False

    @property
    def line_uid(self) -> bytes:
        """The line that is explained; empty before the first."""
        return self._shown[0] if self._shown else b""

    def show_line(self, basket: PricedBasket, uid: bytes) -> None:
        """Show how a line comes to its amount; what is shown already stays as far down as it is."""
        priced = basket.line(uid)
        wanted = (uid, priced.line.item.name, basket.steps(uid))
        if wanted == self._shown:
            return
        self._shown = wanted
        self.title.setText(breakable(wanted[1]))
        self.steps.show_rows([self._row(step, priced) for step in wanted[2]])

    def _row(self, step: PriceStep, priced: PricedLine) -> QHBoxLayout:
        text, figure, look = step_texts(step, priced, self._formats, self._translate)
        name = label(breakable(text), look)
        name.setWordWrap(True)
        # A rounding stands close to its step, which the others keep their distance from.
        rounding = step.kind == "rounding"
        row = horizontal((_INDENT, 0, 0, 0) if rounding else (0, 6, 0, 0), 12)
        row.addWidget(name, 1)
        row.addWidget(label(figure, look, Qt.AlignmentFlag.AlignRight), 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _foot(self, theme: Theme, key: str) -> QHBoxLayout:
        row = horizontal(spacing=8)
        row.addStretch(1)
        row.addWidget(label(self._translate("More"), "muted"))
        row.addWidget(KeyCap(theme, key))
        return row


class StepList(QScrollArea):
    """Rows that scroll where the panel is too low for them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the first steps."""
        return QSize(0, _LEAST)

    def show_rows(self, rows: Sequence[QHBoxLayout]) -> None:
        """Show other rows, from the first on."""
        inside = QWidget()
        inside.setProperty("look", "page")
        column = vertical((0, 0, 8, 0))
        for row in rows:
            column.addLayout(row)
        column.addStretch(1)
        inside.setLayout(column)
        self.setWidget(inside)
        self.verticalScrollBar().setValue(0)

    def turn_page(self) -> None:
        """Go on to what is further down, from the end to the first again."""
        bar = self.verticalScrollBar()
        bar.setValue(0 if bar.value() == bar.maximum() else bar.value() + max(bar.pageStep(), _LEAST) - _OVERLAP)


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
            return _("of which rounded"), rounded_part(step, formats), "small"
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


def rounded_part(step: PriceStep, formats: Formats) -> str:
    """Return what rounding added, as money with all its decimals; `≈` is in front where decimals cannot say it."""
    part = (round_to(step.amount, _SHOWN_PARTS) or step.amount) if step.near else step.amount
    figure = f"{MINUS if part < 0 else ''}{formats.rounding(abs(part))}"
    return f"≈ {figure}" if step.near else figure
