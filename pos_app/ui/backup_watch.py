"""Backups by themselves: once a day, and behind each shift that was closed. What failed stays on the status bar.

The window waits for none: one that is being made when it closes goes on by itself, one that a closed shift still waits
for is begun then, and one that even so came to nothing is made as the first thing of the next start.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.backups import BackupUnderWay
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.services.backups.keep_backups import BackupState
    from pos_app.services.backups.make_backup import MadeBackup
    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.widgets.status_bar import StatusBar
    from pos_app.ui.wording import Wording

FIRST_MS = 60_000
"""From the start of the window: whoever opens in the morning sells first."""
EVERY_MS = 600_000
SHOW_MS = 5_000
"""What became of the last is shown when the till has long taken its first scan."""
BEHIND_Z_MS = 10_000
"""From the closing of a shift: its Z is printed first."""


class BackupWatch(QObject):
    """Has backups made, and shows the last that failed."""

    moved = Signal()
    """One is begun, or is done, or failed."""

    def __init__(self, services: Services, tasks: Tasks, bar: StatusBar, wording: Wording) -> None:
        super().__init__(bar)
        self._services = services
        self._tasks = tasks
        self._bar = bar
        self._wording = wording
        self._closed = threading.Event()
        self.under_way = False
        """Whether one is being made by this window."""
        self.last_refusal: CodedError | None = None
        """Why the last one asked for came to nothing."""
        self._once_more = False
        """Whether a shift was closed while one was being made: that one may not hold it."""
        self._owed = False
        """Whether a shift was closed and none was begun since, whatever is under way on the way to it."""
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._every = QTimer(self, interval=EVERY_MS)
        self._soon = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._soon.timeout.connect(self._begin)
        self._behind = QTimer(self, singleShot=True, interval=BEHIND_Z_MS)
        for timer in (self._first, self._every):
            timer.timeout.connect(self.look)
        self._behind.timeout.connect(self._make_behind_z)

    def start(self) -> None:
        """Show what became of the last one, and soon see whether one is due."""
        self._soon.start()
        self._first.start()
        self._every.start()

    def stop(self) -> None:
        """Ask for none any more: the window closes. What a closed shift waits for goes on without it."""
        self._closed.set()
        for timer in (self._soon, self._first, self._every, self._behind):
            timer.stop()
        if self.under_way:
            self._services.backups.leave()
        if self._owed:  # a look at how it stands may be under way, or a work wait for a thread
            leaving = Operation(self._services.backups.leave_one)
            self._tasks.slow(leaving.on_failure(lambda _problem: None))  # the next start makes it

    def after_shift(self) -> None:
        """Make one behind a shift that was closed."""
        self._owed = True
        self._behind.start()

    def look(self) -> None:
        """Make one where today has none."""
        self._ask(lambda state: self.make() if state.due else None)

    def make(self) -> None:
        """Make one now; nothing where one is being made already."""
        if self.under_way:
            return
        self.under_way, self.last_refusal = True, None
        operation = Operation(self._made).on_success(lambda _made: self._on_done(None))
        self._tasks.slow(operation.on_failure(self._on_done).on_stray(lambda: self._on_done(None)))
        self.moved.emit()

    def _begin(self) -> None:
        """Take up what the last window left: clear copies of one that was cut off, a shift that is in none."""
        self._services.backups.go_on()
        self._tasks.slow(Operation(self._services.backups.sweep).on_failure(lambda _problem: None))
        self._ask(lambda state: self.make() if state.behind else None)

    def _make_behind_z(self) -> None:
        self._once_more = self.under_way
        self._ask(lambda state: self.make() if state.on else None)

    def _made(self) -> MadeBackup:
        if self._closed.is_set():
            raise BackupUnderWay
        owed = self._owed
        try:
            return self._services.backups.make(begun=self._begun)
        except BackupUnderWay:  # another process's, from before perhaps
            self._owed = self._owed or owed
            raise

    def _begun(self) -> None:
        self._owed = False

    def _on_done(self, problem: CodedError | None) -> None:
        self.under_way, self.last_refusal = False, problem
        again, self._once_more = self._once_more and not self._closed.is_set(), False
        self._ask(lambda state: self.make() if again and state.on else None)
        self.moved.emit()

    def _ask(self, act: Callable[[BackupState], object] | None = None) -> None:
        def show(state: BackupState) -> None:
            self._show(state)
            if act is not None:
                act(state)

        self._tasks.slow(Operation(self._services.backups.state).on_success(show).on_failure(lambda _problem: None))

    def _show(self, state: BackupState) -> None:
        _, bar = self._wording.translate, self._bar
        if state.last is None or not state.last.code:
            bar.set_fact(bar.backup, "")
            return
        bar.set_fact(bar.backup, _("No backup: see Settings, Backups"), "warn")
        bar.backup.setToolTip(self._wording.sentence_of(state.last.code, state.last.params))
