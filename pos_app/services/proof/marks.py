"""Where a look at the books may begin: a signed entry of each till up to which everything was looked at before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from sqlalchemy import and_, or_, select, true

from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till
from pos_app.domain.journal import Seal
from pos_app.services.proof.divergence import Divergence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Table


class Mark(Struct, frozen=True):
    """The end of one transaction of a till; as it stands, before its first."""

    entry: int = 0
    """Sequence of the entry that seals it."""
    hash: str = ""
    facts: int = 0
    """Sequence of the till's last fact."""
    at: datetime | None = None
    day: date | None = None


class Marks:
    """A mark for each till that has one, by the till's key; without any, a look at everything."""

    def __init__(self, marks: Mapping[int, Mark]) -> None:
        self._marks = marks

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self._marks)

    def of(self, till_id: int) -> Mark:
        """Return where to begin with a till."""
        return self._marks.get(till_id, Mark())

    def newer(self, table: Table) -> ColumnElement[bool]:
        """Say of the rows of the journal or a table of facts that they came after their till's mark."""
        if not self._marks:
            return true()
        after = (
            and_(table.c.till_id == key, table.c.sequence > (mark.entry if table is journal else mark.facts))
            for key, mark in self._marks.items()
        )
        return or_(table.c.till_id.not_in(self._marks), *after)


Check: TypeAlias = "Callable[[Connection, Marks], Iterator[Divergence]]"
"""Looks at one consistent state, from the marks on, and gives what is wrong, first things first."""


def marks_of(connection: Connection, since: Mapping[int, int]) -> Marks:
    """Return the last seal at or before an entry of the journal, for each till by its number."""
    marks = {}
    for key, number in connection.execute(select(till.c.id, till.c.number).where(till.c.number.in_(since))).all():
        before = select(journal).where(journal.c.till_id == key, journal.c.sequence <= since[number])
        for row in connection.execute(before.order_by(journal.c.sequence.desc())):
            seal = Seal.of(json.loads(row.body))
            if seal is not None:
                marks[key] = Mark(row.sequence, row.hash, seal.facts, row.at, seal.day)
                break
    return Marks(marks)


def gone(connection: Connection, since: Mapping[int, int]) -> Iterator[Divergence]:
    """Name the entries to begin with that are not there: a journal never becomes shorter."""
    for number, entry in since.items():
        found = select(journal.c.id).join(till, till.c.id == journal.c.till_id)
        if not connection.execute(found.where(till.c.number == number, journal.c.sequence == entry)).first():
            yield Divergence("journal", f"till {number} entry {entry}", "an entry", "none")
