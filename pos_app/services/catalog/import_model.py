"""What an import is told, what it tells, and where it stands."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.services.pace import Held, Pace

if TYPE_CHECKING:
    from datetime import datetime

    from pos_app.services.catalog.import_store import Chunk, ChunkResult
    from pos_app.services.catalog.product_file import TableFile, TableRow


class ImportRunning(PosError):
    """Another import is at work in this shop."""


class ImportCutOff(PosError):
    """Another import was cut off: it must be finished or undone first. Params: file."""


class FileRewritten(PosError):
    """Another program wrote the file while it was read; nothing of it was kept. Params: path."""


class FileChanged(PosError):
    """The file is not what it was when the import began. Params: path."""


class NothingToFinish(PosError):
    """No import was cut off."""


class ImportOptions(Struct, frozen=True):
    """How a file is to be taken."""

    mapping: tuple[tuple[str, str], ...] = ()
    """(field, column) pairs."""
    encoding: str | None = None
    price: int | None = None
    """1/10,000 minor unit, for rows without a price."""
    tax_ppm: int | None = None
    """For rows without a tax; None: the shop's usual class."""


class ImportProgress(Struct, frozen=True):
    """How far an import is."""

    rows: int
    share: float
    """Of the file, 0 to 1."""
    rows_per_second: float
    seconds_left: float


class ImportReport(Struct, frozen=True):
    """What an import did."""

    uid: bytes
    rows: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    shared_gtins: int
    """Barcodes that write a number which another one writes with other leading zeros."""
    encoding: str
    guessed: bool
    seconds: float
    longest_hold: float
    """Longest time in seconds that the writer was held."""


class UnfinishedImport(Struct, frozen=True):
    """A run that was cut off."""

    uid: bytes
    file_name: str
    rows_done: int
    started_at: datetime
    undoing: bool
    """True: an undo was cut off, and all one can do is go on undoing."""


class Rejects(Protocol):
    """Where rows go that cannot be taken."""

    def __call__(self, row: TableRow, reason: PosError) -> None:
        """Note one row with its reason."""
        ...


FIGURES = ("rows_done", "added", "changed", "unchanged", "rejected")
"""Columns of a run's row that say how far it is."""


@dataclass(slots=True)
class Run:
    """A run at work."""

    key: int
    """Of its row; 0 for a dry run, which has none."""
    uid: bytes
    file: TableFile
    file_hash: str
    """Taken once, at the beginning: hashing a large file takes long."""
    rows_done: int
    counts: ChunkResult
    rejected: int = 0
    began: float = field(default_factory=time.perf_counter)
    held: Held = field(default_factory=Held)
    rows: Pace = field(default_factory=lambda: Pace(50, 25, 400))
    """Rows of the next chunk."""
    changes: Pace = field(default_factory=lambda: Pace(10, 10, 200))
    """How many of them may change goods that are known, which takes much longer than adding some."""

    def count(self, result: ChunkResult, chunk: Chunk) -> None:
        """Count in what became of a chunk, or of its beginning."""
        taken = chunk.rows[: result.taken]
        skipped = sum(row.skipped for row in taken) + (chunk.skipped if len(taken) == len(chunk.rows) else 0)
        self.rows_done += len(taken) + skipped
        self.counts.added += result.added
        self.counts.changed += result.changed
        self.counts.unchanged += result.unchanged
        self.rejected += skipped + len(result.refused)

    def learn(self, result: ChunkResult) -> None:
        """Follow how long the transaction of a chunk held the writer."""
        self.rows.learn(result.taken, self.held.last)
        if result.changed:
            self.changes.learn(result.changed, self.held.last)

    def figures(self) -> dict[str, Any]:
        """Return what its row keeps."""
        counts = self.counts
        told = (self.rows_done, counts.added, counts.changed, counts.unchanged, self.rejected)
        return dict(zip(FIGURES, told, strict=True))

    def progress(self, share: float) -> ImportProgress:
        """Return how far it is, with so much of the file read."""
        seconds = max(time.perf_counter() - self.began, 1e-6)
        left = seconds / share * (1 - share) if share else 0.0
        return ImportProgress(self.rows_done, share, self.rows_done / seconds, left)

    def report(self, shared_gtins: int) -> ImportReport:
        """Return what it did."""
        return ImportReport(
            uid=self.uid,
            rows=self.rows_done,
            added=self.counts.added,
            changed=self.counts.changed,
            unchanged=self.counts.unchanged,
            rejected=self.rejected,
            shared_gtins=shared_gtins,
            encoding=self.file.encoding,
            guessed=self.file.guessed,
            seconds=time.perf_counter() - self.began,
            longest_hold=self.held.longest,
        )
