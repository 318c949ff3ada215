"""Shifts add up: each begins with what the last one left, and each Z says what the facts of its shift come to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict
from sqlalchemy import Select, func, select

from pos_app.data.queries.shifts import read_figures
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shifts import cash_movement, shift, shift_event, shift_state
from pos_app.domain.journal import LEAVE, Seal, Tag
from pos_app.domain.shift import (
    CASH,
    CLOSED,
    COUNTED,
    DIFFERENCE,
    DROP,
    FLOAT,
    OPENED,
    PAY_IN,
    PAY_OUT,
    TenderCount,
    closed_entry,
    closing_of,
)
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from pos_app.domain.shift import Closing
    from pos_app.services.proof.marks import Marks

_CHECK = "closings"
_MOVES = {
    PAY_IN: Tag.CASH_PAID_IN.value,
    PAY_OUT: Tag.CASH_PAID_OUT.value,
    DROP: Tag.CASH_DROPPED.value,
}


def closings(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Sum every closed shift anew and hold its Z, its count, its cash and its entry against that."""
    said = _entries(connection, marks)
    query: Select[Any] = (
        select(shift_event.c.body, shift.c.id, shift.c.uid, shift.c.number, shift_state.c.cash)
        .join_from(shift_event, shift, shift.c.id == shift_event.c.shift_id)
        .join(shift_state, shift_state.c.shift_id == shift.c.id)
        .where(shift_event.c.kind == CLOSED, marks.newer(shift_event))
        .order_by(shift_event.c.id)
    )
    for row in connection.execute(query).all():
        closing = closing_of(row.body)
        yield from _figures(connection, row, closing)
        yield from _count(connection, row, closing)
        entry = closed_entry(row.number, closing)
        yield from differ(_CHECK, f"{closing.number} in the journal", entry, said.pop(row.uid, "no entry"))
    for uid in said:
        yield Divergence(_CHECK, f"shift {uid.hex()}", "a closing", "only its journal entry")


def _entries(connection: Connection, marks: Marks) -> dict[bytes, dict[str, Any]]:
    """Return what the journal says of closings, without what every entry may bear."""
    query = select(journal.c.document_uid, journal.c.body).where(journal.c.tag == Tag.SHIFT_CLOSED.value)
    borne = {*Seal.__struct_fields__, *LEAVE}
    return {
        uid: {name: value for name, value in json.loads(body).items() if name not in borne}
        for uid, body in connection.execute(query.where(marks.newer(journal)))
    }


def _figures(connection: Connection, row: Row[Any], closing: Closing) -> Iterator[Divergence]:
    true, kept = asdict(read_figures(connection, row.id)), asdict(closing.figures)
    for name, figure in true.items():
        yield from differ(_CHECK, f"{closing.number} {name}", figure, kept[name])


def _count(connection: Connection, row: Row[Any], closing: Closing) -> Iterator[Divergence]:
    """Hold the Z against what was counted: from then on the drawer holds that."""
    query = select(shift_event.c.body).where(shift_event.c.shift_id == row.id, shift_event.c.kind == COUNTED)
    body = json.loads(connection.execute(query).scalar_one())
    figures = closing.figures
    wanted = [
        TenderCount(tender, figures.amount_of(tender), amount)
        for tender, amount in ((CASH, body["cash"]), *sorted(body["others"].items()))
    ]
    yield from differ(_CHECK, f"{closing.number} counts", wanted, list(closing.counts))
    if body["pieces"]:
        pieces = sum(value * count for value, count in body["pieces"])
        yield from differ(_CHECK, f"{closing.number} pieces", pieces, body["cash"])
    yield from differ(_CHECK, f"{closing.number} cash left", body["cash"], row.cash)


def floats(connection: Connection) -> Iterator[Divergence]:
    """Shifts of a till count 1, 2, 3 …; each begins with what the last one left and what was counted otherwise."""
    began = _began(connection)
    query = select(shift.c.id, shift.c.till_id, shift.c.number, shift.c.float_amount, shift_state.c.cash)
    query = query.join(shift_state, shift_state.c.shift_id == shift.c.id).order_by(shift.c.till_id, shift.c.number)
    left: dict[int, tuple[int, int]] = {}
    for row in connection.execute(query):
        number, cash = left.get(row.till_id, (0, 0))
        where = f"till {row.till_id} shift {row.number}"
        found, difference = began.get(row.id, (0, 0))
        yield from differ("shifts", where, number + 1, row.number)
        yield from differ("shifts", f"{where} float", cash, found)
        yield from differ("shifts", f"{where} counted float", found + difference, row.float_amount)
        left[row.till_id] = (row.number, row.cash)


def _began(connection: Connection) -> dict[int, tuple[int, int]]:
    """Return (float, difference) of each shift's opening."""
    sums = (
        select(cash_movement.c.shift_id, cash_movement.c.reason, func.sum(cash_movement.c.amount))
        .join(shift_event, shift_event.c.uid == cash_movement.c.document_uid)
        .where(cash_movement.c.reason.in_((FLOAT, DIFFERENCE)), shift_event.c.kind == OPENED)
        .group_by(cash_movement.c.shift_id, cash_movement.c.reason)
    )
    found: dict[int, dict[str, int]] = {}
    for key, reason, total in connection.execute(sums):
        found.setdefault(key, {})[reason] = int(total)
    return {key: (moved.get(FLOAT, 0), moved.get(DIFFERENCE, 0)) for key, moved in found.items()}


def cash_moves(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Cash that came or went without a sale is what the journal says of it."""
    entries = select(journal.c.document_uid, journal.c.tag, journal.c.body)
    entries = entries.where(journal.c.tag.in_(_MOVES.values()), marks.newer(journal))
    said = {uid: (tag, json.loads(body)["amount"]) for uid, tag, body in connection.execute(entries)}
    query = select(cash_movement.c.uid, cash_movement.c.reason, cash_movement.c.amount)
    for uid, reason, amount in connection.execute(
        query.where(cash_movement.c.reason.in_(_MOVES), marks.newer(cash_movement))
    ):
        yield from differ("shift cash", f"movement {uid.hex()}", said.pop(uid, "no entry"), (_MOVES[reason], amount))
    for uid in said:
        yield Divergence("shift cash", f"movement {uid.hex()}", "a movement", "only its journal entry")
