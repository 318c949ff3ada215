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
    from pos_app.services.sales.take_payment import Completed


class ReasonMissing(PosError):
    """Opening the drawer without a sale needs a reason."""


class OpenDrawer:
    """The drawer that hangs on the receipt printer."""

    def __init__(self, counter: Counter, printer: Callable[[], Printer]) -> None:
        self._counter = counter
        self._printer = printer

    def open(self, reason: str) -> Changes:
        """Open the drawer without a sale; the reason goes to the journal first.

        Raise `ReasonMissing` or `PrinterOffline`.
        """
        if not reason.strip():
            raise ReasonMissing
        shop = self._counter.shop
        with shop.books.posting(shop.duty) as posting:
            posting.journal(Tag.DRAWER_OPENED, None, {"reason": posting.text(reason.strip())})
        self._printer().kick_drawer()
        return Changes()

    def kick_after(self, completed: Completed) -> None:
        """Open the drawer once after a sale with cash, where the settings want it. Raise `PrinterOffline`."""
        cash = any(taken.tender == CASH for taken in completed.payments)
        if cash and self._counter.settings.open_drawer:
            self._printer().kick_drawer()
