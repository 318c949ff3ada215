"""Where the journals of the tills end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.tables.shop import till, till_head

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ENDS = select(till.c.number, till_head.c.journal_sequence).join_from(till, till_head)


def journal_ends(connection: Connection) -> dict[int, int]:
    """Return the sequence of the last entry of each till, by the till's number."""
    return {number: last for number, last in connection.execute(_ENDS)}  # noqa: C416 - rows are no pairs
