"""The words goods are found by on PostgreSQL and MariaDB; SQLite has its own full-text tables beside the metadata."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from pos_app.data.types import code, metadata, ref

search_word = Table(
    "search_word",
    metadata,
    code("word", 64),
    ref("variant_id", "variant.id"),
    PrimaryKeyConstraint("word", "variant_id"),
    Index(None, "variant_id"),
)
