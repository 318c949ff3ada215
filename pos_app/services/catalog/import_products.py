"""Import products from a file: in short chunks, so that selling goes on; undone whole when it is cut off.

A run has a uid. Everything it adds or changes can be undone by it, however it ended; what it rejects goes to a file
with line number and reason and does not stop the rest. The same file twice changes nothing.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from pos_app.data.ids import new_uid
from pos_app.data.place import IMPORT_LOCK, ShopLock
from pos_app.data.tables.catalog import barcode
from pos_app.data.tables.imports import UNENDED, import_run
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import ShopInUse
from pos_app.services.catalog.import_batches import FileRows
from pos_app.services.catalog.import_model import (
    FileChanged,
    FileRewritten,
    ImportCutOff,
    ImportOptions,
    ImportProgress,
    ImportReport,
    ImportRunning,
    NothingToFinish,
    Rejects,
    Run,
    UnfinishedImport,
)
from pos_app.services.catalog.import_reader import read_ahead
from pos_app.services.catalog.import_rows import find_file_columns
from pos_app.services.catalog.import_store import Chunk, ChunkResult
from pos_app.services.catalog.import_taxes import journal_made_classes
from pos_app.services.catalog.import_upkeep import Upkeep
from pos_app.services.catalog.import_writer import ImportWriter
from pos_app.services.catalog.product_file import look_at
from pos_app.services.catalog.undo_import import undo_import
from pos_app.services.garbage import garbage_rarely
from pos_app.services.taxes.class_rows import bring_back_used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.catalog.import_batches import Batch
    from pos_app.services.catalog.prepared_row import Prepared
    from pos_app.services.catalog.product_file import TableFile
    from pos_app.services.sales.counter import Counter

_CUT_OFF = select(import_run).where(import_run.c.state.in_(UNENDED)).order_by(import_run.c.id.desc())


class ImportProducts:
    """Imports into one shop."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def run(
        self,
        path: Path,
        options: ImportOptions,
        *,
        rejects: Rejects,
        progress: Callable[[ImportProgress], None] = lambda _progress: None,
        dry_run: bool = False,
    ) -> ImportReport:
        """Import a file. An interruption (Ctrl+C) undoes the run and is raised again; so does any error.

        A dry run takes every chunk back: what it reports is what would happen. Raise the reasons of `look_at` and
        `find_columns`, `FileRewritten`, `ReaderEnded`, `ImportRunning`, `ImportCutOff`, or a problem of the database.
        """
        self._shop.require(Permission.CATALOG_IMPORT)
        file = look_at(path, options.encoding)
        rows = self._rows(file, options)
        with self._alone():
            self._refuse_cut_off()
            with read_ahead(rows) as batches:
                run, writer = Run(0, new_uid(), file, file.hash(), 0, ChunkResult()), ImportWriter(self._counter)
                if dry_run:
                    self._feed(run, lambda chunk: writer.try_out(run, options, chunk), batches, rejects, progress)
                    return run.report(0)
                writer.begin(run, options)
                try:
                    return self._take(run, writer, batches, rejects, progress)
                except BaseException:
                    undo_import(self._shop, run.uid)
                    raise

    def unfinished(self) -> UnfinishedImport | None:
        """Return the run that was cut off; None where there is none or it is still at work elsewhere."""
        with self._shop.database.read() as connection:
            row = connection.execute(_CUT_OFF).first()
        if row is None or self._at_work():
            return None
        return UnfinishedImport(row.uid, row.file_name, row.rows_done, row.started_at, row.state == "undoing")

    def finish(
        self,
        uid: bytes,
        progress: Callable[[ImportProgress], None] = lambda _progress: None,
        rejects: Rejects = lambda _row, _reason: None,
    ) -> ImportReport:
        """Go on with a run that was cut off, where it stopped.

        Raise `FileChanged`, `NothingToFinish`, `ReaderEnded`, or `ImportRunning` where it is still at work.
        """
        self._shop.require(Permission.CATALOG_IMPORT)
        with self._alone():
            with self._shop.database.read() as connection:
                row = connection.execute(select(import_run).where(import_run.c.uid == uid)).first()
            if row is None or row.state != "running":
                raise NothingToFinish
            stored = json.loads(row.options)
            options = ImportOptions(tuple(map(tuple, stored.pop("mapping"))), **stored)
            file = look_at(Path(row.file_path), options.encoding)
            if file.hash() != row.file_hash:
                raise FileChanged(path=row.file_path)
            counts = ChunkResult(row.added, row.changed, row.unchanged)
            run = Run(row.id, uid, file, row.file_hash, row.rows_done, counts, rejected=row.rejected)
            try:
                with read_ahead(self._rows(file, options, row.rows_done)) as batches:
                    return self._take(run, ImportWriter(self._counter), batches, rejects, progress)
            except FileRewritten as error:  # what is taken so far stays until it is undone
                raise FileChanged(path=row.file_path) from error

    def last(self) -> bytes:
        """Return the uid of the last finished run that changed anything. Raise `NothingToFinish`."""
        did = (import_run.c.state == "finished") & (import_run.c.added + import_run.c.changed > 0)
        with self._shop.database.read() as connection:
            query = select(import_run.c.uid).where(did).order_by(import_run.c.id.desc())
            found = connection.execute(query).first()
        if found is None:
            raise NothingToFinish
        return bytes(found.uid)

    def undo(self, uid: bytes, progress: Callable[[int], None] = lambda _done: None) -> None:
        """Undo a run by its uid, finished or not. Raise `ImportRunning` where one is at work."""
        self._shop.require(Permission.CATALOG_IMPORT)
        with self._alone():
            undo_import(self._shop, uid, progress)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of imports: one at a time in a shop."""
        lock = ShopLock(self._shop.profile.folder, IMPORT_LOCK)
        try:
            lock.take()
        except ShopInUse as error:
            raise ImportRunning from error
        try:
            yield
        finally:
            lock.release()

    def _at_work(self) -> bool:
        try:
            with self._alone():
                return False
        except ImportRunning:
            return True

    def _refuse_cut_off(self) -> None:
        with self._shop.database.read() as connection:
            found = connection.execute(_CUT_OFF).first()
        if found is not None:
            raise ImportCutOff(file=found.file_name)

    def _rows(self, file: TableFile, options: ImportOptions, done: int = 0) -> FileRows:
        return FileRows(file, find_file_columns(file, options), options, self._shop.profile.currency.digits, done)

    def _take(
        self,
        run: Run,
        writer: ImportWriter,
        batches: Iterator[Batch],
        rejects: Rejects,
        progress: Callable[[ImportProgress], None],
    ) -> ImportReport:
        upkeep = Upkeep(self._shop.database, run.held)

        def store(chunk: Chunk) -> ChunkResult:
            result = writer.store(run, chunk)
            upkeep.step()
            return result

        with upkeep.taken_over(), garbage_rarely():
            self._feed(run, store, batches, rejects, progress)
        return self._end(run)

    def _feed(
        self,
        run: Run,
        store: Callable[[Chunk], ChunkResult],
        batches: Iterator[Batch],
        rejects: Rejects,
        progress: Callable[[ImportProgress], None],
    ) -> None:
        """Give what is read to `store`, which says how much of each chunk it has taken."""
        for chunk in _chunks(run, batches, rejects):
            left: Chunk | None = chunk
            while left is not None:
                result = store(left)
                for row, reason in result.refused:  # what only the database could refuse
                    rejects(row, reason)
                progress(run.progress(chunk.share))
                left = left.behind(result.taken)
        if run.file.hash() != run.file_hash:  # the journal names the file by its hash
            raise FileRewritten(path=str(run.file.path))

    def _end(self, run: Run) -> ImportReport:
        shop = self._shop
        with shop.posting(Permission.CATALOG_IMPORT) as posting:
            values = {**run.figures(), "state": "finished", "ended_at": posting.at}
            posting.connection.execute(update(import_run).where(import_run.c.id == run.key).values(**values))
            body: dict[str, Any] = {"file": run.file_hash, "added": run.counts.added, "changed": run.counts.changed}
            more = {"unchanged": run.counts.unchanged, "rejected": run.rejected}
            journal_made_classes(posting, run.key)
            bring_back_used(posting)
            posting.journal(Tag.IMPORT_FINISHED, run.uid, {**body, **more})
        return run.report(self._shared_gtins())

    def _shared_gtins(self) -> int:
        """Return how many barcodes write a number that an earlier one writes with other leading zeros."""
        numbers = select(func.count(barcode.c.gtin14) - func.count(func.distinct(barcode.c.gtin14)))
        with self._shop.database.read() as connection:
            return connection.execute(numbers).scalar_one()


def _chunks(run: Run, batches: Iterator[Batch], rejects: Rejects) -> Iterator[Chunk]:
    """Give prepared rows in chunks as large as the run wants at that moment; some are short or empty."""
    ready: list[Prepared] = []
    for batch in batches:
        for row, reason in batch.refused:
            rejects(row, reason)
        ready += batch.rows
        while len(ready) >= (size := run.rows.size):
            yield Chunk(ready[:size], 0, batch.share)
            del ready[:size]
        if batch.skipped is not None:
            yield Chunk(ready, batch.skipped, batch.share)
            ready = []
