"""The books: the one way a fact is written.

A posting is one transaction. It locks the till's head row, fixes the moment and the business date (never before the
till's last), counts facts, chains the journal's entries, signs the last of them and puts the head forward.
"""

from __future__ import annotations

import contextlib
import os
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.shop import series, series_counter, till_head
from pos_app.domain.journal import VERSION, Body, Entry, Tag, canonical, text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.data.keys import TillKey
    from pos_app.domain.ports import Clock
    from pos_app.domain.shop import Duty

_CLOCK_TOLERANCE = timedelta(seconds=2)
"""Clocks are nudged by time servers; below this nobody is told."""
_SELECT_HEAD = select(till_head).where(till_head.c.till_id == bindparam("till"))
_UPDATE_HEAD = (
    update(till_head)
    .where(till_head.c.till_id == bindparam("till"))
    .values({name: bindparam(f"new_{name}") for name in till_head.c.keys() if name != "till_id"})  # noqa: SIM118
)
_SERIES = (
    select(series.c.id, series.c.prefix, series_counter.c.last)
    .join_from(series, series_counter)
    .where(series.c.till_id == bindparam("till"), series.c.kind == bindparam("kind"))
    .order_by(series.c.generation.desc())
    .limit(1)
)
_COUNT = (
    update(series_counter).where(series_counter.c.series_id == bindparam("series")).values(last=bindparam("new_last"))
)


@lru_cache(maxsize=16)
def zone_info(name: str) -> ZoneInfo:
    """Return a time zone, read once."""
    return ZoneInfo(name)


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
    def posting(self, duty: Duty) -> Iterator[Posting]:
        """Write facts and their journal entries in one transaction; all of it or nothing."""
        with self._database.write() as connection:
            posting = Posting(connection, duty, self.now(), self.zone)
            yield posting
            posting.finish(self._key)
        # what was just committed may be older than what another thread noted meanwhile
        self._last = max(self._last, posting.last)

    def now(self) -> datetime:
        """Return what the clock says, in UTC."""
        return self._clock()

    def would_book(self) -> Stand:
        """Return the moment and the business date that a posting would bear now, without asking the database."""
        return _stand(self.now(), self.zone, self._last)


class Posting:
    """One transaction of the books."""

    def __init__(self, connection: Connection, duty: Duty, wall: datetime, zone: str) -> None:
        self.connection = connection
        self.duty = duty
        self.zone = zone
        query = _SELECT_HEAD if connection.dialect.name == "sqlite" else _SELECT_HEAD.with_for_update()
        head = connection.execute(query, {"till": duty.till_id}).one()
        self._head = head
        self._sequence: int = head.fact_sequence
        self.last = Stand(head.last_at, head.business_date)
        """Where the till's head stands."""
        self.at, self.business_date = _stand(wall, zone, self.last)
        self.wall_at = wall if wall < head.last_at else None
        self._entries: list[Entry] = []

    @property
    def clock_behind_seconds(self) -> int:
        """How far the clock is behind the till's last entry; 0 within a nudge."""
        if self.wall_at is None or self.at - self.wall_at < _CLOCK_TOLERANCE:
            return 0
        return int((self.at - self.wall_at).total_seconds())

    def fact(self) -> dict[str, Any]:
        """Return what the next fact carries: who, where, in which order and when."""
        self._sequence += 1
        return {
            "till_id": self.duty.till_id,
            "sequence": self._sequence,
            "person_id": self.duty.person_id,
            "shift_id": self.duty.shift_id,
            "at": self.at,
            "wall_at": self.wall_at,
            "business_date": self.business_date,
            "zone": self.zone,
        }

    def number(self, kind: str) -> tuple[int, int, str]:
        """Take the next number of a series: (series id, number, as printed)."""
        found = self.connection.execute(_SERIES, {"till": self.duty.till_id, "kind": kind}).one()
        value = found.last + 1
        self.connection.execute(_COUNT, {"series": found.id, "new_last": value})
        return found.id, value, document_number(found.prefix, str(value))

    def journal(self, tag: Tag, document_uid: bytes | None, body: Body) -> None:
        """Add an entry to the chain."""
        last = self._entries[-1] if self._entries else None
        self._entries.append(
            Entry(
                version=VERSION,
                till_uid=self.duty.till_uid,
                sequence=(last.sequence if last else self._head.journal_sequence) + 1,
                at=self.at,
                person_uid=self.duty.person_uid,
                tag=tag.value,
                document_uid=document_uid,
                body=canonical(body),
                previous_hash=last.hash() if last else self._head.journal_hash,
            )
        )

    def text(self, words: str) -> str:
        """Keep a free text beside the journal and return the hash that an entry holds of it."""
        salt = os.urandom(16)
        digest = text_hash(salt, words)
        self.connection.execute(insert(journal_text), {"hash": digest, "salt": salt, "text": words})
        return digest

    def finish(self, key: TillKey) -> None:
        """Write the entries, sign the last, put the head forward; nothing where nothing was recorded."""
        if not self._entries and self._sequence == self._head.fact_sequence:
            return
        hashes = [entry.hash() for entry in self._entries]
        if self._entries:
            self._write_entries(hashes, key)
        self.connection.execute(
            _UPDATE_HEAD,
            {
                "till": self.duty.till_id,
                "new_fact_sequence": self._sequence,
                "new_last_at": self.at,
                "new_business_date": self.business_date,
                "new_journal_sequence": self._head.journal_sequence + len(self._entries),
                "new_journal_hash": hashes[-1] if hashes else self._head.journal_hash,
            },
        )
        self.last = Stand(self.at, self.business_date)

    def _write_entries(self, hashes: list[str], key: TillKey) -> None:
        rows = [
            {
                "version": entry.version,
                "till_id": self.duty.till_id,
                "sequence": entry.sequence,
                "at": entry.at,
                "person_uid": entry.person_uid,
                "tag": entry.tag,
                "document_uid": entry.document_uid,
                "body": entry.body,
                "previous_hash": entry.previous_hash,
                "hash": digest,
                "signature": None,
            }
            for entry, digest in zip(self._entries, hashes, strict=True)
        ]
        rows[-1]["signature"] = key.sign(hashes[-1])
        self.connection.execute(insert(journal), rows)
