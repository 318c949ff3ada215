"""The tables of papers: jobs in the queue and receipts found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.wording import job_name, job_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.rows import JobRow, ReceiptRow
    from pos_app.ui.wording import Wording

_TINTS = {"done": "good", "doubtful": "warn", "sending": "accent", "discarded": "muted"}


def jobs_model(wording: Wording) -> ShortListModel[JobRow]:
    """Return the model of the print queue."""
    _ = wording.translate

    def cells(row: JobRow) -> Sequence[Cell]:
        problem = wording.sentence(row.problem) if row.problem is not None else ""
        return (
            Cell(f"{job_name(row.kind, _)} {row.number}".strip(), problem, sentence=bool(problem)),
            Cell(job_state(row.state, _), tint=_TINTS.get(row.state, "text")),
            Cell(wording.moment(row.created_at), tint="muted"),
        )

    return ShortListModel((_("Document"), _("State"), _("Since")), 2, cells)


def receipts_model(wording: Wording) -> ShortListModel[ReceiptRow]:
    """Return the model of receipts found again."""
    _, formats = wording.translate, wording.formats

    def cells(row: ReceiptRow) -> Sequence[Cell]:
        tenders = ", ".join(wording.tender(tender) for tender in row.tenders)
        lines = _("1 line") if row.line_count == 1 else _("{count} lines").format(count=row.line_count)
        return (
            Cell(row.number, f"{lines} · {tenders}" if tenders else lines),
            Cell(wording.moment(row.placed_at), row.person, "muted"),
            Cell(formats.amount(row.total)),
        )

    return ShortListModel((_("Receipt"), _("When"), _("Total")), 2, cells)
