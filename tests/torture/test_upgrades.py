"""Cut a shop of the first revision off while it is brought forward: it is whole, old or new, and nothing is lost."""

from __future__ import annotations

import copy
import os
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.data import migrations
from pos_app.data.put_aside import FOLDER
from pos_app.services.proof.verify_books import verify
from tests.factories.old_shops import made_old, revision_of
from tests.factories.shops import stock_up
from tests.journeys.heard import Heard, check
from tests.journeys.random_cashier import hire
from tests.journeys.random_seller import RandomSeller
from tests.torture.children import Child
from tests.torture.cut_disk import CutDisk
from tests.torture.importing import work
from tests.torture.recording import compiled, entries, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = max(12, int(os.environ.get("TORTURE_KILLS", "100")) // 10)
"""`make torture` makes it 100."""
CUTS = max(12, int(os.environ.get("TORTURE_CUTS", "40")) // 5)
"""`make torture` makes it 100."""
ACTS = 150
FIRST = migrations.REVISIONS[0]
BEFORE = f"before-{migrations.HEAD}.db"
LONG = 120.0


@pytest.fixture
def old(tmp_path: Path) -> Iterator[tuple[Path, Heard]]:
    """A shop of the first revision that has done a lot, beside the place where it was used, and what it said."""
    shop, kept = tmp_path / "shop", tmp_path / "old"
    services = build(shop)
    stock_up(services, tmp_path)
    hire(services)
    heard = Heard.of(services.shop.database)
    seller = RandomSeller(services, 11, heard.hear)
    for _ in range(ACTS):
        seller.act()
    services.close()
    made_old(shop / "shop.db", FIRST)
    shutil.copytree(shop, kept)
    yield kept, heard
    assert heard.sales > 3


def whole(shop: Path, heard: Heard, where: str) -> str:
    """Open what is there as the next start does, and look for everything; return the revision it was found at."""
    found = revision_of(shop / "shop.db")
    services = build(shop)
    try:
        check(services.shop.database, copy.deepcopy(heard))
        assert verify(services.shop.database, services.shop.vault.till_key().public).first is None, where
    finally:
        services.close()
    assert revision_of(shop / "shop.db") == migrations.HEAD
    if found != FIRST:  # the copy from before was made first, and is whole
        with closing(sqlite3.connect(shop / FOLDER / BEFORE)) as file:
            assert file.execute("PRAGMA quick_check").fetchone() == ("ok",), where
        assert revision_of(shop / FOLDER / BEFORE) == FIRST
    return found


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_upgrade_killed_at_any_instant_leaves_a_whole_shop(tmp_path: Path, old: tuple[Path, Heard]) -> None:
    shop, (kept, heard) = tmp_path / "shop", old
    chance, found = random.Random(20261128), Counter[str]()
    lasts = LONG
    for life in range(KILLS):
        shutil.rmtree(shop)
        shutil.copytree(kept, shop)
        began = monotonic()
        with Child(work, str(shop), "verify") as upgrading:
            # all of the first, so that it is known how long it takes
            upgrading.ends_within(lasts if life == 0 else chance.random() * lasts)
        if life == 0:
            assert upgrading.ended == 0
            lasts = monotonic() - began
        found[whole(shop, heard, f"life {life}")] += 1
    print(f"{KILLS} kills of upgrades: {dict(found)} as they were found")  # noqa: T201 - docs tell the figures
    assert set(found) == {FIRST, migrations.HEAD}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_power_cut_within_an_upgrade_leaves_a_whole_shop(tmp_path: Path, old: tuple[Path, Heard]) -> None:
    shop, log, (kept, heard) = tmp_path / "shop", tmp_path / "record", old
    record(compiled(tmp_path), shop, log, "tests.torture.upgrading", 0, 1)
    length = sum(1 for _ in entries(log))
    chance, disk = random.Random(20261129), CutDisk(kept)
    points, found, said = set(chance.sample(range(length), min(CUTS, length))) | {length - 1}, Counter[str](), False
    for at, entry in enumerate(entries(log)):
        disk.follow(entry)
        said = said or entry.kind == "A"
        if at in points:
            disk.cut(shop, chance)
            stands = whole(shop, heard, f"cut {at} of {length}")
            assert stands == migrations.HEAD or not said, "it was open, and is old again"
            found[stands] += 1
    print(f"{sum(found.values())} power cuts through {length} acts of an upgrade: {dict(found)}")  # noqa: T201 - as above
    assert set(found) == {FIRST, migrations.HEAD}


def test_an_upgrade_that_fails_is_put_back_whole_also_when_it_is_cut_off(
    tmp_path: Path, old: tuple[Path, Heard], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy from before takes the place of what the upgrade left: cut off in between, the next start goes on."""
    shop, (_kept, heard) = tmp_path / "shop", old

    def failing(database: object) -> None:
        with closing(sqlite3.connect(shop / "shop.db")) as file:
            file.execute("UPDATE alembic_version SET version_num = '9999'")
            file.commit()
        raise RuntimeError("the step was wrong")

    class Ended(BaseException):
        """The program ends here."""

    def end(*_: object) -> None:
        raise Ended

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "upgrade", failing)
        patched.setattr("pos_app.data.swap.finish", end)
        with pytest.raises(Ended):
            build(shop)
    assert revision_of(shop / "shop.db") == "9999"
    build(shop).close()
    assert whole(shop, heard, "put back") == migrations.HEAD
