"""What a shop without goods shows in place of an empty basket: the way to goods, printer and scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.actions import CODE_ACTION, page_action
from pos_app.ui.widgets.basics import EmptyState, horizontal
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme

GOODS, PRINTER, SCALE = "go.catalog", page_action("Printer"), page_action("Scale")
RECOVERY = CODE_ACTION
"""The steps: ids of the actions that lead to them."""
MOST = 3
"""Steps that stand beside each other."""


class FirstSteps(EmptyState):
    """A button a step, the first of them the one primary action; Tab leads from the scan line to them."""

    wanted = Signal(str)
    """The id of the action that a button stands for."""

    def __init__(
        self, theme: Theme, actions: Mapping[str, Action], steps: Sequence[str], _: Callable[[str], str]
    ) -> None:
        titles = {
            GOODS: _("Import goods"),
            RECOVERY: _("Make a recovery code"),
            PRINTER: _("Set up the printer"),
            SCALE: _("Set up the scale"),
        }
        buttons = {name: _step(theme, titles[name], actions[name].cap, name == steps[0]) for name in steps}
        super().__init__(
            theme,
            _("The shop has no goods yet"),
            _("Import goods first. Then scan an item, or type a few letters of its name."),
            ((_("Go to the steps"), "Tab"), (_("All keys"), actions["window.help"].cap)),
            _in_a_row(list(buttons.values())),
        )
        self.buttons = buttons
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))

    def follow_in_tab_order(self, before: QWidget) -> None:
        """Let Tab lead from `before` to the first step and on to the others."""
        for button in self.buttons.values():
            QWidget.setTabOrder(before, button)
            before = button


def _step(theme: Theme, title: str, key: str, is_first: bool) -> KeyButton:
    made = KeyButton(theme, title, key, Kind.PRIMARY if is_first else Kind.PLAIN)
    made.setAutoDefault(True)  # Enter presses the one that has the focus, as Space does
    return made


def _in_a_row(buttons: Sequence[QWidget]) -> QWidget:
    whole = QWidget()
    row = horizontal(spacing=8)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    whole.setLayout(row)
    return whole
