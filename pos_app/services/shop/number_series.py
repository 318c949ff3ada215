"""Where a till's document numbers come from: one series a kind, made at set-up or when an older shop first needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.shop import series, series_counter

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from pos_app.domain.shop import Duty
    from pos_app.services.books import Posting

RECEIPTS, RETURNS, CLOSINGS = "receipt", "return", "z"
_REAL = {RECEIPTS: "T{till}-", RETURNS: "T{till}R-", CLOSINGS: "Z{till}-"}
_REHEARSAL = {RECEIPTS: "R{till}-", RETURNS: "R{till}R-", CLOSINGS: "R{till}Z-"}
"""Numbers that nobody takes for trade."""


def make_series(connection: Connection, kind: str, duty: Duty, shop_kind: str, now: datetime) -> None:
    """Let a till count documents of a kind from 1."""
    prefixes = _REAL if shop_kind == "real" else _REHEARSAL
    row = {"uid": new_uid(), "till_id": duty.till_id, "kind": kind, "generation": 0, "created_at": now}
    key = add_row(connection, series, **row, prefix=prefixes[kind].format(till=duty.till_number))
    connection.execute(insert(series_counter), {"series_id": key, "last": 0})


def need_series(posting: Posting, kind: str, shop_kind: str) -> None:
    """See that a till has a series of a kind: shops of an older version have none for what came later."""
    found = select(series.c.id).where(series.c.till_id == posting.duty.till_id, series.c.kind == kind).limit(1)
    if posting.connection.execute(found).first() is None:
        make_series(posting.connection, kind, posting.duty, shop_kind, posting.at)
