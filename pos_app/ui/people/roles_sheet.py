"""Roles on screen: a list at the left, what the chosen one may do at the right, a check box a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from pos_app.domain.permissions import OWNER, Permission
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label, vertical
from pos_app.ui.widgets.inputs import CheckBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable
from pos_app.ui.wording.people import permission_name, permissions_by_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QVBoxLayout

    from pos_app.domain.people import Role
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_SIZE = (900, 640)
_LIST = 250


class TypedRole(Struct, frozen=True):
    """What stands in the fields."""

    uid: bytes | None
    """None: a role that is about to be made."""
    name: str
    allowed: frozenset[Permission]


class RolesSheet(Sheet):
    """Shows roles; what is done with them is somebody else's."""

    save_wanted = Signal(object)
    """The `TypedRole` to keep."""
    delete_wanted = Signal(bytes)
    """The uid of the role to delete."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("Roles"), _SIZE)
        self._translate = _
        self._role: Role | None = None
        self._filling = False
        self.model: ShortListModel[Role] = ShortListModel((_("Role"), _("People")), 1, self._cells)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Roles"), ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 80}, stretch=0)
        self.table.setFixedWidth(_LIST)
        self.name = QLineEdit()
        self.name.setMinimumHeight(tokens.TARGET_DESK)
        self.name.setAccessibleName(_("Name"))
        self.boxes = {one: CheckBox(theme, permission_name(one, _)) for one in Permission}
        self.said = Notice(theme)
        self.new, self.delete, self.save = (
            KeyButton(theme, title, cap, kind, 40)
            for title, cap, kind in (
                (_("New role"), "Ctrl N", Kind.PLAIN),
                (_("Delete"), "Ctrl Shift Del", Kind.PLAIN),
                (_("Save"), "Ctrl S", Kind.PRIMARY),
            )
        )
        self._lay_out()
        for button, keys, act in (
            (self.new, "Ctrl+N", self.begin),
            (self.delete, "Ctrl+Shift+Del", self._delete),
            (self.save, "Ctrl+S", self._save),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            QShortcut(QKeySequence(keys), self, act)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._on_chosen())
        self.table.setFocus()

    def show_roles(self, roles: Sequence[Role], uid: bytes | None) -> None:
        """List these; the one with `uid` is chosen, or the first."""
        self._filling = True
        self.model.show(roles)
        places = [place for place, one in enumerate(roles) if one.uid == uid]
        self.table.choose_row(places[0] if places else 0)
        self._filling = False
        self._put(self.model.row_at(self.table.row()))

    def begin(self) -> None:
        """Begin with a new role."""
        self._filling = True
        self.table.choose_row(-1)
        self._filling = False
        self._put(None)
        self.said.say("")
        self.name.setFocus()

    def _put(self, role: Role | None) -> None:
        """Put a role into the fields, or none: one is about to be made."""
        self._role = role
        fixed = role is not None and role.name == OWNER
        self.name.setText(self._translate(role.name) if role else "")
        for permission, box in self.boxes.items():
            box.setChecked(role is not None and permission in role.allowed)
        for widget in (self.name, *self.boxes.values(), self.save):
            widget.setEnabled(not fixed)
        self.delete.setEnabled(role is not None and not fixed)
        self._fixed.setVisible(fixed)

    def _on_chosen(self) -> None:
        role = self.model.row_at(self.table.row())
        if role is not None and not self._filling:
            self.said.say("")
            self._put(role)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        role, name = self._role, self.name.text().strip()
        if role is not None and name == self._translate(role.name):
            name = role.name  # one of the usual ones is kept in English and shown in each language
        allowed = frozenset(permission for permission, box in self.boxes.items() if box.isChecked())
        self.save_wanted.emit(TypedRole(role.uid if role else None, name, allowed))

    def _delete(self) -> None:
        if self._role is not None and self.delete.isEnabled():
            self.delete_wanted.emit(self._role.uid)

    def _cells(self, role: Role) -> tuple[Cell, ...]:
        return Cell(self._translate(role.name)), Cell(str(role.people), tint="muted")

    def _lay_out(self) -> None:
        row = horizontal(spacing=24)
        row.addWidget(self.table)
        row.addLayout(self._right(), 1)
        self.body.addLayout(row, 1)
        self.body.addWidget(self.said)
        foot = horizontal(spacing=8)
        foot.addWidget(self.new)
        foot.addStretch(1)
        foot.addWidget(self.delete)
        foot.addWidget(self.save)
        self.body.addLayout(foot)

    def _right(self) -> QVBoxLayout:
        _ = self._translate
        column = vertical(spacing=4)
        title = label(_("Name"), "small")
        title.setBuddy(self.name)
        self._fixed = label(_("The owner may do everything, always. This role stays as it is."), "muted")
        self._fixed.setWordWrap(True)
        for widget in (title, self.name, self._fixed):
            column.addWidget(widget)
        inside = QWidget()
        inside.setProperty("look", "page")
        boxes = QGridLayout()
        boxes.setContentsMargins(0, 8, 0, 0)
        boxes.setHorizontalSpacing(16)
        boxes.setVerticalSpacing(0)
        at = 0
        for group, permissions in permissions_by_group():
            head = label(_(group), "strong")
            head.setContentsMargins(0, 8, 0, 0)
            boxes.addWidget(head, at, 0)
            for permission in permissions:
                at += 1
                boxes.addWidget(self.boxes[permission], at, 0)
                self.boxes[permission].setAccessibleDescription(_(group))
            at += 1
        inside.setLayout(boxes)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(area, 1)
        return column
