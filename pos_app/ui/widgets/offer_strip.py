"""A strip above the status bar that offers something to do about the machine, and waits without taking the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame

from pos_app.ui.widgets.basics import Notice, horizontal
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from collections.abc import Collection

    from pos_app.ui.theme import Theme

_HEIGHT = 32


class OfferStrip(QFrame):
    """One sentence and the buttons that go with it; it takes no room while there is nothing to offer."""

    chosen = Signal(str)
    """The name of what was chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "bar")
        self.said = Notice(theme)
        self.buttons: dict[str, KeyButton] = {}
        self._shortcuts: dict[str, QShortcut] = {}
        self._row = horizontal((16, 6, 16, 6), 8)
        # Its icon stands beside the first row of the text, so the sentence keeps its own height.
        self._row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._row)
        self.hide()

    def add_choice(self, name: str, title: str, key: str) -> None:
        """Make a button with a key, `Ctrl+I`, that works everywhere in the window while it is offered."""
        button = KeyButton(self._theme, title, key.replace("+", " "), height=_HEIGHT)
        shortcut = QShortcut(QKeySequence(key, QKeySequence.SequenceFormat.PortableText), self)
        shortcut.setEnabled(False)
        for pressed in (button.clicked, shortcut.activated):
            pressed.connect(lambda *_checked, name=name: self.chosen.emit(name))
        self._row.addWidget(button)
        self.buttons[name], self._shortcuts[name] = button, shortcut

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
            self._shortcuts[name].setEnabled(name in offered)
