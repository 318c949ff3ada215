"""`pos verify`: recompute every kept figure and name the first that diverges."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from pos_app.data import append_only
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.shop import till
from pos_app.data.tables.stock import movement
from pos_app.domain.errors import CodedError
from pos_app.services.proof.baskets import baskets
from pos_app.services.proof.contents import contents, texts
from pos_app.services.proof.divergence import Divergence
from pos_app.services.proof.kept_figures import (
    fact_sequences,
    levels,
    payments,
    sales_counts,
    series,
    shift_cash,
    shifts,
    states,
)
from pos_app.services.proof.orders import order_contents
from pos_app.services.proof.signed_journal import chain
from pos_app.services.proof.taxes import money, tax_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.services.proof.divergence import Check

_LONGEST = 200
"""Signs of a fault that are shown."""
CHECKS: dict[str, Check] = {}
"""Every check by its name, in the order they run."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `pos verify` found."""

    first: Divergence | None
    """None where the books are true."""
    checks: int
    orders: int
    movements: int
    entries: int
    """Of the journal."""
    seconds: float


def verify(database: Database, key: bytes | None = None) -> Verdict:
    """Recompute everything in one consistent state; stop at the first divergence.

    `key` is the public half of the key that lies beside the shop, where it does: without it the books are consistent,
    but who signed them is not proved.
    """
    began = time.perf_counter()
    sold = moved = entries = 0
    try:
        with database.read() as connection:
            sold, moved, entries = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (orders, movement, journal)
            )
            checks = {**CHECKS, "key": lambda connection: _signed_with(connection, key)}
            first = next((wrong for name, check in checks.items() for wrong in _looked(name, check, connection)), None)
    except DBAPIError as error:  # what the database itself is not in the way of: a table or column is not there
        first = Divergence("schema", "tables", "every table and column", str(error.orig))
    return Verdict(first, len(CHECKS), sold, moved, entries, time.perf_counter() - began)


def _looked(name: str, check: Check, connection: Connection) -> Iterator[Divergence]:
    """Give what a check finds; a value it cannot even read, as no program of ours writes it, is a divergence too."""
    try:
        yield from check(connection)
    except (CodedError, DBAPIError):
        raise
    except Exception as error:  # noqa: BLE001 - what a changed row makes of the reading is anything
        found = f"{type(error).__name__}: {error}"
        yield Divergence(name, "a row that cannot be read", "values as the program writes them", found[:_LONGEST])


def _signed_with(connection: Connection, key: bytes | None) -> Iterator[Divergence]:
    """Hold the public key in the books against the one of the key beside them."""
    found = set(connection.execute(select(till.c.public_key)).scalars())
    if key is not None and key not in found:
        yield Divergence("journal", "the till's public key", key.hex(), ", ".join(public.hex() for public in found))


def triggers(connection: Connection) -> Iterator[Divergence]:
    """Every ledger has its append-only triggers, word for word, and no table has any other."""
    for name in append_only.wrong_triggers(connection):
        yield Divergence("triggers", name, "in place, and no other", "missing, changed or another's")


def file_sound(connection: Connection) -> Iterator[Divergence]:
    """SQLite finds its file sound and every reference pointing somewhere."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        yield Divergence("file", "shop.db", "ok", str(found))
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        yield Divergence("references", f"{broken[0]} row {broken[1]}", f"a row of {broken[2]}", "none")


CHECKS.update(
    {
        "file": file_sound,
        "triggers": triggers,
        "journal": chain,
        "facts": fact_sequences,
        "series": series,
        "orders": order_contents,
        "baskets": baskets,
        "payments": payments,
        "states": states,
        "levels": levels,
        "sales": sales_counts,
        "shifts": shifts,
        "shift cash": shift_cash,
        "taxes": tax_rules,
        "currency": money,
        "texts": texts,
        # last, because it sees whatever else was changed, but cannot say which figure it was
        "contents": contents,
    }
)
