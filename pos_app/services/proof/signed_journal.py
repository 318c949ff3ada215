"""The journal holds: no gap, every hash right, every transaction signed with the till's key, its end the head's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pos_app.data.keys import signature_holds
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till, till_head
from pos_app.domain.journal import Entry, Seal
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from pos_app.services.proof.marks import Mark, Marks

_CHECK = "journal"
_NOWHERE = (None, None, None, None, None)
"""Where a journal ends that breaks off before a seal, or has no entry."""


def chain(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Walk each till's chain from its first entry, or from its mark: that entry must be right and signed itself."""
    query = select(till.c.id, till.c.uid, till.c.number, till.c.public_key, till_head).outerjoin(till_head)
    for row in connection.execute(query).all():
        yield from _walk(connection, row, marks.of(row.id))


def _walk(connection: Connection, owner: Row[Any], mark: Mark) -> Iterator[Divergence]:
    previous: str | None = None if mark.entry else ""
    end: tuple[object, ...] = _NOWHERE
    newer = (journal.c.till_id == owner.id) & (journal.c.sequence >= mark.entry)
    query = select(journal).where(newer).order_by(journal.c.sequence)
    entries = connection.execute(query, execution_options={"stream_results": True})
    for sequence, row in enumerate(entries, mark.entry or 1):
        where = f"till {owner.number} entry {row.sequence}"
        yield from differ(_CHECK, where, sequence, row.sequence)
        if previous is not None:
            yield from differ(_CHECK, where, previous, row.previous_hash)
        yield from differ(_CHECK, where, _hash(owner.uid, row), row.hash)
        seal, previous = Seal.of(json.loads(row.body)), row.hash
        if seal is not None or row.signature is not None:
            yield from _signed(owner.public_key, where, row)
        end = (seal.facts, row.at, seal.day, sequence, previous) if seal else _NOWHERE
    head = (owner.fact_sequence, owner.last_at, owner.business_date, owner.journal_sequence, owner.journal_hash)
    yield from differ(_CHECK, f"till {owner.number} head", _shown(end), _shown(head))


def _shown(place: tuple[object, ...]) -> str:
    return " ".join(map(str, place))


def _signed(public_key: bytes, where: str, row: Row[Any]) -> Iterator[Divergence]:
    """See that an entry is signed; the last of a transaction must be, and no other key signs in between."""
    if row.signature is None:
        yield Divergence(_CHECK, where, "the till's signature", "none")
    elif not signature_holds(public_key, row.hash, row.signature):
        yield Divergence(_CHECK, where, "the till's signature", "another")


def _hash(till_uid: bytes, row: Row[Any]) -> str:
    return Entry(
        version=row.version,
        till_uid=till_uid,
        sequence=row.sequence,
        at=row.at,
        person_uid=row.person_uid,
        tag=row.tag,
        document_uid=row.document_uid,
        body=row.body,
        previous_hash=row.previous_hash,
    ).hash()
