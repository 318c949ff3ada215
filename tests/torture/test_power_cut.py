"""Pull the plug: whatever the till has acknowledged is there afterwards, and the books are true."""

from __future__ import annotations

import copy
import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up
from tests.journeys.test_kills import Heard, check
from tests.torture.cut_disk import CutDisk
from tests.torture.recording import compiled, entries, record

if TYPE_CHECKING:
    from pathlib import Path

CUTS = int(os.environ.get("TORTURE_CUTS", "40"))
"""`make torture` sets 500."""
SAYS = 40 * CUTS
"""Lines the recorded till says: more to cut through where there are more cuts."""


class Lost(AssertionError):
    """A power cut took what was acknowledged."""


def cut_through(place: Path, seller: str, cuts: int, says: int) -> int:
    """Record a till and cut its power at random points; return how much was acknowledged. Raise `Lost`."""
    shop, start, log = place / "shop", place / "start", place / "record"
    services = build(shop)
    stock_up(services, place)
    services.close()
    shutil.copytree(shop, start)
    record(compiled(place), shop, log, seller, 7, says)
    happened = list(entries(log))
    chance = random.Random(20261123)
    points = sorted(chance.sample(range(len(happened)), cuts))
    disk, heard, at = CutDisk(start), Heard(), 0
    for point in points:
        for entry in happened[at:point]:
            disk.follow(entry)
            if entry.kind == "A":
                for line in entry.data.decode().splitlines():
                    heard.hear(line)
        at = point
        disk.cut(place / "after", chance)
        hold_against(place / "after", copy.deepcopy(heard), f"cut {point} of {len(happened)}")
    return heard.acts


def hold_against(folder: Path, heard: Heard, where: str) -> None:
    """Open what a power cut left and look for everything that was acknowledged."""
    try:
        services = build(folder)
    except Exception as error:
        raise Lost(f"{where}: the shop does not open: {error!r}") from error
    try:
        check(services.shop.database, heard)
        first = verify(services.shop.database).first
    except (AssertionError, KeyError) as error:
        raise Lost(f"{where}: {error}") from error
    finally:
        services.close()
    if first is not None:
        raise Lost(f"{where}: {first}")


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    assert cut_through(tmp_path, "tests.journeys.random_seller", CUTS, SAYS) > CUTS


@pytest.mark.slow
def test_the_same_finds_what_a_till_loses_that_does_not_sync(tmp_path: Path) -> None:
    """With `synchronous = OFF` the very same cuts must lose sales: else they prove nothing."""
    with pytest.raises(Lost) as found:
        cut_through(tmp_path, "tests.torture.careless_seller", 20, 300)
    print(f"with synchronous = OFF: {found.value}")  # noqa: T201 - what was found is the point
