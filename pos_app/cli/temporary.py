"""A folder for a shop that is gone afterwards, also when the program is told to end from outside."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIES = 5
"""How often a folder is removed that the ending program may still be writing into."""


@contextlib.contextmanager
def temporary_folder(prefix: str, within: Path | None = None) -> Iterator[Path]:
    """Give a folder that is removed at the end of the block, and by SIGTERM and SIGHUP before they end the program.

    It lies `within` a folder, or where the system keeps what is temporary.
    """
    with (
        tempfile.TemporaryDirectory(prefix=prefix, dir=within, ignore_cleanup_errors=True) as place,
        _watched(Path(place)),
    ):
        yield Path(place)


@contextlib.contextmanager
def _watched(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":  # there is no such signal to wait for
        yield
        return
    ends = {signal.SIGTERM, signal.SIGHUP}
    # Python runs a handler between two of its own steps, and a window waiting in Qt takes none: a thread waits instead
    former = signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    over = threading.Event()

    def watch() -> None:
        number = signal.sigwait(ends)
        if not over.is_set():
            _remove(folder)
            os._exit(128 + number)  # as a shell counts a program that a signal ended

    watcher = threading.Thread(target=watch, name="end", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        signal.pthread_kill(watcher.ident or 0, signal.SIGTERM)
        watcher.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _remove(folder: Path) -> None:
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
