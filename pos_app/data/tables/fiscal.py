"""Fiscal records: what a fiscal device or service said of a document, between numbering and printing."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from pos_app.data.types import APPEND_ONLY, code, fact, key, long_text, metadata, uid

fiscal_record = Table(
    "fiscal_record",
    metadata,
    key(),
    uid(),
    *fact(),
    code("provider", 32),
    code("document_kind", 24),
    uid("document_uid", unique=False),
    code("kind", 24),  # `started`, `signed`, `failed`, …
    long_text("body"),  # the device's answer, exactly
    long_text("qr"),  # what the receipt shows; empty where nothing
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)
