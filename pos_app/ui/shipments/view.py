"""The shipments' page while there is nothing to ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.actions import State
from pos_app.ui.widgets.basics import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme


class ShipmentsScreen(QObject):
    """The tab."""

    def __init__(self, theme: Theme, actions: Mapping[str, Action], _: Callable[[str], str]) -> None:
        super().__init__()
        sentence = _(
            "Goods on their way to customers will stand here: parcels to pack, labels to buy and print, "
            "and where each parcel is. It fills itself once an online shop is connected."
        )
        self.widget = EmptyState(
            theme, _("No shipments yet"), sentence, ((_("Back to the till"), actions["go.sales"].cap),)
        )
        self.state = State.SHIPMENTS
        self.setParent(self.widget)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do: nothing of its own yet."""
        return {}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now: none."""
        return frozenset()

    def changed(self, changes: Changes) -> None:
        """Take note of a change: none concerns shipments yet."""

    def shown(self) -> None:
        """Take the focus, so that no key reaches a hidden tab."""
        self.widget.setFocus()
