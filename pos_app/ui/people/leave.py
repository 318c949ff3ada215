"""Somebody's leave on the spot: what the person at the till may not do is allowed once by one who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.permissions import Permission
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Approval, Person
    from pos_app.domain.permissions import NotAllowed
    from pos_app.services.services import Services
    from pos_app.ui.people.leave_sheet import LeaveSheet
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class AskForLeave(QObject):
    """Asks for leave where a service says that the person at the till may not do something."""

    def __init__(self, window: QWidget, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self.sheet: LeaveSheet | None = None

    def ask(
        self, refusal: NotAllowed, act: str, then: Callable[[Approval], object], otherwise: Callable[[], object]
    ) -> None:
        """Ask who allows an act, named with its figures; `then` does it with that word, else `otherwise` follows."""
        from pos_app.ui.people.leave_sheet import LeaveSheet  # a day on which nothing is asked for loads none

        permission = Permission(str(refusal.params["permission"]))
        sheet = self.sheet = LeaveSheet(self._window, self._theme, permission, act, self._wording)
        sheet.form.typed.connect(
            lambda person, _kind, pin: self._try(sheet, lambda: self._approve(person, pin, permission), then)
        )
        sheet.form.badge.connect(
            lambda code: self._try(sheet, lambda: self._services.sign_in.approve_by_badge(code, permission), then)
        )
        sheet.rejected.connect(otherwise)
        sheet.finished.connect(self._forget)
        reading = Operation(lambda: self._services.sign_in.who_may(permission))
        reading.on_success(lambda people: self._offer(sheet, people))
        reading.on_failure(lambda problem: self._refuse(sheet, problem))
        self._tasks.slow(reading)
        sheet.open()
        sheet.form.focus()

    def _approve(self, person: Person, pin: str, permission: Permission) -> Approval:
        return self._services.sign_in.approve(person.uid, pin, permission)

    def _try(self, sheet: LeaveSheet, work: Callable[[], Approval], then: Callable[[Approval], object]) -> None:
        sheet.form.wait(self._wording.translate("One moment …"))

        def given(approval: Approval) -> None:
            if sheet is self.sheet:  # else it was closed meanwhile, and nobody wants it any more
                sheet.accept()
                then(approval)

        operation = Operation(work).on_success(given).on_failure(lambda problem: self._refuse(sheet, problem))
        self._tasks.write(operation.on_stray(lambda: self._refuse(sheet)))

    def _offer(self, sheet: LeaveSheet, people: tuple[Person, ...]) -> None:
        if sheet is self.sheet:
            sheet.form.show_people(people)
            if not people:
                sheet.form.refuse(self._wording.translate("Nobody who may has a PIN or a badge yet."))

    def _refuse(self, sheet: LeaveSheet, problem: CodedError | None = None) -> None:
        if sheet is not self.sheet:
            return
        if problem is None:
            sheet.form.refuse("")
        else:
            sheet.form.refuse_for(problem, self._wording)

    def take_badge(self, code: str) -> bool:
        """Take what a scanner on a port sent, where somebody is being asked; tell whether so."""
        if self.sheet is None:
            return False
        self.sheet.form.badge.emit(code)
        return True

    def _forget(self) -> None:
        self.sheet = None
