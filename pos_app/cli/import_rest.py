"""`pos import finish` and `pos import undo`: what to do about an import that was cut off, or was a mistake."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.cli.acting import act
from pos_app.cli.arguments import shop_folder
from pos_app.cli.import_products import STILL, STOPPING, UNDONE, print_report
from pos_app.cli.interrupt import Interruptible
from pos_app.cli.progress import ProgressLine
from pos_app.cli.rejects import RejectedRows
from pos_app.services.catalog.import_model import NothingToFinish

if TYPE_CHECKING:
    import argparse

    from pos_app.services.catalog.import_model import ImportProgress
    from pos_app.services.services import Services


PAUSING = "Stopping after this step …"
PAUSED = "The undo was stopped half way; `pos import undo` goes on with it."


def run(given: argparse.Namespace) -> int:
    """Finish or undo."""
    services = build(shop_folder(given))
    services.shop.database.be_patient()
    try:
        act(services, given)
        return _finish(services, given) if given.action == "finish" else _undo(services, last=given.last)
    finally:
        services.close()


def _finish(services: Services, given: argparse.Namespace) -> int:
    cut_off = services.imports.unfinished()
    if cut_off is None:
        raise NothingToFinish
    line = ProgressLine()
    with RejectedRows(given.rejects) as rejects, Interruptible(STOPPING, STILL) as check:

        def progress(done: ImportProgress) -> None:
            check()
            line(done)

        try:
            report = services.imports.finish(cut_off.uid, progress, rejects)
        except KeyboardInterrupt:
            services.imports.undo(cut_off.uid)
            print(UNDONE, file=sys.stderr)
            return 1
        finally:
            line.end()
    return print_report(report, rejects)


def _undo(services: Services, *, last: bool) -> int:
    """Undo what was cut off; a finished import only where it is asked for."""
    cut_off = services.imports.unfinished()
    if cut_off is None and not last:
        raise NothingToFinish
    uid = cut_off.uid if cut_off else services.imports.last()
    with Interruptible(PAUSING, PAUSING) as check:
        try:
            services.imports.undo(uid, lambda _done: check())
        except KeyboardInterrupt:
            print(PAUSED, file=sys.stderr)
            return 1
    print("The import is undone; goods that were sold meanwhile are archived.")
    return 0
