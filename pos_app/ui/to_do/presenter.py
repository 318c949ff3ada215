"""Shows what waits for somebody, and says behind each closed shift that something does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.errors import CodedError
    from pos_app.domain.to_do import ToDo
    from pos_app.services.services import Services
    from pos_app.ui.messages import Messages
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.to_do.sheet import ToDoSheet
    from pos_app.ui.wording import Wording


class ToDoPresenter(QObject):
    """Opens the list."""

    run = Signal(str)
    """The id of the action that leads to the chosen thing."""

    def __init__(
        self, window: QWidget, services: Services, tasks: Tasks, messages: Messages, theme: Theme, wording: Wording
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._messages = messages
        self._theme = theme
        self._wording = wording
        self.sheet: ToDoSheet | None = None

    def show(self) -> None:
        """Show what waits."""
        self._ask(self._open)

    def look_behind_shift(self) -> None:
        """Say that something waits, where it does: none of it kept the shift from being closed."""
        self._ask(self._tell)

    def _ask(self, react: Callable[[tuple[ToDo, ...]], object]) -> None:
        self._tasks.slow(Operation(self._services.to_do.items).on_success(react).on_failure(self._say))

    def _open(self, items: tuple[ToDo, ...]) -> None:
        from pos_app.ui.to_do.sheet import ToDoSheet  # loaded when first asked for

        sheet = self.sheet = ToDoSheet(self._window, self._theme, self._wording, items)
        sheet.wanted.connect(self.run)
        sheet.finished.connect(self._forget)
        sheet.open()

    def _tell(self, items: tuple[ToDo, ...]) -> None:
        _ = self._wording.translate
        if len(items) == 1:
            self._messages.about_machine(_("One thing waits for somebody: Ctrl+Shift+T shows it."))
        elif items:
            text = _("{count} things wait for somebody: Ctrl+Shift+T shows them.")
            self._messages.about_machine(text.format(count=len(items)))

    def _say(self, problem: CodedError) -> None:
        self._messages.about_machine(self._wording.sentence(problem))

    def _forget(self) -> None:
        self.sheet = None
