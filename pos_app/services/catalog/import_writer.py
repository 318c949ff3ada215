"""Writes an import's chunks and keeps the search index in shape, never holding the writer for long."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from pos_app.data import search
from pos_app.data.rows import add_row
from pos_app.data.tables.imports import import_run
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.services.catalog.import_store import ChunkResult, Place, Prepared, note_added, store_chunk
from pos_app.services.shop.set_up import add_tax_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.services.catalog.import_model import ImportOptions, Run
    from pos_app.services.sales.counter import Counter

AIM_SECONDS = 0.007
"""The writer's time that a transaction aims at, far enough under the 20 ms it may never hold it."""
LEAST_ROWS, MOST_ROWS = 10, 400
LEAST_PAGES, MOST_PAGES = 4, 200
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

    def store(self, run: Run, chunk: list[Prepared]) -> ChunkResult:
        """Write a chunk in one transaction and count it in."""
        with self._shop.database.write() as connection:
            began = time.perf_counter()
            result = self._store(connection, run, chunk)
            values = {**run.figures(), **({"last_key": result.last_key} if result.last_key else {})}
            connection.execute(update(import_run).where(import_run.c.id == run.key).values(**values))
        held = time.perf_counter() - began
        run.longest_hold = max(run.longest_hold, held)
        run.size = int(max(LEAST_ROWS, min(MOST_ROWS, run.size * AIM_SECONDS / max(held, 0.0005), run.size * 1.5)))
        self._merge(run, STEPS_A_CHUNK)
        self._checkpoint()
        return result

    def try_out(self, run: Run, options: ImportOptions, chunk: list[Prepared]) -> ChunkResult:
        """Write a chunk and take it back: what would become of it, exactly."""
        with contextlib.suppress(_NothingKept), self._shop.database.write() as connection:
            run.key = self._run_row(connection, run, options)
            result = self._store(connection, run, chunk)
            raise _NothingKept
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
            file_hash=run.file.hash(),
            options=json.dumps(asdict(options)),
            state="running",
            started_at=self._shop.books.now(),
            **run.figures(),
        )

    def _store(self, connection: Connection, run: Run, chunk: list[Prepared]) -> ChunkResult:
        rates = {prepared.row.tax_ppm for prepared in chunk}
        classes = {rate: self._tax_class(connection, run.key, rate) for rate in rates}
        place = Place(self._counter.list_id, classes)
        result = store_chunk(connection, run.key, chunk, place, self._shop.books.now())
        run.counts.added += result.added
        run.counts.changed += result.changed
        run.counts.unchanged += result.unchanged
        run.rejected += len(result.refused)
        return result

    def _merge(self, run: Run, most: int) -> None:
        for _ in range(most):
            with self._shop.database.write() as connection:
                began = time.perf_counter()
                more = search.merge(connection, run.pages)
            held = time.perf_counter() - began
            run.longest_hold = max(run.longest_hold, held)
            run.pages = int(max(LEAST_PAGES, min(MOST_PAGES, run.pages * AIM_SECONDS / max(held, 0.001))))
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

    def _tax_class(self, connection: Connection, import_id: int, rate: int | None) -> int:
        """Return the class whose one tax, inside the price, has the rate; an undo takes out one made here."""
        if rate is None:
            return self._usual_class(connection)
        query = (
            select(func.min(tax_class.c.id))
            .join(tax_rule, tax_rule.c.tax_class_id == tax_class.c.id)
            .join(tax, tax.c.id == tax_rule.c.tax_id)
            .where(tax.c.rate_ppm == rate, tax.c.included, tax_class.c.archived_at.is_(None))
        )
        found: int | None = connection.execute(query).scalar_one()
        if found:
            return found
        key = add_tax_class(connection, rate)
        note_added(connection, import_id, tax_class, key, key)
        return key

    def _usual_class(self, connection: Connection) -> int:
        usual = select(tax_class.c.id).where(tax_class.c.code == self._counter.settings.default_tax_class)
        found: int | None = connection.execute(usual).scalar_one_or_none()
        first: int = connection.execute(select(func.min(tax_class.c.id))).scalar_one()
        return found or first
