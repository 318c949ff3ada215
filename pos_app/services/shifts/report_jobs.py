"""The jobs that print a shift's papers, and what they keep so that each says the same whenever it is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pos_app.data.ids import new_uid
from pos_app.data.tables.jobs import WAITING
from pos_app.domain.shift import canonical_text

if TYPE_CHECKING:
    from pos_app.services.books import Posting

X_REPORT, Z_REPORT, Z_COPY = "x_report", "z_report", "z_copy"
SHIFT_PAPERS = frozenset({X_REPORT, Z_REPORT, Z_COPY})
"""The kinds of jobs whose document is a shift."""


def report_job(posting: Posting, kind: str, shift_uid: bytes, head: str, **said: Any) -> dict[str, Any]:
    """Return the row of a job that prints a paper of a shift; `head` is what it keeps of the paper's head, as JSON."""
    return {
        "uid": new_uid(),
        "till_id": posting.duty.till_id,
        "kind": kind,
        "document_uid": shift_uid,
        "body": canonical_text({**json.loads(head), **said}),
        "state": WAITING,
        "attempts": 0,
        "created_at": posting.at,
        "changed_at": posting.at,
    }
