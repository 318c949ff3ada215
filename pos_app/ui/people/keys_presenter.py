"""Makes recovery codes and takes them: on the page of the staff, and on the locked till."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.services.people.sign_in import PIN
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Person
    from pos_app.domain.recovery_code import RecoverySheet
    from pos_app.services.people.recovery import KeysLook
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.people.code_sheet import CodeSheet
    from pos_app.ui.people.forgot_sheet import ForgotSheet, NoCodeSheet
    from pos_app.ui.people.keys_card import KeysCard
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class KeysPresenter(QObject):
    """The recovery code at the window."""

    came_in = Signal(object)
    """The `Person` who has typed the code and got another PIN."""
    made = Signal()
    """There is a code, or another."""

    def __init__(self, window: QWidget, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self._card: KeysCard | None = None
        self.sheet: CodeSheet | None = None
        self.forgot: ForgotSheet | None = None
        self.without: NoCodeSheet | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done about the code, wherever it is asked for."""
        return {"make_recovery_code": self.make, "type_recovery_code": self.type}

    def card(self, actions: Mapping[str, Action]) -> KeysCard:
        """Return the card that says where the keys are."""
        from pos_app.ui.people.keys_card import KeysCard

        made = self._card = KeysCard(self._theme, self._wording, actions)
        made.wanted.connect(lambda name: self.handlers()[actions[name].handler]())
        return made

    def reload(self) -> None:
        """Look again where the keys are."""
        reading = Operation(self._services.recovery.look)
        self._tasks.slow(reading.on_success(self._show_look).on_failure(self._say))

    def make(self) -> None:
        """Make a code and show its sheet."""
        operation = Operation(self._services.recovery.make)
        self._tasks.write(operation.on_success(self._show_sheet).on_failure(self._say))

    def type(self) -> None:
        """Ask for the code, or say that there is none."""
        recovery = self._services.recovery
        reading = Operation(lambda: recovery.owners() if recovery.has_code() else None)
        reading.on_success(self._ask_for_code)
        self._tasks.slow(reading.on_failure(self._ask_in_trouble))

    def _ask_for_code(self, owners: tuple[Person, ...] | None) -> None:
        from pos_app.ui.people.forgot_sheet import NoCodeSheet  # once in a shop's life

        if self.forgot is not None or self.without is not None:  # the key was pressed twice
            return
        if owners is None:
            none = self.without = NoCodeSheet(self._window, self._theme, self._wording)
            none.finished.connect(self._forget)
            none.open()
            return
        self._open_forgot().show_owners(owners)

    def _ask_in_trouble(self, problem: CodedError) -> None:
        if self.forgot is None:
            self._open_forgot().refuse(self._wording.sentence(problem))

    def _open_forgot(self) -> ForgotSheet:
        from pos_app.ui.people.forgot_sheet import ForgotSheet  # as above

        sheet = self.forgot = ForgotSheet(self._window, self._theme, self._wording)
        sheet.typed.connect(self._recover)
        sheet.finished.connect(self._forget)
        sheet.open()
        return sheet

    def _recover(self, code: str, person: Person, pin: str) -> None:
        sheet = self.forgot
        if sheet is None:
            return
        sheet.wait()

        def work() -> Person:
            self._services.recovery.recover(code, person.uid, PIN, pin)
            return self._services.sign_in.sign_in(person.uid, PIN, pin)

        operation = Operation(work).on_success(self._let_in).on_failure(lambda problem: self._refuse(sheet, problem))
        self._tasks.write(operation.on_stray(lambda: self._refuse(sheet, None)))

    def _let_in(self, person: Person) -> None:
        if self.forgot is not None:
            self.forgot.accept()
        self.came_in.emit(person)

    def _refuse(self, sheet: ForgotSheet, problem: CodedError | None) -> None:
        if sheet is self.forgot:
            sheet.refuse("" if problem is None else self._wording.sentence(problem))

    def _forget(self) -> None:
        self.forgot = self.without = None

    def _show_sheet(self, shown: RecoverySheet) -> None:
        from pos_app.ui.people.code_sheet import CodeSheet  # as above

        sheet = self.sheet = CodeSheet(self._window, self._theme, self._wording, shown)
        sheet.print_wanted.connect(lambda: self._print(sheet, shown))
        sheet.safe.connect(lambda: self._settle(sheet))
        sheet.finished.connect(self._closed)
        sheet.open()

    def _print(self, sheet: CodeSheet, shown: RecoverySheet) -> None:
        _ = self._wording.translate
        sheet.said.say(_("Printing …"), "muted")
        operation = Operation(lambda: self._services.recovery.print(shown))
        operation.on_success(lambda png: self._printed(sheet, png))
        operation.on_failure(lambda problem: self._tell(sheet, self._wording.sentence(problem), "bad"))
        self._tasks.slow(operation.on_stray(lambda: self._tell(sheet, "", "bad")))

    def _printed(self, sheet: CodeSheet, png: bytes | None) -> None:
        _ = self._wording.translate
        if png is None:
            self._tell(sheet, _("Sent to the printer. See that every letter can be read."), "good")
        else:
            self._tell(sheet, _("There is no printer of paper yet: write the code down."), "warn")

    def _tell(self, sheet: CodeSheet, text: str, look: str) -> None:
        if sheet is self.sheet:
            sheet.said.say(text, look)

    def _settle(self, sheet: CodeSheet) -> None:
        operation = Operation(self._services.recovery.settle)
        operation.on_success(lambda look: self._settled(sheet, look))
        operation.on_failure(lambda problem: self._tell(sheet, self._wording.sentence(problem), "bad"))
        self._tasks.write(operation)

    def _settled(self, sheet: CodeSheet, look: KeysLook) -> None:
        self.made.emit()
        if sheet is self.sheet:
            sheet.accept()
        self._show_look(look)

    def _closed(self) -> None:
        self.sheet = None
        self.reload()

    def _show_look(self, look: KeysLook) -> None:
        if self._card is not None:
            self._card.show_look(look)

    def _say(self, problem: CodedError) -> None:
        if self._card is not None:
            self._card.said.say(self._wording.sentence(problem))
