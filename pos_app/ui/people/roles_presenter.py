"""Decides on the roles' sheet: makes roles, changes and deletes them, and says why one cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.changes import Changes
from pos_app.ui.people.roles_sheet import RolesSheet
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Role
    from pos_app.services.people.keep_roles import KeepRoles
    from pos_app.ui.people.roles_sheet import TypedRole
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class RolesPresenter(QObject):
    """The sheet while it is open."""

    announced = Signal(object)
    """`Changes` of what was saved."""

    def __init__(self, parent: QWidget, roles: KeepRoles, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        self.sheet = RolesSheet(parent, theme, wording)
        super().__init__(self.sheet)
        self._roles = roles
        self._tasks = tasks
        self._wording = wording
        self._open = True
        self.sheet.save_wanted.connect(self._save)
        self.sheet.delete_wanted.connect(self._delete)
        self.sheet.finished.connect(self._closed)
        self._read(None)
        self.sheet.open()

    def _read(self, uid: bytes | None) -> None:
        reading = Operation(self._roles.all)
        self._tasks.slow(reading.on_success(lambda roles: self._show(roles, uid)).on_failure(self._say))

    def _show(self, roles: tuple[Role, ...], uid: bytes | None) -> None:
        if self._open:
            self.sheet.show_roles(roles, uid)

    def _save(self, typed: TypedRole) -> None:
        operation = Operation(lambda: _saved(self._roles, typed))
        self._tasks.write(operation.on_success(lambda uid: self._done(uid, "Saved")).on_failure(self._say))

    def _delete(self, uid: bytes) -> None:
        operation = Operation(lambda: self._roles.delete(uid))
        self._tasks.write(operation.on_success(lambda _changes: self._done(None, "Deleted")).on_failure(self._say))

    def _done(self, uid: bytes | None, said: str) -> None:
        _ = self._wording.translate
        if self._open:
            self.sheet.said.say({"Saved": _("Saved"), "Deleted": _("Deleted")}[said], "good")
            self._read(uid)
        self.announced.emit(Changes(people=True))

    def _say(self, problem: CodedError) -> None:
        if self._open:
            self.sheet.said.say(self._wording.sentence(problem))

    def _closed(self) -> None:
        self._open = False


def _saved(roles: KeepRoles, typed: TypedRole) -> bytes:
    """Keep what was typed and return the role's uid."""
    if typed.uid is None:
        return roles.add(typed.name, typed.allowed)
    roles.change(typed.uid, typed.name, typed.allowed)
    return typed.uid
