"""Paying: what is due, what was taken, what to take now, and the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from pos_app.ui import tokens
from pos_app.ui.messages import Tone
from pos_app.ui.sales.line_rows import MINUS, signed
from pos_app.ui.widgets.basics import (
    HINT_GAP,
    Card,
    Hairline,
    MoneyLabel,
    NamedFigure,
    Notice,
    horizontal,
    label,
    vertical,
)
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from pos_app.domain.formats import Formats
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme

_LOW = 560
"""Pixels of height below which the panel draws itself together."""
_KEY = 52
_BOX, _BOX_LOW = 60, 48
_TAKEN, _TAKEN_LOW = 36, 28
_GAP_LOW = 8
"""Pixels that stay of a gap on a low screen."""


class PayState(Struct, frozen=True):
    """Everything the panel shows. Amounts in minor units."""

    total: int
    taken: tuple[tuple[str, int], ...]
    """What was taken already: name and amount."""
    still: int
    tender: str
    """`cash` or `card`."""
    suggestions: tuple[int, ...]
    """The exact amount and the next likely notes, for cash."""
    entered: int | None
    """What the amount field says, None where it is no amount."""
    change: int
    """What goes back if finished now; negative where too little was entered."""
    can_finish: bool
    busy: bool = False
    """True while the payment is being written."""

    @property
    def rounding(self) -> int:
        """What rounding to the smallest coin adds to what is open; negative where it takes away."""
        return self.still - (self.total - sum(amount for _name, amount in self.taken))


class PayPanel(QWidget):
    """Replaces the right side while paying."""

    tender_chosen = Signal(str)
    """`cash` or `card`."""
    amount_edited = Signal(str)
    """What a person typed as the amount."""
    suggestion_chosen = Signal(int)
    """Minor units of a suggested amount."""
    finish_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, theme: Theme, formats: Formats, actions: Mapping[str, Action], _: Callable[[str], str]) -> None:
        super().__init__()
        self._theme = theme
        self._formats = formats
        self._translate = _
        self._names = {"cash": _("Cash received"), "card": _("Amount on the card")}
        self.total = MoneyLabel(theme, formats.sign, tokens.TOTAL)
        self.still = MoneyLabel(theme, formats.sign, tokens.CHANGE)
        self.rounding = NamedFigure(_("Rounding"), "muted", "muted")
        self.change = MoneyLabel(theme, formats.sign, tokens.CHANGE, "good")
        self.change_name = label(_("Change"), "section")
        self.amount = QLineEdit()
        self.reference = QLineEdit()
        self.said = Notice(theme)
        self.back = KeyButton(theme, actions["pay.back"].title, actions["pay.back"].cap, height=60)
        self.finish = KeyButton(theme, actions["pay.finish"].title, actions["pay.finish"].cap, Kind.PRIMARY, 60)
        self.tenders = {
            name: KeyButton(theme, actions[f"pay.{name}"].title, actions[f"pay.{name}"].cap, height=_KEY)
            for name in ("cash", "card")
        }
        self.suggestions: list[KeyButton] = []
        self._figures: tuple[int, ...] = ()
        self._low = False
        self._gaps: list[tuple[QSpacerItem, int]] = []
        self._lay_out()
        self._connect()

    def show_state(self, state: PayState) -> None:
        """Show where the payment stands; the amount field keeps what is typed."""
        amount = self._formats.amount
        self.total.set(amount(state.total))
        self.still.set(amount(state.still))
        self._show_taken(state.taken)
        self.rounding.figure.setText(signed(state.rounding, self._formats))
        self.rounding.setVisible(state.rounding != 0)
        for name, button in self.tenders.items():
            button.set_chosen(name == state.tender)
        self._amount_name.setText(self._names[state.tender])
        self.reference.setVisible(state.tender == "card")
        self._show_suggestions(state)
        short = state.change < 0
        self.change_name.setText(self._translate("Still missing") if short else self._translate("Change"))
        self.change.set(amount(abs(state.change)), "muted" if short else "good")
        self.finish.setEnabled(state.can_finish and not state.busy)
        self.back.setEnabled(not state.busy)
        finishes = state.change >= 0
        self.finish.set_title(self._translate("Finish sale") if finishes else self._translate("Take this part"))

    def set_amount(self, text: str) -> None:
        """Write into the amount field and select it, so that typing replaces it."""
        self.amount.setText(text)
        self.amount.selectAll()

    def say(self, text: str, tone: Tone = Tone.BAD) -> None:
        """Say something under the amount; empty takes it back."""
        self.said.say(text, tone.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen, give up air before anything is cut."""
        super().resizeEvent(event)
        self._set_low(self.height() < _LOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Light the box around the amount while its field has the focus."""
        if watched is self.amount and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._box.setProperty("lit", "true" if event.type() is QEvent.Type.FocusIn else "false")
            self._box.style().unpolish(self._box)
            self._box.style().polish(self._box)
        return super().eventFilter(watched, event)

    def _set_low(self, low: bool) -> None:
        if low is self._low:
            return
        self._low = low
        self.total.set_size(tokens.SECTION if low else tokens.TOTAL)
        for figure in (self.still, self.change):
            figure.set_size(tokens.TOTAL if low else tokens.CHANGE)
        for button in (*self.tenders.values(), *self.suggestions):
            button.setFixedHeight(tokens.TARGET_TILL if low else _KEY)
        self._box.setFixedHeight(_BOX_LOW if low else _BOX)
        for row in self._taken.findChildren(QFrame, "taken"):
            row.setFixedHeight(_TAKEN_LOW if low else _TAKEN)
        for gap, height in self._gaps:
            gap.changeSize(0, min(height, _GAP_LOW) if low else height)
        self._card.setContentsMargins(*((18, 10, 18, 10) if low else (18, 16, 18, 20)))
        self._card.invalidate()

    def _lay_out(self) -> None:
        _ = self._translate
        card = Card(self._card_layout())
        foot = horizontal(spacing=8)
        foot.addWidget(self.back)
        foot.addWidget(self.finish, 1)
        self.back.setMinimumWidth(120)
        layout = vertical(spacing=12)
        layout.addWidget(card, 1)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.amount.setAccessibleName(_("Amount"))
        self.reference.setAccessibleName(_("Reference on the slip"))
        self.reference.setPlaceholderText(HINT_GAP + _("Reference on the slip"))

    def _card_layout(self) -> QVBoxLayout:
        layout = self._card = vertical((18, 16, 18, 20), 0)
        self._taken = TakenList()
        self._suggestion_row = QGridLayout()
        self._suggestion_row.setSpacing(8)
        self.reference.setFixedHeight(tokens.TARGET_TILL)
        layout.addLayout(_pair(label(self._translate("To pay"), "muted"), self.total))
        self._gap(12)
        layout.addWidget(self._taken)
        self.rounding.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self.rounding)
        self._gap(14)
        layout.addWidget(Hairline())
        self._gap(12)
        layout.addLayout(_pair(label(self._translate("Still to pay"), "section"), self.still))
        self._gap(12)
        layout.addLayout(self._tender_row())
        self._gap(14)
        layout.addWidget(self._amount_box())
        self._gap(8)
        layout.addWidget(self.reference)
        layout.addLayout(self._suggestion_row)
        self._gap(8)
        layout.addWidget(self.said)
        layout.addStretch(1)
        layout.addLayout(_pair(self.change_name, self.change))
        return layout

    def _gap(self, height: int) -> None:
        """Leave a gap that a low screen makes smaller."""
        gap = QSpacerItem(0, height)
        self._gaps.append((gap, height))
        self._card.addSpacerItem(gap)

    def _tender_row(self) -> QGridLayout:
        row = QGridLayout()
        row.setSpacing(8)
        for place, button in enumerate(self.tenders.values()):
            row.addWidget(button, 0, place)
            row.setColumnStretch(place, 1)
        return row

    def _amount_box(self) -> QFrame:
        self._box = QFrame()
        self._box.setProperty("look", "amount-box")
        self._box.setFixedHeight(_BOX)
        self._amount_name = label("", "muted")
        self.amount.setProperty("look", "amount")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        # a scanned code fits: cut off it could not be told from money
        self.amount.setMaxLength(200)
        row = horizontal((18, 2, 18, 2), 8)
        row.addWidget(self._amount_name)
        row.addWidget(self.amount, 1)
        self._box.setLayout(row)
        self.amount.installEventFilter(self)
        return self._box

    def _connect(self) -> None:
        self.amount.textEdited.connect(self.amount_edited)
        self.back.clicked.connect(self.back_wanted)
        self.finish.clicked.connect(self.finish_wanted)
        for name, button in self.tenders.items():
            button.clicked.connect(lambda _checked=False, name=name: self.tender_chosen.emit(name))

    def _show_taken(self, taken: Sequence[tuple[str, int]]) -> None:
        rows = [_taken_row(name, MINUS + self._formats.amount(amount)) for name, amount in taken]
        for row in rows:
            row.setFixedHeight(_TAKEN_LOW if self._low else _TAKEN)
        self._taken.show_rows(rows)

    def _show_suggestions(self, state: PayState) -> None:
        figures = state.suggestions if state.tender == "cash" else ()
        if figures != self._figures:
            self._figures = figures
            self._build_suggestions(figures)
        for figure, button in zip(figures, self.suggestions, strict=True):
            button.set_chosen(figure == state.entered)

    def _build_suggestions(self, figures: Sequence[int]) -> None:
        for button in self.suggestions:
            self._suggestion_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.suggestions = []
        for place, figure in enumerate(figures):
            button = KeyButton(self._theme, self._short(figure), kind=Kind.FIGURE, height=_KEY)
            button.setFixedHeight(tokens.TARGET_TILL if self._low else _KEY)
            button.clicked.connect(lambda _checked=False, figure=figure: self.suggestion_chosen.emit(figure))
            self._suggestion_row.addWidget(button, 0, place)
            self.suggestions.append(button)
            # A layout shows what comes later only at its next turn; after a restart nothing else would hurry it.
            button.show()

    def _short(self, figure: int) -> str:
        """Return a figure as people say it: decimals only where they are something."""
        unit = 10**self._formats.digits
        return self._formats.count(figure // unit) if figure % unit == 0 else self._formats.amount(figure)


def _pair(name: QWidget, money: MoneyLabel) -> QVBoxLayout:
    """Return a layout with a name at the left and an amount at the right."""
    row = horizontal(spacing=8)
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignBottom)
    row.addWidget(money, 1)
    outer = vertical()
    outer.addLayout(row)
    return outer


def _taken_row(name: str, figure: str) -> QFrame:
    row = horizontal((14, 0, 14, 0))
    row.addWidget(label(name))
    row.addWidget(label(figure, "strong", Qt.AlignmentFlag.AlignRight), 1)
    frame = Card(row, "quiet")
    frame.setObjectName("taken")
    return frame


class TakenList(QScrollArea):
    """The payments taken so far. Where the panel is too low for all of them they scroll; the last one is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = vertical(spacing=4)
        inside = QWidget()
        inside.setProperty("look", "page")
        inside.setLayout(self._rows)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Show other payments."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._rows.addWidget(row)
            row.show()
        self.setVisible(bool(rows))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room of all payments."""
        return QSize(0, self._rows.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the room of one payment."""
        return QSize(0, min(_TAKEN_LOW, self._rows.sizeHint().height()))
