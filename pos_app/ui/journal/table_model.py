"""The columns of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.journal_view import GLANCES
from pos_app.ui.widgets.paged_model import Column
from pos_app.ui.wording.journal import action_name, details

if TYPE_CHECKING:
    from pos_app.domain.journal_view import JournalRow
    from pos_app.ui.wording import Wording

WIDTHS = {0: 190, 1: 230, 2: 240, 3: 130, 4: 120}
DETAILS = 5
_LOUD = frozenset(tag for tags in GLANCES.values() for tag in tags)


def journal_columns(wording: Wording) -> list[Column[JournalRow]]:
    """Return what the journal shows of an entry."""
    _, formats = wording.translate, wording.formats

    def person(row: JournalRow) -> str:
        if not row.approved_by:
            return row.person
        return _("{person}, allowed by {other}").format(person=row.person, other=row.approved_by)

    def amount(row: JournalRow) -> str:
        return "" if row.amount is None else formats.money(row.amount)

    return [
        Column(_("When"), lambda row: wording.moment(row.at), tint=lambda _row: "muted"),
        Column(_("Person"), person),
        Column(_("What"), lambda row: action_name(row.tag, _), tint=lambda row: "warn" if row.tag in _LOUD else "text"),
        Column(_("Amount"), amount, figure=True),
        Column(_("Document"), lambda row: row.document, tint=lambda _row: "muted"),
        Column(_("Details"), lambda row: details(row, _, formats), tint=lambda _row: "muted"),
    ]
