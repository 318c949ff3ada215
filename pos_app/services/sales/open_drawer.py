"""Open the cash drawer: once after a sale with cash, or without a sale with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.services.sales.take_payment import CASH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Printer
    from pos_app.services.sales.counter import Counter


class ReasonMissing(PosError):
    """Opening the drawer without a sale needs a reason."""


class OpenDrawer:
    """The drawer that hangs on the receipt printer."""

    def __init__(self, counter: Counter, printer: Callable[[], Printer]) -> None:
        self._counter = counter
        self._printer = printer

    def note_opening(self, reason: str) -> Changes:
        """Write down why the drawer is opened without a sale; `kick` may follow. Raise `ReasonMissing`."""
        if not reason.strip():
            raise ReasonMissing
        shop = self._counter.shop
        with shop.books.posting(shop.duty) as posting:
            posting.journal(Tag.DRAWER_OPENED, None, {"reason": posting.text(reason.strip())})
        return Changes()

    def kick(self) -> None:
        """Open the drawer: its printer may take seconds to answer. Raise `PrinterOffline`."""
        self._printer().kick_drawer()

    def kick_after(self, tender: str) -> None:
        """Open the drawer once after cash was taken or given back, where the settings want it.

        Raise `PrinterOffline`.
        """
        if tender == CASH and self._counter.settings.open_drawer:
            self.kick()
