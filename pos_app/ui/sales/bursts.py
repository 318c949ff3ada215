"""Signs that come faster than fingers: a scanner that types, told from a person by the pauses between the keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

SILENCE_MS = 80
"""So long nothing ends a scan of a scanner that sends no end."""
QUICK_MS = 35
"""Two signs this close come from a scanner; fast fingers take twice as long, and a held key is no sign."""
SHORTEST_BURST = 4
"""Fewer signs may be a hand that drums on the keys."""


def now_ms() -> int:
    """Return a moment in milliseconds that only goes forward."""
    return time.monotonic_ns() // 1_000_000


class Bursts(QObject):
    """Counts the signs of the burst under way, and says when it is over."""

    ended = Signal(int)
    """So many signs came in a burst, and nothing since."""

    def __init__(self, now: Callable[[], int] = now_ms) -> None:
        super().__init__()
        self._now = now
        self._count = 0
        self._stamp = 0
        self._arrived = 0
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self._on_silence)
        # keys that waited in the queue while the window was busy come before this, and take it back
        self._sure = QTimer(self)
        self._sure.setSingleShot(True)
        self._sure.setInterval(0)
        self._sure.timeout.connect(self._on_sure)

    @property
    def count(self) -> int:
        """How many signs have come in quick succession, up to now."""
        return self._count

    def sign(self, stamp: int = 0) -> None:
        """Count one sign. `stamp` is when the window system saw its key, in ms of its clock; 0 where it says not."""
        arrived = self._now()
        gap = stamp - self._stamp if stamp and self._stamp else arrived - self._arrived
        self._count = self._count + 1 if self._count and gap <= QUICK_MS else 1
        self._stamp, self._arrived = stamp, arrived
        self._sure.stop()
        self._silence.start()

    def forget(self) -> None:
        """Begin anew: the text was ended or taken, or another key came."""
        self._count = 0
        self._sure.stop()
        self._silence.stop()

    def _on_silence(self) -> None:
        self._sure.start()

    def _on_sure(self) -> None:
        count = self._count
        self._count = 0
        if count >= SHORTEST_BURST:
            self.ended.emit(count)
