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

AIM_SECONDS = 0.008
"""The writer's time that a transaction aims at, far enough under the 20 ms it may never hold it."""
_SHORTEST = 0.0005
_FASTEST_GROWTH = 1.5
_PAUSE, _PAUSE_FOR_OTHERS = 0.125, 2.0
"""The pause after a transaction, as a multiple of its length: usually, and while another program writes."""
_REMEMBERED = 60.0
"""Seconds for which another program's writing is remembered."""


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
    """Short transactions one after the other: how long each holds the writer, in seconds, and room between them.

    Whoever else wants the writer of a SQLite file looks for it from time to time only, and would hardly ever find it
    free: after each transaction there is a pause as long as a part of it, longer while another program writes.
    None waits for the disk: what a power cut takes of a long work is done again, and the transaction that ends it
    does wait.
    """

    def __init__(self) -> None:
        self.last = self.longest = 0.0
        self._ended = 0.0
        self._version = 0
        self._others_wrote = -_REMEMBERED

    @contextlib.contextmanager
    def write(self, database: Database) -> Iterator[Connection]:
        """Run one transaction and note from when it has the writer until it has given it back."""
        if database.dialect == "sqlite":
            time.sleep(self._pause(time.perf_counter()))
        began = time.perf_counter()
        try:
            with database.write(durable=False) as connection:
                began = time.perf_counter()
                self._look_for_others(connection, began)
                yield connection
        finally:
            self._ended = time.perf_counter()
            self.last = self._ended - began
            self.longest = max(self.longest, self.last)

    def _pause(self, now: float) -> float:
        wait = _PAUSE_FOR_OTHERS if now - self._others_wrote < _REMEMBERED else _PAUSE
        return max(0.0, self._ended + wait * self.last - now)

    def _look_for_others(self, connection: Connection, now: float) -> None:
        if connection.dialect.name == "sqlite":
            version = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
            if self._version not in {0, version}:  # another connection has committed since
                self._others_wrote = now
            self._version = version
