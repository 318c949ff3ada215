"""A shift of many sales, made in a second: one real sale and its rows again and again, along the till's sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from pos_app.data.ids import new_uid
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_discount, order_line, order_line_tax, orders
from pos_app.data.tables.payments import payment, payment_event, payment_state
from pos_app.data.tables.shifts import cash_movement, shift_state

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from pos_app.services.services import Services

_FACTS = (orders, payment, payment_event, cash_movement)


def repeat_sales(services: Services, times: int) -> None:
    """Put the last sale's rows into the books `times` more, past all rules: figures alone are looked at."""
    with services.shop.database.write() as connection:
        _repeat(connection, times)


def _repeat(connection: Connection, times: int) -> None:
    order = connection.execute(select(orders).order_by(orders.c.id.desc()).limit(1)).mappings().one()
    facts = {table: _last(connection, table) for table in _FACTS}
    lines = _of(connection, order_line, "order_id", order["id"])
    taxes = [row for line in lines for row in _of(connection, order_line_tax, "line_id", line["id"])]
    entries = _of(connection, journal, "till_id", 1)[-2:]
    step, after = len(_FACTS) + 2, max(row["sequence"] for row in facts.values())
    made: dict[Table, list[dict[str, Any]]] = {}
    for turn in range(1, times + 1):
        _one(made, turn, after + turn * step, order, facts, lines, taxes, entries)
    for table, rows in made.items():
        connection.execute(insert(table), rows)
    cash = facts[cash_movement]["amount"] * times
    connection.execute(shift_state.update().values(cash=shift_state.c.cash + cash))


def _one(
    made: dict[Table, list[dict[str, Any]]],
    turn: int,
    sequence: int,
    order: Any,
    facts: dict[Table, Any],
    lines: list[Any],
    taxes: list[Any],
    entries: list[Any],
) -> None:
    """Add the rows of one more sale: keys, uids, numbers and sequences of its own, everything else as it was."""
    keys = {table: facts[table]["id"] + turn for table in _FACTS}
    for place, table in enumerate(_FACTS):
        row = {**facts[table], "id": keys[table], "uid": new_uid(), "sequence": sequence + place}
        if table is orders:
            value = order["number_value"] + turn
            row |= {"number_value": value, "number": f"T1-{value:06}"}
        if table is payment_event:
            row["payment_id"] = keys[payment]
        made.setdefault(table, []).append(row)
    made.setdefault(payment_state, []).append(
        {"payment_id": keys[payment], "state": "taken", "changed_at": order["at"]}
    )
    moved = turn * len(lines)
    for line in lines:
        own = {**line, "id": line["id"] + moved, "uid": new_uid(), "order_id": keys[orders]}
        made.setdefault(order_line, []).append(own)
    for tax in taxes:
        own = {**tax, "id": tax["id"] + turn * len(taxes), "line_id": tax["line_id"] + moved}
        made.setdefault(order_line_tax, []).append(own)
    discount = {"position": 1, "line_id": None, "name": "", "rate_ppm": None, "amount": 5}
    made.setdefault(order_discount, []).append({**discount, "order_id": keys[orders]})
    for place, entry in enumerate(entries):
        again = {"id": entry["id"] + turn * len(entries), "sequence": entry["sequence"] + turn * len(entries)}
        made.setdefault(journal, []).append({**entry, **again, "document_uid": new_uid(), "hash": f"{turn}-{place}"})


def _last(connection: Connection, table: Table) -> Any:
    return connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).mappings().one()


def _of(connection: Connection, table: Table, column: str, key: int) -> list[Any]:
    return list(connection.execute(select(table).where(table.c[column] == key).order_by(table.c.id)).mappings())
