"""A strip above the status bar that offers something to do about the machine, and waits without taking the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from pos_app.ui.widgets.basics import Notice, horizontal
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from collections.abc import Collection

    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme

_HEIGHT = 32


class OfferStrip(QFrame):
    """One sentence and the buttons that go with it; it takes no room while there is nothing to offer."""

    chosen = Signal(str)
    """The id of the action that was chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "bar")
        self.said = Notice(theme)
        self.buttons: dict[str, KeyButton] = {}
        self._row = horizontal((16, 6, 16, 6), 8)
        # Its icon stands beside the first row of the text, so the sentence keeps its own height.
        self._row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._row)
        self.hide()

    def add_choice(self, action: Action) -> None:
        """Make a button for an action; its key works by itself."""
        button = KeyButton(self._theme, action.title, action.cap, height=_HEIGHT)
        button.clicked.connect(lambda: self.chosen.emit(action.id))
        self._row.addWidget(button)
        self.buttons[action.id] = button

    def offer(self, text: str, offered: Collection[str], look: str = "warn") -> None:
        """Say something and offer some of the choices, or none while one of them is under way."""
        self.said.say(text, look)
        self._show_choices(offered)
        self.show()

    def clear(self) -> None:
        """Go away."""
        self.said.say("")
        self._show_choices(())
        self.hide()

    def _show_choices(self, offered: Collection[str]) -> None:
        for name, button in self.buttons.items():
            button.setVisible(name in offered)
