"""The printer every machine has: it keeps the paper instead of burning it, and tells the program to show it."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from pos_app.domain.printing import READY, PrinterOffline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.ports import PrinterProfile

REMEMBERED = 20
"""Documents kept in memory."""
STORED = 200
"""Documents kept in the folder; the oldest go first."""


class BuiltinPrinter:
    """Keeps the last documents in memory and, where a folder is given, each as `000001.bin` and so on.

    `on_paper` is called on the sending thread with the exact bytes of each document, after they are stored.
    """

    def __init__(
        self, profile: PrinterProfile, folder: Path | None = None, on_paper: Callable[[bytes], None] | None = None
    ) -> None:
        self._profile = profile
        self._folder = folder
        self._on_paper = on_paper
        self._papers: deque[bytes] = deque(maxlen=REMEMBERED)
        self._kicks = 0
        self._lock = threading.Lock()

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        return self._profile

    @property
    def trouble(self) -> None:
        """Nothing is ever wrong with it."""

    @property
    def papers(self) -> tuple[bytes, ...]:
        """The last documents' bytes, oldest first."""
        return tuple(self._papers)

    @property
    def drawer_kicks(self) -> int:
        """How often the drawer that is not there was opened since the start."""
        return self._kicks

    @property
    def may_hang(self) -> bool:
        """It has no memory of a paper that broke off."""
        return False

    def status(self) -> str:
        """Say ready, as it always is."""
        return READY

    def send(self, data: bytes) -> None:
        """Store and show the document; `PrinterOffline` where the folder cannot be written to."""
        with self._lock:
            if self._folder is not None:
                self._store(self._folder, data)
            self._papers.append(data)
        if self._on_paper is not None:
            self._on_paper(data)

    def kick_drawer(self) -> None:
        """Count the kick: there is no drawer."""
        with self._lock:
            self._kicks += 1

    def _store(self, folder: Path, data: bytes) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stored = sorted(path for path in folder.glob("*.bin") if path.stem.isdigit())
            number = int(stored[-1].stem) + 1 if stored else 1
            unfinished = folder / "unfinished"
            unfinished.write_bytes(data)
            unfinished.replace(folder / f"{number:06d}.bin")
            for path in stored[: max(0, len(stored) + 1 - STORED)]:
                path.unlink()
        except OSError as problem:
            raise PrinterOffline(address=str(folder), reason=problem.strerror or type(problem).__name__) from problem
