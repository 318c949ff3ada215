"""One sale after the other, each with the disk failing at another write; says what the person was told.

Run under the recorder as `python -m tests.torture.sales_on_bad_disk FOLDER STRIDE`. The last line counts the trials
by disk and what was told, as JSON. Whatever else is found ends it with an assertion.
"""

from __future__ import annotations

import errno
import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, select

from pos_app.app import build
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.jobs import job
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment
from pos_app.domain.errors import EnvironmentProblem
from pos_app.services.proof.verify_books import verify
from pos_app.services.sales.take_payment import Completed
from tests.factories.shops import MILK, SOAP, TEA
from tests.torture.bad_disk import EVERY, SYNCING, WRITING, BadDisk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.services.services import Services

T = TypeVar("T")


@dataclass(frozen=True)
class Way:
    """A way to fail."""

    name: str
    kinds: int
    error: int
    times: int
    told: frozenset[str]
    """What a person may be told of it."""


WAYS = (
    Way("full until there is room", WRITING, errno.ENOSPC, EVERY, frozenset({"disk_full"})),
    Way("full for a moment", WRITING, errno.ENOSPC, 1, frozenset({"disk_full", "disk_fault"})),
    Way("broken until it is mended", WRITING | SYNCING, errno.EIO, EVERY, frozenset({"disk_fault"})),
    Way("broken for a moment", WRITING | SYNCING, errno.EIO, 1, frozenset({"disk_fault"})),
)


class Trial:
    """One sale on a disk that fails on the way."""

    def __init__(self, services: Services, disk: BadDisk, way: Way) -> None:
        self._services = services
        self._disk = disk
        self._way = way
        self.told: list[str] = []

    def sell(self) -> Completed:
        """Ring up, hold, recall and pay, each again when it was refused."""
        sale = self._services.ring_up.begin()
        for code in (MILK, TEA, SOAP):
            more = self._services.ring_up.add(sale, self._services.ring_up.look_up(code)[0])
            assert more.last is not None
            self._until_done(partial(self._services.ring_up.keep, more.last), sale.basket.uid, sale.steps)
            sale = more
        uid = self._services.take_payment.new_payment_uid()
        to_pay = self._services.take_payment.due(sale, (), "cash").to_pay
        done = self._until_done(
            lambda: self._services.take_payment.take(sale, "cash", to_pay, uid), sale.basket.uid, sale.steps
        )
        assert isinstance(done, Completed)
        self._until_done(self._services.printing.run, None, 0)
        return done

    def _until_done(self, act: Callable[[], T], basket: bytes | None, steps: int) -> T:
        try:
            return act()
        except EnvironmentProblem as problem:
            self._refused(problem)
        if self._way.times == EVERY:
            if basket is not None:
                self._still_there(basket, steps)
            try:
                act()
            except EnvironmentProblem as problem:
                self._refused(problem)
            else:
                raise AssertionError("it was done on a disk that takes nothing")
        self._disk.mend()
        return act()

    def _refused(self, problem: EnvironmentProblem) -> None:
        assert problem.code in self._way.told, f"{self._way.name}: {problem}"
        self.told.append(problem.code)

    def _still_there(self, uid: bytes, steps: int) -> None:
        """See that the basket is kept as it was, and that nothing was sold."""
        with self._services.shop.database.read() as connection:
            row = basket_queries.by_uid(connection, uid)
            kept = 0 if row is None else basket_queries.sitting(connection, row)[1]
            assert kept == steps
            assert connection.execute(select(orders.c.id).where(orders.c.uid == uid)).first() is None
            assert connection.execute(select(payment.c.id).where(payment.c.basket_uid == uid)).first() is None


def writes_of_one_sale(services: Services, disk: BadDisk, way: Way) -> int:
    """Return how many calls of the way's kinds a sale makes."""
    disk.count(way.kinds)
    Trial(services, disk, way).sell()
    seen = disk.seen
    disk.mend()
    return seen


def paid_once(services: Services, done: Completed) -> None:
    """See that there is one order, one payment and one receipt of a sale, and that its paper is settled or doubted."""
    with services.shop.database.read() as connection:
        for table, key in ((orders, orders.c.uid), (payment, payment.c.basket_uid), (job, job.c.document_uid)):
            found = select(func.count()).select_from(table).where(key == done.order_uid)
            assert connection.execute(found).scalar_one() == 1
        state = select(job.c.state).where(job.c.document_uid == done.order_uid)
        assert connection.execute(state).scalar_one() in {"done", "doubtful"}


def main() -> None:
    """Let the disk fail at every write of a sale, in each way."""
    folder, stride = Path(sys.argv[1]), int(sys.argv[2])
    disk, services = BadDisk(), build(folder)
    said: Counter[str] = Counter()
    ends: dict[int, int] = {}
    for way in WAYS:
        for at in range(1, writes_of_one_sale(services, disk, way) + 1, stride):
            trial = Trial(services, disk, way)
            disk.fail(way.kinds, way.error, at, way.times)
            done = trial.sell()
            disk.mend()
            services.printing.run()
            paid_once(services, done)
            verdict = verify(services.shop.database, since=ends)
            assert verdict.first is None, f"{way.name} at {at}: {verdict.first}"
            ends = verdict.ends
            said[f"{way.name}: {'+'.join(sorted(set(trial.told))) or 'nothing was refused'}"] += 1
    services.close()
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
