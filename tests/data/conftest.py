"""Databases that have the shop's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.data import migrations
from pos_app.data.engine import Database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
