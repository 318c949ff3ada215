"""The books: the one way a fact is written.

A posting is one transaction. It locks the till's head row, fixes the moment and the business date (never before the
till's last), counts facts, chains the journal's entries, seals and signs the last of them and puts the head forward.
The seal holds the hash of every row that was written: what `Posting.add` and `add_all` did not write, no entry proves.
"""

from __future__ import annotations

import contextlib
import os
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.ledger_rows import has_uid, is_fact, words_of
from pos_app.data.queries.last_shift import beside_last_shift, last_shift, shift_row
from pos_app.data.rows import add_row, add_rows
from pos_app.data.statements import ask_one, change
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.people import person
from pos_app.data.tables.shifts import shift
from pos_app.data.tables.shop import location, series, series_counter, till, till_head
from pos_app.domain.journal import (
    VERSION,
    Body,
    Entry,
    RowWords,
    Seal,
    Tag,
    canonical,
    content_hash,
    leave_words,
    text_hash,
)
from pos_app.domain.problems import UnknownZone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Table

    from pos_app.data.engine import Database
    from pos_app.data.keys import TillKey
    from pos_app.data.queries.last_shift import ShiftRow
    from pos_app.domain.people import Approval
    from pos_app.domain.ports import Clock
    from pos_app.domain.shop import Duty

_CLOCK_TOLERANCE = timedelta(seconds=2)
"""Clocks are nudged by time servers; below this nobody is told."""
_HEAD = select(
    till_head.c.last_at,
    till_head.c.business_date,
    till_head.c.fact_sequence,
    till_head.c.journal_sequence,
    till_head.c.journal_hash,
).where(till_head.c.till_id == bindparam("till"))
_LOCKED_HEAD = _HEAD.with_for_update()
_HEAD_AND_SHIFT = beside_last_shift(_HEAD, till_head)
_UPDATE_HEAD = (
    update(till_head)
    .where(till_head.c.till_id == bindparam("till"))
    .values({name: bindparam(f"new_{name}") for name in till_head.c.keys() if name != "till_id"})  # noqa: SIM118
)
_SERIES = (
    select(series.c.id, series.c.uid, series.c.prefix, series_counter.c.last)
    .join_from(series, series_counter)
    .where(series.c.till_id == bindparam("till"), series.c.kind == bindparam("kind"))
    .order_by(series.c.generation.desc())
    .limit(1)
)
_ENTRY = (
    "version",
    "sequence",
    "at",
    "person_uid",
    "tag",
    "document_uid",
    "body",
    "previous_hash",
    "hash",
    "signature",
)
_COUNT = (
    update(series_counter).where(series_counter.c.series_id == bindparam("series")).values(last=bindparam("new_last"))
)


@lru_cache(maxsize=16)
def zone_info(name: str) -> ZoneInfo:
    """Return a time zone, read once, or raise `UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # no such name, no name at all, or a folder of zones
        raise UnknownZone(zone=name[:40]) from error


@lru_cache(maxsize=128)
def _wording(table: Table, names: tuple[str, ...]) -> tuple[RowWords, tuple[tuple[int, Table], ...]]:
    """Return how rows of these columns are told, and the places of keys with the table that each leads to."""
    told = {name: (word, target) for name, word, target in words_of(table)}
    words = RowWords(table.name, [told[name][0] for name in names])
    targets = [(place, told[name][1]) for place, name in enumerate(names)]
    return words, tuple((place, target) for place, target in targets if target is not None)


class Stand(NamedTuple):
    """When something is booked; what is booked later is never before it."""

    at: datetime
    business_date: date


def _stand(wall: datetime, zone: str, last: Stand) -> Stand:
    """Return when something is booked by a wall clock, given the till's last."""
    at = max(wall, last.at)
    return Stand(at, max(at.astimezone(zone_info(zone)).date(), last.business_date))


def document_number(prefix: str, count: str) -> str:
    """Return a number of a series as printed."""
    return f"{prefix}{count:0>6}"


