"""Where a till's document numbers come from: one series a kind, made at set-up or when an older shop first needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.shop import series, series_counter, till

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from pos_app.domain.shop import Duty
    from pos_app.services.books import Posting

RECEIPTS, RETURNS, CLOSINGS = "receipt", "return", "z"
_REAL = {RECEIPTS: "T{till}-", RETURNS: "T{till}R-", CLOSINGS: "Z{till}-"}
_REHEARSAL = {RECEIPTS: "R{till}-", RETURNS: "R{till}R-", CLOSINGS: "R{till}Z-"}
"""Numbers that nobody takes for trade."""


def make_series(
    connection: Connection,
    kind: str,
    duty: Duty,
    shop_kind: str,
    now: datetime,
    *,
    generation: int = 0,
    letters: str = "",
) -> str:
    """Let a till count documents of a kind from 1; `letters` tell the numbers of a generation from all others.

    Return what the numbers begin with.
    """
    prefixes = _REAL if shop_kind == "real" else _REHEARSAL
    prefix = prefixes[kind].format(till=duty.till_number).removesuffix("-") + f"{letters}-"
    row = {"uid": new_uid(), "till_id": duty.till_id, "kind": kind, "generation": generation, "created_at": now}
    key = add_row(connection, series, **row, prefix=prefix)
    connection.execute(insert(series_counter), {"series_id": key, "last": 0})
    return prefix


def last_generation(connection: Connection) -> int:
    """Return the newest generation of numbers that a shop knows of."""
    return int(connection.execute(select(func.max(series.c.generation))).scalar_one() or 0)


def receipts_begin(connection: Connection) -> dict[int, tuple[int, str]]:
    """Return the generation of each till's newest receipts and what they begin with, by the till's number."""
    query = select(till.c.number, series.c.generation, series.c.prefix).join(till, till.c.id == series.c.till_id)
    query = query.where(series.c.kind == RECEIPTS).order_by(series.c.generation)
    return {row.number: (row.generation, row.prefix) for row in connection.execute(query)}


def next_series(posting: Posting, shop_kind: str, generation: int, letters: str) -> str:
    """Let every number that the till gives from now on be of another generation; return what receipts begin with."""
    prefixes = [
        make_series(
            posting.connection, kind, posting.duty, shop_kind, posting.at, generation=generation, letters=letters
        )
        for kind in (RECEIPTS, RETURNS, CLOSINGS)
    ]
    return prefixes[0]


def need_series(posting: Posting, kind: str, shop_kind: str) -> None:
    """See that a till has a series of a kind: shops of an older version have none for what came later."""
    found = select(series.c.id).where(series.c.till_id == posting.duty.till_id, series.c.kind == kind).limit(1)
    if posting.connection.execute(found).first() is None:
        make_series(posting.connection, kind, posting.duty, shop_kind, posting.at)
