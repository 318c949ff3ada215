"""Who comes in at the till: the lock, by key or because nobody touches it, and the recovery code."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.people import Person
    from pos_app.services.services import Services
    from pos_app.ui.people.idle_lock import IdleLock
    from pos_app.ui.people.keys_presenter import KeysPresenter
    from pos_app.ui.people.lock_page import Lock
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.window_frame import WindowFrame
    from pos_app.ui.wording import Wording


class Entrance(QObject):
    """Locks the till, lets people in, and makes and takes the recovery code."""

    came_in = Signal(object)
    """The `Person` who is at the till now."""
    locked = Signal()
    """Nobody is at the till any more."""
    recovered = Signal()
    """An owner has another PIN."""
    code_made = Signal()
    trouble = Signal(object)
    """The `CodedError` that kept the till from being locked."""

    def __init__(self, window: WindowFrame, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording

    # made when a person first needs it: a till where nobody signs in loads none of it

    @cached_property
    def lock(self) -> Lock:
        """Who comes in, and what is on screen until then."""
        from pos_app.ui.people.lock_page import Lock

        services = self._services
        made = Lock(services.sign_in, self._tasks, self._theme, services.shop.duty.till_name, self._wording)
        made.opened.connect(self.came_in)
        made.page.forgot.clicked.connect(self._type_code)
        return made

    @cached_property
    def keys(self) -> KeysPresenter:
        """The recovery code."""
        from pos_app.ui.people.keys_presenter import KeysPresenter

        made = KeysPresenter(self._window, self._services, self._tasks, self._theme, self._wording)
        made.came_in.connect(self._on_recovered)
        made.made.connect(self.code_made)
        return made

    @cached_property
    def idle_lock(self) -> IdleLock:
        """The lock of a till that nobody touches."""
        from pos_app.ui.people.idle_lock import IdleLock

        made = IdleLock(lambda: self._services.settings.values.lock_idle)
        made.setParent(self)
        made.idle.connect(self._lock_idle)
        return made

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done here; what it needs is loaded when it is first asked for."""
        return {
            "lock_till": self.lock_till,
            "make_recovery_code": self._make_code,
            "type_recovery_code": self._type_code,
        }

    def lock_till(self) -> None:
        """Let nobody be signed in; the basket stays."""
        operation = Operation(self._services.sign_in.lock).on_success(lambda _none: self._on_locked())
        self._tasks.write(operation.on_failure(self.trouble.emit))

    def show_lock(self) -> None:
        """Cover the window, and ask who it is."""
        self._window.cover(self.lock.widget)
        self.lock.ask()

    def heard(self, _code: str) -> None:
        """Know that somebody is there: a scanner on a port types nothing."""
        if "idle_lock" in self.__dict__:
            self.idle_lock.touch()

    def stop(self) -> None:
        """Lock by itself no more: the window closes."""
        if "idle_lock" in self.__dict__:
            self.idle_lock.stop()

    def _lock_idle(self) -> None:
        """Lock as by key, where people sign in at all; a sheet that was left open closes, as it would by Esc."""
        if self._window.is_covered:
            return
        operation = Operation(self._services.sign_in.lock_unattended).on_success(self._on_idle_locked)
        self._tasks.write(operation.on_failure(self.trouble.emit))

    def _on_idle_locked(self, locked: bool) -> None:
        if locked:
            while (sheet := QApplication.activeModalWidget()) is not None and sheet.close():
                pass
            self._on_locked()

    def _on_locked(self) -> None:
        self.show_lock()
        self.locked.emit()

    def _make_code(self) -> None:
        self.keys.make()

    def _type_code(self) -> None:
        self.keys.type()

    def _on_recovered(self, person: Person) -> None:
        if self._window.is_covered:
            self.lock.let_in(person)
        self.recovered.emit()
