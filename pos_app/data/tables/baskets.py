"""Open sales: a basket on disk is the list of its steps."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from pos_app.data.types import APPEND_ONLY, code, key, long_text, metadata, moment, number, ref, uid

basket = Table(
    "basket",
    metadata,
    key(),
    uid(),
    ref("till_id", "till.id"),
    ref("person_id", "person.id"),
    code("state", 16),  # `open`, `paying` (money was taken), `held`, `paid`, `dropped`
    number("steps"),  # how many are stored
    moment("created_at"),
    moment("changed_at"),
    Index(None, "state"),
)

#: What is written on a held basket, apart from its steps so that it can be erased.
basket_note = Table(
    "basket_note",
    metadata,
    ref("basket_id", "basket.id", primary_key=True),
    long_text("note"),
)

basket_step = Table(
    "basket_step",
    metadata,
    ref("basket_id", "basket.id"),
    number("position"),  # from 1, without gap
    code("kind", 24),
    long_text("body"),
    PrimaryKeyConstraint("basket_id", "position"),
    sqlite_with_rowid=False,
    info=APPEND_ONLY,
)
