"""Shifts: a till's cash periods, and the append-only ledger of its cash."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    amount,
    code,
    day,
    fact,
    key,
    long_text,
    metadata,
    moment,
    number,
    ref,
    uid,
    words,
)

shift = Table(
    "shift",
    metadata,
    key(),
    uid(),
    ref("till_id", "till.id"),
    number("number"),  # 1, 2, 3, … on its till
    ref("person_id", "person.id"),
    moment("at"),
    day("business_date"),
    words("zone", 64),
    amount("float_amount"),  # counted cash it began with
    UniqueConstraint("till_id", "number"),
    info=APPEND_ONLY,
)

shift_event = Table(
    "shift_event",
    metadata,
    key(),
    uid(),
    *fact(),
    code("kind", 24),  # `opened`, `counted`, `closed`
    long_text("body"),
    UniqueConstraint("till_id", "sequence"),
    Index(None, "shift_id"),
    info=APPEND_ONLY,
)

#: Where a shift stands; cash is the sum of its movements.
shift_state = Table(
    "shift_state",
    metadata,
    ref("shift_id", "shift.id", primary_key=True),
    code("state", 16),  # `open` or `closed`
    amount("cash"),  # what should lie in the drawer
    moment("changed_at"),
)

cash_movement = Table(
    "cash_movement",
    metadata,
    key(),
    uid(),
    *fact(),
    # `float` (what the last closing left), `sale`, `given_back`, `refund`, `pay_in`, `pay_out`, `drop` (to the safe),
    # `difference` (counted otherwise than was expected, at the opening or the close)
    code("reason", 24),
    code("currency", 3),
    amount("amount"),  # signed: into the drawer is positive
    # the payment's; of `float` and `difference` that of the event with the count; of others the movement's own
    uid("document_uid", unique=False, nullable=True),
    UniqueConstraint("till_id", "sequence"),
    Index(None, "shift_id"),
    info=APPEND_ONLY,
)
