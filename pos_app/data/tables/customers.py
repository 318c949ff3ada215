"""Customers: name and company in the clear until erased, the rest encrypted, with blind indexes to find it by."""

from __future__ import annotations

from sqlalchemy import Index, Table

from pos_app.data.types import blob, code, key, metadata, moment, uid, words

customer = Table(
    "customer",
    metadata,
    key(),
    uid(),
    code("number", 32, nullable=True),  # the shop's own, as on a loyalty card
    words("name", nullable=True),  # NULL: erased
    words("company", nullable=True),  # NULL: none, or erased
    blob("phone"),  # encrypted, as all that follows up to the note
    blob("email"),
    blob("address"),
    blob("tax_number"),
    blob("note"),
    code("phone_index", 64, nullable=True),  # keyed hash of the last nine digits, hex
    code("email_index", 64, nullable=True),  # keyed hash of the address in small letters, hex
    code("language", 16, nullable=True),  # NULL: the shop's
    moment("consent_at", nullable=True),  # when the person agreed to be written to; NULL: did not
    moment("created_at"),
    moment("archived_at", nullable=True),
    moment("erased_at", nullable=True),
    Index(None, "phone_index"),
    Index(None, "email_index"),
)
