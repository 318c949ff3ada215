"""A scanner on a port: a pseudo terminal that sends what it is told, and can be pulled out and plugged in again.

It speaks as scanners on a serial line do and shares no code with `pos_app.links`.
"""

from __future__ import annotations

import os
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class PortScanner:
    """Its port has the same name each time it is plugged in, as a USB-COM scanner's has by its serial number."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, int] | None = None

    def plug_in(self) -> None:
        """Make the port appear."""
        here, there = os.openpty()
        tty.setraw(there)
        self._ends = (here, there)
        self.path.symlink_to(os.ttyname(there))

    def send(self, data: bytes) -> None:
        """Send bytes at once, however many the line takes at a time."""
        assert self._ends is not None
        while data:
            data = data[os.write(self._ends[0], data[:1000]) :]

    def pull_out(self) -> None:
        """Make the port vanish under whoever reads it."""
        if self._ends is not None:
            self.path.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None
