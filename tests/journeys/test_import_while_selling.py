"""A big import in another process while the till sells: no sale waits for it, and the books stay true."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, SOAP, TEA, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 15_000


@pytest.mark.slow
def test_the_till_sells_during_an_import(tmp_path: Path) -> None:
    services = build(tmp_path)
    stock_up(services, tmp_path)
    big = tmp_path / "big.csv"
    big.write_text("sku,name,price\n" + "".join(f"B{n},Big thing {n},1.00\n" for n in range(ROWS)), encoding="utf-8")
    command = [sys.executable, "main.py", "--data", str(tmp_path), "import", "products", str(big)]
    waits = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as importer:
        while importer.poll() is None:
            began = time.perf_counter()
            sell(services, MILK, TEA, SOAP)
            waits.append(time.perf_counter() - began)
        said = importer.stdout.read() if importer.stdout else ""
    assert importer.returncode == 0
    assert f"{ROWS:,} added" in said
    assert len(waits) > 10
    # five transactions a sale, each behind at most one chunk; far below what a person could notice as a stop
    assert sorted(waits)[len(waits) // 2] < 0.5
    assert services.catalog.count() == ROWS + 5
    assert services.ring_up.search("big thing 149")
    assert verify(services.shop.database).first is None
    services.close()


@pytest.mark.slow
def test_an_import_that_is_killed_is_offered_and_undone(tmp_path: Path) -> None:
    services = build(tmp_path)
    stock_up(services, tmp_path)
    big = tmp_path / "big.csv"
    big.write_text("sku,name,price\n" + "".join(f"B{n},Big thing {n},1.00\n" for n in range(ROWS)), encoding="utf-8")
    command = [sys.executable, "main.py", "--data", str(tmp_path), "import", "products", str(big)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as importer:
        while services.catalog.count() < ROWS / 10:
            assert importer.poll() is None
        assert services.imports.unfinished() is None
        importer.kill()
    found = services.imports.unfinished()
    assert found is not None
    assert found.rows_done >= ROWS / 10
    services.imports.undo(found.uid)
    assert services.catalog.count() == 5
    assert services.ring_up.search("big thing") == ()
    assert verify(services.shop.database).first is None
    services.close()
