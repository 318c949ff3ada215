"""Brings the steps of a basket to disk in their order, and knows which are not there yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step on its way to disk and the line it concerns."""

    unkept: Unkept
    line_uid: bytes | None


class Keeper(QObject):
    """Gives every step to the writer at once. After a failure no later step is written before the failed one."""

    kept = Signal(object)
    """`Changes` of a step that is on disk."""
    failed = Signal(object)
    """The `CodedError` of a step that is not."""
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
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.retry)

    @property
    def failing(self) -> bool:
        """Whether a step could not be written."""
        return self._failing

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
        if not self._failing:
            self._submit(waiting)

    def retry(self) -> None:
        """Try again what could not be written, in order."""
        if not self._failing or self._under_way:
            return
        self._broken = self._failing = False
        self._retry.stop()
        for waiting in list(self._waiting):
            self._submit(waiting)
        self.moved.emit()

    def _submit(self, waiting: Waiting) -> None:
        self._under_way += 1
        operation = Operation(lambda: self._write(waiting.unkept))
        operation.on_success(lambda changes: self._on_written(waiting, changes))
        operation.on_failure(self._on_failed).on_stray(self._on_stray)
        self._tasks.write(operation)

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
        self.moved.emit()
        self.kept.emit(changes)

    def _on_failed(self, problem: CodedError) -> None:
        self._stand_failing()
        self.failed.emit(problem)

    def _on_stray(self) -> None:
        """Treat a fault like a failure; the crash dialog says what there is to say."""
        self._retry.setInterval(min(2 * self._retry.interval(), LONGEST_RETRY_MS))
        self._stand_failing()

    def _stand_failing(self) -> None:
        self._under_way -= 1
        self._failing = True
        self._plan_retry()
        self.moved.emit()

    def _plan_retry(self) -> None:
        if not self._under_way:
            self._retry.start()

    def _lines(self) -> frozenset[bytes]:
        return frozenset(waiting.line_uid for waiting in self._waiting if waiting.line_uid is not None)
