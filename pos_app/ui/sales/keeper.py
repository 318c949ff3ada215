"""Brings the steps of a basket to disk in their order, and knows which are not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.errors import EnvironmentProblem, PosError
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.sale import Sale, Unkept
    from pos_app.ui.tasks import Tasks

RETRY_MS = 2000
"""Pause before steps that could not be written are tried again by themselves."""
LONGEST_RETRY_MS = 60_000
"""A fault of ours will hardly mend itself: the pause doubles up to this, so that its dialog is not always open."""

LATE_MS = 1500
"""A step that is on its way for longer is told about: another program may hold the shop's file for seconds."""


class SavingLate(EnvironmentProblem):
    """A step is on its way to disk for longer than usual."""


class SavingFaulty(EnvironmentProblem):
    """A step could not be written, by a fault of the program."""


class Waiting(Struct, frozen=True):
    """A step on its way to disk and the line it concerns."""

    unkept: Unkept
    line_uid: bytes | None


class Keeper(QObject):
    """Gives every step to the writer when its line is on screen.

    After a failure no later step is written before the failed one.
    """

    kept = Signal(object)
    """`Changes` of a step that is on disk."""
    troubled = Signal(object)
    """The `CodedError` that keeps steps from the disk, each time it is another one."""
    refused = Signal(object)
    """The `PosError` for which a step can never be kept: it and what came after it are given up."""
    moved = Signal()
    """Which lines are saving or unsaved has changed."""

    def __init__(self, keep: Callable[[Unkept], Changes], tasks: Tasks) -> None:
        super().__init__()
        self._keep = keep
        self._tasks = tasks
        self._waiting: list[Waiting] = []
        self._under_way = 0
        # Set and read on the writer's thread alone, and reset only while nothing is under way there.
        self._broken = False
        self._failing = False
        self._trouble: CodedError | None = None
        self._refusal: PosError | None = None
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.retry)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(lambda: self._stand(SavingLate()))

    @property
    def failing(self) -> bool:
        """Whether a step could not be written, until one is."""
        return self._failing

    @property
    def trouble(self) -> CodedError | None:
        """Why steps are not on disk that should be; None where all is well."""
        return self._trouble

    def saving(self) -> frozenset[bytes]:
        """Return the lines whose step is on its way."""
        return frozenset() if self._failing else self._lines()

    def unsaved(self) -> frozenset[bytes]:
        """Return the lines whose step could not be written, or waits behind one that could not."""
        return self._lines() if self._failing else frozenset()

    def keep(self, sale: Sale) -> None:
        """Write the last step of a sale."""
        if sale.last is None:
            return
        waiting = Waiting(sale.last, sale.lit)
        self._waiting.append(waiting)
        # While something is under way the writer knows best: behind a step that failed it writes none.
        if self._under_way or not self._failing:
            self._submit(waiting)

    def retry(self) -> None:
        """Try again what could not be written, in order."""
        if not self._failing or self._under_way:
            return
        self._broken = False
        self._retry.stop()
        for waiting in list(self._waiting):
            self._submit(waiting)

    def _submit(self, waiting: Waiting) -> None:
        self._under_way += 1
        # as the step itself, when the picture is there: a window that was busy until then is no slow disk
        QTimer.singleShot(0, self, self._await)
        operation = Operation(lambda: self._write(waiting.unkept))
        operation.on_success(lambda changes: self._on_written(waiting, changes))
        operation.on_failure(self._on_failed).on_stray(self._on_stray)
        self._tasks.write_soon(operation)

    def _await(self) -> None:
        if self._under_way and not self._failing and not self._late.isActive():
            self._late.start()

    def _write(self, unkept: Unkept) -> Changes | None:
        if self._broken:
            return None
        try:
            return self._keep(unkept)
        except BaseException:
            self._broken = True
            raise

    def _on_written(self, waiting: Waiting, changes: Changes | None) -> None:
        self._under_way -= 1
        if changes is None:
            self._plan_retry()
            return
        self._retry.setInterval(RETRY_MS)
        self._waiting.remove(waiting)
        self._failing, self._trouble = False, None
        self._late.stop()
        if self._waiting:
            self._late.start()
        self.moved.emit()
        self.kept.emit(changes)

    def _on_failed(self, problem: CodedError) -> None:
        self._refusal = problem if isinstance(problem, PosError) else None
        self._stand_failing(problem)

    def _on_stray(self) -> None:
        """Treat a fault like a failure; the crash dialog has its details."""
        self._retry.setInterval(min(2 * self._retry.interval(), LONGEST_RETRY_MS))
        self._stand_failing(SavingFaulty())

    def _stand_failing(self, problem: CodedError) -> None:
        self._under_way -= 1
        self._failing = True
        self._late.stop()
        if self._refusal is None:
            self._stand(problem)
        self._plan_retry()

    def _stand(self, trouble: CodedError) -> None:
        """Say once what keeps steps from the disk, not with every try."""
        known = self._trouble is not None and self._trouble.code == trouble.code
        self._trouble = trouble
        self.moved.emit()
        if not known:
            self.troubled.emit(trouble)

    def _plan_retry(self) -> None:
        if self._under_way:
            return
        if self._refusal is None:
            self._retry.start()
        else:
            self._give_up(self._refusal)

    def _give_up(self, refusal: PosError) -> None:
        """Let the refused step go with all that came after it: no retry will ever bring them to disk."""
        self._waiting.clear()
        self._broken = self._failing = False
        self._trouble = self._refusal = None
        self.moved.emit()
        self.refused.emit(refusal)

    def _lines(self) -> frozenset[bytes]:
        return frozenset(waiting.line_uid for waiting in self._waiting if waiting.line_uid is not None)
