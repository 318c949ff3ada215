"""`pos import products FILE`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.cli.acting import act
from pos_app.cli.arguments import shop_folder
from pos_app.cli.interrupt import Interruptible
from pos_app.cli.progress import ProgressLine
from pos_app.cli.rejects import RejectedRows
from pos_app.domain.errors import PosError
from pos_app.domain.money import parse_price
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.product_rows import PriceUnreadable, rate_of

if TYPE_CHECKING:
    import argparse

    from pos_app.services.catalog.import_model import ImportProgress, ImportReport


STOPPING = "Stopping: what was imported is being undone …"
UNDONE = "The import was stopped and undone; the shop is as it was before."
STILL = "Still undoing; it ends by itself."


class MapUnreadable(PosError):
    """A mapping is not written as field=column. Params: text."""


def run(given: argparse.Namespace) -> int:
    """Import a file and say what became of its rows."""
    services = build(shop_folder(given))
    services.shop.database.be_patient()
    line = ProgressLine()
    try:
        options = _options(given, services.shop.profile.currency.digits)
        with RejectedRows(given.rejects, given.file) as rejects, Interruptible(STOPPING, STILL) as check:
            if not given.dry_run:
                act(services, given)

            def progress(done: ImportProgress) -> None:
                check()
                line(done)

            report = services.imports.run(
                given.file, options, rejects=rejects, progress=progress, dry_run=given.dry_run
            )
    except KeyboardInterrupt:
        print(UNDONE, file=sys.stderr)
        return 1
    finally:
        line.end()
        services.close()
    return print_report(report, rejects, dry_run=given.dry_run)


def print_report(report: ImportReport, rejects: RejectedRows, *, dry_run: bool = False) -> int:
    """Say what an import did, in lines a shop can read; return the exit code: 1 where no row could be taken."""
    if report.guessed:
        print(f"The file looks like {report.encoding}; if names look wrong, name it with --encoding.")
    added = "would be added" if dry_run else "added"
    print(
        f"{_counted(report.rows, 'row')} in {report.seconds:.1f} s: {report.added:,} {added},"
        f" {report.changed:,} changed, {report.unchanged:,} unchanged, {report.rejected:,} rejected."
    )
    if report.shared_gtins:
        print(
            f"{_counted(report.shared_gtins, 'barcode')} with a number that another one has with other leading zeros;"
            " a scan that finds two goods lets the cashier choose."
        )
    rejects.summary()
    if report.rows and report.rows == report.rejected:
        print("No row could be taken.", file=sys.stderr)
        return 1
    return 0


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _options(given: argparse.Namespace, digits: int) -> ImportOptions:
    mapping = []
    for pair in given.map:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise MapUnreadable(text=pair)
        mapping.append((field, column))
    return ImportOptions(
        mapping=tuple(mapping),
        encoding=given.encoding,
        price=_price(given.price, digits),
        tax_ppm=None if given.tax is None else rate_of(given.tax),
    )


def _price(text: str | None, digits: int) -> int | None:
    if text is None:
        return None
    price = parse_price(text, digits)
    if price < 0:
        raise PriceUnreadable(text=text)
    return price
