"""Kill backups and restores at any instant: what bears a backup's name comes back, a shop is itself or the backup."""

from __future__ import annotations

import os
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.data.backup import unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.put_aside import FOLDER
from pos_app.domain.customers import CustomerCard
from pos_app.services.backups.make_backup import BackupOrder, back_up
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import is_untouched
from pos_app.services.shop.vault import FILES
from tests.factories.shops import MILK, code_on_paper, stock_up
from tests.factories.shops import sell as sell_milk
from tests.journeys.heard import Heard, check
from tests.journeys.random_cashier import hire
from tests.journeys.random_seller import sell
from tests.journeys.test_kills import live_and_die, opened
from tests.torture.children import Child
from tests.torture.importing import work

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = max(5, int(os.environ.get("TORTURE_KILLS", "100")) // 20)
"""Of backups, and of restores; `make torture` makes it 50."""
LONG = 120.0
"""Seconds that are enough for a backup or a restore to end."""


def back(_say: Callable[[str], object], folder: str) -> None:
    """Make a backup in this very process, which can be killed at any instant of it."""
    shop = Path(folder)
    back_up(lambda _made: None, BackupOrder(shop, shop / FOLDER, chosen=False, at=datetime.now(UTC)))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_backups_and_restores_killed_at_any_instant_lose_nothing(tmp_path: Path) -> None:
    """Each life a till sells beside a backup, and both are killed; then a restore in the shop's place is.

    Every second shop has lost its keys by then, which the recovery code brings back whatever became of the restore.
    """
    chance, shop, made, done = random.Random(20261126), tmp_path / "shop", 0, 0
    services = build(shop)
    stock_up(services, tmp_path)
    hire(services)
    code = code_on_paper(services).code
    heard = Heard.of(services.shop.database)
    services.close()
    for life in range(KILLS):
        with Child(sell, str(shop), life) as till, Child(back, str(shop)) as other:
            live_and_die(till, chance.randint(20, 120), chance.random(), heard)
            other.ends_within(LONG if life == 0 else 0)  # one that is not killed, whatever else the computer does
            other.kill()
        with opened(shop) as services:
            check(services.shop.database, heard)
            assert verify(services.shop.database).first is None, f"life {life}"
            made += _good(shop, tmp_path / "proof.db")
            backup, heard.restoring = services.backups.make().path, "last"
        heard.backups["last"] = heard.then()
        with Child(sell, str(shop), 1000 + life) as till:
            live_and_die(till, 20, 0.01, heard)
        with opened(shop) as services:  # the file is put in order after the kill, and what the till did is known
            check(services.shop.database, heard)
        backup = backup.rename(tmp_path / "last.countertop")
        if life % 2:
            for name in FILES.values():
                (shop / name).unlink()
        instant = (LONG, 0.0)[life] if life < 2 else chance.random() * 0.9
        _killed(shop, backup, instant)
        with opened(shop) as services:
            done += heard.settle_restore(services.shop.database)
            services.recovery.open(code)
            assert verify(services.shop.database, services.shop.vault.till_key().public).first is None
            check(services.shop.database, heard)
    print(f"{KILLS} kills of backups, {made} found finished; {KILLS} of restores, {done} done")  # noqa: T201 - docs tell
    assert made > 0
    assert 0 < done < KILLS, "a restore was never cut off, or never done"


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_restore_on_a_new_computer_killed_at_any_instant_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Nothing of the shop is there, no key and no keyring; the recovery code opens it, or a set-up may begin."""
    chance, shop, new, done = random.Random(20261127), tmp_path / "shop", tmp_path / "new", 0
    services = build(shop)
    stock_up(services, tmp_path)
    customer = services.customers.add(CustomerCard(name="Li", phone="+86 138 1234 5678"))
    code = code_on_paper(services).code
    number = sell_milk(services, MILK).number
    backup = services.backups.make().path
    services.close()
    for life in range(KILLS):
        shutil.rmtree(new, ignore_errors=True)
        _killed(new, backup, (LONG, 0.0)[life] if life < 2 else chance.random() * 0.9)
        if is_untouched(new):
            continue
        done += 1
        with opened(new) as services:
            services.recovery.open(code)
            assert services.customers.card(customer).phone == "+86 138 1234 5678"
            assert (last := services.receipts.last()) is not None
            assert last.number == number
            assert sell_milk(services, MILK).number.startswith("T1b")
            assert verify(services.shop.database, services.shop.vault.till_key().public).first is None
    print(f"{KILLS} kills of restores on a new computer, {done} done")  # noqa: T201 - docs tell
    assert 0 < done < KILLS


def _good(shop: Path, proof: Path) -> int:
    """See that whatever bears a backup's name comes back with true books; clear them away, and count them."""
    found = sorted((shop / "backups").glob("*.countertop"))
    for path in found:
        unpack(path, proof, None)
        database = Database(sqlite_url(proof))
        assert verify(database).first is None, path.name
        database.close()
        for rest in proof.parent.glob("proof.db*"):
            rest.unlink()
        path.unlink()
    return len(found)


def _killed(folder: Path, backup: Path, instant: float) -> None:
    """Bring a backup back in a process that is killed, if it has not ended by then."""
    other = Child(work, str(folder), "restore", str(backup))
    try:
        other.ends_within(instant)
    finally:
        other.kill()
