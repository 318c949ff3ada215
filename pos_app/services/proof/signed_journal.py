"""The journal holds: no gap, every hash right, every signature made with the till's key, and its end is the head's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pos_app.data.keys import signature_holds
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till, till_head
from pos_app.domain.journal import Entry
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

_CHECK = "journal"


def chain(connection: Connection) -> Iterator[Divergence]:
    """Walk each till's chain from its first entry."""
    query = select(till.c.id, till.c.uid, till.c.number, till.c.public_key, till_head).outerjoin(till_head)
    for row in connection.execute(query).all():
        yield from _walk(connection, row)


def _walk(connection: Connection, owner: Row[Any]) -> Iterator[Divergence]:
    sequence, previous, signed = 0, "", True
    query = select(journal).where(journal.c.till_id == owner.id).order_by(journal.c.sequence)
    for row in connection.execution_options(stream_results=True).execute(query):
        sequence += 1
        where = f"till {owner.number} entry {row.sequence}"
        yield from differ(_CHECK, where, sequence, row.sequence)
        yield from differ(_CHECK, where, previous, row.previous_hash)
        yield from differ(_CHECK, where, _hash(owner.uid, row), row.hash)
        if row.signature is not None and not signature_holds(owner.public_key, row.hash, row.signature):
            yield Divergence(_CHECK, where, "the till's signature", "another")
        signed, previous = row.signature is not None, row.hash
    where = f"till {owner.number}"
    if not signed:
        yield Divergence(_CHECK, where, "the last entry signed", "not signed")
    yield from differ(_CHECK, f"{where} head", sequence, owner.journal_sequence)
    yield from differ(_CHECK, f"{where} head", previous, owner.journal_hash)


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
