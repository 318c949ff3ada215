"""How the list of what waits is worded, and where each thing is seen to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.to_do import Matter
from pos_app.ui.wording import job_name

if TYPE_CHECKING:
    from pos_app.domain.to_do import ToDo
    from pos_app.ui.wording import Wording

WHERE = {
    Matter.PAPER: "paper.queue",
    Matter.MONEY: "go.sales",
    Matter.HELD: "go.sales",
    Matter.IMPORT: "go.sales",
    Matter.BACKUP: "go.settings.backups",
    Matter.RECOVERY: "go.settings.staff.code",
}
"""The action that leads to each."""


def words_of(one: ToDo, wording: Wording) -> tuple[str, str]:
    """Return what waits, and why or what to do about it."""
    _ = wording.translate
    amount = "" if one.amount is None else wording.formats.money(one.amount)
    reason = wording.sentence_of(one.code, one.params) if one.code else ""
    if one.matter is Matter.PAPER:
        return f"{job_name(one.kind, _)} {one.name}".strip(), reason or _(
            "Nobody knows whether this paper came out. Look at the printer, then say so."
        )
    return {
        Matter.MONEY: (
            _("{amount} taken for a sale that is not finished").format(amount=amount),
            _("Finish the sale, or give the money back. The shift stays open until then."),
        ),
        Matter.HELD: (
            _("Held basket: {name}, {amount}").format(name=one.name, amount=amount),
            _("Held since another day. Take it up again with F7, or drop it."),
        ),
        Matter.IMPORT: (
            _("An import was cut off"),
            _("Finish it with Ctrl+Shift+I, or undo what it did with Ctrl+Shift+X."),
        ),
        Matter.BACKUP: (_("The last backup failed"), reason),
        Matter.RECOVERY: (
            _("No recovery code yet"),
            _("An owner who forgets the PIN could not come in again. Ctrl+Shift+M makes the code."),
        ),
    }[one.matter]
