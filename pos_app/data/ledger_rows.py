"""What the rows of ledgers say, in words that mean the same in every database: a key is told by the uid behind it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pos_app.data import append_only
from pos_app.data.tables import every_table

if TYPE_CHECKING:
    from sqlalchemy import FromClause, Table

_PART_OF = {
    "order_line": "order_id",
    "order_line_tax": "line_id",
    "order_discount": "order_id",
    "payment_allocation": "order_id",
    "goods_return_line": "return_id",
    "goods_return_line_tax": "return_line_id",
    "shipment_line": "shipment_id",
}
"""Ledgers whose rows are parts of a fact, written in its transaction: the column that leads towards it."""


@lru_cache(maxsize=64)
def is_fact(table: Table) -> bool:
    """Tell whether the rows of a table are facts, counted along their till."""
    return {"till_id", "sequence", "wall_at"} <= set(table.columns.keys())


@lru_cache(maxsize=64)
def has_uid(table: Table) -> bool:
    """Tell whether the rows of a table have a uid of their own."""
    return "uid" in table.columns


def proved() -> list[Table]:
    """Return the ledgers whose rows the journal's entries hold: facts and their parts."""
    return [table for table in append_only.protected_tables() if is_fact(table) or table.name in _PART_OF]


@lru_cache(maxsize=64)
def words_of(table: Table) -> tuple[tuple[str, str, Table | None], ...]:
    """Return each column, what it is called in the text, and the table whose uid stands for its key, if it is one."""
    every_table()  # which may not be loaded yet
    return tuple(
        (column.name, column.name.removesuffix("_id"), _target(table, column.name))
        for column in table.columns
        if column.name != "id"
    )


def of_till(table: Table, till_id: int, after: int = 0) -> Select[Any]:
    """Select (sequence of the fact, what each column says …) of a till's rows behind a fact, along the sequence."""
    source: FromClause = table
    fact = table
    while not is_fact(fact):
        column = fact.c[_PART_OF[fact.name]]
        fact = next(iter(column.foreign_keys)).column.table
        source = source.join(fact, fact.c.id == column)
    said = []
    for name, word, target in words_of(table):
        if target is None:
            said.append(table.c[name].label(word))
        else:
            named = target.alias()
            source = source.outerjoin(named, named.c.id == table.c[name])
            said.append(named.c.uid.label(word))
    query = select(fact.c.sequence.label("fact_sequence"), *said).select_from(source)
    return query.where(fact.c.till_id == till_id, fact.c.sequence > after).order_by(fact.c.sequence)


def _target(table: Table, name: str) -> Table | None:
    keys = table.c[name].foreign_keys
    return next(iter(keys)).column.table if keys else None
