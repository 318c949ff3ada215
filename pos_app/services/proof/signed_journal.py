"""The journal holds: no gap, every hash right, every transaction signed with the till's key, its end the head's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select

from pos_app.data.sweep import sweep
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till, till_head
from pos_app.domain.journal import Entry, Seal, Tag
from pos_app.services.proof.approvals import Leave
from pos_app.services.proof.divergence import Divergence, differ
from pos_app.services.proof.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pos_app.services.proof.marks import Mark, Marks
    from pos_app.services.proof.signatures import Signatures

_CHECK = "journal"
_decoded = msgspec.json.Decoder(dict[str, Any]).decode
_NOWHERE = (None, None, None, None, None)
"""Where a journal ends that breaks off before a seal, or has no entry."""


def chain(connection: Connection, marks: Marks, signatures: Signatures, leaves: list[Leave]) -> Iterator[Divergence]:
    """Walk each till's chain from its first entry, or from its mark: that entry must be right and signed itself.

    Signatures are looked at behind the walk, and so is what it meets that somebody had to allow.
    """
    query = select(till.c.id, till.c.uid, till.c.number, till.c.public_key, till_head).outerjoin(till_head)
    for row in connection.execute(query).all():
        keys = key_changes(connection, row.id)
        yield from _connected(row, keys)
        yield from _walk(connection, row, marks.of(row.id), keys, signatures, leaves)
    yield from signatures.look()


class _Row(NamedTuple):
    """An entry as stored."""

    version: int
    sequence: int
    at: datetime
    person_uid: bytes
    tag: str
    document_uid: bytes | None
    body: str
    previous_hash: str
    hash: str
    signature: bytes | None


class KeyChange(NamedTuple):
    """An entry from which on a till signs with another key."""

    sequence: int
    old: bytes
    new: bytes


class _Keys:
    """The key that signs, asked along the journal."""

    def __init__(self, first: bytes, changes: Sequence[KeyChange]) -> None:
        self._key = first
        self._ahead = list(reversed(changes))

    def at(self, sequence: int) -> bytes:
        """Return the key that signs an entry; later ones are asked for later."""
        while self._ahead and self._ahead[-1].sequence <= sequence:
            self._key = self._ahead.pop().new
        return self._key


def key_changes(connection: Connection, till_id: int) -> list[KeyChange]:
    """Return where a till's key was changed, in order; a till that went on without its key has another since."""
    query = select(journal.c.sequence, journal.c.body).where(
        journal.c.till_id == till_id, journal.c.tag == Tag.KEY_CHANGED.value
    )
    changes = []
    for sequence, text in connection.execute(query.order_by(journal.c.sequence)):
        body = json.loads(text)
        changes.append(KeyChange(sequence, bytes.fromhex(body["old_key"]), bytes.fromhex(body["new_key"])))
    return changes


def first_key(public_key: bytes, changes: Sequence[KeyChange]) -> bytes:
    """Return the key that a till's journal begins with; `public_key` is the one that signs now."""
    return changes[0].old if changes else public_key


def _connected(owner: Row[Any], changes: Sequence[KeyChange]) -> Iterator[Divergence]:
    """See that each change begins with the key before, and that the last one leads to the key that signs now."""
    key = first_key(owner.public_key, changes)
    for change in changes:
        where = f"till {owner.number} entry {change.sequence}, the key before"
        yield from differ(_CHECK, where, key.hex(), change.old.hex())
        key = change.new
    yield from differ(_CHECK, f"till {owner.number}, its public key", key.hex(), owner.public_key.hex())


def _walk(
    connection: Connection,
    owner: Row[Any],
    mark: Mark,
    changes: Sequence[KeyChange],
    signatures: Signatures,
    leaves: list[Leave],
) -> Iterator[Divergence]:
    previous: str | None = None if mark.entry else ""
    end: tuple[object, ...] = _NOWHERE
    newer = (journal.c.till_id == owner.id) & (journal.c.sequence >= mark.entry)
    query = select(*(journal.c[name] for name in _Row._fields)).where(newer).order_by(journal.c.sequence)
    keys = _Keys(first_key(owner.public_key, changes), changes)
    for sequence, values in enumerate(sweep(connection, query), mark.entry or 1):
        row = _Row(*values)
        found = _hash(owner.uid, row)
        if (sequence, previous, found) != (row.sequence, row.previous_hash, row.hash):
            where = f"till {owner.number} entry {row.sequence}"
            yield from differ(_CHECK, where, sequence, row.sequence)
            if previous is not None:
                yield from differ(_CHECK, where, previous, row.previous_hash)
            yield from differ(_CHECK, where, found, row.hash)
        body = _decoded(row.body)
        if "approved_by" in body and row.sequence > mark.entry:
            leaves.append(Leave(owner.id, owner.number, row.sequence, row.person_uid, body))
        seal, previous = Seal.of(body), row.hash
        if row.signature is not None:  # no other key signs in between
            where = f"till {owner.number} entry {row.sequence}"
            signatures.add(where, Signature(keys.at(sequence), row.hash, row.signature))
        elif seal is not None:  # the last of a transaction must be signed
            yield Divergence(_CHECK, f"till {owner.number} entry {row.sequence}", "the till's signature", "none")
        end = (seal.facts, row.at, seal.day, sequence, previous) if seal else _NOWHERE
    head = (owner.fact_sequence, owner.last_at, owner.business_date, owner.journal_sequence, owner.journal_hash)
    yield from differ(_CHECK, f"till {owner.number} head", _shown(end), _shown(head))


def _shown(place: tuple[object, ...]) -> str:
    return " ".join(map(str, place))


def _hash(till_uid: bytes, row: _Row) -> str:
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
