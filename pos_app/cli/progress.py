"""A progress line on stderr: count, rate and time left."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from pos_app.cli.arguments import interactive

if TYPE_CHECKING:
    from pos_app.services.catalog.import_model import ImportProgress

_BAR = 24


class ProgressLine:
    """Draws itself again at most ten times a second where a person watches, every ten seconds into a log."""

    def __init__(self) -> None:
        self._watched = interactive()
        self._every = 0.1 if self._watched else 10.0
        self._next = time.monotonic() + (0 if self._watched else self._every)

    def __call__(self, progress: ImportProgress) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._every
        full = round(progress.share * _BAR)
        bar = "█" * full + "░" * (_BAR - full)
        text = (
            f"{bar} {progress.share:4.0%}  {progress.rows:,} rows  {progress.rows_per_second:,.0f}/s"
            f"  {_span(progress.seconds_left)} left"
        )
        end = "\r" if self._watched else "\n"
        print(f"{text:<78}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._watched:
            print(" " * 78, end="\r", file=sys.stderr, flush=True)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
