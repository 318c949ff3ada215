"""Upkeep of the search index and the log while an import writes or is undone: in short steps in between."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from pos_app.data import search
from pos_app.services.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.data.engine import Database
    from pos_app.services.pace import Held

_USUAL_CHECKPOINT = 1000
"""SQLite's own: pages of the log after which a commit copies them into the main file."""
_CHUNKS_A_CHECKPOINT = 32
"""Each chunk changes nearly every page of the indexes of codes: the more chunks, the fewer of those are copied twice.
So many leave some 40 MB in the log."""


class Upkeep:
    """Does what commits would do otherwise, for long: copy the log; and puts the index in order at the end."""

    def __init__(self, database: Database, held: Held) -> None:
        self._database = database
        self._held = held
        self._chunks = 0

    @contextlib.contextmanager
    def taken_over(self) -> Iterator[None]:
        """While it lasts, no commit copies the log; `step` does."""
        self._pragma("wal_autocheckpoint = 0")
        try:
            yield
            self._tidy()
            self._copy_log()  # or the next commit would, which ends the import, or is a sale's
        finally:
            self._pragma(f"wal_autocheckpoint = {_USUAL_CHECKPOINT}")

    def step(self) -> None:
        """Follow a chunk."""
        self._chunks += 1
        if self._chunks % _CHUNKS_A_CHECKPOINT == 0:
            self._copy_log()

    def _tidy(self) -> None:
        """Put the index in order: what was found in many places is found in few."""
        pages = Pace(16, 4, 200)
        place: int | None = 0
        while place is not None:
            with self._held.write(self._database) as connection:
                place = search.tidy(connection, pages.size, place)
            pages.learn(pages.size, self._held.last)
            self.step()

    def _copy_log(self) -> None:
        # between transactions: nobody waits for it. What stays in the log is as safe there, and a disk that is full or
        # broken is told by the next transaction
        with contextlib.suppress(sqlite3.OperationalError):
            self._pragma("wal_checkpoint(PASSIVE)")

    def _pragma(self, text: str) -> None:
        if self._database.dialect == "sqlite":
            with contextlib.closing(self._database.writer.raw_connection()) as raw:
                raw.cursor().execute(f"PRAGMA {text}")
