"""Search for goods: any beginning of any words of name, SKU and barcode, most sold first, on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.data.search import sqlite, sqlite_parts
from pos_app.data.search_words import document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from sqlalchemy import Connection

FIRST = 50
"""How many hits a list under the scan line shows."""


def install(connection: Connection) -> None:
    """Create what search needs beside the tables."""
    if connection.dialect.name == "sqlite":
        sqlite.install(connection)


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put new variants in: (key, text prepared by `document`) each."""
    if rows:
        _of(connection).add(connection, rows)


def remove(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Take variants out."""
    if variant_ids:
        _of(connection).remove(connection, variant_ids)


def tidy(connection: Connection, pages: int, place: int = 0) -> int | None:
    """Put a little of the index in order after many changes; return where to go on, None at the end."""
    return sqlite_parts.tidy(connection, pages, place) if connection.dialect.name == "sqlite" else None


def misplaced_sold(connection: Connection) -> list[int]:
    """Return the goods whose place in the order of sales is out of date; none on servers, which sort by it anyway."""
    return sqlite.misplaced_sold(connection) if connection.dialect.name == "sqlite" else []


def place_sold(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Put goods where their sales put them, before all that were never sold."""
    if variant_ids and connection.dialect.name == "sqlite":
        sqlite.place_sold(connection, variant_ids)


def find(connection: Connection, typed: str, limit: int = FIRST) -> list[int]:
    """Return the keys of the first variants that match every typed word as a beginning."""
    found: list[int] = _of(connection).find(connection, typed, limit)
    return found


def _of(connection: Connection) -> ModuleType:
    if connection.dialect.name == "sqlite":
        return sqlite
    from pos_app.data.search import server  # whose table most tills do not have

    return server


def is_search_table(name: str) -> bool:
    """Tell whether a table is one of SQLite's full-text tables or a part of one."""
    return name.startswith(("search_rest", "search_sold"))


__all__ = [
    "FIRST",
    "add",
    "document",
    "find",
    "install",
    "is_search_table",
    "misplaced_sold",
    "place_sold",
    "remove",
    "tidy",
]
