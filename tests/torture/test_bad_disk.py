"""A disk that is full or broken: the sale is refused with the right reason, the basket kept, and paid once later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up
from tests.journeys.random_cashier import hire
from tests.torture.recording import compiled

if TYPE_CHECKING:
    from pathlib import Path

STRIDE = int(os.environ.get("TORTURE_STRIDE", "10"))
"""The disk fails at every so many-th write; `make torture` sets 1."""


def under_the_shim(place: Path, shop: Path, module: str, *words: str) -> str:
    """Run a module of the tests on a disk that it can make fail; return what it said."""
    watch = {"RECORD_FOLDER": str(shop), "LD_PRELOAD": str(compiled(place))}
    command = [sys.executable, "-m", module, *words]
    ran = subprocess.run(command, env={**os.environ, **watch}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_sale_goes_on_when_the_disk_does(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    services = build(shop)
    stock_up(services, tmp_path)
    services.close()
    said = json.loads(under_the_shim(tmp_path, shop, "tests.torture.sales_on_bad_disk", str(shop), str(STRIDE)))
    print(f"{sum(said.values())} sales on a bad disk: {said}")  # noqa: T201 - the figures are what the docs tell
    refused = {way: count for way, count in said.items() if "nothing" not in way}
    assert len({way.split(":")[0] for way in refused}) == 4
    assert sum(refused.values()) > sum(said.values()) / 4
    services = build(shop)
    assert verify(services.shop.database).first is None
    services.close()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_evening_goes_on_when_the_disk_does(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    services = build(shop)
    hire(services)
    services.close()
    said = json.loads(under_the_shim(tmp_path, shop, "tests.torture.shifts_on_bad_disk", str(shop), str(STRIDE)))
    print(f"{sum(said.values())} evenings on a bad disk: {said}")  # noqa: T201 - the figures are what the docs tell
    refused = {way: count for way, count in said.items() if "nothing" not in way}
    assert len({way.split(":")[0] for way in refused}) == 4
    assert sum(refused.values()) > sum(said.values()) / 4


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_backups_and_restores_on_a_bad_disk_leave_a_whole_shop(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    services = build(shop)
    stock_up(services, tmp_path)
    services.close()
    module, words = "tests.torture.backups_on_bad_disk", (str(tmp_path), str(STRIDE))
    said = json.loads(under_the_shim(tmp_path, shop, module, *words))
    print(f"{sum(said.values())} backups and restores on a bad disk: {said}")  # noqa: T201 - the docs tell the figures
    for act in ("backup", "restore"):
        refused = {way.split(",")[0] for way in said if f", {act}:" in way and "nothing" not in way}
        assert len(refused) == 4, refused
    assert {way.rpartition(", ")[2] for way in said if ", restore:" in way} == {"as it was", "the backup"}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_command_says_what_is_wrong_with_the_disk(tmp_path: Path) -> None:
    module, words = "tests.torture.commands_on_bad_disk", (str(tmp_path), str(STRIDE))
    said = json.loads(under_the_shim(tmp_path, tmp_path, module, *words))
    print(f"{sum(said.values())} commands on a bad disk: {said}")  # noqa: T201 - the figures are what the docs tell
    for way in ("full, setup", "full, import", "full, undo", "broken, setup", "broken, import", "read-only, verify"):
        assert sum(count for name, count in said.items() if name.startswith(way) and "nothing" not in name) > 0
