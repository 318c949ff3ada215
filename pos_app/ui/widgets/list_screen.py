"""What a read-only list is to the window: it marks itself stale and reloads only when it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.ui.actions import State
    from pos_app.ui.widgets.list_page import ListPage


class ListScreen(QObject):
    """A tab with one list."""

    def __init__(self, page: ListPage, state: State, concerns: Callable[[Changes], bool]) -> None:
        super().__init__(page)
        self.widget = page
        self.state = state
        self._concerns = concerns
        self._stale = True

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do."""
        return {"focus_filter": self.widget.focus_filter}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now: none."""
        return frozenset()

    def changed(self, changes: Changes) -> None:
        """Mark as stale where the change concerns the list; one in sight reloads at once."""
        if self._concerns(changes):
            self._stale = True
            if self.widget.isVisible():
                self._reload()

    def shown(self) -> None:
        """Reload what is stale and give the filter the focus."""
        if self._stale:
            self._reload()
        self.widget.focus_filter()

    def _reload(self) -> None:
        self._stale = False
        self.widget.reload()
