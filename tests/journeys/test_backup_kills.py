"""Kill backups and restores at any instant: what bears a backup's name comes back, a shop is itself or the backup."""

from __future__ import annotations

import copy
import os
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from pos_app.app import build
from pos_app.data.backup import unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.tables.journal import journal
from pos_app.domain.journal import Tag
from pos_app.services.backups.make_backup import BackupOrder, back_up
from pos_app.services.backups.shelf import FOLDER
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up
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
    """Each life a till sells beside a backup, and both are killed; then a restore in the shop's place is."""
    chance, shop, made, done = random.Random(20261126), tmp_path / "shop", 0, 0
    services = build(shop)
    stock_up(services, tmp_path)
    hire(services)
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
            backup, then = services.backups.make().path, copy.deepcopy(heard)
        with Child(sell, str(shop), 1000 + life) as till:
            live_and_die(till, 20, 0.01, heard)
        with opened(shop) as services:  # the file is put in order after the kill, and what the till did is known
            check(services.shop.database, heard)
        instant = (LONG, 0.0)[life] if life < 2 else chance.random() * 0.9
        done += _restored(shop, backup, instant, heard, then)
        backup.unlink()
    print(f"{KILLS} kills of backups, {made} found finished; {KILLS} of restores, {done} done")  # noqa: T201 - docs tell
    assert made > 0
    assert 0 < done < KILLS, "a restore was never cut off, or never done"


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


def _restored(shop: Path, backup: Path, instant: float, heard: Heard, then: Heard) -> bool:
    """Kill a restore; tell whether it was done. Whichever it is, the shop goes on from there."""
    kept = backup.with_name("kept")
    shutil.copy2(backup, kept)
    other = Child(work, str(shop), "restore", str(kept))
    try:
        other.ends_within(instant)
    finally:
        other.kill()
    kept.unlink()
    with opened(shop) as services:
        assert verify(services.shop.database).first is None
        with services.shop.database.read() as connection:
            entries = select(func.count()).select_from(journal).where(journal.c.tag == Tag.SHOP_CONTINUED.value)
            went_on = connection.execute(entries).scalar_one()
        restored = bool(went_on > heard.continued)
        if restored:
            heard.done, heard.numbers, heard.continued = then.done, then.numbers, went_on
        check(services.shop.database, heard)
    return restored
