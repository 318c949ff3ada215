"""Orders add up: lines from prices, taxes from rates, totals from lines; and the journal speaks of each once."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_discount, order_line, order_line_tax, orders
from pos_app.domain.journal import Tag
from pos_app.domain.money import line_amount
from pos_app.domain.tax import Tax, TaxAmount, line_taxes, order_taxes
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row, Table

    from pos_app.services.proof.marks import Marks

_CHECK = "orders"


def order_contents(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Look at every order with its lines, taxes, discounts and journal entry."""
    entries = select(journal.c.document_uid).where(journal.c.tag == Tag.ORDER_PLACED.value)
    said = Counter(connection.execute(entries.where(marks.newer(journal))).scalars())
    rows: Select[Any] = select(order_line).order_by(order_line.c.order_id, order_line.c.position)
    lines = _Groups(connection, _newer(rows, order_line, marks), "order_id")
    rows = (
        select(order_line.c.order_id, order_line_tax)
        .join(order_line, order_line.c.id == order_line_tax.c.line_id)
        .order_by(order_line.c.order_id, order_line.c.position, order_line_tax.c.position)
    )
    taxes = _Groups(connection, _newer(rows, order_line, marks), "order_id")
    rows = select(order_discount).order_by(order_discount.c.order_id, order_discount.c.position)
    discounts = _Groups(connection, _newer(rows, order_discount, marks), "order_id")
    for order in connection.execute(select(orders).where(marks.newer(orders)).order_by(orders.c.id)).all():
        own = lines.of(order.id)
        own_taxes = _by_line(own, taxes.of(order.id))
        yield from _one(order, own, own_taxes, discounts.of(order.id))
        yield from differ(_CHECK, f"{order.number} in the journal", 1, said.pop(order.uid, 0))
    for uid in said:
        yield Divergence(_CHECK, f"order {uid.hex()}", "an order", "only its journal entry")


def _newer(rows: Select[Any], table: Table, marks: Marks) -> Select[Any]:
    """Leave out the rows of orders before the marks."""
    return rows.where(table.c.order_id.in_(select(orders.c.id).where(marks.newer(orders)))) if marks else rows


class _Groups:
    """Rows of many orders, read once in their order, given order by order."""

    def __init__(self, connection: Connection, query: Any, key: str) -> None:
        self._groups = groupby(connection.execute(query), key=lambda row: getattr(row, key))
        self._next = next(self._groups, None)
        self._rows: list[Row[Any]] = list(self._next[1]) if self._next else []

    def of(self, key: int) -> list[Row[Any]]:
        """Return the rows of one order; orders must be asked for in rising order."""
        if self._next is None or self._next[0] != key:
            return []
        rows = self._rows
        self._next = next(self._groups, None)
        self._rows = list(self._next[1]) if self._next else []
        return rows


def _by_line(lines: Sequence[Row[Any]], taxes: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    own: dict[int, list[Row[Any]]] = {line.id: [] for line in lines}
    for row in taxes:
        own.setdefault(row.line_id, []).append(row)
    return list(own.values())


def _one(
    order: Row[Any], lines: Sequence[Row[Any]], taxes: Sequence[Sequence[Row[Any]]], discounts: Sequence[Row[Any]]
) -> Iterator[Divergence]:
    number = order.number
    yield from differ(_CHECK, f"{number} lines", order.line_count, len(lines))
    yield from _line_figures(number, lines, discounts)
    yield from _tax_figures(order, lines, taxes)
    basket_wide = sum(row.amount for row in discounts if row.line_id is None)
    rows = sum(line.amount + line.basket_discount for line in lines)
    yield from differ(_CHECK, f"{number} subtotal", rows, order.subtotal)
    yield from differ(_CHECK, f"{number} discount", basket_wide, order.discount)
    yield from differ(_CHECK, f"{number} shares", order.discount, sum(line.basket_discount for line in lines))
    yield from differ(_CHECK, f"{number} tax", sum(line.tax_included for line in lines), order.tax_included)
    yield from differ(_CHECK, f"{number} tax on top", sum(line.tax_added for line in lines), order.tax_added)
    yield from differ(_CHECK, f"{number} total", order.subtotal - order.discount + order.tax_added, order.total)


def _line_figures(number: str, lines: Sequence[Row[Any]], discounts: Sequence[Row[Any]]) -> Iterator[Divergence]:
    own: dict[int, int] = {}
    for row in discounts:
        own[row.line_id] = own.get(row.line_id, 0) + row.amount
    for place, line in enumerate(lines, 1):
        where = f"{number} line {line.position}"
        yield from differ(_CHECK, where, place, line.position)
        yield from differ(_CHECK, where, line_amount(line.unit_price, line.quantity), line.gross)
        yield from differ(_CHECK, f"{where} discount", own.get(line.id, 0), line.discount)
        yield from differ(_CHECK, where, line.gross - line.discount - line.basket_discount, line.amount)


def _tax_figures(
    order: Row[Any], lines: Sequence[Row[Any]], taxes: Sequence[Sequence[Row[Any]]]
) -> Iterator[Divergence]:
    pairs = [(line.amount, tuple(_tax(row) for row in own)) for line, own in zip(lines, taxes, strict=True)]
    wanted = order_taxes(pairs) if order.tax_rounding == "order" else [line_taxes(*pair) for pair in pairs]
    for line, own, right in zip(lines, taxes, wanted, strict=True):
        where = f"{order.number} line {line.position} tax"
        yield from differ(_CHECK, where, _figures(right), sorted((row.tax_uid, row.base, row.amount) for row in own))
        inside = sum(row.amount for row in own if row.included)
        yield from differ(_CHECK, where, inside, line.tax_included)
        yield from differ(_CHECK, where, sum(row.amount for row in own) - inside, line.tax_added)


def _tax(row: Row[Any]) -> Tax:
    return Tax(row.tax_uid, row.name, row.rate_ppm, bool(row.included), row.stack_order, bool(row.compound))


def _figures(parts: Sequence[TaxAmount]) -> list[tuple[bytes, int, int]]:
    return sorted((part.tax.uid, part.base, part.amount) for part in parts)
