"""Read this till's journal: filtered, newest first, with what an owner looks for first counted; and export it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.queries.entries import backwards, count_by_tag, rows_of, stretch
from pos_app.data.tables.people import person
from pos_app.domain.journal_view import GLANCES
from pos_app.domain.permissions import Permission
from pos_app.services.books import zone_info
from pos_app.services.proof.export_journal import export_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Row

    from pos_app.domain.journal_view import JournalRow, Wanted
    from pos_app.services.shop.shop import Shop


class BrowseJournal:
    """The journal of the till, for who may read it. Each of these raises `NotAllowed` or `NobodySignedIn`."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    @property
    def may_read(self) -> bool:
        """Whether whoever is at the till may."""
        return self._shop.rights is not None and Permission.JOURNAL_READ in self._shop.rights

    def page(self, wanted: Wanted, before: int, limit: int) -> tuple[JournalRow, ...]:
        """Return up to `limit` entries before a sequence, the last ones where it is 0, newest first."""
        self._shop.require(Permission.JOURNAL_READ)
        with self._shop.database.read() as connection:
            first, last = self._stretch(connection, wanted)
            found = self._found(connection, wanted, first, min(last, before - 1) if before else last)
            rows: list[JournalRow] = []
            for entries in _by(limit, found):
                read = rows_of(connection, entries)
                rows += [row for row in read if wanted.least is None or abs(row.amount or 0) >= wanted.least]
                if len(rows) >= limit:
                    break
        return tuple(rows[:limit])

    def glance(self, wanted: Wanted) -> dict[str, int]:
        """Return how many entries there are of each of `GLANCES` in those days, by that person; `all` counts all."""
        self._shop.require(Permission.JOURNAL_READ)
        with self._shop.database.read() as connection:
            first, last = self._stretch(connection, wanted)
            tags = count_by_tag(connection, self._shop.duty.till_id, first, last, wanted.person_uid)
        counted = {name: sum(tags.get(tag, 0) for tag in those) for name, those in GLANCES.items()}
        return {**counted, "all": sum(tags.values())}

    def people(self) -> tuple[tuple[bytes, str], ...]:
        """Return everybody who works here or did, uid and name, by name."""
        self._shop.require(Permission.JOURNAL_READ)
        with self._shop.database.read() as connection:
            rows = connection.execute(select(person.c.uid, person.c.name).order_by(person.c.name)).all()
        return tuple((row.uid, row.name) for row in rows)

    def export(self, target: Path) -> int:
        """Write the whole journal to a file that a stranger can check; return how many entries it has.

        Raise a problem of the disk.
        """
        self._shop.require(Permission.JOURNAL_READ)
        return export_journal(self._shop.database, target)

    def _found(self, connection: Connection, wanted: Wanted, first: int, last: int) -> Iterator[Row[Any]]:
        return backwards(connection, self._shop.duty.till_id, first, last, wanted.tags, wanted.person_uid)

    def _stretch(self, connection: Connection, wanted: Wanted) -> tuple[int, int]:
        last = None if wanted.until == date.max else wanted.until
        after = None if last is None else self._begin(last + timedelta(days=1))
        since = None if wanted.since is None else self._begin(wanted.since)
        return stretch(connection, self._shop.duty.till_id, since, after)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), zone_info(self._shop.books.zone))


def _by(size: int, entries: Iterator[Row[Any]]) -> Iterator[list[Row[Any]]]:
    """Give entries in lists of so many."""
    some: list[Row[Any]] = []
    for entry in entries:
        some.append(entry)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
