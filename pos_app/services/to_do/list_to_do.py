"""The list of what waits for somebody. Nothing on it keeps a shift from being closed but money that belongs nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.jobs import DOUBTFUL, WAITING
from pos_app.domain.to_do import Matter, ToDo
from pos_app.services.books import zone_info

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.backups.keep_backups import KeepBackups
    from pos_app.services.printing.print_queue import PrintQueue
    from pos_app.services.sales.hold_basket import HoldBasket
    from pos_app.services.shop.shop import Shop
    from pos_app.services.shop.watch_shop import WatchShop


class ListToDo:
    """Asks everything that may have something waiting."""

    def __init__(
        self,
        shop: Shop,
        status: WatchShop,
        printing: PrintQueue,
        hold: HoldBasket,
        backups: KeepBackups,
        lacks_recovery_code: Callable[[], bool],
    ) -> None:
        self._shop = shop
        self._status = status
        self._printing = printing
        self._hold = hold
        self._backups = backups
        self._lacks_recovery_code = lacks_recovery_code

    def items(self) -> tuple[ToDo, ...]:
        """Return what waits, what is most pressing first."""
        return (*self._money(), *self._papers(), *self._of_shop(), *self._held())

    def _money(self) -> Iterator[ToDo]:
        paying = select(basket.c.uid, basket.c.changed_at).where(
            basket.c.till_id == self._shop.duty.till_id, basket.c.state == "paying"
        )
        with self._shop.database.read() as connection:
            for row in connection.execute(paying.order_by(basket.c.id)).all():
                taken = sum(one.amount for one in basket_queries.payments(connection, row.uid))
                if taken:
                    yield ToDo(Matter.MONEY, since=row.changed_at, amount=taken)

    def _papers(self) -> Iterator[ToDo]:
        """Give the papers in doubt, and those that something keeps."""
        for row in reversed(self._printing.jobs()):
            if row.state == DOUBTFUL or (row.state == WAITING and row.problem is not None):
                why = ("", {}) if row.problem is None else (row.problem.code, row.problem.params)
                yield ToDo(Matter.PAPER, row.kind, row.number, row.created_at, *why)

    def _of_shop(self) -> Iterator[ToDo]:
        if self._status.import_open():
            yield ToDo(Matter.IMPORT)
        last = self._backups.state(listed=False).last
        if last is not None and last.code:
            yield ToDo(Matter.BACKUP, since=last.at, code=last.code, params=last.params)
        if self._lacks_recovery_code():
            yield ToDo(Matter.RECOVERY)

    def _held(self) -> Iterator[ToDo]:
        today = self._shop.books.would_book().business_date
        zone = zone_info(self._shop.books.zone)
        for row in reversed(self._hold.held()):
            if row.held_at.astimezone(zone).date() < today:
                yield ToDo(Matter.HELD, name=row.note or row.first_item, since=row.held_at, amount=row.total)
