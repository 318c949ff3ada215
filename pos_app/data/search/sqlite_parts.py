"""The goods of a SQLite shop in full-text tables of 65,536 keys each, one behind the other in the order of keys.

A full-text table rewrites a word's list of goods in one go when it merges, and nothing may hold the writer that long:
87 ms where a third of 750,000 barcodes begin with the same figure. Parts bound it. Each addition does its share of
the merging itself; SQLite's own, which comes all at once and unasked, is off.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

from pos_app.data.driver import run, run_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

# prepared text is ASCII words and single ideographs: the plainest tokenizer is right and fastest; without positions
# the index is half the size; beginnings of one to four signs have indexes of their own
OPTIONS = "tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '1 2 3 4'"
BITS = 16
"""A part holds the keys that differ in so many bits: a term in a third of its goods is merged in some milliseconds."""
_TABLES = (
    # what each variant is found by; the parts hold the index alone
    "CREATE TABLE IF NOT EXISTS search_rest_text (variant_id INTEGER PRIMARY KEY, words TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS search_rest_parts (number INTEGER PRIMARY KEY)",
)
_CONFIG = (("automerge", 0), ("crisismerge", 1999), ("usermerge", 16))
_USUAL_MERGE, _LAST_MERGE = 16, 2
"""So many segments of a level are merged: while goods come in, and when an index is put in order."""
_SHARE = 16
"""Pages that are merged with each addition: enough to keep up with the pages it adds."""
_PART = "CREATE VIRTUAL TABLE {part} USING fts5(words, content = '', " + OPTIONS + ")"
_PUT = "INSERT INTO {part} (rowid, words) VALUES (?, ?)"
_FORGET = "INSERT INTO {part} ({part}, rowid, words) VALUES ('delete', ?, ?)"
_LOOK = "SELECT rowid FROM {part} WHERE {part} MATCH :match"
_SET = "INSERT INTO {part} ({part}, rank) VALUES (?, ?)"
_ANY = "SELECT 1 FROM search_rest_text WHERE variant_id >= ? AND variant_id < ? LIMIT 1"
_TEXTS = "SELECT variant_id, words FROM search_rest_text WHERE variant_id IN (SELECT value FROM json_each(?))"


def install(connection: Connection) -> None:
    """Create what the parts need beside themselves."""
    for sql in _TABLES:
        connection.execute(text(sql))


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put variants in: (key, prepared text) each. A variant that is there already must be removed first."""
    run_many(connection, "INSERT INTO search_rest_text (variant_id, words) VALUES (?, ?)", rows)
    found = _by_part(rows)
    _create_missing(connection, found)
    for number, own in found.items():
        name = _name(number)
        run_many(connection, _PUT.format(part=name), own)
        _merge(connection, name, _SHARE)


def remove(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Take variants out."""
    texts = connection.exec_driver_sql(_TEXTS, (json.dumps(list(variant_ids)),))
    for number, own in _by_part((row[0], row[1]) for row in texts).items():
        name = _name(number)
        # an index without the text beside it must be told what to forget
        connection.exec_driver_sql(_FORGET.format(part=name), own)
        _merge(connection, name, _SHARE)
    connection.exec_driver_sql("DELETE FROM search_rest_text WHERE variant_id = ?", [(key,) for key in variant_ids])


def find(connection: Connection, match: str, limit: int) -> list[int]:
    """Return the keys of the first variants that an FTS5 query finds, in the order of keys."""
    looks = (_LOOK.format(part=_name(number)) for number in _numbers(connection))
    # the parts follow each other: SQLite stops at the limit and never looks into the rest
    sql = " UNION ALL ".join(looks)
    if not sql:
        return []
    rows = connection.exec_driver_sql(f"{sql} LIMIT :limit", {"match": match, "limit": limit})
    return [int(row[0]) for row in rows]


def tidy(connection: Connection, pages: int, place: int) -> int | None:
    """Put about `pages` pages of the part at `place`, or behind it, in order; return where to go on, None at the end.

    A search looks into every segment of each part, so few are left behind; a part without goods goes.
    """
    number = next((number for number in _numbers(connection) if number >= place), None)
    if number is None:
        return None
    name = _name(number)
    connection.exec_driver_sql(_SET.format(part=name), ("usermerge", _LAST_MERGE))
    more = _merge(connection, name, pages)
    connection.exec_driver_sql(_SET.format(part=name), ("usermerge", _USUAL_MERGE))
    if more:
        return number
    if connection.exec_driver_sql(_ANY, (number << BITS, (number + 1) << BITS)).first() is None:
        connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("DELETE FROM search_rest_parts WHERE number = ?", (number,))
    return number + 1


def _merge(connection: Connection, name: str, pages: int) -> bool:
    before = _total_changes(connection)
    run(connection, _SET.format(part=name), ("merge", pages))
    # FTS5's manual: less than two changes means that there was nothing to do
    return _total_changes(connection) - before > 1


def _total_changes(connection: Connection) -> int:
    return int(run(connection, "SELECT total_changes()", ()).fetchone()[0])


def _create_missing(connection: Connection, numbers: Iterable[int]) -> None:
    for number in sorted(set(numbers) - set(_numbers(connection))):
        name = _name(number)
        connection.exec_driver_sql(_PART.format(part=name))
        for config in _CONFIG:
            connection.exec_driver_sql(_SET.format(part=name), config)
        connection.exec_driver_sql("INSERT INTO search_rest_parts (number) VALUES (?)", (number,))


def _numbers(connection: Connection) -> list[int]:
    return [number for (number,) in run(connection, "SELECT number FROM search_rest_parts ORDER BY number", ())]


def _name(number: int) -> str:
    return f"search_rest_{number}"


def _by_part(rows: Iterable[tuple[int, str]]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        found.setdefault(row[0] >> BITS, []).append(row)
    return found
