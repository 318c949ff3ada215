"""Jobs: work for after the commit, stored in the same transaction as its cause."""

from __future__ import annotations

from sqlalchemy import Index, Table

from pos_app.data.types import blob, code, key, long_text, metadata, moment, number, ref, uid

WAITING, SENDING, DONE, DOUBTFUL, DISCARDED = "waiting", "sending", "done", "doubtful", "discarded"
UNSENT = (WAITING, SENDING, DOUBTFUL)
"""The states of a job that is not settled."""

job = Table(
    "job",
    metadata,
    key(),
    uid(),
    ref("till_id", "till.id"),
    code("kind", 32),  # `receipt`, `receipt_copy`, `x_report`, `z_report`, `z_copy`
    uid("document_uid", unique=False),  # an order's or a shift's
    long_text("body"),  # parameters as JSON
    code("state", 16),  # `WAITING` and the others
    number("attempts", default=0),
    code("problem", 64, nullable=True),  # code of the last error
    long_text("problem_params", nullable=True),
    blob("content"),  # the exact bytes sent, once they are made
    moment("created_at"),
    moment("changed_at"),
    Index(None, "state", "id"),
    Index(None, "document_uid"),
)
