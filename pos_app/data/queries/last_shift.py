"""The last shift of a till, and where it stands: all that whoever moves money has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import NoResultFound

from pos_app.data.statements import ask
from pos_app.data.tables.shifts import shift, shift_state

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class ShiftRow(NamedTuple):
    """A shift as stored, with where it stands."""

    id: int
    uid: bytes
    number: int
    person_id: int
    at: datetime
    float_amount: int
    state: str | None
    cash: int


_SHIFT: Select[Any] = select(
    shift.c.id,
    shift.c.uid,
    shift.c.number,
    shift.c.person_id,
    shift.c.at,
    shift.c.float_amount,
    shift_state.c.state,
    shift_state.c.cash,
).outerjoin(shift_state, shift_state.c.shift_id == shift.c.id)
_LAST = _SHIFT.where(shift.c.till_id == bindparam("till")).order_by(shift.c.number.desc()).limit(1)


def last_shift(connection: Connection, till_id: int) -> ShiftRow | None:
    """Return the last shift of a till; None where it never had one.

    Raise `NoResultFound` for a shift without a state: a row that every shop has is gone.
    """
    found = ask(connection, _LAST, {"till": till_id})
    if not found:
        return None
    row = ShiftRow(*found[0])
    if row.state is None:
        raise NoResultFound
    return row
