"""Replay: ring up every basket of a file through the services the window uses, and say what it came to."""

from __future__ import annotations

import contextlib
import csv
import time
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import func, select

from pos_app.data.queries.last_shift import last_shift
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.orders import order_line, order_line_tax, orders
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import PosError
from pos_app.domain.money import plain
from pos_app.domain.quantity import QUANTITY_DIGITS, parse_quantity
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.product_file import FileUnreadable
from pos_app.services.sales.take_payment import CASH
from pos_app.services.shifts.shift_gate import left_by
from pos_app.services.stock.count_goods import CountGoods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path

    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.rehearsal.clock import RehearsalClock
    from pos_app.services.services import Services

RATE_DIGITS = 4
"""Parts per million as a percentage have four decimals."""


class NotARehearsal(PosError):
    """The shop is a real one: its books are no place to rehearse. Params: path."""


class ItemRefused(PosError):
    """A row of the items cannot be taken. Params: line, reason."""


class CellRefused(PosError):
    """A cell of the baskets finds no goods, or several. Params: line, text."""


class ReplayFigures(Struct, frozen=True):
    """What the baskets came to; amounts in plain decimals of the currency."""

    baskets: int
    lines: int
    revenue: str
    tax: dict[str, str]
    """Rate in percent to amount."""
    quantity: dict[str, int | str]
    """SKU to units sold; whole numbers as such."""
    seconds: float


class Replay:
    """Rings up baskets in a shop made for it."""

    def __init__(self, services: Services, clock: RehearsalClock) -> None:
        if services.shop.profile.kind != "rehearsal":
            raise NotARehearsal(path=str(services.shop.profile.folder))
        self._services = services
        self._clock = clock

    def run(self, items: Path, baskets: Path, days: int = 1) -> ReplayFigures:
        """Import the items, count their opening stock, sell every basket, and return what was sold by this run.

        Each day ends with the close of its shift, counted as it should be; the next day begins with what was left.
        Raise `ItemRefused`, `CellRefused` or the reasons of the importer.
        """
        began = time.perf_counter()
        first = self._last_order() + 1
        self._stock(items)
        with _read(baskets) as file:
            rows = [(line, [cell for cell in row if cell.strip()]) for line, row in enumerate(csv.reader(file), 1)]
        rows = [(line, cells) for line, cells in rows if cells]
        self._begin_day()
        with self._lines_apart():
            for number, (line, cells) in enumerate(rows):
                if number and number * days // len(rows) != (number - 1) * days // len(rows):
                    self._end_day()
                    self._clock.next_day()
                    self._begin_day()
                self._sell(line, cells)
            if rows:
                self._end_day()
        return self._figures(first, time.perf_counter() - began)

    def _begin_day(self) -> None:
        if self._services.shop.duty.shift_id is None:
            self._services.open_shift.open(of_sum(self._in_drawer()))

    def _end_day(self) -> None:
        self._services.close_shift.close(of_sum(self._in_drawer()))

    def _in_drawer(self) -> int:
        """Return the cash that the till's last shift has, or left."""
        with self._services.shop.database.read() as connection:
            return left_by(last_shift(connection, self._services.shop.duty.till_id))

    @contextlib.contextmanager
    def _lines_apart(self) -> Iterator[None]:
        """Give every cell a line of its own within the block, as the figures count them."""
        settings = self._services.settings
        merge = settings.values.merge_lines
        settings.change(merge_lines=False)
        try:
            yield
        finally:
            settings.change(merge_lines=merge)

    def _stock(self, items: Path) -> None:
        with _read(items) as file:
            rows = list(csv.DictReader(file))
        self._services.imports.run(items, ImportOptions(), rejects=_refuse)
        with self._services.shop.database.read() as connection:
            keys = {sku: key for key, sku in connection.execute(select(variant.c.id, variant.c.sku))}
        stock = {
            keys[row["sku"]]: parse_quantity(row["stock"], QUANTITY_DIGITS)
            for row in rows
            if row.get("sku") in keys and row.get("stock") not in {None, "", "0"}
        }
        if stock:
            CountGoods(self._services.shop).count(stock)

    def _sell(self, line: int, cells: list[str]) -> None:
        services = self._services
        sale = services.ring_up.begin()
        for cell in cells:
            try:
                hits = services.ring_up.look_up(cell)
            except PosError as error:
                raise CellRefused(line=line, text=cell) from error
            if len(hits) > 1:
                raise CellRefused(line=line, text=cell)
            sale = services.ring_up.add(sale, hits[0])
            if sale.last:
                services.ring_up.keep(sale.last)
        due = services.take_payment.due(sale, (), CASH)
        services.take_payment.take(sale, CASH, due.to_pay, services.take_payment.new_payment_uid())

    def _last_order(self) -> int:
        with self._services.shop.database.read() as connection:
            last: int = connection.execute(select(func.coalesce(func.max(orders.c.id), 0))).scalar_one()
        return last

    def _figures(self, first: int, seconds: float) -> ReplayFigures:
        digits = self._services.shop.profile.currency.digits
        ours = order_line.c.order_id >= first
        with self._services.shop.database.read() as connection:
            totals = select(func.count(), func.coalesce(func.sum(orders.c.total), 0)).where(orders.c.id >= first)
            baskets, revenue = connection.execute(totals).one()
            lines = connection.execute(select(func.count()).where(ours)).scalar_one()
            taxes = (
                select(order_line_tax.c.rate_ppm, func.sum(order_line_tax.c.amount))
                .join(order_line, order_line.c.id == order_line_tax.c.line_id)
                .where(ours)
                .group_by(order_line_tax.c.rate_ppm)
                .order_by(order_line_tax.c.rate_ppm.desc())
            )
            tax = {_short(rate, RATE_DIGITS): plain(int(total), digits) for rate, total in connection.execute(taxes)}
            sold = (
                select(order_line.c.sku, func.sum(order_line.c.quantity))
                .where(ours)
                .group_by(order_line.c.sku)
                .order_by(order_line.c.sku)
            )
            quantity = {sku: _units(int(total)) for sku, total in connection.execute(sold)}
        return ReplayFigures(baskets, lines, plain(int(revenue), digits), tax, quantity, round(seconds, 3))


@contextlib.contextmanager
def _read(path: Path) -> Iterator[TextIOWrapper]:
    """Open a file of UTF-8 text; raise `FileUnreadable`, also for what shows while it is read within the block."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=error.strerror or "") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileUnreadable(path=str(path), reason=str(error)) from error


def _refuse(row: TableRow, reason: PosError) -> None:
    raise ItemRefused(line=row.line, reason=reason.code)


def _short(value: int, digits: int) -> str:
    text = plain(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _units(thousandths: int) -> int | str:
    text = _short(thousandths, QUANTITY_DIGITS)
    return text if "." in text else int(text)
