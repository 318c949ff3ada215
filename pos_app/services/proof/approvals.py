"""Leave: what was done with somebody's word was allowed by just that one, for that, before it was done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.journal import Tag
from pos_app.services.proof.divergence import Divergence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.services.proof.marks import Marks

_CHECK = "approvals"
_NONE = "no leave in the journal"
_OF_TILL = select(journal.c.sequence, journal.c.person_uid, journal.c.tag, journal.c.body)


class Leave(NamedTuple):
    """An entry that says who allowed it."""

    till_id: int
    till: int
    """The till's number."""
    sequence: int
    person_uid: bytes
    body: dict[str, Any]


def approvals(connection: Connection, _marks: Marks, leaves: list[Leave]) -> Iterator[Divergence]:
    """Hold each entry that names who allowed it, as the walk along the journal met them, against the leave it names.

    Entries of earlier versions name none: then that one must have given some before. The first entries behind a
    restore are allowed by what stands in the books that were left.
    """
    naming = set[int]()
    for leave in leaves:
        if "approval" in leave.body:
            naming.add(leave.till_id)
            found = _named(connection, leave)
        elif leave.till_id in naming:
            found = _NONE
        else:
            found = "" if _gave_some(connection, leave) else _NONE
        if found and ("approval" in leave.body or not _goes_on(connection, leave)):
            where = f"till {leave.till} entry {leave.sequence}"
            yield Divergence(_CHECK, where, f"leave of {leave.body['approved_by']}", found)


def _named(connection: Connection, leave: Leave) -> str:
    """Return what is wrong with the leave that an entry names; nothing where it is as it should be."""
    query = _OF_TILL.where(journal.c.till_id == leave.till_id, journal.c.sequence == leave.body["approval"])
    given = connection.execute(query).first()
    if given is None or given.sequence >= leave.sequence or given.tag != Tag.APPROVAL_GIVEN.value:
        return _NONE
    body = json.loads(given.body)
    wanted = (leave.body["approved_by"], leave.body["approved_for"], leave.person_uid.hex())
    found = (given.person_uid.hex(), body["permission"], body["person"])
    return "" if found == wanted else f"leave of {found[0]} for {found[1]}, asked by {found[2]}"


def _gave_some(connection: Connection, leave: Leave) -> bool:
    """Tell whether the one who is named had given any leave at this till before."""
    approver = bytes.fromhex(leave.body["approved_by"])
    query = _OF_TILL.where(journal.c.document_uid == approver, journal.c.tag == Tag.APPROVAL_GIVEN.value)
    before = query.where(journal.c.till_id == leave.till_id, journal.c.sequence < leave.sequence)
    return connection.execute(before.limit(1)).first() is not None


def _goes_on(connection: Connection, leave: Leave) -> bool:
    """Tell whether an entry is of the transaction with which the books went on behind a restore."""
    of_till = journal.c.till_id == leave.till_id
    sealed = select(journal.c.sequence).where(of_till, journal.c.signature.is_not(None))
    before = sealed.where(journal.c.sequence < leave.sequence).order_by(journal.c.sequence.desc()).limit(1)
    end = sealed.where(journal.c.sequence >= leave.sequence).order_by(journal.c.sequence).limit(1)
    first, last = (connection.execute(query).scalar() or 0 for query in (before, end))
    within = select(journal.c.id).where(of_till, journal.c.sequence > first, journal.c.sequence <= last)
    return connection.execute(within.where(journal.c.tag == Tag.SHOP_CONTINUED.value)).first() is not None
