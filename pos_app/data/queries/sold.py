"""Which goods were ever sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from pos_app.data.statements import ask
from pos_app.data.tables.catalog import variant_sales

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_SOLD = select(variant_sales.c.variant_id).where(variant_sales.c.variant_id.in_(bindparam("keys", expanding=True)))


def sold_among(connection: Connection, variant_ids: Collection[int]) -> set[int]:
    """Return those of some goods that were sold before."""
    return {key for (key,) in ask(connection, _SOLD, {"keys": list(variant_ids)})}
