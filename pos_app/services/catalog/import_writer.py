"""Writes an import's chunks, never holding the writer for long."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from msgspec.structs import asdict
from sqlalchemy import bindparam, select, update

from pos_app.data.rows import add_row
from pos_app.data.statements import change
from pos_app.data.tables.imports import import_run
from pos_app.data.tables.shop import shop
from pos_app.domain.errors import PosError
from pos_app.services.catalog.import_model import FIGURES
from pos_app.services.catalog.import_store import Place, store_chunk
from pos_app.services.catalog.import_taxes import ImportTaxes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.services.catalog.import_model import ImportOptions, Run
    from pos_app.services.catalog.import_store import Chunk, ChunkResult
    from pos_app.services.sales.counter import Counter


_THIS = import_run.c.id == bindparam("run")
_COUNT = update(import_run).where(_THIS).values({name: bindparam(f"new_{name}") for name in FIGURES})
_REACH = update(import_run).where(_THIS).values(last_key=bindparam("new_last_key"))


class MoneyChanged(PosError):
    """Another program chose another currency for the shop while the import was about to begin."""


class _NothingKept(Exception):
    """Ends the transaction of a trial."""


class ImportWriter:
    """Writes one import."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def begin(self, run: Run, options: ImportOptions) -> None:
        """Write down that a run is at work, so that it can be finished or undone whatever happens.

        Raise `MoneyChanged`: from here on it cannot change, but prices are read with the digits of before.
        """
        with self._shop.database.write() as connection:
            if (
                connection.execute(select(shop.c.currency).where(shop.c.id == 1)).scalar_one()
                != self._shop.profile.currency.code
            ):
                raise MoneyChanged
            run.key = self._run_row(connection, run, options)

    def store(self, run: Run, chunk: Chunk) -> ChunkResult:
        """Write as much of a chunk as one transaction takes and count it in."""
        with run.held.write(self._shop.database) as connection:
            result = self._store(connection, run, chunk)
            figures = {f"new_{name}": figure for name, figure in run.figures().items()}
            change(connection, _COUNT, {"run": run.key, **figures})
            if result.last_key:
                change(connection, _REACH, {"run": run.key, "new_last_key": result.last_key})
        run.learn(result)
        return result

    def try_out(self, run: Run, options: ImportOptions, chunk: Chunk) -> ChunkResult:
        """Write as much of a chunk and take it back: what would become of it, exactly."""
        with contextlib.suppress(_NothingKept), run.held.write(self._shop.database) as connection:
            run.key = self._run_row(connection, run, options)
            result = self._store(connection, run, chunk)
            raise _NothingKept
        run.learn(result)
        return result

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
