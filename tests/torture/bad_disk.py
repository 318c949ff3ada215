"""The disk of a process that runs under the recorder: it fails when it is told to."""

from __future__ import annotations

import ctypes
from typing import Any

WRITING, SYNCING, OPENING = 1, 2, 4
"""What fails: writing, truncating and making files; syncing; opening a file to write to it."""
EVERY = 0
NEVER = 1 << 40


class BadDisk:
    """Works until it is told to fail."""

    def __init__(self) -> None:
        self._shim: Any = ctypes.CDLL(None)
        self._shim.fail_from.argtypes = [ctypes.c_int, ctypes.c_long, ctypes.c_long, ctypes.c_int]
        self._shim.fail_seen.restype = ctypes.c_long

    def fail(self, kinds: int, error: int, at: int = 1, times: int = EVERY) -> None:
        """Fail with a system's error from the `at`-th call on, so many times."""
        self._shim.fail_from(kinds, at, times, error)

    def count(self, kinds: int) -> None:
        """Fail never, and count from here on."""
        self.fail(kinds, 0, NEVER)

    @property
    def seen(self) -> int:
        """How many calls there were since it was told."""
        return int(self._shim.fail_seen())

    def mend(self) -> None:
        """Work again: there is room, or the disk is another."""
        self._shim.fail_from(0, 0, 0, 0)
