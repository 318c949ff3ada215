"""Pull the plug: whatever the till has acknowledged is there afterwards, and the books are true.

An import that was cut off is finished or undone, as a shop does, and is there whole or not at all.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.app import build
from pos_app.data.tables.imports import import_run
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up
from tests.journeys.heard import Heard, check
from tests.journeys.random_cashier import hire
from tests.torture.cut_disk import CutDisk
from tests.torture.importing import check_imports, settle
from tests.torture.recording import compiled, entries, record

if TYPE_CHECKING:
    from pathlib import Path

CUTS = int(os.environ.get("TORTURE_CUTS", "40"))
"""`make torture` sets 500."""
SAYS = 40 * CUTS
"""Lines the recorded till says: more to cut through where there are more cuts."""


_FINISHED = import_run.c.state == "finished"


class Lost(AssertionError):
    """A power cut took what was acknowledged."""


@dataclass(frozen=True)
class Endured:
    """What the power was cut through."""

    writes: int
    """Writes, syncs and lines said."""
    acts: int
    sales: int
    imports: int
    cut_off: int
    """Cuts in the midst of an import."""


def cut_through(place: Path, seller: str, cuts: int, says: int) -> Endured:
    """Record a till and cut its power at random points; return what that was. Raise `Lost`."""
    shop, start, log = place / "shop", place / "start", place / "record"
    services = build(shop)
    stock_up(services, place)
    hire(services)
    heard = Heard.of(services.shop.database)
    services.close()
    shutil.copytree(shop, start)
    record(compiled(place), shop, log, seller, 7, says)
    chance = random.Random(20261123)
    length, points = cut_points(log, cuts, chance)
    disk, cut_off = CutDisk(start), 0
    for at, entry in enumerate(entries(log)):
        if at in points:
            disk.cut(shop, chance)  # where it was: a copy elsewhere would ask first whether it goes on there
            cut_off += hold_against(shop, copy.deepcopy(heard), f"cut {at} of {length}", chance)
        disk.follow(entry)
        if entry.kind == "A":
            for line in entry.data.decode().splitlines():
                heard.hear(line)
    return Endured(length, heard.acts, heard.sales, len(heard.imported), cut_off)


def cut_points(log: Path, cuts: int, chance: random.Random) -> tuple[int, set[int]]:
    """Return how long a record is and where to cut it: anywhere, and one in five within an import, if there is any."""
    length, importing = 0, False
    within: list[int] = []
    for length, entry in enumerate(entries(log), 1):
        if entry.kind == "A":
            importing = entry.data.startswith(b"IMPORTING")
        elif importing:
            within.append(length - 1)
    there = chance.sample(within, min(len(within), cuts // 5))
    return length, {*there, *chance.sample(range(length), cuts - len(there))}


def hold_against(folder: Path, heard: Heard, where: str, chance: random.Random) -> bool:
    """Open what a power cut left and look for everything acknowledged; tell whether an import was cut off."""
    try:
        services = build(folder)
    except Exception as error:
        raise Lost(f"{where}: the shop does not open: {error!r}") from error
    try:
        check(services.shop.database, heard)
        with services.shop.database.read() as connection:
            finished = set(connection.execute(select(import_run.c.file_name).where(_FINISHED)).scalars())
        assert heard.imported <= finished, "an import that had ended"
        cut_off = settle(services, chance)
        check_imports(services)
        first = verify(services.shop.database).first
    except (AssertionError, KeyError) as error:
        raise Lost(f"{where}: {error}") from error
    finally:
        services.close()
    if first is not None:
        raise Lost(f"{where}: {first}")
    return cut_off


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    endured = cut_through(tmp_path, "tests.torture.importing_seller", CUTS, SAYS)
    print(f"{CUTS} power cuts, nothing lost: {endured}")  # noqa: T201 - the figures are what the docs tell
    assert endured.acts > CUTS
    assert endured.imports > 0
    assert endured.cut_off > 0


@pytest.mark.slow
def test_the_same_finds_what_a_till_loses_that_does_not_sync(tmp_path: Path) -> None:
    """With `synchronous = OFF` the very same cuts must lose sales: else they prove nothing."""
    with pytest.raises(Lost) as found:
        cut_through(tmp_path, "tests.torture.careless_seller", 20, 300)
    print(f"with synchronous = OFF: {found.value}")  # noqa: T201 - what was found is the point
