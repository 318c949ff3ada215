"""Customers: what could identify them is encrypted, with blind indexes to find it by; erasure blanks it."""

from __future__ import annotations

from sqlalchemy import Table

from pos_app.data.types import blob, code, key, metadata, moment, uid

customer = Table(
    "customer",
    metadata,
    key(),
    uid(),
    code("number", 32, nullable=True),  # the shop's own, as on a loyalty card
    blob("name"),  # encrypted
    blob("phone"),
    blob("email"),
    blob("address"),
    blob("phone_index"),  # blind index: keyed hash of the normalised text
    blob("email_index"),
    moment("created_at"),
    moment("archived_at", nullable=True),
    moment("erased_at", nullable=True),
)
