"""One value to type, in the page and not over it: quantity, price, discount, a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Card, ElidedLabel, KeyCap, Notice, horizontal, label, set_look
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.theme import Theme


_GAP = 12
_TWO_ROWS = 36
"""Pixels of a sentence that turns once: the basket below stands still when it does."""
_WEIGHT = 104
"""Pixels for the weight, so that the words beside it stand still."""
_AMOUNT = 76
"""Pixels for what it comes to, for the same reason."""
_FIELD = 140
"""Pixels; a reason scrolls in it."""


class Question(Struct, frozen=True):
    """What to ask for."""

    what: str
    """`quantity`, `measure`, `weigh`, `price`, `open_price`, `discount`, `basket_discount` or `drawer_reason`."""
    title: str
    """In words, with the thing it concerns: `Quantity of Oat milk`."""
    value: str = ""
    """What stands in the field at first, selected."""
    hint: str = ""
    """Shown behind the field: what may be typed."""
    may_weigh: bool = False
    """Whether the scale could say it instead."""


class EntryBar(Card):
    """A field with its title beneath the scan line; Enter takes, Esc leaves."""

    answered = Signal(str, str)
    """What was asked for and the text typed."""
    left = Signal()
    """The person pressed Esc."""
    asked = Signal(object)
    """The `Question` that is asked from now on, None for none."""

    def __init__(
        self, theme: Theme, _: Callable[[str], str], tare: tuple[str, str] = ("", ""), weigh_key: str = ""
    ) -> None:
        """`tare` are the title and the key of what takes a container off, `weigh_key` the key that weighs a line."""
        super().__init__()
        self._question: Question | None = None
        self._below: bool | None = None
        self.title = ElidedLabel("strong")
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Value"))
        self.field.setMinimumHeight(32)
        self.field.setFixedWidth(_FIELD)
        self.field.setMaxLength(200)
        self.hint = label("", "muted")
        self.weigh_button = KeyButton(theme, _("Weigh again"), weigh_key, height=tokens.TARGET_DESK)
        self.weigh_button.hide()
        self._caps = horizontal(spacing=12)
        self._caps.addWidget(self.weigh_button)
        for what, key in ((_("Take"), "Enter"), (_("Leave"), "Esc")):
            self._caps.addWidget(label(what, "muted"))
            self._caps.addWidget(KeyCap(theme, key))
        self._rows = QGridLayout()
        self._rows.setContentsMargins(16, 5, 12, 5)
        self._rows.setHorizontalSpacing(_GAP)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(2, 1)
        self._rows.addLayout(self._caps, 0, 3)
        self._put_hint(below=False)
        self.weight = label("", "weight")
        self.weight.setAccessibleName(_("Weight on the scale"))
        self.weight.setMinimumWidth(_WEIGHT)
        self.amount = label("", "weight")
        self.amount.setAccessibleName(_("Amount of what lies on the scale"))
        self.amount.setMinimumWidth(_AMOUNT)
        self.state = Notice(theme)
        self.tare_button = KeyButton(theme, *tare, height=tokens.TARGET_DESK)
        self._scale = QWidget()
        scale = horizontal(spacing=_GAP)
        scale.addWidget(self.weight)
        scale.addWidget(self.amount)
        scale.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        scale.addWidget(self.tare_button)
        self._scale.setLayout(scale)
        self._scale.setMinimumHeight(_TWO_ROWS)
        self._scale.hide()
        self._rows.addWidget(self._scale, 2, 0, 1, 4)
        # However long the goods are called, the columns of the till stay where they are.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setLayout(self._rows)
        self.field.installEventFilter(self)
        self.hide()

    @property
    def asking(self) -> Question | None:
        """What is asked for at the moment."""
        return self._question

    def ask(self, question: Question) -> None:
        """Show the field with the focus."""
        self._question = question
        self.title.setText(question.title)
        self.title.setToolTip(question.title)
        self.hint.setText(question.hint)
        self.weigh_button.setVisible(question.may_weigh)
        self._put_hint(below=self._crowded())
        self.field.setAccessibleName(question.title)
        self.field.setText(question.value)
        self.field.selectAll()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.asked.emit(question)

    def close_bar(self) -> None:
        """Take the field away; who asked gives the focus back."""
        self._question = None
        self.hide()
        self.asked.emit(None)

    def show_weight(self, text: str, amount: str, *, ready: bool) -> None:
        """Show what lies on the scale and what it comes to; quietly where Enter would not take it."""
        for part, shown in ((self.weight, text), (self.amount, amount)):
            part.setText(shown)
            part.setVisible(bool(text))
            set_look(part, "weight" if ready else "weight-quiet")
        self._scale.show()

    def show_state(self, text: str, look: str) -> None:
        """Say how the scale is, in the look muted, good, warn or bad."""
        self.state.say(text, look)

    def hide_scale(self) -> None:
        """Show nothing of a scale."""
        self._scale.hide()
        self.weight.setText("")
        self.amount.setText("")
        self.state.say("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a second row where the first is too narrow."""
        super().resizeEvent(event)
        self._put_hint(below=self._crowded())

    def _crowded(self) -> bool:
        """Return whether title, field, hint and keys are more than one row holds."""
        parts = (self.title.sizeHint().width(), _FIELD, self.hint.sizeHint().width(), self._caps.sizeHint().width())
        return sum(parts) + 3 * _GAP + 28 > self.width()

    def _put_hint(self, *, below: bool) -> None:
        """Put field and hint beside the title, or on a row of their own; the title is cut last of all."""
        if below is self._below:
            return
        self._below = below
        for part in (self.title, self.field, self.hint):
            self._rows.removeWidget(part)
        if below:
            self._rows.addWidget(self.title, 0, 0, 1, 3)
            self._rows.addWidget(self.field, 1, 0)
            self._rows.addWidget(self.hint, 1, 1, 1, 3)
        else:
            self._rows.addWidget(self.title, 0, 0)
            self._rows.addWidget(self.field, 0, 1)
            self._rows.addWidget(self.hint, 0, 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc for the bar."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                # a key held down repeats; one press is one wish
                if self._question is not None and not event.isAutoRepeat():
                    self.answered.emit(self._question.what, self.field.text())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
