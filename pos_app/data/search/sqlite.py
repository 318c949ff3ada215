"""Search on SQLite: two full-text tables, `search_sold` in the order of sales before `search_rest` in row order.

Ranking by a column or by relevance would read every hit first (70 to 370 ms at 750,000 goods); a full-text table
gives its rows in the order of their keys, so the order is put into the keys instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

from pos_app.data.search.words import query_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

# prepared text is ASCII words and single ideographs: the plainest tokenizer is right and fastest; without positions
# the index is half the size; beginnings of one to four signs have indexes of their own
OPTIONS = "tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '1 2 3 4'"
_TABLES = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS search_rest USING fts5(words, {OPTIONS})",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS search_sold USING fts5(words, variant_id UNINDEXED, {OPTIONS})",
)
_SOLD_ONE = """
INSERT INTO search_sold (rowid, words, variant_id)
SELECT (SELECT coalesce(max(rowid), 0) + 1 FROM search_sold), words, rowid FROM search_rest WHERE rowid = ?
"""
_REFRESH = """
INSERT INTO search_sold (rowid, words, variant_id)
SELECT row_number() OVER (ORDER BY sales.orders DESC, sales.variant_id), rest.words, sales.variant_id
FROM variant_sales AS sales JOIN search_rest AS rest ON rest.rowid = sales.variant_id
WHERE sales.orders > 0
"""


_SOLD_OF = """
SELECT variant_id FROM variant_sales WHERE orders > 0 AND variant_id IN (SELECT value FROM json_each(:keys))
"""
_REMOVE_SOLD = "DELETE FROM search_sold WHERE variant_id IN (SELECT value FROM json_each(:keys))"


def install(connection: Connection) -> None:
    """Create the full-text tables where they are not there yet."""
    for sql in _TABLES:
        connection.execute(text(sql))


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put variants in: (key, prepared text) each. A variant that is there already must be removed first."""
    connection.exec_driver_sql("INSERT INTO search_rest (rowid, words) VALUES (?, ?)", list(rows))


def remove(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Take variants out."""
    connection.exec_driver_sql("DELETE FROM search_rest WHERE rowid = ?", [(key,) for key in variant_ids])
    sold = list(connection.execute(text(_SOLD_OF), {"keys": json.dumps(list(variant_ids))}).scalars())
    if sold:  # the whole table is read to find a row by its variant: some 5 ms at 30,000 sold goods
        connection.execute(text(_REMOVE_SOLD), {"keys": json.dumps(sold)})


def set_bulk(connection: Connection, *, on: bool) -> None:
    """While many rows are added, leave the index' own merging off: it holds the writer for up to 100 ms at a time."""
    for name, usual, bulk in (("automerge", 4, 0), ("crisismerge", 16, 1999)):
        value = bulk if on else usual
        connection.exec_driver_sql("INSERT INTO search_rest (search_rest, rank) VALUES (?, ?)", (name, value))


def merge(connection: Connection, pages: int) -> bool:
    """Merge up to about `pages` pages of the index; tell whether there was anything to merge."""
    before = _total_changes(connection)
    connection.exec_driver_sql("INSERT INTO search_rest (search_rest, rank) VALUES ('merge', ?)", (pages,))
    # FTS5's manual: less than two changes means that there was nothing to do
    return _total_changes(connection) - before > 1


def _total_changes(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())


def refresh_sold(connection: Connection) -> None:
    """Put whatever was ever sold in front, most sold first."""
    connection.execute(text("DELETE FROM search_sold"))
    connection.execute(text(_REFRESH))


def add_sold(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Put goods that were sold for the first time behind those sold before; the next refresh gives them their place."""
    for key in variant_ids:
        connection.exec_driver_sql(_SOLD_ONE, (key,))


def find(connection: Connection, typed: str, limit: int) -> list[int]:
    """Return up to `limit` variant keys whose words begin with the typed ones, most sold first."""
    match = _match(query_words(typed))
    if not match:
        return []
    found = _keys(connection, "SELECT variant_id FROM search_sold WHERE search_sold MATCH ? LIMIT ?", match, limit)
    if len(found) < limit:
        # the same goods stand in both tables; enough are read to fill the list without them
        more = _keys(
            connection, "SELECT rowid FROM search_rest WHERE search_rest MATCH ? LIMIT ?", match, limit + len(found)
        )
        found = list(dict.fromkeys([*found, *more]))[:limit]
    return found


def _match(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"*' for word in words)


def _keys(connection: Connection, sql: str, match: str, limit: int) -> list[int]:
    return [int(row[0]) for row in connection.exec_driver_sql(sql, (match, limit))]
