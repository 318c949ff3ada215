"""The journal: one hash-chained, signed, append-only record a till. Free text lies beside it and can be erased."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from pos_app.data.types import APPEND_ONLY, blob, code, key, long_text, metadata, moment, number, ref, uid

journal = Table(
    "journal",
    metadata,
    key(),
    number("version"),  # of the entry's format
    ref("till_id", "till.id"),
    number("sequence"),  # 1, 2, 3, … without gap
    moment("at"),
    uid("person_uid", unique=False),
    code("tag", 64),  # `noun:subject:action`
    uid("document_uid", unique=False, nullable=True),
    long_text("body"),  # exact canonical bytes as text, never a JSON column
    code("previous_hash", 64),  # hex; empty for the first
    code("hash", 64),  # SHA-256 over length-prefixed fields, hex
    blob("signature"),  # Ed25519 over the hash, on the last entry of each transaction
    UniqueConstraint("till_id", "sequence"),
    Index(None, "document_uid"),
    info=APPEND_ONLY,
)

#: Texts that entries hold only as a salted hash: deleting a row erases the text and leaves the chain true.
journal_text = Table(
    "journal_text",
    metadata,
    code("hash", 64),  # SHA-256 over salt and text, hex
    blob("salt", nullable=False),
    long_text("text"),
    PrimaryKeyConstraint("hash"),
)
