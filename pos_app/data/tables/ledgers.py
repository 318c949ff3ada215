"""Ledgers of what the shop owes its customers: gift cards, credit, points. Balances are their sums."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from pos_app.data.types import APPEND_ONLY, amount, blob, code, fact, key, metadata, moment, number, ref, uid

gift_card = Table(
    "gift_card",
    metadata,
    key(),
    uid(),
    blob("code_index", nullable=False),  # keyed hash of the card's code, which is not stored
    code("last_digits", 4),
    code("currency", 3),
    moment("created_at"),
    info=APPEND_ONLY,
)

gift_card_entry = Table(
    "gift_card_entry",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("gift_card_id", "gift_card.id", index=True),
    amount("amount"),  # signed
    uid("document_uid", unique=False),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

credit_entry = Table(
    "credit_entry",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("customer_id", "customer.id", index=True),
    code("currency", 3),
    amount("amount"),  # signed: positive is owed to the customer
    uid("document_uid", unique=False),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

point_entry = Table(
    "point_entry",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("customer_id", "customer.id"),
    number("points"),  # signed
    uid("document_uid", unique=False),
    UniqueConstraint("till_id", "sequence"),
    Index(None, "customer_id"),
    info=APPEND_ONLY,
)
