"""A look at the shop away from the screen, for figures that many changes concern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.ui.tasks import Tasks

T = TypeVar("T")


class Glance(Generic[T]):
    """Reads on the slow pool, one look at a time, so that an older answer never comes after a newer one.

    However often it is asked while a look is under way, one more follows: a row of fast scans costs two looks.
    """

    def __init__(
        self,
        tasks: Tasks,
        read: Callable[[], T],
        show: Callable[[T], object],
        say: Callable[[CodedError], object],
    ) -> None:
        self._tasks = tasks
        self._read = read
        self._show = show
        self._say = say
        self._looking = self._again = False

    def ask(self) -> None:
        """Look, or look once more after the look that is under way."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        operation = Operation(self._read).on_success(self._on_read)
        self._tasks.slow(operation.on_failure(self._on_failed).on_stray(self._on_stray))

    def _on_read(self, found: T) -> None:
        self._looking = False
        self._show(found)
        self._ask_again()

    def _on_failed(self, problem: CodedError) -> None:
        self._looking = False
        self._say(problem)
        self._ask_again()

    def _on_stray(self) -> None:
        # What met a fault is asked again by the next change, not at once.
        self._looking = self._again = False

    def _ask_again(self) -> None:
        if self._again:
            self._again = False
            self.ask()
