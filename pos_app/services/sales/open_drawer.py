"""Open the cash drawer: once after a sale with cash, or without a sale with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.printing import DrawerAway, DrawerBusy, PrinterOffline
from pos_app.services.sales.take_payment import CASH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Printer
    from pos_app.services.sales.counter import Counter


class ReasonMissing(PosError):
    """Opening the drawer without a sale needs a reason."""


class OpenDrawer:
    """The drawer, on the receipt printer or elsewhere."""

    def __init__(self, counter: Counter, drawer: Callable[[], Printer], elsewhere: Callable[[], bool]) -> None:
        """`drawer` gives the printer that it hangs on, `elsewhere` tells whether that is not the receipt printer."""
        self._counter = counter
        self._drawer = drawer
        self._elsewhere = elsewhere

    def note_opening(self, reason: str) -> Changes:
        """Write down why the drawer is opened without a sale; `kick` may follow.

        Raise `ReasonMissing` or `ShiftClosed`.
        """
        if not reason.strip():
            raise ReasonMissing
        shop = self._counter.shop
        with shop.posting(Permission.DRAWER_OPEN) as posting:
            self._counter.need_shift(posting)
            posting.journal(Tag.DRAWER_OPENED, None, {"reason": posting.text(reason.strip())})
        return Changes()

    def kick(self) -> None:
        """Open the drawer: its printer may take seconds to answer.

        Raise `PrinterOffline`, or `DrawerAway` for a drawer that hangs elsewhere than the receipt printer.
        """
        try:
            self._drawer().kick_drawer()
        except DrawerBusy:
            raise
        except PrinterOffline as problem:
            if not self._elsewhere():
                raise
            address = self._counter.settings.drawer
            raise DrawerAway(address=address, reason=problem.params.get("reason", "")) from problem

    def kick_after(self, tender: str) -> None:
        """Open the drawer once after cash was taken or given back, where the settings want it.

        Raise `PrinterOffline` or `DrawerAway`.
        """
        if tender == CASH and self._counter.settings.open_drawer:
            self.kick()
