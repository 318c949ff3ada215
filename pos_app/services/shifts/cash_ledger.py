"""The one way cash moves: a row of the ledger, and the kept sum of the shift with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from pos_app.data.statements import change
from pos_app.data.tables.shifts import cash_movement, shift_state

if TYPE_CHECKING:
    from pos_app.services.books import Posting

_ADD_CASH = (
    update(shift_state)
    .where(shift_state.c.shift_id == bindparam("shift"))
    .values(cash=shift_state.c.cash + bindparam("more"), changed_at=bindparam("now"))
)


def move_cash(
    posting: Posting, reason: str, amount: int, document_uid: bytes, *, currency: str, uid: bytes | None = None
) -> None:
    """Move cash into the drawer of the open shift, out of it where the amount is negative."""
    own = {} if uid is None else {"uid": uid}
    posting.add(cash_movement, **own, reason=reason, currency=currency, amount=amount, document_uid=document_uid)
    change(posting.connection, _ADD_CASH, {"shift": posting.duty.shift_id, "more": amount, "now": posting.at})
