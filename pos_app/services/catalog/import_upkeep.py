"""Upkeep of the search index and the log while an import writes or is undone: in short steps in between."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pos_app.data import search
from pos_app.services.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.data.engine import Database
    from pos_app.services.pace import Held

STEPS_A_CHUNK, STEPS_AT_END = 4, 10_000
"""How many steps follow a chunk, and the last."""
_USUAL_CHECKPOINT = 1000
"""SQLite's own: pages of the log after which a commit copies them into the main file."""


class Upkeep:
    """Does what commits would do otherwise, each for long: merge the search index, copy the log."""

    def __init__(self, database: Database, held: Held) -> None:
        self._database = database
        self._held = held
        self._pages = Pace(16, 4, 200)

    @contextlib.contextmanager
    def taken_over(self) -> Iterator[None]:
        """While it lasts, commits do neither; `step` does."""
        self._set_quiet(on=True)
        try:
            yield
            self._merge(STEPS_AT_END)
        finally:
            self._set_quiet(on=False)

    def step(self) -> None:
        """Do a little of both."""
        self._merge(STEPS_A_CHUNK)
        # between transactions: nobody waits for it
        self._pragma("wal_checkpoint(PASSIVE)")

    def _merge(self, most: int) -> None:
        for _ in range(most):
            with self._held.write(self._database) as connection:
                more = search.merge(connection, self._pages.size)
            self._pages.learn(self._pages.size, self._held.last)
            if not more:
                return

    def _set_quiet(self, *, on: bool) -> None:
        with self._database.write() as connection:
            search.set_bulk(connection, on=on)
        self._pragma(f"wal_autocheckpoint = {0 if on else _USUAL_CHECKPOINT}")

    def _pragma(self, text: str) -> None:
        if self._database.dialect == "sqlite":
            with contextlib.closing(self._database.writer.raw_connection()) as raw:
                raw.cursor().execute(f"PRAGMA {text}")
