"""A printer that is a file: it collects the bytes."""

from __future__ import annotations

import os
import select
import threading
from typing import TYPE_CHECKING

from pos_app.domain.printing import OFFLINE, READY, UNKNOWN, PrinterInterrupted, PrinterOffline
from pos_app.links.devices.drawer import DRAWER_SECONDS, drawer_pulse, drawers_turn
from pos_app.links.devices.line import CHUNK
from pos_app.links.devices.refusals import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.ports import PrinterProfile

PATIENCE = 10.0
"""Seconds without one byte taken after which a pipe counts as stuck."""
_BASE_FLAGS = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class FilePrinter:
    """Appends each document to the path; a missing file is made. A named pipe may stand in its place."""

    def __init__(
        self, path: Path, profile: PrinterProfile, *, patience: float = PATIENCE, drawer: float = DRAWER_SECONDS
    ) -> None:
        """`patience` and how long the drawer waits for a paper are seconds."""
        self._path = path
        self._profile = profile
        self._patience, self._drawer_seconds = patience, drawer
        self._lock = threading.Lock()
        self._trouble: PrinterOffline | None = None

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        return self._profile

    @property
    def address(self) -> str:
        """The address as a setting names it."""
        return self._path.absolute().as_uri()

    @property
    def trouble(self) -> PrinterOffline | None:
        """Why it could not be written to when it was last asked."""
        return self._trouble

    @property
    def may_hang(self) -> bool:
        """A file waits for nothing."""
        return False

    def status(self) -> str:
        """Say whether the path can be written to, or made; a pipe cannot say more. Nothing is made."""
        self._trouble = None
        if not self._path.exists():
            if os.access(self._path.parent, os.W_OK | os.X_OK):
                return READY
            self._trouble = self._offline("no such folder")
            return OFFLINE
        try:
            os.close(self._open(0))
        except PrinterOffline as problem:
            self._trouble = problem
            return OFFLINE
        return READY if self._path.is_file() else UNKNOWN

    def send(self, data: bytes) -> None:
        """Write the document, or raise `PrinterOffline` / `PrinterInterrupted`."""
        with self._lock:
            self._append(data)

    def kick_drawer(self) -> None:
        """Open the drawer once, or raise `PrinterOffline`."""
        pulse = drawer_pulse(self._profile)
        try:
            with drawers_turn(self._lock, self._drawer_seconds, self.address):
                self._append(pulse)
        except PrinterInterrupted as problem:
            raise self._offline("interrupted") from problem

    def _append(self, data: bytes) -> None:
        handle = self._open(os.O_CREAT)
        try:
            self._write(handle, data)
        finally:
            os.close(handle)

    def _open(self, more_flags: int) -> int:
        try:
            return os.open(self._path, _BASE_FLAGS | more_flags, 0o644)
        except OSError as problem:
            raise refusal(problem, self.address) from problem

    def _write(self, handle: int, data: bytes) -> None:
        sent = 0
        while sent < len(data):
            try:
                sent += self._take(handle, data[sent : sent + CHUNK])
            except OSError as problem:
                if sent == 0:
                    raise self._offline(problem.strerror or "stuck") from problem
                raise PrinterInterrupted(address=self.address, sent=sent, size=len(data)) from problem

    def _take(self, handle: int, chunk: bytes) -> int:
        """Hand over what the device takes now; `TimeoutError` where it takes nothing for too long."""
        if os.name == "posix" and not select.select([], [handle], [], self._patience)[1]:
            raise TimeoutError
        return os.write(handle, chunk)

    def _offline(self, reason: str) -> PrinterOffline:
        return PrinterOffline(address=self.address, reason=reason)
