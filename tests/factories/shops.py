"""Shops for tests: a clock that is set by hand, goods brought in through the importer, a printer that can fail."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.app import assemble
from pos_app.data.engine import Database
from pos_app.data.tables.catalog import variant
from pos_app.domain.printing import PROFILES, PrinterInterrupted, PrinterOffline
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.sales.take_payment import Completed
from pos_app.services.shop.open_shop import open_database
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.domain.ports import Clock, PrinterProfile
    from pos_app.domain.recovery_code import RecoverySheet
    from pos_app.domain.sale import Sale
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.services import Services

MILK, TEA, APPLES, SOAP = "6901234500158", "6901234500172", "4011", "6901234500257"
GOODS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("MILK", MILK, "Oat milk, barista, 1 l", "12.90", "13", "piece"),
    ("TEA", TEA, "Green tea, Longjing", "68.00", "13", "piece"),
    ("APPLES", APPLES, "Apples, Fuji, loose", "15.80", "9", "kg"),
    ("SOAP", SOAP, "红豆包", "3.50", "13", "piece"),
    ("SCREW", "", "Screw M4", "0.035", "13", "piece"),
)
"""SKU, barcode, name, price, tax rate, unit."""
FIRST_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""


class HandClock:
    """A clock that stands until it is set, but for a millisecond each time it is asked."""

    def __init__(self, now: datetime = FIRST_MORNING) -> None:
        self.now = now
        self.passed = 0.0

    def __call__(self) -> datetime:
        """Return the moment."""
        self.now += timedelta(milliseconds=1)
        self.passed += 0.001
        return self.now

    def steady(self) -> float:
        """Return the seconds that have gone by, whatever the clock was set to."""
        return self.passed

    def go(self, **span: float) -> None:
        """Go on by days, hours, minutes and so on."""
        self.now += timedelta(**span)
        self.passed += max(timedelta(**span).total_seconds(), 0)


class TestPrinter:
    """A printer that does what a test tells it: keeps the bytes, or is off, out of paper, or breaks off."""

    __test__ = False

    def __init__(self) -> None:
        self.state = "ready"
        self.breaks = False
        self.hangs = False
        self.papers: list[bytes] = []
        self.kicks = 0

    @property
    def profile(self) -> PrinterProfile:
        """The 80 mm roll."""
        return PROFILES["80"]

    @property
    def trouble(self) -> PrinterOffline | None:
        """Why it is off."""
        return PrinterOffline(address="test", reason="off") if self.state == "offline" else None

    @property
    def may_hang(self) -> bool:
        """As the test set it."""
        return self.hangs

    def status(self) -> str:
        """Return what the test set."""
        return self.state

    def send(self, data: bytes) -> None:
        """Keep the bytes, or fail as told."""
        if self.breaks:
            raise PrinterInterrupted(address="test", sent=3, size=len(data))
        self.papers.append(data)

    def kick_drawer(self) -> None:
        """Count, or be off."""
        if self.state == "offline":
            raise PrinterOffline(address="test", reason="off")
        self.kicks += 1


def open_test_shop(url: str, folder: Path, clock: Clock, printer: TestPrinter, new: NewShop | None = None) -> Services:
    """Open (or set up) a shop on any database."""
    shop = open_database(Database(url), folder, clock=clock, new=new or NewShop(zone="Asia/Shanghai"))
    if isinstance(clock, HandClock):
        shop.steady = clock.steady
    return assemble(shop, printer=lambda: printer)


def stock_up(services: Services, folder: Path, goods: Sequence[Sequence[str]] = GOODS) -> dict[str, int]:
    """Bring goods in through the importer; return their keys by SKU."""
    path = folder / "goods.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "barcode", "name", "price", "tax", "unit"])
        writer.writerows(goods)
    services.imports.run(path, ImportOptions(), rejects=_refuse)
    with services.shop.database.read() as connection:
        return {sku: key for key, sku in connection.execute(select(variant.c.id, variant.c.sku))}


def _refuse(row: TableRow, reason: PosError) -> None:
    raise AssertionError(f"line {row.line}: {reason}")


def scan(services: Services, sale: Sale, *codes: str, times: int | None = None) -> Sale:
    """Scan codes into a sale as the till does: look up, add, keep."""
    for code in codes:
        sale = keep(services, services.ring_up.add(sale, services.ring_up.look_up(code)[0], times))
    return sale


def keep(services: Services, sale: Sale) -> Sale:
    """Keep the last step of a sale."""
    assert sale.last is not None
    services.ring_up.keep(sale.last)
    return sale


def sell(services: Services, *codes: str) -> Completed:
    """Sell goods for exact cash."""
    sale = scan(services, services.ring_up.begin(), *codes)
    due = services.take_payment.due(sale, (), "cash")
    done = services.take_payment.take(sale, "cash", due.to_pay, services.take_payment.new_payment_uid())
    assert isinstance(done, Completed)
    return done


def code_on_paper(services: Services) -> RecoverySheet:
    """Make a recovery code and say that it is on paper; return its sheet."""
    sheet = services.recovery.make()
    services.recovery.settle()
    return sheet
