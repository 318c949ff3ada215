"""How much of a long work fits into one short transaction, learnt from the last ones: nobody waits for the writer."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.data.engine import Database

AIM_SECONDS = 0.007
"""The writer's time that a transaction aims at, far enough under the 20 ms it may never hold it."""
_SHORTEST = 0.0005
_FASTEST_GROWTH = 1.5


@dataclass(slots=True)
class Pace:
    """How many of one kind of thing the next transaction takes."""

    size: int
    least: int
    most: int

    def learn(self, done: int, held: float) -> None:
        """Follow a transaction that did so many in so many seconds; a short one says nothing of how many would fit."""
        if done >= self.size or held > AIM_SECONDS:
            wanted = min(max(done, 1) * AIM_SECONDS / max(held, _SHORTEST), self.size * _FASTEST_GROWTH)
            self.size = int(max(self.least, min(self.most, wanted)))


class Held:
    """How long transactions hold the writer, in seconds."""

    def __init__(self) -> None:
        self.last = self.longest = 0.0

    @contextlib.contextmanager
    def write(self, database: Database) -> Iterator[Connection]:
        """Run one transaction and note from when it has the writer until it has given it back."""
        began = time.perf_counter()
        try:
            with database.write() as connection:
                began = time.perf_counter()
                yield connection
        finally:
            self.last = time.perf_counter() - began
            self.longest = max(self.longest, self.last)
