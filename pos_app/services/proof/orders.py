"""Orders add up: lines from prices, taxes from rates, totals from lines; and the journal speaks of each once."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import Select, select

from pos_app.data.sweep import sweep
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_discount, order_line, order_line_tax, orders
from pos_app.domain.journal import Tag
from pos_app.domain.money import line_amount
from pos_app.domain.tax import Tax, line_taxes, order_taxes
from pos_app.services.proof.divergence import Divergence, differ
from pos_app.services.proof.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Table

    from pos_app.domain.tax import TaxRounding
    from pos_app.services.proof.marks import Marks

_CHECK = "orders"


def order_contents(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Look at every order with its lines, taxes, discounts and journal entry."""
    entries = select(journal.c.document_uid).where(journal.c.tag == Tag.ORDER_PLACED.value)
    said = Counter(connection.execute(entries.where(marks.newer(journal))).scalars())
    rows: Select[Any] = _columns(order_line, _Line).order_by(order_line.c.order_id, order_line.c.position)
    lines = Groups(map(_Line._make, sweep(connection, _newer(rows, order_line, marks))))
    rows = (
        select(order_line.c.order_id, *(order_line_tax.c[name] for name in _TaxRow._fields[1:]))
        .join(order_line, order_line.c.id == order_line_tax.c.line_id)
        .order_by(order_line.c.order_id, order_line.c.position, order_line_tax.c.position)
    )
    taxes = Groups(map(_TaxRow._make, sweep(connection, _newer(rows, order_line, marks))))
    rows = _columns(order_discount, _DiscountRow).order_by(order_discount.c.order_id, order_discount.c.position)
    discounts = Groups(map(_DiscountRow._make, sweep(connection, _newer(rows, order_discount, marks))))
    for values in sweep(connection, _columns(orders, _Order).where(marks.newer(orders)).order_by(orders.c.id)):
        order = _Order._make(values)
        own = lines.of(order.id)
        own_taxes = _by_line(own, taxes.of(order.id))
        for line, what, expected, found in _figures(order, own, own_taxes, discounts.of(order.id)):
            if expected != found:
                place = f"{order.number} line {line}" if line else order.number
                yield Divergence(_CHECK, f"{place} {what}".strip(), str(expected), str(found))
        if (count := said.pop(order.uid, 0)) != 1:
            yield from differ(_CHECK, f"{order.number} in the journal", 1, count)
    for uid in said:
        yield Divergence(_CHECK, f"order {uid.hex()}", "an order", "only its journal entry")


class _Order(NamedTuple):
    id: int
    uid: bytes
    number: str
    line_count: int
    subtotal: int
    discount: int
    tax_included: int
    tax_added: int
    total: int
    tax_rounding: TaxRounding


class _Line(NamedTuple):
    order_id: int
    id: int
    position: int
    unit_price: int
    quantity: int
    gross: int
    discount: int
    basket_discount: int
    amount: int
    tax_included: int
    tax_added: int


class _TaxRow(NamedTuple):
    order_id: int
    line_id: int
    tax_uid: bytes
    name: str
    rate_ppm: int
    included: bool
    stack_order: int
    compound: bool
    base: int
    amount: int


class _DiscountRow(NamedTuple):
    order_id: int
    line_id: int | None
    amount: int


_Figure: TypeAlias = "tuple[int, str, object, object]"
"""Of which line (0: of the order), what it is, what it must be and what is there."""


def _columns(table: Table, row: type[_Order | _Line | _DiscountRow]) -> Select[Any]:
    return select(*(table.c[name] for name in row._fields))


def _newer(rows: Select[Any], table: Table, marks: Marks) -> Select[Any]:
    """Leave out the rows of orders before the marks."""
    return rows.where(table.c.order_id.in_(select(orders.c.id).where(marks.newer(orders)))) if marks else rows


def _by_line(lines: Sequence[_Line], taxes: Sequence[_TaxRow]) -> list[list[_TaxRow]]:
    own: dict[int, list[_TaxRow]] = {line.id: [] for line in lines}
    for row in taxes:
        own.setdefault(row.line_id, []).append(row)
    return list(own.values())


def _figures(
    order: _Order, lines: Sequence[_Line], taxes: Sequence[Sequence[_TaxRow]], discounts: Sequence[_DiscountRow]
) -> Iterator[_Figure]:
    yield 0, "lines", order.line_count, len(lines)
    yield from _line_figures(lines, discounts)
    yield from _tax_figures(order, lines, taxes)
    subtotal = shares = tax_included = tax_added = 0
    for line in lines:
        subtotal += line.amount + line.basket_discount
        shares += line.basket_discount
        tax_included += line.tax_included
        tax_added += line.tax_added
    yield 0, "subtotal", subtotal, order.subtotal
    yield 0, "discount", sum(row.amount for row in discounts if row.line_id is None), order.discount
    yield 0, "shares", order.discount, shares
    yield 0, "tax", tax_included, order.tax_included
    yield 0, "tax on top", tax_added, order.tax_added
    yield 0, "total", order.subtotal - order.discount + order.tax_added, order.total


def _line_figures(lines: Sequence[_Line], discounts: Sequence[_DiscountRow]) -> Iterator[_Figure]:
    own: dict[int | None, int] = {}
    for row in discounts:
        own[row.line_id] = own.get(row.line_id, 0) + row.amount
    for place, line in enumerate(lines, 1):
        yield line.position, "", place, line.position
        yield line.position, "", line_amount(line.unit_price, line.quantity), line.gross
        yield line.position, "discount", own.get(line.id, 0), line.discount
        yield line.position, "", line.gross - line.discount - line.basket_discount, line.amount


def _tax_figures(order: _Order, lines: Sequence[_Line], taxes: Sequence[Sequence[_TaxRow]]) -> Iterator[_Figure]:
    pairs = [(line.amount, tuple([_tax(*row[2:8]) for row in own])) for line, own in zip(lines, taxes, strict=True)]
    wanted = order_taxes(pairs) if order.tax_rounding == "order" else [line_taxes(*pair) for pair in pairs]
    for line, own, right in zip(lines, taxes, wanted, strict=True):
        found = sorted([(row.tax_uid, row.base, row.amount) for row in own])
        yield line.position, "tax", sorted([(part.tax.uid, part.base, part.amount) for part in right]), found
        inside = sum([row.amount for row in own if row.included])
        yield line.position, "tax", inside, line.tax_included
        yield line.position, "tax", sum([row.amount for row in own]) - inside, line.tax_added


@lru_cache(maxsize=256)
def _tax(uid: bytes, name: str, rate_ppm: int, included: bool, stack_order: int, compound: bool) -> Tax:
    return Tax(uid, name, rate_ppm, bool(included), stack_order, bool(compound))
