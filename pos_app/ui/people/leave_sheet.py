"""The sheet on which somebody allows what the person at the till may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.people.proof_form import ProofForm
from pos_app.ui.widgets.basics import label
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.wording.people import permission_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.permissions import Permission
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class LeaveSheet(Sheet):
    """Says what is asked for and by whom it can be allowed."""

    def __init__(self, parent: QWidget, theme: Theme, permission: Permission, act: str, wording: Wording) -> None:
        """`act` is what would be done, with its figures; empty where nobody could say."""
        _ = wording.translate
        super().__init__(parent, permission_name(permission, _), (440, 420))
        self.act = label(act, "lines")
        self.act.setWordWrap(True)
        self.act.setVisible(bool(act))
        said = label(_("Somebody who may can allow this once. You stay at the till."), "muted")
        said.setWordWrap(True)
        self.form = ProofForm(theme, _("Allow it"), _)
        self.add([self.act, said, self.form])
        self.body.addStretch(1)
        self.form.left.connect(self.reject)
