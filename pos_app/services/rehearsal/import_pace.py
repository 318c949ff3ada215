"""How fast goods come in, against bare `executemany` into one table and a search index of the same options.

Both sides take the first rows of the catalog into an empty file. The bare side gets them read, checked and prepared
already: what is measured there is the database alone.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import sqlite3
import time
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import text

from pos_app.data.engine import pragmas
from pos_app.data.search.sqlite_parts import OPTIONS
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.product_file import look_at
from pos_app.services.rehearsal.bench_shop import PRICE, leave_out

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services

_BARE_TABLE = "CREATE TABLE goods (id INTEGER PRIMARY KEY, sku TEXT UNIQUE, code TEXT UNIQUE, name TEXT, price INTEGER)"
_BARE_ROWS = 1000
"""Rows of a transaction: what bare code would choose that nobody else waits for."""
_PREPARED = """
SELECT variant.id, variant.sku, barcode.code, product_text.name, price.unit_price, search_rest_text.words
FROM variant
JOIN product_text ON product_text.product_id = variant.product_id
JOIN search_rest_text ON search_rest_text.variant_id = variant.id
JOIN price ON price.variant_id = variant.id
LEFT JOIN barcode ON barcode.variant_id = variant.id
GROUP BY variant.id
"""


class ImportPace(Struct, frozen=True):
    """Products a second of both sides."""

    ours: float
    raw: float
    longest_hold: float
    """Longest time in seconds that the importer held the writer."""


def head_of(catalog: Path, rows: int, target: Path) -> None:
    """Write the catalog's header and first rows as plain CSV."""
    with look_at(catalog).rows() as reading, target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row.cells for row in itertools.islice(reading, rows + 1))


def import_pace(services: Services, goods: Path, bare: Path) -> ImportPace:
    """Import `goods` into an empty shop, then the same rows into a bare file at `bare`."""
    report = services.imports.run(goods, ImportOptions(price=PRICE), rejects=leave_out)
    with services.shop.database.read() as connection:
        rows = [tuple(row) for row in connection.execute(text(_PREPARED))]
    return ImportPace(report.added / report.seconds, len(rows) / _bare_seconds(rows, bare), report.longest_hold)


def _bare_seconds(rows: list[tuple[object, ...]], path: Path) -> float:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in pragmas(readers=False):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(_BARE_TABLE)
        connection.execute(f"CREATE VIRTUAL TABLE found_by USING fts5(words, {OPTIONS})")
        began = time.perf_counter()
        for start in range(0, len(rows), _BARE_ROWS):
            part = rows[start : start + _BARE_ROWS]
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO goods VALUES (?, ?, ?, ?, ?)", [row[:5] for row in part])
            connection.executemany(
                "INSERT INTO found_by (rowid, words) VALUES (?, ?)", [(row[0], row[5]) for row in part]
            )
            connection.execute("COMMIT")
        return time.perf_counter() - began
