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


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def printer() -> TestPrinter:
    return TestPrinter()


@pytest.fixture
def services(database_url: str, tmp_path: Path, clock: HandClock, printer: TestPrinter) -> Iterator[Services]:
    """A shop that sells. Whatever a test does through the services, the books are true at its end."""
    opened = open_test_shop(database_url, tmp_path, clock, printer)
    stock_up(opened, tmp_path)
    yield opened
    first = verify(opened.shop.database).first
    opened.close()
    assert first is None


@pytest.fixture
def sqlite_shop(tmp_path: Path, clock: HandClock, printer: TestPrinter) -> Iterator[Services]:
    """The same on SQLite alone, for what concerns files; its books are the test's own business."""
    opened = open_test_shop(f"sqlite:///{tmp_path / 'shop.db'}", tmp_path, clock, printer)
    stock_up(opened, tmp_path)
    yield opened
    opened.close()
