"""Below the layouts of labels: the usual ones to take, and a field that says what a label would ring up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.domain.errors import CodedError
from pos_app.domain.scale_label import USUAL
from pos_app.ui import tokens
from pos_app.ui.settings.rows import NamedRow
from pos_app.ui.typed import plain_text
from pos_app.ui.widgets.basics import Notice, vertical
from pos_app.ui.widgets.inputs import ComboBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.rows import Hit
    from pos_app.services.sales.ring_up import RingUp
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

PAUSE_MS = 120
"""So long after the last sign a label is read: a scanner that sends no end is done by then."""


class UsualLayouts(ComboBox):
    """Offers layouts that most scales use; none of them is taken before a person chooses it."""

    wanted = Signal(str)
    """A layout to add."""

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme)
        _ = wording.translate
        names = (
            _("EAN-13 with a weight"),
            _("EAN-13 with an amount"),
            _("18 figures, weight and amount"),
            _("18 figures, amount and weight"),
        )
        self.setAccessibleName(_("Add a usual layout"))
        self.addItem(_("Add a usual layout"), "")
        for name, layout in zip(names, USUAL, strict=True):
            self.addItem(f"{layout}   {name}", layout)
        self.setMaximumWidth(420)
        self.activated.connect(self._on_activated)

    def _on_activated(self, _place: int) -> None:
        layout = str(self.currentData())
        self.setCurrentIndex(0)
        if layout:
            self.wanted.emit(layout)


class LabelRow(NamedRow):
    """A label is typed or scanned here; nothing is sold or kept."""

    def __init__(self, ring_up: RingUp, layouts: Callable[[], str], theme: Theme, wording: Wording) -> None:
        """`layouts` tells what stands in the field above, saved or not."""
        self._ring_up = ring_up
        self._layouts = layouts
        self._wording = wording
        self.field = QLineEdit()
        self.field.setMinimumHeight(tokens.TARGET_DESK)
        self.field.setMaximumWidth(420)
        self.outcome = Notice(theme)
        whole = QWidget()
        column = vertical(spacing=6)
        column.addWidget(self.field)
        column.addWidget(self.outcome)
        whole.setLayout(column)
        _ = wording.translate
        title = _("Try a label")
        super().__init__(title, _("Type or scan one: nothing is sold by it."), whole, theme, self.field)
        self.field.setAccessibleName(title)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self.field.returnPressed.connect(self._on_entered)

    def take_code(self, text: str) -> None:
        """Read what a scanner on a port sent."""
        self.field.setText(text)
        self._on_entered()

    def read(self) -> None:
        """Say what the label in the field would ring up, or what is wrong with it or with the layouts."""
        self._pause.stop()
        code = plain_text(self.field.text()).strip()
        if not code:
            self.outcome.say("")
            return
        try:
            hit = self._ring_up.try_label(code, self._layouts())
            self.outcome.say(self._said(hit), "good")
        except CodedError as problem:
            self.outcome.say(self._wording.sentence(problem), "bad")

    def _on_entered(self) -> None:
        self.read()
        # the next scan takes its place
        self.field.selectAll()

    def _said(self, hit: Hit) -> str:
        if hit.unmeasured:
            return self._wording.translate("{name}; the till asks how much").format(name=hit.item.name)
        line = self._ring_up.add(self._ring_up.begin(), hit).priced.lines[0]
        formats, item = self._wording.formats, line.line.item
        quantity = formats.quantity(line.line.quantity, item.decimals, item.unit)
        return f"{item.name}: {quantity} × {formats.price(line.line.unit_price)} = {formats.money(line.gross)}"
