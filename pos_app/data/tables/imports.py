"""Imports: what each run did, with the rows as they were before, so that it can be undone."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from pos_app.data.types import code, key, long_text, metadata, moment, number, ref, uid, words

UNENDED = ("running", "undoing")
"""States of a run that is at work or was cut off."""

import_run = Table(
    "import_run",
    metadata,
    key(),
    uid(),
    code("kind", 24),  # `products`
    words("file_name"),
    long_text("file_path"),  # to finish a run that was cut off
    code("file_hash", 64),  # SHA-256 of the file, hex
    long_text("options"),  # as JSON, to finish with the same
    code("state", 16),  # `running`, `finished`, `undoing`, `undone`
    number("rows_done"),  # rows of the file that are taken or rejected
    number("added"),
    number("changed"),
    number("unchanged"),
    number("rejected"),
    number("last_key", default=0),  # highest key given to new goods: never given again, also after an undo
    moment("started_at"),
    moment("ended_at", nullable=True),
)

#: Before-images: a row an import changed, as it was; NULL where it did not exist.
import_before = Table(
    "import_before",
    metadata,
    ref("import_id", "import_run.id"),
    code("table_name", 64),
    number("row_id"),
    long_text("before", nullable=True),  # columns as JSON
    PrimaryKeyConstraint("import_id", "table_name", "row_id"),
    sqlite_with_rowid=False,
)

#: Keys of rows that a run added, as ranges: undoing deletes them.
import_added = Table(
    "import_added",
    metadata,
    key(),
    ref("import_id", "import_run.id"),
    code("table_name", 64),
    number("first_id"),
    number("last_id"),
    Index(None, "import_id"),
)
