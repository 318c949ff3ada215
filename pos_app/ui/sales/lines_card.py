"""The basket as a card: its lines, or what to do while there are none, and what it holds at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from pos_app.ui.sales.table_model import Column, LinesTableModel
from pos_app.ui.widgets.basics import Card, ElidedLabel, EmptyState, Hairline, KeyCap, Pill, horizontal, label, vertical
from pos_app.ui.widgets.stack import Stack
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pos_app.ui.actions import Action
    from pos_app.ui.sales.first_steps import FirstSteps
    from pos_app.ui.sales.line_rows import LineRow
    from pos_app.ui.theme import Theme


_CORNER = 6
"""Pixels from a card's top at which its round corners leave the whole width to a table."""


class TodayFigures(Struct, frozen=True):
    """What an empty till shows of the day, as text."""

    sales: str
    revenue: str
    average: str


class LinesCard(Card):
    """Table, empty state and foot."""

    held_clicked = Signal()

    def __init__(self, theme: Theme, actions: Mapping[str, Action], _: Callable[[str], str]) -> None:
        super().__init__()
        self.model = LinesTableModel(_)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Basket"), till=True)
        self.table.setModel(self.model)
        widths: dict[int, int] = {Column.NUMBER: 52, Column.QUANTITY: 112, Column.PRICE: 93, Column.AMOUNT: 116}
        self.table.set_columns(widths, stretch=Column.ITEM)
        self.table.let_rows_grow(Column.ITEM)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = EmptyTill(theme, actions, _)
        self._stack = Stack()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        self.count = label("", "muted")
        self.starter = ElidedLabel("muted")
        self.held = HeldBadge(theme, actions["sales.hold"].cap, _)
        self.held.clicked.connect(self.held_clicked)
        layout = vertical((1, _CORNER, 1, 1))
        layout.addWidget(self._stack, 1)
        layout.addWidget(Hairline())
        layout.addLayout(self._foot())
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[LineRow], count: str) -> None:
        """Show the lines, or the empty state where there are none."""
        self.model.show(rows)
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        self.count.setText(count if rows else "")
        if not rows:
            self.show_starter("")

    def show_starter(self, text: str) -> None:
        """Say who began the basket, where that is somebody else."""
        self.starter.setText(text)

    def light(self, uid: bytes | None) -> None:
        """Light a line and bring it into sight."""
        self.table.choose_row(self.model.row_of(uid) if uid is not None else -1)

    def lit(self) -> bytes | None:
        """Return the lit line."""
        return self.model.uid_at(self.table.row())

    def _foot(self) -> QHBoxLayout:
        row = horizontal((16, 0, 16, 0), 12)
        self.count.setMinimumHeight(43)
        row.addWidget(self.count)
        row.addWidget(self.starter, 1)
        row.addWidget(self.held)
        return row


class HeldBadge(QPushButton):
    """How many baskets are held, and the key that shows them."""

    counted = Signal()
    """Another number is held now."""

    def __init__(self, theme: Theme, key: str, _: Callable[[str], str]) -> None:
        super().__init__()
        self._name = _("Held baskets")
        self.setFlat(True)
        self.setProperty("look", "bare")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(32)
        self._count = Pill(theme, "0")
        self.count = 0
        row = horizontal(spacing=16)
        row.addWidget(label(self._name, "muted"))
        row.addWidget(self._count)
        row.addWidget(KeyCap(theme, key))
        self.setLayout(row)
        self.setMinimumWidth(row.sizeHint().width())
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many are held; nothing is shown for none."""
        self.count = count
        self._count.set(str(count))
        self.setAccessibleName(f"{self._name}: {count}")
        self.setVisible(count > 0)
        self.counted.emit()


class EmptyTill(QWidget):
    """What to do on an empty till, and the small figures of the day; the first steps where the shop has no goods."""

    wanted = Signal(str)
    """The id of the action of a first step."""

    def __init__(self, theme: Theme, actions: Mapping[str, Action], _: Callable[[str], str]) -> None:
        super().__init__()
        keys = (
            (_("Bring back a held basket"), actions["sales.hold"].cap),
            (_("Quick keys"), actions["sales.quick_keys"].cap),
            (_("Find a receipt"), actions["paper.find"].cap),
            (_("All keys"), actions["window.help"].cap),
        )
        self._theme = theme
        self._actions = actions
        self._translate = _
        self.first_steps: FirstSteps | None = None
        sentence = _("Scan an item, type a few letters of its name, or press a quick key.")
        self.state = EmptyState(theme, _("Ready for the next customer"), sentence, keys)
        self.today = label("", "muted", Qt.AlignmentFlag.AlignHCenter)
        self._layout = vertical((0, 0, 0, 16))
        self._layout.addWidget(self.state, 1)
        self._layout.addWidget(self.today)
        self.setLayout(self._layout)

    def show_first_steps(self, steps: Sequence[str]) -> FirstSteps | None:
        """Show these steps in place of what is usual, or that again where there are none; return what shows them."""
        if self.first_steps is not None:
            self.first_steps.hide()
            self.first_steps.deleteLater()
            self.first_steps = None
        if steps:
            # a shop needs them once, so a till that has goods does not load them
            from pos_app.ui.sales.first_steps import FirstSteps

            self.first_steps = FirstSteps(self._theme, self._actions, steps, self._translate)
            self.first_steps.wanted.connect(self.wanted)
            self._layout.insertWidget(0, self.first_steps, 1)
            self.first_steps.show()  # the layout would show it later, and until then Tab would pass it by
        self.state.setVisible(not steps)
        self.today.setVisible(not steps)
        return self.first_steps

    def hide_today(self) -> None:
        """Show none of the day's figures."""
        self.today.clear()

    def show_today(self, figures: TodayFigures | None) -> None:
        """Show the day's figures; None before the first sale."""
        if figures is None:
            self.today.setText(self._translate("No sale yet today"))
            return
        text = self._translate("Today: {revenue} from {sales} sales, {average} on average")
        if figures.sales == "1":
            text = self._translate("Today: {revenue} from one sale")
        self.today.setText(text.format(sales=figures.sales, revenue=figures.revenue, average=figures.average))
