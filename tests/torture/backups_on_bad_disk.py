"""Backups and restores on a disk that fails: what bears a backup's name is one, and the shop is itself or the backup.

Run under the recorder as `python -m tests.torture.backups_on_bad_disk PLACE STRIDE`, with a stocked shop in PLACE/shop.
The last line counts the trials by disk and what was told, as JSON. Whatever else is found ends it with an assertion.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.app import build
from pos_app.data.backup import unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.put_aside import FOLDER
from pos_app.data.tables.orders import orders
from pos_app.domain.backups import ENDING
from pos_app.domain.errors import CodedError
from pos_app.services.backups.make_backup import BackupOrder, back_up
from pos_app.services.backups.restore_backup import restore
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.vault import FILES
from tests.factories.shops import MILK, TEA, code_on_paper, sell
from tests.torture.bad_disk import EVERY, BadDisk
from tests.torture.sales_on_bad_disk import WAYS, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.backups.make_backup import MadeBackup

_LAST = 40
"""Calls at the end of an act that are looked at more closely: there things get their names."""
_OF_PLACES = {"disk_full": "backup_place_full", "disk_fault": "backup_place_fault"}
"""What is told of the place that backups go to, for what is told of the shop's disk."""


class Trials:
    """A shop as it was before, again and again, with the disk failing at one place after the other."""

    def __init__(self, disk: BadDisk, place: Path, stride: int) -> None:
        self._disk = disk
        self._stride = stride
        self._shop = place / "shop"
        self._before = place / "before"
        self._proof = place / "proof.db"
        self.said: Counter[str] = Counter()
        with closing(build(self._shop)) as services:
            self._code = code_on_paper(services).code
            sell(services, MILK)
            self._back_up()
            self._backup = shutil.copy2(self._backups()[0], place)
            self._sold = [sell(services, TEA).number for _ in range(2)]
        shutil.copytree(self._shop, self._before)

    def run(self) -> None:
        """Fail at every so many-th call of a backup and of a restore, in each way."""
        for way in WAYS:
            for at in self._places(way, self._back_up):
                told = self._fails(way, at, self._back_up, _OF_PLACES)
                self._look_at_backups()
                self.said[f"{way.name}, backup: {told or 'nothing was refused'}"] += 1
            for at in self._places(way, self._restore):
                told = self._fails(way, at, self._restore, {})
                came = self._look_at_shop()
                self._restore()
                assert self._look_at_shop() == "the backup"
                self.said[f"{way.name}, restore: {told or 'nothing was refused'}, {came}"] += 1

    def _places(self, way: Way, act: Callable[[], object]) -> Iterator[int]:
        self._afresh()
        self._disk.count(way.kinds)
        act()
        calls = self._disk.seen
        self._disk.mend()
        yield from range(1, calls - _LAST, self._stride * 10)
        yield from range(max(1, calls - _LAST), calls + 1, self._stride)

    def _fails(self, way: Way, at: int, act: Callable[[], object], also: dict[str, str]) -> str:
        """Do it while the disk fails; return what was told."""
        self._afresh()
        told = {*way.told, *(also[code] for code in way.told if code in also)}
        if way.times != EVERY:  # a file that could not be made, on a disk that has nothing when it is asked why
            told.add("database_unreachable")
        code = ""
        self._disk.fail(way.kinds, way.error, at, way.times)
        try:
            act()
        except CodedError as problem:
            code = problem.code
        finally:
            self._disk.mend()
        assert code in {"", *told}, f"{way.name} at {at}: {code}"
        return code

    def _back_up(self) -> None:
        made: list[MadeBackup] = []
        back_up(made.append, BackupOrder(self._shop, self._shop / FOLDER, chosen=False, at=datetime.now(UTC)))

    def _restore(self) -> None:
        restore(self._shop, Path(self._backup))

    def _backups(self) -> list[Path]:
        return sorted((self._shop / FOLDER).glob(f"*{ENDING}"))

    def _look_at_backups(self) -> None:
        """See that whatever bears the name is one, that the shop is what it was, and that the next one is made."""
        for path in self._backups():
            unpack(path, self._proof, None)
        assert self._look_at_shop() == "as it was"
        there = len(self._backups())
        self._back_up()
        assert len(self._backups()) >= max(1, there)

    def _look_at_shop(self) -> str:
        """Open it as the next start does, with the code where its keys are not at hand; tell which of the two it is."""
        with closing(build(self._shop)) as services:
            with services.shop.database.read() as connection:
                numbers = set(connection.execute(select(orders.c.number)).scalars())
            came = "as it was" if numbers >= set(self._sold) else "the backup"
            assert came == "as it was" or not numbers & set(self._sold)
            services.recovery.open(self._code)
            assert verify(services.shop.database, services.shop.vault.till_key().public).first is None
        with closing(Database(sqlite_url(self._shop / "shop.db"))) as database:
            assert verify(database).first is None
        return came

    def _afresh(self) -> None:
        shutil.rmtree(self._shop)
        shutil.copytree(self._before, self._shop)
        for name in FILES.values():  # as where a keyring has forgotten them
            (self._shop / name).unlink()


def main() -> None:
    """Try each place in each way."""
    trials = Trials(BadDisk(), Path(sys.argv[1]), int(sys.argv[2]))
    trials.run()
    sys.stdout.write(json.dumps(trials.said) + "\n")


if __name__ == "__main__":
    main()
