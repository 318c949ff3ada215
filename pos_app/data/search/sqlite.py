"""Search on SQLite: full-text tables, `search_sold` in the order of sales before all goods in the order of their keys.

Ranking by a column or by relevance would read every hit first (70 to 370 ms at 750,000 goods); a full-text table
gives its rows in the order of their keys, so the order is put into the keys instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

from pos_app.data.driver import run
from pos_app.data.search import sqlite_parts
from pos_app.data.search.sqlite_parts import OPTIONS
from pos_app.data.search_words import query_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

_TABLES = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS search_sold USING fts5(words, {OPTIONS})",
    # where a variant stands in search_sold: there it could only be found by reading the whole table
    "CREATE TABLE IF NOT EXISTS search_sold_place (variant_id INTEGER PRIMARY KEY, place INTEGER NOT NULL)",
)
_KEYS = 2**32
"""A place is made of the orders, most first, and the variant's key: selling one variant moves no other."""
_ANY_SOLD = "SELECT 1 FROM variant_sales WHERE variant_id BETWEEN ? AND ? LIMIT 1"
_PLACES = "SELECT place FROM search_sold_place WHERE variant_id IN (SELECT value FROM json_each(:keys))"
_FORGET = "DELETE FROM search_sold_place WHERE variant_id IN (SELECT value FROM json_each(:keys))"
_NOTE = """
INSERT INTO search_sold_place (variant_id, place)
SELECT variant_id, ((2147483647 - min(orders, 2147483647)) << 32) | variant_id
FROM variant_sales
WHERE variant_id IN (SELECT value FROM json_each(:keys)) AND orders > 0
AND EXISTS (SELECT 1 FROM search_rest_text AS rest WHERE rest.variant_id = variant_sales.variant_id)
"""
_PUT = """
INSERT INTO search_sold (rowid, words)
SELECT at.place, rest.words
FROM search_sold_place AS at CROSS JOIN search_rest_text AS rest ON rest.variant_id = at.variant_id
WHERE at.variant_id IN (SELECT value FROM json_each(:keys))
"""
_MISPLACED = """
SELECT sales.variant_id
FROM variant_sales AS sales LEFT JOIN search_sold_place AS at ON at.variant_id = sales.variant_id
WHERE sales.orders > 0
AND at.place IS NOT (((2147483647 - min(sales.orders, 2147483647)) << 32) | sales.variant_id)
AND EXISTS (SELECT 1 FROM search_rest_text AS rest WHERE rest.variant_id = sales.variant_id)
UNION ALL
SELECT at.variant_id
FROM search_sold_place AS at LEFT JOIN variant_sales AS sales ON sales.variant_id = at.variant_id
WHERE coalesce(sales.orders, 0) <= 0
"""


def install(connection: Connection) -> None:
    """Create the tables where they are not there yet."""
    sqlite_parts.install(connection)
    for sql in _TABLES:
        connection.execute(text(sql))


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put variants in: (key, prepared text) each. A variant that is there already must be removed first."""
    sqlite_parts.add(connection, rows)
    keys = [key for key, _ in rows]
    if run(connection, _ANY_SOLD, (min(keys), max(keys))).fetchone():
        _put_sold(connection, keys)


def remove(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Take variants out."""
    sqlite_parts.remove(connection, variant_ids)
    _take_sold(connection, variant_ids)


def misplaced_sold(connection: Connection) -> list[int]:
    """Return the variants that do not stand where their sales put them: a long look, for a reader."""
    return list(connection.execute(text(_MISPLACED)).scalars())


def place_sold(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Put variants where their sales put them: the most sold first, what was never sold only with the rest."""
    _take_sold(connection, variant_ids)
    _put_sold(connection, variant_ids)


def _take_sold(connection: Connection, variant_ids: Sequence[int]) -> None:
    keys = {"keys": json.dumps(list(variant_ids))}
    places = connection.execute(text(_PLACES), keys).all()
    if places:
        connection.exec_driver_sql("DELETE FROM search_sold WHERE rowid = ?", [tuple(row) for row in places])
        connection.execute(text(_FORGET), keys)


def _put_sold(connection: Connection, variant_ids: Sequence[int]) -> None:
    keys = {"keys": json.dumps(list(variant_ids))}
    if connection.execute(text(_NOTE), keys).rowcount:
        connection.execute(text(_PUT), keys)


def find(connection: Connection, typed: str, limit: int) -> list[int]:
    """Return up to `limit` variant keys whose words begin with the typed ones, most sold first."""
    match = _match(query_words(typed))
    if not match:
        return []
    sold = "SELECT rowid FROM search_sold WHERE search_sold MATCH ? LIMIT ?"
    found = [int(row[0]) % _KEYS for row in connection.exec_driver_sql(sold, (match, limit))]
    if len(found) < limit:
        # the same goods stand in both; enough are read to fill the list without them
        more = sqlite_parts.find(connection, match, limit + len(found))
        found = list(dict.fromkeys([*found, *more]))[:limit]
    return found


def _match(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"*' for word in words)
