"""The sales tab's widgets, laid out. It renders and says what the person wants; the presenter decides."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.messages import Place
from pos_app.ui.sales.entry_bar import EntryBar
from pos_app.ui.sales.last_line import LastLine
from pos_app.ui.sales.lines_card import LinesCard
from pos_app.ui.sales.quick_keys import QuickKeys
from pos_app.ui.sales.scan_line import ScanLine
from pos_app.ui.sales.totals_panel import TotalsPanel
from pos_app.ui.widgets.basics import Notice, horizontal, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from pos_app.domain.formats import Formats
    from pos_app.ui.actions import Action
    from pos_app.ui.messages import Message, Messages
    from pos_app.ui.sales.done_panel import DonePanel
    from pos_app.ui.sales.explain_panel import ExplainPanel
    from pos_app.ui.sales.held_panel import HeldPanel
    from pos_app.ui.sales.pay_panel import PayPanel
    from pos_app.ui.sales.results_popup import ResultsPopup
    from pos_app.ui.theme import Theme

_Panel = TypeVar("_Panel", bound=QWidget)

_WRITING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_UPPER_LEAST = 106
"""Pixels of height in which a row of quick keys stands with its tabs."""
BUTTONS = ("sales.quantity", "sales.price", "sales.discount", "sales.remove", "sales.hold", "sales.explain")
"""The row under the basket, in its order."""


class SalesView(QWidget):
    """Left the scan line and the basket, right what sells fast, the sums and the way to pay."""

    stray_key = Signal(str)
    """Text typed while no field had the focus, for example a scan after a click on a tile."""
    stray_escape = Signal()
    """Esc pressed while no field had the focus."""
    held_built = Signal(object)
    """The `HeldPanel`, when it is first asked for."""
    results_built = Signal(object)
    """The `ResultsPopup`, when it is first asked for."""

    def __init__(
        self,
        theme: Theme,
        formats: Formats,
        messages: Messages,
        actions: Mapping[str, Action],
        _: Callable[[str], str],
    ) -> None:
        super().__init__()
        # what changes is painted on this page alone, and not on everything that lies under it too
        self.setAutoFillBackground(True)
        self._pay_title = actions["sales.pay"].title
        self._hold_titles = {True: _("Hold"), False: _("Recall")}
        self.scan = ScanLine(_)
        self.said = Notice(theme)
        self.entry = EntryBar(
            theme, _, (actions["sales.tare"].title, actions["sales.tare"].cap), actions["sales.weigh"].cap
        )
        self.lines = LinesCard(theme, actions, _)
        self.buttons = {name: KeyButton(theme, actions[name].title, actions[name].cap) for name in BUTTONS}
        self.last = LastLine(theme)
        self.quick = QuickKeys(theme, formats, actions, _)
        self.totals = TotalsPanel(theme, formats, _)
        self.pay_button = KeyButton(theme, self._pay_title, actions["sales.pay"].cap, Kind.PRIMARY, 60)
        self._theme = theme
        self._formats = formats
        self._actions = actions
        self._ = _
        self._may_hold = False
        self.lines.held.counted.connect(self._follow_held)
        self._follow_held()
        self._lay_out()
        messages.said.connect(self._on_said)
        messages.cleared.connect(self._on_cleared)

    # What covers a part of the page now and then is built when it first does: a start need not wait for it.

    @cached_property
    def results(self) -> ResultsPopup:
        """What a search has found, under the scan line."""
        from pos_app.ui.sales.results_popup import ResultsPopup

        popup = ResultsPopup(self, self._theme, self._)
        self.results_built.emit(popup)
        return popup

    def results_shown(self) -> bool:
        """Tell whether a search shows what it found."""
        return "results" in self.__dict__ and self.results.isVisible()

    def hide_results(self) -> None:
        """Take away what a search has found."""
        if "results" in self.__dict__:
            self.results.hide()

    @cached_property
    def explain(self) -> ExplainPanel:
        """How the lit line comes to its amount."""
        from pos_app.ui.sales.explain_panel import ExplainPanel

        return self._on_top(
            ExplainPanel(self._theme, self._formats, self._actions["sales.explain"].cap, self._), self._upper
        )

    @cached_property
    def held(self) -> HeldPanel:
        """The held baskets."""
        from pos_app.ui.sales.held_panel import HeldPanel

        panel = self._on_top(HeldPanel(self._theme, self._), self._upper)
        self.held_built.emit(panel)
        return panel

    @cached_property
    def done(self) -> DonePanel:
        """The change of the last sale."""
        from pos_app.ui.sales.done_panel import DonePanel

        panel = DonePanel(self._theme, self._formats, self._actions["paper.again"], self._)
        panel.hide()
        column = self._selling.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(self.pay_button), panel, 1)
        return panel

    @cached_property
    def pay(self) -> PayPanel:
        """The payment."""
        from pos_app.ui.sales.pay_panel import PayPanel

        return self._on_top(PayPanel(self._theme, self._formats, self._actions, self._), self._right)

    def shows(self, panel: str) -> bool:
        """Tell whether `explain`, `held` or `done` is in sight, without building it."""
        built: QWidget | None = self.__dict__.get(panel)
        return built is not None and built.isVisibleTo(self)

    def scan_line_area(self) -> QRect:
        """Return where the scan line stands, for what drops under it."""
        return self.scan.geometry()

    def show_right(self, panel: QWidget) -> None:
        """Bring a panel to the front of the upper right: quick keys, explain, held baskets."""
        self._upper.setCurrentWidget(panel)

    def right_panel(self) -> QWidget:
        """Return the panel at the upper right."""
        return self._upper.currentWidget() or self.quick

    def show_first_steps(self, steps: Sequence[str]) -> None:
        """Show on the empty till what a shop without goods does first; nothing of it where there are no steps."""
        focus = QApplication.focusWidget()
        if focus is not None and self.lines.empty.isAncestorOf(focus):
            self.focus_scan_line()  # or it would go wherever Qt finds
        shown = self.lines.empty.show_first_steps(steps)
        if shown is not None:
            shown.follow_in_tab_order(self.scan)

    def show_paying(self, paying: bool) -> None:
        """Replace the right side by the payment, or bring it back."""
        self._right.setCurrentWidget(self.pay if paying else self._selling)
        self.scan.set_paying(paying)

    def show_done(self, shown: bool) -> None:
        """Show the change of the last sale in place of the sums, or the sums again."""
        if shown or self.shows("done"):
            self.done.setVisible(shown)
        for widget in (self._upper, self.totals):
            widget.setVisible(not shown)

    def show_total(self, total: int, payable: bool) -> None:
        """Write the total on the pay button."""
        money = f"{self._formats.sign} {self._formats.amount(total)}"
        self.pay_button.set_title(f"{self._pay_title} {money}" if total or payable else self._pay_title)
        self.pay_button.setEnabled(payable)

    def show_holding(self, may_hold: bool) -> None:
        """Write on the button of F7 what it does now: hold the basket, or only bring a held one back."""
        self._may_hold = may_hold
        self.buttons["sales.hold"].set_title(self._hold_titles[may_hold])
        self._follow_held()

    def _follow_held(self) -> None:
        self.buttons["sales.hold"].set_faint(not self._may_hold and not self.lines.held.count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say what is typed into nothing."""
        if not self.take_key(event):
            super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Say a key that nothing had a use for, on the tab or around it; return whether it means something here."""
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            if not event.isAutoRepeat():
                self.stray_escape.emit()
        elif text and text.isprintable() and not event.modifiers() & ~_WRITING:
            self.stray_key.emit(text)
        else:
            return False
        return True

    def _lay_out(self) -> None:
        page = horizontal((16, 16, 16, 16), 16)
        page.addLayout(self._left_side(), 866)
        page.addWidget(self._right_side(), 452)
        self.setLayout(page)

    def _left_side(self) -> QVBoxLayout:
        side = vertical(spacing=12)
        side.addWidget(self.scan)
        side.addWidget(self.said)
        side.addWidget(self.entry)
        side.addWidget(self.lines, 1)
        side.addLayout(self._button_row())
        return side

    def _button_row(self) -> QHBoxLayout:
        row = horizontal(spacing=8)
        for button in self.buttons.values():
            row.addWidget(button, 1)
        return row

    def _right_side(self) -> QWidget:
        self._upper = Stack()
        # On a low screen the panels above give way, not the sums.
        self._upper.setMinimumHeight(_UPPER_LEAST)
        self.totals.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._upper.addWidget(self.quick)
        self._selling = QWidget()
        selling = vertical(spacing=12)
        selling.addWidget(self.last)
        selling.addWidget(self._upper, 1)
        selling.addWidget(self.totals)
        selling.addWidget(self.pay_button)
        self._selling.setLayout(selling)
        self._right = Stack()
        self._right.addWidget(self._selling)
        self._right.setMinimumWidth(340)
        return self._right

    @staticmethod
    def _on_top(panel: _Panel, stack: Stack) -> _Panel:
        stack.addWidget(panel)
        return panel

    def _on_said(self, message: Message) -> None:
        if message.place is Place.BASKET:
            self.said.say(message.text, message.tone.value)

    def _on_cleared(self, place: Place, _line_uid: str) -> None:
        if place is Place.BASKET:
            self.said.say("")

    def beep(self) -> None:
        """Sound the system's bell: whoever scans looks at the goods."""
        QApplication.beep()

    def focus_scan_line(self) -> None:
        """Give the scan line the focus."""
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)