class Books:
    """The books of one till. `last` is where its head stood when the shop was opened."""

    def __init__(self, database: Database, key: TillKey, clock: Clock, zone: str, last: Stand) -> None:
        self._database = database
        self._key = key
        self._clock = clock
        self.zone = zone
        self._last = last

    @contextlib.contextmanager
    def posting(self, duty: Duty, *, approval: Approval | None = None) -> Iterator[Posting]:
        """Write facts and their journal entries in one transaction; all of it or nothing.

        Entries name the person on duty and, where there is one, the person who approved what that one may not do.
        """
        self._key.ready()
        with self._database.write() as connection:
            posting = Posting(connection, duty, self.now(), self.zone)
            posting.approval = approval
            yield posting
            posting.finish(self._key)
        # what was just committed may be older than what another thread noted meanwhile
        self._last = max(self._last, posting.last)

    def look_at_key(self) -> None:
        """See that the key is the till's. Raise `KeyOfAnotherTill`, or why it cannot be opened."""
        self._key.ready()

    def now(self) -> datetime:
        """Return what the clock says, in UTC."""
        return self._clock()

    @property
    def last_booked(self) -> datetime:
        """When the till booked last, without asking the database."""
        return self._last.at

    def would_book(self) -> Stand:
        """Return the moment and the business date that a posting would bear now, without asking the database."""
        return _stand(self.now(), self.zone, self._last)


