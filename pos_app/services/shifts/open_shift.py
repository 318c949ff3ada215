"""Open a shift with a counted float; what the last closing left is what should be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.data.queries.last_shift import last_shift
from pos_app.domain.changes import Changes
from pos_app.domain.denominations import refuse_untrue
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import OPEN, ShiftIsOpen
from pos_app.services.shifts.shift_gate import begin_shift, left_by

if TYPE_CHECKING:
    from pos_app.domain.denominations import CashCount
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class Opened(Struct, frozen=True):
    """A shift was opened."""

    expected: int
    """What the last closing left."""
    counted: int
    changes: Changes

    @property
    def difference(self) -> int:
        """Over is positive, short negative."""
        return self.counted - self.expected


class OpenShift:
    """Cash counted in the morning."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def expected(self) -> int | None:
        """Return what the last closing left; None where whoever counts is not to know before."""
        self._shop.require(Permission.SHIFT_OPEN)
        if self._settings.values.blind_count:
            return None
        with self._shop.database.read() as connection:
            return left_by(last_shift(connection, self._shop.duty.till_id))

    def open(self, count: CashCount) -> Opened:
        """Open the next shift of this till. Raise `ShiftIsOpen`, or what of a count cannot be."""
        currency = self._shop.profile.currency
        refuse_untrue(count, currency)
        with self._shop.posting(Permission.SHIFT_OPEN, dated=True) as posting:
            last = posting.last_shift()
            if last is not None and last.state == OPEN:
                raise ShiftIsOpen
            begin_shift(posting, last, count, currency=currency.code)
            behind = posting.clock_behind_seconds
        return Opened(left_by(last), count.amount, Changes(shift=True, clock_behind_seconds=behind))
