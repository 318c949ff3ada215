"""Databases that have the shop's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pos_app.data import migrations
from pos_app.data.engine import Database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# as in tests/domain: a busy machine is no bug, and a run that fails must fail again
settings.register_profile("countertop", deadline=None, derandomize=True)
settings.load_profile("countertop")


@pytest.fixture
def shop_database(database: Database) -> Database:
    """A database of each kind with every table, trigger and index, and no rows."""
    migrations.upgrade(database)
    return database


@pytest.fixture
def shop_file(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, for what only a file can have; it lies in `tmp_path / "shop.db"`."""
    database = Database(sqlite_url(tmp_path / "shop.db"))
    migrations.upgrade(database)
    yield database
    database.close()
