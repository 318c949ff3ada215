"""Evenings on a disk that fails: cash moved, a shift closed and opened, people signing in; each is done once, later.

Run under the recorder as `python -m tests.torture.shifts_on_bad_disk FOLDER STRIDE`. The last line counts the trials by
disk and what was told, as JSON. Whatever else is found ends it with an assertion.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.app import build
from pos_app.data.tables.shifts import cash_movement, shift, shift_event
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.shift import CLOSED, ShiftClosed, ShiftIsOpen
from pos_app.services.people.sign_in import PIN
from pos_app.services.proof.verify_books import verify
from tests.journeys.random_cashier import MANAGER_BADGE, MANAGER_PIN, facts_of, z_numbers
from tests.torture.bad_disk import EVERY, BadDisk
from tests.torture.sales_on_bad_disk import WAYS, Way

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.services.services import Services


class Evening:
    """All that a person does between two shifts, each again when it was refused."""

    def __init__(self, services: Services, disk: BadDisk, way: Way) -> None:
        self._services = services
        self._disk = disk
        self._way = way
        self.told: list[str] = []
        self.moves = [services.move_cash.new_movement_uid() for _ in range(3)]

    def spend(self) -> None:
        """Lock, come in, move cash, close and open."""
        cash, signing = self._services.move_cash, self._services.sign_in
        manager = next(one.uid for one in signing.people() if one.login == "manager")
        self._until_done(signing.lock)
        self._until_done(partial(signing.sign_in, manager, PIN, MANAGER_PIN))
        self._until_done(partial(cash.pay_in, 500, "change", self.moves[0]))
        self._until_done(partial(cash.pay_out, 200, "window cleaner", self.moves[1]))
        self._until_done(partial(cash.drop, 100, "safe", self.moves[2]))
        self._until_done(partial(signing.sign_in_by_badge, MANAGER_BADGE))
        # a sync that failed leaves it open whether the shift is closed already: then it is, and once
        self._until_done(partial(self._services.close_shift.close, of_sum(1000)), ShiftClosed)
        self._until_done(partial(self._services.open_shift.open, of_sum(1000)), ShiftIsOpen)

    def _until_done(self, act: Callable[[], object], done_already: type[Exception] | None = None) -> None:
        before = self._there()
        try:
            act()
        except EnvironmentProblem as problem:
            self._refused(problem)
        else:
            return
        if self._way.times == EVERY:
            assert self._there() == before, "it was refused, and is there"
            try:
                act()
            except EnvironmentProblem as problem:
                self._refused(problem)
            else:
                raise AssertionError("it was done on a disk that takes nothing")
        self._disk.mend()
        try:
            act()
        except Exception as problem:
            if done_already is None or not isinstance(problem, done_already):
                raise
            assert self._way.times != EVERY or "disk_fault" in self._way.told, "refused for want of room, and done"

    def _refused(self, problem: EnvironmentProblem) -> None:
        assert problem.code in self._way.told, f"{self._way.name}: {problem}"
        self.told.append(problem.code)

    def _there(self) -> dict[str, str]:
        with self._services.shop.database.read() as connection:
            return facts_of(connection)


def done_once(services: Services, evening: Evening, number: int) -> None:
    """See that each movement is there once, and one shift more closed and opened than before."""
    with services.shop.database.read() as connection:
        for uid in evening.moves:
            found = select(func.count()).select_from(cash_movement).where(cash_movement.c.uid == uid)
            assert connection.execute(found).scalar_one() == 1
        assert connection.execute(select(func.max(shift.c.number))).scalar_one() == number + 1
        closed = select(func.count()).select_from(shift_event).where(shift_event.c.kind == CLOSED)
        assert connection.execute(closed).scalar_one() == number
        assert z_numbers(connection)[f"shift:{number}"] == f"Z1-{number:06}"


def main() -> None:
    """Let the disk fail at every write of an evening, in each way."""
    folder, stride = Path(sys.argv[1]), int(sys.argv[2])
    disk, services = BadDisk(), build(folder)
    said: Counter[str] = Counter()
    ends: dict[int, int] = {}
    number = 0
    for way in WAYS:
        disk.count(way.kinds)
        Evening(services, disk, way).spend()
        calls, number = disk.seen, number + 1
        for at in range(1, calls + 1, stride):
            evening = Evening(services, disk, way)
            disk.fail(way.kinds, way.error, at, way.times)
            evening.spend()
            disk.mend()
            number += 1
            done_once(services, evening, number)
            verdict = verify(services.shop.database, since=ends)
            assert verdict.first is None, f"{way.name} at {at}: {verdict.first}"
            ends = verdict.ends
            said[f"{way.name}: {'+'.join(sorted(set(evening.told))) or 'nothing was refused'}"] += 1
    services.close()
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
