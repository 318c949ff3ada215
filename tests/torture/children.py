"""Children that can be killed at any instant: each is forked from one process that has loaded the program already."""

from __future__ import annotations

import multiprocessing
import sys
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_LOADED = [
    "tests.journeys.random_seller",
    "tests.torture.importing",
    "pos_app.cli.import_products",
    "pos_app.cli.import_rest",
]
_CONTEXT: Any
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")
    _CONTEXT.set_forkserver_preload(_LOADED)


class Child:
    """A process that does some work and says lines; what it said before it was killed can still be heard."""

    def __init__(self, work: Callable[..., None], *given: object) -> None:
        """Start. `work` is called with what says a line, and with what is given."""
        self._here, there = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_at_work, args=(work, there, given), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def hear(self, seconds: float | None = None) -> str | None:
        """Return the next line; None where it has ended, or says nothing for so long."""
        try:
            if seconds is None or self._here.poll(seconds):
                return str(self._here.recv())
        except (EOFError, ConnectionResetError):
            pass
        return None

    def ends_within(self, seconds: float) -> bool:
        """Wait for its end so long at most; tell whether it has ended."""
        self._process.join(seconds)
        return self.ended is not None

    def kill(self) -> None:
        """End it as a power cut would, wherever it is."""
        self._process.kill()
        self._process.join()

    @property
    def ended(self) -> int | None:
        """How it ended; None while it works."""
        code: int | None = self._process.exitcode
        return code


def _at_work(work: Callable[..., None], there: Connection, given: tuple[object, ...]) -> None:
    work(there.send, *given)
