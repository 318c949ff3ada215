"""What the status bar and the empty basket say: jobs, shift, held baskets, today's figures, the books."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.data import append_only
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till_head
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import ClockFarAhead
from pos_app.domain.rows import ShopStatus, Today
from pos_app.services.books import zone_info

if TYPE_CHECKING:
    from pos_app.services.shop.shop import Shop

_LONG_CLOSED = timedelta(days=180)
"""Longer than a shop that opens for a season, or for one fair a year, is closed."""
SERVER_SECONDS = 60
"""A server does not say who changed what: a till looks at everything again as often as this."""


class WatchShop:
    """The shop's state at a glance."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._books = "unchecked"
        self._looked_at = monotonic()
        self._version = self._others() if shop.database.dialect == "sqlite" else None

    def status(self) -> ShopStatus:
        """Return what the status bar says."""
        from pos_app.data.tables.jobs import DOUBTFUL, UNSENT, job  # asked behind the first painting, as what follows

        with self._shop.database.read() as connection:
            unsent = select(job.c.state, func.count()).where(job.c.state.in_(UNSENT)).group_by(job.c.state)
            jobs = {state: count for state, count in connection.execute(unsent)}  # noqa: C416 - rows are no pairs
            held = select(func.count()).select_from(basket).where(basket.c.state == "held")
            return ShopStatus(
                sum(jobs.values()),
                jobs.get(DOUBTFUL, 0),
                self._shop.duty.shift_opened_at,
                connection.execute(held).scalar_one(),
                self._books,
            )

    def has_goods(self) -> bool:
        """Tell whether the shop has goods, or ever had some."""
        with self._shop.database.read() as connection:
            return connection.execute(select(variant.c.id).limit(1)).first() is not None

    def import_open(self) -> bool:
        """Tell whether an import has begun that neither ended nor was undone; it may be at work or cut off."""
        from pos_app.data.tables.imports import UNENDED, import_run  # asked behind the first painting

        with self._shop.database.read() as connection:
            query = select(import_run.c.id).where(import_run.c.state.in_(UNENDED)).limit(1)
            return connection.execute(query).first() is not None

    def today_in_sight(self) -> Today | None:
        """Return the figures of this business day; None for who may not see a shift's.

        With the float they tell what a blind count should come to.
        """
        may = self._shop.rights is not None and Permission.SHIFT_LOOK in self._shop.rights
        return self.today() if may else None

    def today(self) -> Today:
        """Return how many orders this business day has had and what they came to, in minor units."""
        from pos_app.data.tables.orders import orders

        with self._shop.database.read() as connection:
            today = self._shop.books.would_book().business_date
            paid = func.coalesce(func.sum(orders.c.total + orders.c.rounding), 0)
            query = select(func.count(), paid).where(orders.c.business_date == today)
            count, revenue = connection.execute(query).one()
        return Today(today, count, int(revenue))

    def clock_doubt(self) -> ClockFarAhead | None:
        """Return why the clock is not to be believed, to be told before it dates a sale; None where nothing is known.

        Nothing is refused: a shop may have been closed for long. Rehearsals have clocks of their own.
        """
        if self._shop.profile.kind != "real":
            return None
        zone = zone_info(self._shop.books.zone)
        with self._shop.database.read() as connection:
            query = select(till_head.c.last_at).where(till_head.c.till_id == self._shop.duty.till_id)
            last = connection.execute(query).scalar_one().astimezone(zone).date()
        today = self._shop.books.now().astimezone(zone).date()
        return ClockFarAhead(today=today, last=last) if today - last > _LONG_CLOSED else None

    def look_at_books(self) -> str:
        """Check that the journal's end is the till's head and the append-only triggers are in place; keep the answer.

        A short look for the status bar; `pos verify` recomputes everything. Returns `balanced` or `broken`.
        """
        with self._shop.database.read() as connection:
            head = connection.execute(
                select(till_head.c.journal_sequence, till_head.c.journal_hash).where(
                    till_head.c.till_id == self._shop.duty.till_id
                )
            ).one()
            last = connection.execute(
                select(journal.c.sequence, journal.c.hash)
                .where(journal.c.till_id == self._shop.duty.till_id)
                .order_by(journal.c.sequence.desc())
                .limit(1)
            ).one()
            sound = tuple(head) == tuple(last) and not append_only.wrong_triggers(connection)
        self._books = "balanced" if sound else "broken"
        return self._books

    def changed_elsewhere(self) -> bool:
        """Tell whether another process has committed anything since the last call; on servers, whether it may have."""
        if self._shop.database.dialect != "sqlite":
            return self._is_time()
        version = self._others()
        if version is None:
            return False
        changed, self._version = version != self._version, version
        return changed

    def _others(self) -> int | None:
        """Return a number that commits by others change and our own do not; None while the writer is at work.

        SQLite counts against the connection that asks, and all that this process writes goes over the writer's.
        """
        writer = self._shop.database.writer
        if writer.pool.checkedout():  # type: ignore[attr-defined]  # it is a QueuePool
            return None
        with self._shop.database.translated(), closing(writer.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA data_version")
            found = cursor.fetchone()
            return int(found[0]) if found else None

    def _is_time(self) -> bool:
        now = monotonic()
        if now - self._looked_at < SERVER_SECONDS:
            return False
        self._looked_at = now
        return True
