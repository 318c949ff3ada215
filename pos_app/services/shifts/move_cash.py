"""Put cash into the drawer, take some out, drop some to the safe: each with a reason and the person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.ids import new_uid
from pos_app.data.queries.last_shift import last_shift
from pos_app.data.tables.shifts import cash_movement
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.money import LARGEST_AMOUNT, AmountTooLarge
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import DROP, PAY_IN, PAY_OUT
from pos_app.services.shifts.cash_ledger import move_cash
from pos_app.services.shifts.shift_gate import need_shift

if TYPE_CHECKING:
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

_TAGS = {PAY_IN: Tag.CASH_PAID_IN, PAY_OUT: Tag.CASH_PAID_OUT, DROP: Tag.CASH_DROPPED}


class NothingMoved(PosError):
    """Cash that is put in or taken out is more than nothing, and told without a sign."""


class MoveReasonMissing(PosError):
    """Cash that comes or goes without a sale needs a reason."""


class MoreThanInDrawer(PosError):
    """More than should lie in the drawer. How much that is, is not told: who takes some out may have to count it blind.

    Params: amount (minor units).
    """


class MoveCash:
    """Cash that comes or goes without a sale."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def new_movement_uid(self) -> bytes:
        """Return the uid of one wish: made when the panel opens, so that five Enters move cash once."""
        return new_uid()

    def pay_in(self, amount: int, reason: str, movement_uid: bytes) -> Changes:
        """Put cash in. Raise `NothingMoved`, `MoveReasonMissing`, `AmountTooLarge` or `ShiftClosed`."""
        return self._move(PAY_IN, amount, reason, movement_uid)

    def pay_out(self, amount: int, reason: str, movement_uid: bytes) -> Changes:
        """Take cash out: positive. Raise what `pay_in` raises, or `MoreThanInDrawer`."""
        return self._move(PAY_OUT, amount, reason, movement_uid)

    def drop(self, amount: int, reason: str, movement_uid: bytes) -> Changes:
        """Bring cash to the safe: positive. Raise what `pay_out` raises."""
        return self._move(DROP, amount, reason, movement_uid)

    def in_drawer(self) -> int | None:
        """Return what should lie in this till's drawer, in minor units; None where who counts it is not to know.

        Nor is anybody to whom the till is locked.
        """
        if self._shop.rights is None:
            return None
        with self._shop.database.read() as connection:
            last = last_shift(connection, self._shop.duty.till_id)
        return None if last is None or self._settings.values.blind_count else last.cash

    def _move(self, kind: str, amount: int, reason: str, uid: bytes) -> Changes:
        if amount <= 0:
            raise NothingMoved
        if amount > LARGEST_AMOUNT:
            raise AmountTooLarge(text=str(amount))
        if not reason.strip():
            raise MoveReasonMissing
        currency = self._shop.profile.currency.code
        with self._shop.posting(Permission.CASH_MOVE, dated=True) as posting:
            shift = need_shift(posting, needed=self._settings.values.shift_needed, currency=currency)
            there = select(cash_movement.c.id).where(cash_movement.c.uid == uid)
            if posting.connection.execute(there).first() is not None:  # its answer was lost
                return Changes()
            if kind != PAY_IN and amount > shift.cash:
                raise MoreThanInDrawer(amount=amount)
            signed = amount if kind == PAY_IN else -amount
            move_cash(posting, kind, signed, uid, currency=currency, uid=uid)
            posting.journal(_TAGS[kind], uid, {"amount": signed, "reason": posting.text(reason.strip())})
            return Changes(shift=True, clock_behind_seconds=posting.clock_behind_seconds)
