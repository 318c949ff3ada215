"""The last shift of a till, and where it stands: all that whoever moves money has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import NoResultFound

from pos_app.data.statements import ask
from pos_app.data.tables.shifts import shift, shift_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table


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


_SHIFT = (
    shift.c.id,
    shift.c.uid,
    shift.c.number,
    shift.c.person_id,
    shift.c.at,
    shift.c.float_amount,
    shift_state.c.state,
    shift_state.c.cash,
)
_LAST: Select[Any] = (
    select(*_SHIFT)
    .outerjoin_from(shift, shift_state, shift_state.c.shift_id == shift.c.id)
    .where(shift.c.till_id == bindparam("till"))
    .order_by(shift.c.number.desc())
    .limit(1)
)
_LAST_KEY = (
    select(shift.c.id).where(shift.c.till_id == bindparam("till")).order_by(shift.c.number.desc()).limit(1)
).scalar_subquery()


def last_shift(connection: Connection, till_id: int) -> ShiftRow | None:
    """Return the last shift of a till; None where it never had one.

    Raise `NoResultFound` for a shift without a state: a row that every shop has is gone.
    """
    found = ask(connection, _LAST, {"till": till_id})
    return shift_row(found[0]) if found else None


def beside_last_shift(query: Select[Any], own: Table) -> Select[Any]:
    """Return a query of the `own` row of the till `:till` with the columns of its last shift behind that one's."""
    with_shift = own.outerjoin(shift, shift.c.id == _LAST_KEY)
    with_state = with_shift.outerjoin(shift_state, shift_state.c.shift_id == shift.c.id)
    return query.add_columns(*_SHIFT).select_from(with_state)


def shift_row(columns: Sequence[Any]) -> ShiftRow | None:
    """Return the shift that such columns tell of; None where they are empty. Raise `NoResultFound` as `last_shift`."""
    if columns[0] is None:
        return None
    row = ShiftRow(*columns)
    if row.state is None:
        raise NoResultFound
    return row
