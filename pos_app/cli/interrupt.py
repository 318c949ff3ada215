"""Ctrl+C in the middle of a long work: noted, and acted upon between two transactions, never inside one."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Interruptible:
    """While it lasts, Ctrl+C raises KeyboardInterrupt where `check` is called; a second one changes nothing."""

    def __init__(self, said: str, again: str) -> None:
        self._said, self._again = said, again
        self._wanted = False
        self._former: Any = None

    def __enter__(self) -> Callable[[], None]:
        """Give the function that raises once Ctrl+C was pressed."""
        self._former = signal.signal(signal.SIGINT, self._note)
        return self.check

    def __exit__(self, *_: object) -> None:
        """Let Ctrl+C be what it was."""
        signal.signal(signal.SIGINT, self._former)

    def check(self) -> None:
        """Raise KeyboardInterrupt once Ctrl+C was pressed."""
        if self._wanted:
            raise KeyboardInterrupt

    def _note(self, *_: object) -> None:
        print(f"\n{self._again if self._wanted else self._said}", file=sys.stderr, flush=True)
        self._wanted = True
