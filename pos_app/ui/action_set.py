"""The actions on a window: shortcuts that follow what is on screen, and one way to run any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.permissions import Permission
    from pos_app.ui.actions import Action, State


class ActionSet(QObject):
    """Binds each action to its handler. An action without a handler is a fault and raises at once."""

    changed = Signal()
    """Which actions can be run has changed."""

    def __init__(
        self,
        window: QWidget,
        actions: Sequence[Action],
        handlers: Mapping[str, Callable[[], object]],
        state: State,
        allowed: Callable[[Permission], bool] = lambda _permission: True,
    ) -> None:
        super().__init__(window)
        missing = sorted({action.handler for action in actions} - handlers.keys())
        if missing:
            raise LookupError(f"actions without a handler: {missing}")
        self.actions = tuple(actions)
        self._by_id = {action.id: action for action in actions}
        self._handlers = handlers
        self._allowed = allowed
        self._state = state
        self._off: frozenset[str] = frozenset()
        keyed = [action for action in actions if action.keys and not action.by_filter]
        self._shortcuts = {action.id: self._shortcut(window, action) for action in keyed}
        self._refresh()

    @property
    def state(self) -> State:
        """What is on screen."""
        return self._state

    def follow(self, state: State, off: frozenset[str] = frozenset()) -> None:
        """Follow the screen: shortcuts of other states stop working, and those of `off` ids for now."""
        if (state, off) != (self._state, self._off):
            self._state, self._off = state, off
            self._refresh()

    def enabled(self, action: Action) -> bool:
        """Return whether the action can be run now."""
        allowed = action.permission is None or self._allowed(action.permission)
        return self._state in action.states and action.id not in self._off and allowed

    def available(self) -> list[Action]:
        """Return what can be run now."""
        return [action for action in self.actions if self.enabled(action)]

    def run(self, action_id: str) -> None:
        """Run an action, if it can be run now."""
        action = self._by_id[action_id]
        if self.enabled(action):
            self._handlers[action.handler]()

    def _shortcut(self, window: QWidget, action: Action) -> QAction:
        made = QAction(action.title, window)
        made.setShortcuts([QKeySequence(key, QKeySequence.SequenceFormat.PortableText) for key in action.keys])
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setAutoRepeat(False)
        made.triggered.connect(lambda _checked=False, action_id=action.id: self.run(action_id))
        window.addAction(made)
        return made

    def _refresh(self) -> None:
        for action_id, shortcut in self._shortcuts.items():
            shortcut.setEnabled(self.enabled(self._by_id[action_id]))
        self.changed.emit()