class Posting:
    """One transaction of the books."""

    def __init__(self, connection: Connection, duty: Duty, wall: datetime, zone: str) -> None:
        self.connection = connection
        self.duty = duty
        self.zone = zone
        # SQLite lets nobody else write meanwhile: the shift comes with the head, which servers lock first
        query = _HEAD_AND_SHIFT if connection.dialect.name == "sqlite" else _LOCKED_HEAD
        last_at, day, facts, entries, digest, *shift_columns = ask_one(connection, query, {"till": duty.till_id})
        self._shift_columns: list[Any] = shift_columns
        self._sequence: int = facts
        self._entries: int = entries
        self._digest: str = digest
        self.last = Stand(last_at, day)
        """Where the till's head stands."""
        self.at, self.business_date = _stand(wall, zone, self.last)
        self.wall_at = wall if wall < last_at else None
        self.approval: Approval | None = None
        """The word for what the person on duty may not do."""
        self.approved_by: bytes | None = None
        """uid of who gave leave where these books cannot say so: in those that a restore left behind."""
        self._said: list[tuple[Tag, bytes | None, Body]] = []
        self._rows: list[str] = []
        self._uids: dict[tuple[str, int], bytes] = {
            (till.name, duty.till_id): duty.till_uid,
            (location.name, duty.location_id): duty.location_uid,
            (person.name, duty.person_id): duty.person_uid,
        }
        self.go_on(duty.shift_id, duty.shift_uid, duty.shift_opened_at)

    def go_on(self, shift_id: int | None, shift_uid: bytes | None, opened_at: datetime | None) -> None:
        """Let the facts that follow belong to another shift, or to none."""
        if shift_id != self.duty.shift_id:
            self._shift_columns = []
        self.duty = replace(self.duty, shift_id=shift_id, shift_uid=shift_uid, shift_opened_at=opened_at)
        if shift_id is not None and shift_uid is not None:
            self.name(shift, [(shift_id, shift_uid)])

    def last_shift(self) -> ShiftRow | None:
        """Return the till's last shift as the posting found or made it; None where there never was one.

        Raise `NoResultFound` for one without a state. What was moved meanwhile its sum may not know.
        """
        if self._shift_columns:
            return shift_row(self._shift_columns)
        return last_shift(self.connection, self.duty.till_id)

    @property
    def clock_behind_seconds(self) -> int:
        """How far the clock is behind the till's last entry; 0 within a nudge."""
        if self.wall_at is None or self.at - self.wall_at < _CLOCK_TOLERANCE:
            return 0
        return int((self.at - self.wall_at).total_seconds())

    def add(self, table: Table, **values: Any) -> int:
        """Write one row of a ledger, with what every fact carries if it is one, and return its key."""
        row = self._completed(table, values)
        key = add_row(self.connection, table, **row)
        if "uid" in row:
            self.name(table, [(key, row["uid"])])
        self._say(table, tuple(row), [tuple(row.values())])
        return key

    def add_all(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows of a ledger that all have the same columns."""
        complete = [self._completed(table, row) for row in rows]
        if complete:
            names = tuple(complete[0])
            values = [tuple(map(row.__getitem__, names)) for row in complete]
            add_rows(self.connection, table, names, values)
            self._say(table, names, values)

    def name(self, table: Table, uids: Iterable[tuple[int, bytes]]) -> None:
        """Tell the uids of rows that what is written refers to, so that they need not be looked up."""
        self._uids.update({(table.name, key): uid for key, uid in uids})

    def number(self, kind: str) -> tuple[int, int, str]:
        """Take the next number of a series: (series id, number, as printed)."""
        key, uid, prefix, last = ask_one(self.connection, _SERIES, {"till": self.duty.till_id, "kind": kind})
        self.name(series, [(key, uid)])
        value = last + 1
        change(self.connection, _COUNT, {"series": key, "new_last": value})
        return key, value, document_number(prefix, str(value))

    def journal(self, tag: Tag, document_uid: bytes | None, body: Body) -> int:
        """Add an entry to the chain, with who approved what is written; return its sequence."""
        elsewhere: Body = {} if self.approved_by is None else {"approved_by": self.approved_by.hex()}
        return self.journal_approved(tag, document_uid, {**body, **elsewhere}, self.approval)

    def journal_approved(self, tag: Tag, document_uid: bytes | None, body: Body, by: Approval | None) -> int:
        """Add an entry that somebody else approved than the rest, or nobody had to; return its sequence."""
        self._said.append((tag, document_uid, body if by is None else {**body, **leave_words(by)}))
        return self._entries + len(self._said)

    def text(self, words: str) -> str:
        """Keep a free text beside the journal and return the hash that an entry holds of it."""
        salt = os.urandom(16)
        digest = text_hash(salt, words)
        self.connection.execute(insert(journal_text), {"hash": digest, "salt": salt, "text": words})
        return digest

    def finish(self, key: TillKey) -> None:
        """Write the entries, seal and sign the last, put the head forward; nothing where nothing was recorded.

        Raise `ValueError` for rows that no entry speaks of.
        """
        if not self._said:
            if self._rows:
                raise ValueError("rows of a ledger were written without an entry")
            return
        entries = self._chained()
        last = entries[-1].hash()
        self._write(entries, last, key.sign(last))
        change(
            self.connection,
            _UPDATE_HEAD,
            {
                "till": self.duty.till_id,
                "new_fact_sequence": self._sequence,
                "new_last_at": self.at,
                "new_business_date": self.business_date,
                "new_journal_sequence": entries[-1].sequence,
                "new_journal_hash": last,
            },
        )
        self.last = Stand(self.at, self.business_date)

    def _completed(self, table: Table, values: dict[str, Any]) -> dict[str, Any]:
        row = {"uid": new_uid(), **values} if has_uid(table) else values
        if not is_fact(table):
            return row
        self._sequence += 1
        return {
            **row,
            "till_id": self.duty.till_id,
            "sequence": self._sequence,
            "person_id": self.duty.person_id,
            "shift_id": self.duty.shift_id,
            "at": self.at,
            "wall_at": self.wall_at,
            "business_date": self.business_date,
            "zone": self.zone,
        }

    def _say(self, table: Table, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        """Note the texts of rows that were written: a key is told by the uid behind it."""
        words, targets = _wording(table, names)
        for row in rows:
            said = list(row)
            for place, target in targets:
                if (key := row[place]) is not None:
                    said[place] = self._uids.get((target.name, key)) or self._uid(target, key)
            self._rows.append(words.text(said))

    def _uid(self, table: Table, key: int) -> bytes:
        found: bytes = self.connection.execute(select(table.c.uid).where(table.c.id == key)).scalar_one()
        self.name(table, [(key, found)])
        return found

    def _chained(self) -> list[Entry]:
        tag, document, body = self._said[-1]
        seal = Seal(self._sequence, self.business_date, content_hash(self._rows))
        said = [*self._said[:-1], (tag, document, seal.on(body))]
        entries = list[Entry]()
        for place, (tag, document, body) in enumerate(said, 1):
            entry = Entry(
                version=VERSION,
                till_uid=self.duty.till_uid,
                sequence=self._entries + place,
                at=self.at,
                person_uid=self.duty.person_uid,
                tag=tag.value,
                document_uid=document,
                body=canonical(body),
                previous_hash=entries[-1].hash() if entries else self._digest,
            )
            entries.append(entry)
        return entries

    def _write(self, entries: list[Entry], last: str, signature: bytes) -> None:
        hashes = [*(entry.previous_hash for entry in entries[1:]), last]
        rows = [
            (
                entry.version,
                entry.sequence,
                entry.at,
                entry.person_uid,
                entry.tag,
                entry.document_uid,
                entry.body,
                entry.previous_hash,
                digest,
                signature if digest == last else None,
            )
            for entry, digest in zip(entries, hashes, strict=True)
        ]
        add_rows(self.connection, journal, _ENTRY, rows, till_id=self.duty.till_id)
