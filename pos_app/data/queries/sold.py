"""Which goods were ever sold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from pos_app.data.driver import run
from pos_app.data.tables.catalog import variant_sales

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_SOLD = select(variant_sales.c.variant_id).where(variant_sales.c.variant_id.in_(bindparam("keys", expanding=True)))
_SOLD_SQLITE = "SELECT variant_id FROM variant_sales WHERE variant_id IN (SELECT value FROM json_each(?))"
"""One text for any number of keys, which SQLite need not parse again at each sale."""


def sold_among(connection: Connection, variant_ids: Collection[int]) -> set[int]:
    """Return those of some goods that were sold before."""
    if connection.dialect.name == "sqlite":
        return {key for (key,) in run(connection, _SOLD_SQLITE, (json.dumps(list(variant_ids)),))}
    return set(connection.execute(_SOLD, {"keys": list(variant_ids)}).scalars())
