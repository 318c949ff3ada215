"""A printer behind a device of the system such as `/dev/usb/lp0`: it answers where the device can be read, too."""

from __future__ import annotations

import contextlib
import os
import select
import stat
from time import monotonic, sleep
from typing import TYPE_CHECKING

from pos_app.domain.printing import OUT_OF_PAPER, UNKNOWN
from pos_app.links.devices.conversation import LinePrinter
from pos_app.links.devices.line import ANSWER_BYTES, CHUNK, STALE_READS, Patience
from pos_app.links.devices.refusals import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.ports import PrinterProfile

_LPGETSTATUS = 0x060B
"""Linux's question for the three wires that every printer's plug has had since Centronics."""
_PAPER_EMPTY = 0x20
_STALE_BYTES = 256
_LOOK_SECONDS = 0.01


class DeviceLine:
    """An open device."""

    certain = CHUNK
    """The driver says how many bytes it took."""

    def __init__(self, path: Path) -> None:
        """Open it for both ways, or for writing alone where that is all there is; raise `OSError`."""
        flags = os.O_NONBLOCK | os.O_NOCTTY
        try:
            self._handle, self._reads = os.open(path, os.O_RDWR | flags), True
        except PermissionError:
            self._handle, self._reads = os.open(path, os.O_WRONLY | flags), False
        if not stat.S_ISCHR(os.fstat(self._handle).st_mode):
            os.close(self._handle)
            raise OSError(None, "not a device")
        if self._reads:
            self._drop_stale()

    def send(self, data: bytes, seconds: float) -> int:
        """Hand over what there is room for."""
        until = monotonic() + seconds
        while select.select([], [self._handle], [], max(0.0, until - monotonic()))[1]:
            with contextlib.suppress(BlockingIOError):
                return os.write(self._handle, data)
            _rest(until)
        raise TimeoutError

    def receive(self, seconds: float) -> bytes:
        """Return what comes next; a device that has nothing to say has an end instead."""
        until = monotonic() + seconds
        while self._reads and select.select([self._handle], [], [], max(0.0, until - monotonic()))[0]:
            with contextlib.suppress(BlockingIOError):
                if said := os.read(self._handle, ANSWER_BYTES):
                    return said
                break
            _rest(until)
        raise TimeoutError

    def finish(self, patience: Patience) -> None:
        """Wait until the device would take more: then it has given away what it had."""
        if not select.select([], [self._handle], [], patience.stall)[1]:
            raise TimeoutError

    def take_back(self) -> int:
        """Take nothing back: the driver says nothing of what it still has."""
        return 0

    def signal(self) -> str:
        """Say that paper is out where the driver says so."""
        import fcntl  # not there on Windows, which has no such devices

        answer = bytearray(4)
        try:
            fcntl.ioctl(self._handle, _LPGETSTATUS, answer)
        except OSError:  # no printer's driver
            return UNKNOWN
        return OUT_OF_PAPER if answer[0] & _PAPER_EMPTY else UNKNOWN

    def close(self) -> None:
        """Close it."""
        os.close(self._handle)

    def _drop_stale(self) -> None:
        """Drop what it said while nobody listened. What refuses to be read, as /dev/lp0 does, is only written to."""
        try:
            for _ in range(STALE_READS):
                if not select.select([self._handle], [], [], 0)[0] or not os.read(self._handle, _STALE_BYTES):
                    return
        except BlockingIOError:
            return
        except OSError:
            self._reads = False


def _rest(until: float) -> None:
    """Wait a moment, for a driver that says it is ready and is not: some, as lp's, cannot be waited for."""
    if monotonic() >= until:
        raise TimeoutError
    sleep(_LOOK_SECONDS)


class DevicePrinter(LinePrinter):
    """A printer behind a device, opened for each document."""

    def __init__(self, path: Path, profile: PrinterProfile, *, patience: Patience | None = None) -> None:
        self._path = path
        super().__init__(path.as_uri(), profile, self._connected, patience or Patience())

    def _connected(self) -> DeviceLine:
        try:
            return DeviceLine(self._path)
        except OSError as problem:
            raise refusal(problem, self.address) from problem
