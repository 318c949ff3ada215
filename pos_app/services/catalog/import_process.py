"""Finish or undo an import in a process of its own: a thread beside the window would slow every scan down.

The process can be ended at any instant, as by a power cut: the run is then offered again.
"""

from __future__ import annotations

import signal
import time
import traceback
from typing import TYPE_CHECKING, Any

from pos_app.domain.errors import CodedError, PosError
from pos_app.services.catalog.import_products import ImportProducts
from pos_app.services.catalog.product_file import TableRow
from pos_app.services.sales.counter import Counter
from pos_app.services.shop.open_shop import open_shop
from pos_app.services.shop.settings_desk import SettingsDesk

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from pos_app.services.catalog.import_model import ImportProgress, ImportReport, Rejects

_STEP_SECONDS = 0.1
"""How often progress is told at most."""


class ImportEnded(PosError):
    """The process of an import ended before the import did."""


class ImportFault(Exception):
    """A fault of ours in the other process, with its traceback."""


class ImportProcess:
    """Does for one shop what `ImportProducts` does, elsewhere, one after the other; the caller's thread waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: SpawnProcess | None = None
        self._stopped = False

    def finish(self, uid: bytes, progress: Callable[[ImportProgress], None], rejects: Rejects) -> ImportReport:
        """Go on with a run that was cut off. Raise what `ImportProducts.finish` raises, or `ImportEnded`."""
        report: ImportReport = self._run(_finish, uid, progress, rejects)
        return report

    def undo(self, uid: bytes, progress: Callable[[int], None]) -> None:
        """Undo a run. Raise what `ImportProducts.undo` raises, or `ImportEnded`."""
        self._run(_undo, uid, progress, lambda _row, _reason: None)

    def stop(self) -> None:
        """End what is under way and take nothing more, from any thread: who waits for it gets `ImportEnded`."""
        self._stopped = True
        if self._process is not None:
            self._process.terminate()

    def _run(self, work: Callable[..., Any], uid: bytes, progress: Callable[[Any], None], rejects: Rejects) -> Any:
        # a fifteenth of a second to import, and only where an import was cut off
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        # a daemon ends with the program, whatever ends that
        process = context.Process(target=_at_work, args=(work, self._folder, uid, there), daemon=True)
        process.start()
        there.close()
        self._process = process
        try:
            if self._stopped:
                raise ImportEnded
            return _heard(here, progress, rejects)
        except EOFError as error:
            raise ImportEnded from error
        finally:
            here.close()
            process.terminate()
            process.join()


def _heard(here: Connection, progress: Callable[[Any], None], rejects: Rejects) -> Any:
    """Hand on what the other process tells until it is done; raise what it failed with."""
    while True:
        kind, told = here.recv()
        if kind == "done":
            return told
        if kind == "progress":
            progress(told)
        elif kind == "reject":
            row, (error, params) = told
            rejects(TableRow(*row), error(**params))
        elif kind == "failed":
            error, params = told
            raise error(**params)
        else:
            raise ImportFault(told)


def _at_work(work: Callable[..., Any], folder: Path, uid: bytes, pipe: Connection) -> None:
    """Work in the other process and tell how it ended."""
    # Ctrl+C in the window's terminal is the window's business, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        shop = open_shop(folder)
        try:
            told: tuple[str, Any] = ("done", work(ImportProducts(Counter(shop, SettingsDesk(shop))), uid, pipe))
        finally:
            shop.close()
    except CodedError as error:
        told = ("failed", (type(error), error.params))
    except Exception:  # noqa: BLE001 - it belongs into the crash dialog, and that is in the first process
        told = ("fault", traceback.format_exc())
    pipe.send(told)


def _finish(imports: ImportProducts, uid: bytes, pipe: Connection) -> ImportReport:
    def reject(row: TableRow, reason: PosError) -> None:
        pipe.send(("reject", ((row.line, row.cells), (type(reason), reason.params))))

    return imports.finish(uid, _Teller(pipe), reject)


def _undo(imports: ImportProducts, uid: bytes, pipe: Connection) -> None:
    imports.undo(uid, _Teller(pipe))


class _Teller:
    """Tells progress, not too often."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._next = 0.0

    def __call__(self, progress: ImportProgress | int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _STEP_SECONDS
            self._pipe.send(("progress", progress))
