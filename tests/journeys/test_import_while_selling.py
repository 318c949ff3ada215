"""A big import in another process while the till sells: no sale waits for it, and the books stay true."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.app import build
from pos_app.data.tables.imports import import_run
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, SOAP, TEA, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services

ROWS = 15_000
OWN = 5
"""Goods of the shop before."""


def importing(services: Services, folder: Path) -> subprocess.Popen[str]:
    """Start a big import in another process; return once its first rows are in."""
    big = folder / "big.csv"
    big.write_text("sku,name,price\n" + "".join(f"B{n},Big thing {n},1.00\n" for n in range(ROWS)), encoding="utf-8")
    command = [sys.executable, "main.py", "--data", str(folder), "import", "products", str(big)]
    importer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while services.catalog.count() == OWN:
        assert importer.poll() is None
    return importer


def rows_done(services: Services) -> int:
    """Return how far the import is that is at work; -1 where none is."""
    with services.shop.database.read() as connection:
        query = select(import_run.c.rows_done).where(import_run.c.state == "running")
        found: int | None = connection.execute(query).scalar_one_or_none()
    return -1 if found is None else found


@pytest.mark.slow
def test_the_till_sells_during_an_import(tmp_path: Path) -> None:
    services = build(tmp_path)
    stock_up(services, tmp_path)
    went_on = []
    with importing(services, tmp_path) as importer:
        while importer.poll() is None:
            before = rows_done(services)
            sell(services, MILK, TEA, SOAP)
            after = rows_done(services)
            went_on.append(before < after if -1 not in {before, after} else None)
        said = importer.stdout.read() if importer.stdout else ""
    assert importer.returncode == 0
    assert f"{ROWS:,} added" in said
    assert True in went_on, "a sale was paid while the import went on"
    assert services.catalog.count() == ROWS + OWN
    assert services.ring_up.search("big thing 149")
    assert verify(services.shop.database).first is None
    services.close()


@pytest.mark.slow
def test_an_import_that_is_killed_is_offered_and_undone(tmp_path: Path) -> None:
    services = build(tmp_path)
    stock_up(services, tmp_path)
    with importing(services, tmp_path) as importer:
        assert services.imports.unfinished() is None
        with services.shop.database.write():  # the import can write nothing meanwhile: it is in its midst
            done = rows_done(services)
            assert 0 < done < ROWS
            importer.kill()
            importer.wait()
    found = services.imports.unfinished()
    assert found is not None
    assert found.rows_done == done
    services.imports.undo(found.uid)
    assert services.catalog.count() == OWN
    assert services.ring_up.search("big thing") == ()
    assert verify(services.shop.database).first is None
    services.close()
