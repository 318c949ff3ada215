"""Finish or undo an import in a process of its own: a thread beside the window would slow every scan down.

The process can be ended at any instant, as by a power cut: the run is then offered again.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pos_app.domain.errors import PosError
from pos_app.services.beside import Beside, WorkEnded
from pos_app.services.catalog.import_products import ImportProducts
from pos_app.services.sales.counter import Counter
from pos_app.services.shop.open_shop import open_shop
from pos_app.services.shop.settings_desk import SettingsDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pos_app.domain.shop import Duty
    from pos_app.services.catalog.import_model import ImportProgress, ImportReport, Rejects
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.shop.shop import Shop

_STEP_SECONDS = 0.1
"""How often progress is told at most."""


class ImportEnded(PosError):
    """The process of an import ended before the import did."""


class ImportProcess:
    """Does for one shop what `ImportProducts` does, elsewhere, one after the other; the caller's thread waits.

    The journal names whoever stands at the till when it begins.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._process: Beside | None = None
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
            self._process.stop()

    def _run(self, work: Callable[..., None], uid: bytes, progress: Callable[[Any], None], rejects: Rejects) -> Any:
        """Hand on what the other process tells; return what it says that it did."""
        did = None
        with Beside(work, self._shop.profile.folder, self._shop.duty, uid) as self._process:
            if self._stopped:
                raise ImportEnded
            try:
                for kind, told in self._process.told():
                    if kind == "progress":
                        progress(told)
                    elif kind == "reject":
                        rejects(*told)
                    else:
                        did = told
            except WorkEnded as error:
                raise ImportEnded from error
        return did


@contextlib.contextmanager
def _imports(folder: Path, by: Duty) -> Iterator[ImportProducts]:
    shop = open_shop(folder)
    shop.duty = replace(shop.duty, person_id=by.person_id, person_uid=by.person_uid, person_name=by.person_name)
    try:
        yield ImportProducts(Counter(shop, SettingsDesk(shop)))
    finally:
        shop.close()


def _finish(tell: Callable[[tuple[str, Any]], None], folder: Path, by: Duty, uid: bytes) -> None:
    def reject(row: TableRow, reason: PosError) -> None:
        tell(("reject", (row, reason)))

    with _imports(folder, by) as imports:
        tell(("did", imports.finish(uid, _Teller(tell), reject)))


def _undo(tell: Callable[[tuple[str, Any]], None], folder: Path, by: Duty, uid: bytes) -> None:
    with _imports(folder, by) as imports:
        imports.undo(uid, _Teller(tell))


class _Teller:
    """Tells progress, not too often."""

    def __init__(self, tell: Callable[[tuple[str, Any]], None]) -> None:
        self._tell = tell
        self._next = 0.0

    def __call__(self, progress: ImportProgress | int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _STEP_SECONDS
            self._tell(("progress", progress))
