"""Search on PostgreSQL and MariaDB: one table of words, beginnings found as ranges of its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, insert, select

from pos_app.data.search_words import query_words
from pos_app.data.tables.catalog import variant, variant_sales
from pos_app.data.tables.search import search_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_LAST_SIGN = "\U0010ffff"
"""Sorts behind every sign there is, by bytes as by code points."""


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Put variants in: (key, prepared text) each. A variant that is there already must be removed first."""
    words = [{"variant_id": key, "word": word} for key, prepared in rows for word in prepared.split()]
    if words:
        connection.execute(insert(search_word), words)


def remove(connection: Connection, variant_ids: Sequence[int]) -> None:
    """Take variants out."""
    connection.execute(delete(search_word).where(search_word.c.variant_id.in_(variant_ids)))


def find(connection: Connection, typed: str, limit: int) -> list[int]:
    """Return up to `limit` variant keys whose words begin with the typed ones, most sold first."""
    words = query_words(typed)
    if not words:
        return []
    sold = func.coalesce(variant_sales.c.orders, 0)
    query = select(variant.c.id).outerjoin(variant_sales, variant_sales.c.variant_id == variant.c.id)
    query = query.where(*(_begins(word) for word in words)).order_by(sold.desc(), variant.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def _begins(word: str) -> ColumnElement[bool]:
    hits = select(search_word.c.variant_id)
    return variant.c.id.in_(hits.where(search_word.c.word >= word, search_word.c.word < word + _LAST_SIGN))
