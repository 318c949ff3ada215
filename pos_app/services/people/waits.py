"""How long nobody may try: measured by what only goes on, whatever the clock on the wall is set to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class _Noted(NamedTuple):
    """A wait as it is kept, and when it ends by the steady measure."""

    until: float
    ends: float


class Waits:
    """The waits that this program knows of, by whom or what they are for.

    What is kept on the disk says by the wall clock until when one lasts: that alone is known of one that began in an
    earlier run or in another program. Such a one lasts from when it is first looked at for what is left of it, and
    never longer than it was to be.
    """

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._noted: dict[Hashable, _Noted] = {}

    def begin(self, of: Hashable, until: float, seconds: float) -> None:
        """Note a wait that begins now, and that is kept as lasting until a POSIX time."""
        self._noted[of] = _Noted(until, self._steady() + seconds)

    def left(self, of: Hashable, until: float, now: float, longest: float) -> float:
        """Return how many seconds are left of a wait that is kept as lasting until a POSIX time; 0 where it is over.

        `now` is the POSIX time by the wall clock, `longest` how many seconds it was to last.
        """
        noted = self._noted.get(of)
        if noted is None or noted.until != until:
            self.begin(of, until, min(max(until - now, 0), longest))
            noted = self._noted[of]
        return max(noted.ends - self._steady(), 0)
