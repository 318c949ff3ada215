"""Entries of one till's journal: a stretch of days, newest first, with the names and texts that lie beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from pos_app.data.json_text import from_json
from pos_app.data.tables.catalog import product_text, variant
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.orders import orders
from pos_app.data.tables.people import person
from pos_app.domain.journal import Tag
from pos_app.domain.journal_view import JournalRow, amount_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

_CHUNK = 500
_COLUMNS = (
    journal.c.sequence,
    journal.c.at,
    journal.c.person_uid,
    journal.c.tag,
    journal.c.document_uid,
    journal.c.body,
)
_SIGNS_OF_UID = 8
_LEAVE = frozenset({Tag.APPROVAL_GIVEN.value, Tag.APPROVAL_REFUSED.value})


def stretch(connection: Connection, till_id: int, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Return the first sequence from a moment on and the last before another; the second is smaller where none is.

    Moments never go back along the sequence, and only the sequence is indexed: it is halved until found.
    """
    last = connection.execute(select(func.max(journal.c.sequence)).where(journal.c.till_id == till_id)).scalar() or 0

    def at(sequence: int) -> datetime:
        query = select(journal.c.at).where(journal.c.till_id == till_id, journal.c.sequence == sequence)
        found: datetime = connection.execute(query).scalar_one()
        return found

    first = 1 if since is None else _first(1, last + 1, lambda sequence: at(sequence) >= since)
    end = last + 1 if until is None else _first(first, last + 1, lambda sequence: at(sequence) >= until)
    return first, end - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from `low` on for which something holds, `high` where it holds for none before."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def backwards(
    connection: Connection, till_id: int, first: int, last: int, tags: frozenset[str], person_uid: bytes | None
) -> Iterator[Row[Any]]:
    """Give the entries of a stretch from its end on: of these tags, done or approved by this person."""
    while last >= first:
        chosen: Select[Any] = select(*_COLUMNS, journal.c.hash).where(
            *_of(till_id, max(first, last - _CHUNK + 1), last, tags, person_uid)
        )
        yield from connection.execute(chosen.order_by(journal.c.sequence.desc()))
        last -= _CHUNK


def count_by_tag(
    connection: Connection, till_id: int, first: int, last: int, person_uid: bytes | None
) -> dict[str, int]:
    """Return how many entries of each tag a stretch has."""
    query = select(journal.c.tag, func.count()).where(*_of(till_id, first, last, frozenset(), person_uid))
    return {tag: count for tag, count in connection.execute(query.group_by(journal.c.tag))}  # noqa: C416 - rows


def _of(
    till_id: int, first: int, last: int, tags: frozenset[str], person_uid: bytes | None
) -> Iterator[ColumnElement[bool]]:
    yield journal.c.till_id == till_id
    yield journal.c.sequence.between(first, last)
    if tags:
        yield journal.c.tag.in_(sorted(tags))
    if person_uid is not None:
        approved = journal.c.body.contains(f'"approved_by":"{person_uid.hex()}"')
        yield (journal.c.person_uid == person_uid) | approved


def rows_of(connection: Connection, entries: Sequence[Row[Any]]) -> tuple[JournalRow, ...]:
    """Return entries with the names, texts and numbers that belong to them."""
    names = {row.uid: row.name for row in connection.execute(select(person.c.uid, person.c.name))}
    bodies = [_body(entry.body) for entry in entries]
    texts = _texts(connection, bodies)
    documents = [entry.document_uid for entry in entries if entry.document_uid is not None]
    numbers = {
        row.uid: row.number
        for row in connection.execute(select(orders.c.uid, orders.c.number).where(orders.c.uid.in_(documents)))
    }

    goods = _goods(connection, bodies)

    def name(uid: bytes) -> str:
        return str(names.get(uid, uid.hex()[-_SIGNS_OF_UID:]))

    return tuple(
        JournalRow(
            sequence=entry.sequence,
            at=entry.at,
            person=name(entry.person_uid),
            approved_by=name(bytes.fromhex(body["approved_by"])) if "approved_by" in body else "",
            tag=entry.tag,
            amount=amount_of(body),
            text=" · ".join(texts[value] for value in body.values() if value in texts),
            goods=goods.get(body.get("variant"), ""),
            about=name(bytes.fromhex(body["person"]))
            if entry.tag in _LEAVE and "person" in body  # who asked; who gave it wrote the entry
            else str(names.get(entry.document_uid, ""))
            if entry.document_uid != entry.person_uid
            else "",
            document=numbers.get(entry.document_uid, "") or _number(body),
            body=body,
            hash=entry.hash,
        )
        for entry, body in zip(entries, bodies, strict=True)
    )


def _body(text: str) -> dict[str, Any]:
    """Return what an entry says; what is no such thing stands in it as it is, and the light of the books names it."""
    found = from_json(text)
    return found if isinstance(found, dict) else {"body": text}


def _goods(connection: Connection, bodies: Sequence[dict[str, Any]]) -> dict[Any, str]:
    """Return the names of the goods that entries speak of, by the uid as it stands there."""
    uids = {bytes.fromhex(found) for body in bodies if (found := body.get("variant"))}
    query = select(variant.c.uid, product_text.c.name).join(
        product_text, product_text.c.product_id == variant.c.product_id
    )
    rows = connection.execute(query.where(variant.c.uid.in_(uids)).order_by(product_text.c.language.desc()))
    return {row.uid.hex(): row.name for row in rows}


def _number(body: dict[str, Any]) -> str:
    number = body.get("number")
    return number if isinstance(number, str) else ""


def _texts(connection: Connection, bodies: Sequence[dict[str, Any]]) -> dict[Any, str]:
    """Return the free texts that entries hold the hashes of, those that were not erased."""
    hashes = {value for body in bodies for value in body.values() if isinstance(value, str)}
    query = select(journal_text.c.hash, journal_text.c.text).where(journal_text.c.hash.in_(hashes))
    return {row.hash: row.text for row in connection.execute(query)}
