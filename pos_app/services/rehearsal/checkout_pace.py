"""How long a cash sale takes, against bare sqlite3 doing the very same statements with the very same values.

The raw side works on a copy of the shop's file, taken before the first sale, and repeats every statement of the
writer in step: schema, triggers, pragmas and rows are the same at each sale, and what differs is the program alone.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import event

from pos_app.data.driver import listen
from pos_app.data.engine import pragmas
from pos_app.services.sales.take_payment import CASH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.rows import Hit
    from pos_app.services.services import Services


class CheckoutPace(Struct, frozen=True):
    """Seconds of each sale's completing transaction, and of its statements alone."""

    ours: tuple[float, ...]
    raw: tuple[float, ...]
    statements: int
    """Of one sale."""


class _Statement(Struct, frozen=True):
    text: str
    values: Any
    many: bool


class CheckoutPacer:
    """Sells through the services the window uses, and repeats each sale on the copy."""

    def __init__(self, services: Services, copy: Path) -> None:
        self._services = services
        self._said: list[_Statement] = []
        _copy(services.shop.profile.folder / "shop.db", copy)
        self._raw = sqlite3.connect(copy, isolation_level=None, cached_statements=512)
        for pragma in pragmas(readers=False):
            self._raw.execute(f"PRAGMA {pragma}")

    def run(self, goods: Sequence[Hit], rounds: int) -> CheckoutPace:
        """Complete `rounds` cash sales of these goods, each on both sides, one after the other."""
        ours, raw, count = [], [], 0
        with self._listening():
            for _ in range(rounds):
                ours.append(self._sell(goods))
                count = len(self._said)
                raw.append(self._repeat())
        self._raw.close()
        return CheckoutPace(tuple(ours), tuple(raw), count)

    def _sell(self, goods: Sequence[Hit]) -> float:
        """Ring the goods up, repeat that on the copy, and pay; return the seconds of the payment."""
        ring_up, payment = self._services.ring_up, self._services.take_payment
        sale = ring_up.begin()
        for hit in goods:
            sale = ring_up.add(sale, hit)
            if sale.last:
                ring_up.keep(sale.last)
        self._repeat()
        due, uid = payment.due(sale, (), CASH), payment.new_payment_uid()
        began = time.perf_counter()
        payment.take(sale, CASH, due.to_pay, uid)
        return time.perf_counter() - began

    def _repeat(self) -> float:
        """Do on the copy what was done since the last time; return the seconds it took."""
        said, self._said = self._said, []
        cursor = self._raw.cursor()
        began = time.perf_counter()
        for index, statement in enumerate(said):
            if index and statement.text.startswith("BEGIN"):
                cursor.execute("COMMIT")
            if statement.many:
                cursor.executemany(statement.text, statement.values)
            else:
                cursor.execute(statement.text, statement.values).fetchall()
        cursor.execute("COMMIT")
        return time.perf_counter() - began

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        writer = self._services.shop.database.writer

        def hear(text: str, values: Any, many: bool) -> None:
            self._said.append(_Statement(text, values, many))

        def overhear(_one: Connection, _two: object, text: str, values: Any, _five: object, many: bool) -> None:
            hear(text, values, many)

        def tap(on: bool) -> None:
            with writer.connect() as connection:  # the one connection there is
                listen(connection, hear if on else None)

        tap(True)
        event.listen(writer, "before_cursor_execute", overhear)
        try:
            yield
        finally:
            event.remove(writer, "before_cursor_execute", overhear)
            tap(False)


def _copy(source: Path, target: Path) -> None:
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        one.backup(other)
