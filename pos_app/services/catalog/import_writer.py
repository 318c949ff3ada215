"""Writes an import's chunks and keeps the search index in shape, never holding the writer for long."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import update

from pos_app.data import search
from pos_app.data.rows import add_row
from pos_app.data.tables.imports import import_run
from pos_app.services.catalog.import_store import Place, store_chunk
from pos_app.services.catalog.import_taxes import ImportTaxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.services.catalog.import_model import ImportOptions, Run
    from pos_app.services.catalog.import_store import Chunk, ChunkResult
    from pos_app.services.sales.counter import Counter

STEPS_A_CHUNK, STEPS_AT_END = 4, 10_000
"""How many steps of the search index' upkeep follow a chunk, and the last."""
_USUAL_CHECKPOINT = 1000
"""SQLite's own: pages of the log after which a commit copies them into the main file."""


class _NothingKept(Exception):
    """Ends the transaction of a trial."""


class ImportWriter:
    """Writes one import."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def begin(self, run: Run, options: ImportOptions) -> None:
        """Write down that a run is at work, so that it can be finished or undone whatever happens."""
        with self._shop.database.write() as connection:
            run.key = self._run_row(connection, run, options)

    def store(self, run: Run, chunk: Chunk) -> ChunkResult:
        """Write as much of a chunk as one transaction takes and count it in."""
        with run.held.write(self._shop.database) as connection:
            result = self._store(connection, run, chunk)
            values = {**run.figures(), **({"last_key": result.last_key} if result.last_key else {})}
            connection.execute(update(import_run).where(import_run.c.id == run.key).values(**values))
        run.learn(result)
        self._merge(run, STEPS_A_CHUNK)
        self._checkpoint()
        return result

    def try_out(self, run: Run, options: ImportOptions, chunk: Chunk) -> ChunkResult:
        """Write as much of a chunk and take it back: what would become of it, exactly."""
        with contextlib.suppress(_NothingKept), run.held.write(self._shop.database) as connection:
            run.key = self._run_row(connection, run, options)
            result = self._store(connection, run, chunk)
            raise _NothingKept
        run.learn(result)
        return result

    @contextlib.contextmanager
    def quiet(self, run: Run) -> Iterator[None]:
        """While it lasts, commits neither merge the search index nor copy the log: each would hold the writer for long.

        Both are done between the chunks, in steps.
        """
        self._set_quiet(on=True)
        try:
            yield
            self._merge(run, STEPS_AT_END)
        finally:
            self._set_quiet(on=False)

    def _run_row(self, connection: Connection, run: Run, options: ImportOptions) -> int:
        return add_row(
            connection,
            import_run,
            uid=run.uid,
            kind="products",
            file_name=run.file.path.name[:255],
            file_path=str(run.file.path.resolve()),
            file_hash=run.file_hash,
            options=json.dumps(asdict(options)),
            state="running",
            started_at=self._shop.books.now(),
            **run.figures(),
        )

    def _store(self, connection: Connection, run: Run, chunk: Chunk) -> ChunkResult:
        day = self._shop.books.would_book().business_date
        taxes = ImportTaxes(connection, run.key, self._counter.settings.default_tax_class, day)
        place = Place(self._counter.list_id, taxes.class_of)
        now = self._shop.books.now()
        result = store_chunk(connection, run.key, chunk.rows, place, now, most_changes=run.changes.size)
        run.count(result, chunk)
        return result

    def _merge(self, run: Run, most: int) -> None:
        for _ in range(most):
            with run.held.write(self._shop.database) as connection:
                more = search.merge(connection, run.pages.size)
            run.pages.learn(run.pages.size, run.held.last)
            if not more:
                return

    def _checkpoint(self) -> None:
        """Bring what is written into the main file, between transactions: nobody waits for it."""
        self._pragma("wal_checkpoint(PASSIVE)")

    def _set_quiet(self, *, on: bool) -> None:
        with self._shop.database.write() as connection:
            search.set_bulk(connection, on=on)
        self._pragma(f"wal_autocheckpoint = {0 if on else _USUAL_CHECKPOINT}")

    def _pragma(self, text: str) -> None:
        if self._shop.database.dialect == "sqlite":
            with contextlib.closing(self._shop.database.writer.raw_connection()) as raw:
                raw.cursor().execute(f"PRAGMA {text}")
