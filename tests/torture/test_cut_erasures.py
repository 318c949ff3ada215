"""Pull the plug in an erasure: a person is there whole, or gone from every file behind the next start."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.app import build
from pos_app.data.tables.customers import customer
from pos_app.services.customers.erase import ERASED_NAME, UNSWEPT_NAME
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up
from tests.torture.cut_disk import CutDisk
from tests.torture.recording import compiled, entries, record

if TYPE_CHECKING:
    from pathlib import Path

CUTS = int(os.environ.get("TORTURE_CUTS", "40"))
"""`make torture` sets 500."""
ERASURES = max(4, CUTS // 10)
BLANKING = 25
"""Writes, syncs and names from the beginning of an erasure on, among which the mark and the blanking are."""


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_person_is_there_whole_or_erased_everywhere_behind_a_power_cut(tmp_path: Path) -> None:
    shop, start, log = tmp_path / "shop", tmp_path / "start", tmp_path / "record"
    services = build(shop)
    stock_up(services, tmp_path)
    (shop / "backups").mkdir(exist_ok=True)
    services.close()
    shutil.copytree(shop, start)
    record(compiled(tmp_path), shop, log, "tests.torture.erasing_seller", 7, 2 * ERASURES)
    within, begins, in_flight = list[int](), list[int](), False
    for at, entry in enumerate(entries(log)):
        if entry.kind == "A":
            in_flight, first = entry.data.startswith(b"ERASING"), at
        elif in_flight:
            (within if at - first > BLANKING else begins).append(at)
    chance, found = random.Random(20261126), Counter[str]()
    points, disk = {*chance.sample(begins, CUTS // 2), *chance.sample(within, CUTS // 2)}, CutDisk(start)
    erased, erasing = dict[str, bytes](), dict[str, bytes]()
    for at, entry in enumerate(entries(log)):
        if at in points:
            disk.cut(shop, chance)
            found[looked_at(shop, erased, erasing, f"cut {at}")] += 1
        disk.follow(entry)
        if entry.kind == "A":
            for line in entry.data.decode().splitlines():
                word, uid, name = line.split()
                erasing = {uid: name.encode()} if word == "ERASING" else {}
                erased |= {} if word == "ERASING" else {uid: name.encode()}
    print(f"{len(points)} power cuts within {ERASURES} erasures: {found}")  # noqa: T201 - as in test_power_cut
    assert min(found["whole"], found["finished"]) > 0


def looked_at(folder: Path, erased: dict[str, bytes], erasing: dict[str, bytes], where: str) -> str:
    """Start the shop and look for everybody who is erased, in every file; tell what became of the one in flight."""
    services = build(folder)
    try:
        begun = (folder / UNSWEPT_NAME).exists()
        assert services.erase_again() == 0, where
        with services.shop.database.read() as connection:
            gone = {
                uid.hex()
                for uid in connection.execute(select(customer.c.uid).where(customer.c.name.is_(None))).scalars()
            }
        assert erased.keys() <= gone <= erased.keys() | erasing.keys(), where
        listed = set((folder / ERASED_NAME).read_text("ascii").split()) if gone else set()
        assert listed == gone, where
        names = [name for uid, name in (erased | erasing).items() if uid in gone]
        files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        left = [(name, path) for name in names for path, content in files.items() if name in content]
        assert left == [], where
        assert not (folder / UNSWEPT_NAME).exists(), where
        assert verify(services.shop.database, services.shop.vault.till_key().public).first is None, where
    finally:
        services.close()
    if not gone >= erasing.keys():
        return "whole"
    return "finished" if begun else "erased"
