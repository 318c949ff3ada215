"""A shop on each database that is there, with a few goods, a clock set by hand and a printer that does as told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.services.proof.verify_books import verify
from tests.factories.shops import HandClock, TestPrinter, open_test_shop, stock_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.databases import ShopFile


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def printer() -> TestPrinter:
    return TestPrinter()


@pytest.fixture
def empty(shop_url: str, tmp_path: Path, clock: HandClock, printer: TestPrinter) -> Iterator[Services]:
    """A shop without goods. Whatever a test does through the services, the books are true at its end."""
    opened = open_test_shop(shop_url, tmp_path, clock, printer)
    yield opened
    first = verify(opened.shop.database).first
    opened.close()
    assert first is None


@pytest.fixture
def services(empty: Services, tmp_path: Path) -> Services:
    """The same with a few goods: a shop that sells."""
    stock_up(empty, tmp_path)
    return empty


@pytest.fixture
def sqlite_shop(tmp_path: Path, shop_file_made: ShopFile, clock: HandClock, printer: TestPrinter) -> Iterator[Services]:
    """A shop that sells on SQLite alone, for what concerns files; its books are the test's own business."""
    opened = open_test_shop(shop_file_made.copy(tmp_path / "shop.db"), tmp_path, clock, printer)
    stock_up(opened, tmp_path)
    yield opened
    opened.close()
