"""A shop without goods, on each database that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.services.proof.verify_books import verify
from tests.factories.shops import open_test_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock, TestPrinter


@pytest.fixture
def empty(database_url: str, tmp_path: Path, clock: HandClock, printer: TestPrinter) -> Iterator[Services]:
    """Nothing is in it yet. Whatever a test does through the services, the books are true at its end."""
    opened = open_test_shop(database_url, tmp_path, clock, printer)
    yield opened
    first = verify(opened.shop.database).first
    opened.close()
    assert first is None
