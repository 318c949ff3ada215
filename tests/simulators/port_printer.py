"""A receipt printer on a serial port or behind a device like `/dev/usb/lp0`: a pseudo terminal, with code of its own.

Its port keeps its name when it is unplugged and plugged in again.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import tty
from typing import TYPE_CHECKING, Self

from tests.simulators.printer import Mechanism

if TYPE_CHECKING:
    from pathlib import Path


class PortPrinter(Mechanism):
    """A printer at the path `port`; use as a context manager, which plugs it in."""

    def __init__(self, port: Path) -> None:
        super().__init__()
        self.port = port
        self.unplug_after: int | None = None
        """Bytes after which its plug is pulled."""
        self.stalled = False
        """It takes nothing: its memory is full, or it is off."""
        self._ends: tuple[int, int] | None = None
        self._wake = os.pipe()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()
        for end in self._wake:
            os.close(end)
        if self.fault is not None:
            raise self.fault

    def plug_in(self) -> None:
        """Make the port appear, and be on."""
        self.restart()
        here, there = os.openpty()
        tty.setraw(there)
        self._ends = (here, there)
        self.port.symlink_to(os.ttyname(there))
        self._thread = threading.Thread(target=self._serve, args=(here,), daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Make the port vanish under whoever uses it."""
        if self._thread is not None:
            os.write(self._wake[1], b"x")
            self._thread.join(10)
            os.read(self._wake[0], 1)
            self._thread = None
        self._vanish()

    def _vanish(self) -> None:
        if self._ends is not None:
            self.port.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def _serve(self, here: int) -> None:
        taken = 0
        while True:
            wanted = [self._wake[0]] if self.stalled else [self._wake[0], here]
            if self._wake[0] in select.select(wanted, [], [])[0]:
                return
            try:
                data = os.read(here, 4096 if self.unplug_after is None else max(1, self.unplug_after - taken))
                os.write(here, self.take(data))
            except OSError:
                return
            taken += len(data)
            if self.unplug_after is not None and taken >= self.unplug_after:
                with contextlib.suppress(OSError):
                    self._vanish()
                return


class OneSpeedPrinter(PortPrinter):
    """It understands one speed only, in baud; a pseudo terminal tells its speed to both ends."""

    def __init__(self, port: Path, speed: int) -> None:
        super().__init__(port)
        self.speed = speed

    def take(self, data: bytes) -> bytes:
        """Understand what comes at its speed."""
        import termios

        assert self._ends is not None
        speed = termios.tcgetattr(self._ends[0])[5]
        return super().take(data) if speed == getattr(termios, f"B{self.speed}") else b""
