"""Stock: append-only movements and reservations, and the levels that are their sums."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from pos_app.data.types import APPEND_ONLY, code, fact, key, metadata, quantity, ref, uid, unit_price, words

movement = Table(
    "movement",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("variant_id", "variant.id"),
    ref("location_id", "location.id"),
    quantity(),  # signed: goods leaving are negative
    code("reason", 24),  # `sale`, `return`, `receipt`, `count`, `transfer`, `waste`
    unit_price("unit_cost"),
    code("document_kind", 24),
    uid("document_uid", unique=False),
    words("lot", 64, nullable=True),
    UniqueConstraint("till_id", "sequence"),
    Index(None, "variant_id", "location_id"),
    Index(None, "document_uid"),
    info=APPEND_ONLY,
)

reservation = Table(
    "reservation",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("variant_id", "variant.id"),
    ref("location_id", "location.id"),
    quantity(),  # positive reserves, negative gives back
    code("document_kind", 24),
    uid("document_uid", unique=False),
    UniqueConstraint("till_id", "sequence"),
    Index(None, "variant_id", "location_id"),
    info=APPEND_ONLY,
)

#: Kept sums of movements and reservations.
level = Table(
    "level",
    metadata,
    ref("variant_id", "variant.id"),
    ref("location_id", "location.id"),
    quantity("on_hand"),
    quantity("reserved"),
    PrimaryKeyConstraint("variant_id", "location_id"),
)
