"""Look at the open shift at any time: its figures, on the screen or as an X on paper. Nothing is changed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data.queries.last_shift import last_shift
from pos_app.data.queries.shifts import read_figures
from pos_app.data.tables.jobs import job
from pos_app.data.tables.people import person
from pos_app.domain.changes import Changes
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import OPEN, ShiftClosed, ShiftLook
from pos_app.services.shifts.report_jobs import X_REPORT, report_job

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pos_app.data.queries.last_shift import ShiftRow
    from pos_app.services.shop.shop import Shop


class LookAtShift:
    """The figures of this till's open shift."""

    def __init__(self, shop: Shop, head: Callable[[], str]) -> None:
        """`head` gives what a paper keeps of its head, as JSON."""
        self._shop = shop
        self._head = head

    def look(self) -> ShiftLook:
        """Return the figures as they stand. Raise `ShiftClosed` where no shift is open."""
        self._shop.require(Permission.SHIFT_LOOK)
        with self._shop.database.read() as connection:
            row = self._open(connection)
            name = connection.execute(select(person.c.name).where(person.c.id == row.person_id)).scalar_one()
            return ShiftLook(row.uid, row.number, row.at, str(name), read_figures(connection, row.id))

    def print(self) -> Changes:
        """Queue an X: the figures of this moment lie in its job, so that it says the same whenever it is printed.

        Raise `ShiftClosed`.
        """
        head = self._head()
        with self._shop.posting(Permission.SHIFT_LOOK) as posting:
            row = self._open(posting.connection)
            said = {
                "figures": read_figures(posting.connection, row.id),
                "at": posting.at,
                "day": posting.business_date,
                "person": posting.duty.person_uid.hex(),
            }
            values = report_job(posting, X_REPORT, row.uid, head, **said)
            posting.connection.execute(insert(job), values)
        return Changes(jobs=True)

    def _open(self, connection: Connection) -> ShiftRow:
        row = last_shift(connection, self._shop.duty.till_id)
        if row is None or row.state != OPEN:
            raise ShiftClosed
        return row
