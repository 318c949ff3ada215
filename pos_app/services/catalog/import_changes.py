"""Changes of known goods by an import: noted row by row, written together, each row's former state kept for an undo."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, insert, select, update

from pos_app.data import search
from pos_app.data.rows import add_rows
from pos_app.data.tables.catalog import barcode, price, product_text, variant
from pos_app.data.tables.imports import import_before
from pos_app.domain.quantity import THOUSANDTHS, UNIT_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from pos_app.services.catalog.product_rows import ProductRow

CODE = ("variant_id", "code", "gtin14")
"""Columns of a barcode that came in a file; one scan of it is one of the goods."""
AS_CAME = ""
"""Language of a name that came in a file: whatever it is."""
_CHANGEABLE = ("tax_class_id", "unit", "decimals", "cost", "archived_at")
_CHANGE = (
    update(variant)
    .where(variant.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_RENAME = (
    update(product_text)
    .where(product_text.c.product_id == bindparam("key"), product_text.c.language == AS_CAME)
    .values(name=bindparam("new_name"))
)
_REPRICE = update(price).where(price.c.id == bindparam("key")).values(unit_price=bindparam("new_price"))


class KnownGoods(NamedTuple):
    """What the shop knows of a row's goods, in the order of the query that finds them."""

    id: int
    sku: str
    product_id: int
    tax_class_id: int
    unit: str
    decimals: int
    cost: int
    archived_at: datetime | None
    name: str | None
    """None where they bear one in other languages only."""
    price_id: int | None
    """None where the list has no price for them."""
    unit_price: int | None


class Changes:
    """The changes of one chunk."""

    def __init__(self, connection: Connection, import_id: int, list_id: int) -> None:
        self._connection = connection
        self._import_id = import_id
        self._list_id = list_id
        self._before: dict[tuple[str, int], dict[str, Any] | None] = {}
        self._variants: list[dict[str, Any]] = []
        self._renamed: list[dict[str, Any]] = []
        self._named: list[dict[str, Any]] = []
        self._codes: list[tuple[int, str, str | None]] = []
        self._repriced: list[dict[str, Any]] = []
        self._priced: list[dict[str, Any]] = []
        self._other_words: set[int] = set()

    def note(self, row: ProductRow, old: KnownGoods, tax_class_id: int | None, *, has_code: bool) -> bool:
        """Note what a row says otherwise than the goods are; tell whether it says anything otherwise."""
        changed = (
            self._note_variant(row, old, tax_class_id),
            self._note_name(row, old),
            self._note_code(row, old, has_code=has_code),
            self._note_price(row, old),
        )
        return any(changed)

    def write(self) -> None:
        """Write what was noted."""
        for statement, rows in (
            (_CHANGE, self._variants),
            (_RENAME, self._renamed),
            (insert(product_text), self._named),
            (_REPRICE, self._repriced),
            (insert(price), self._priced),
        ):
            if rows:
                self._connection.execute(statement, rows)
        add_rows(self._connection, barcode, CODE, self._codes, quantity=THOUSANDTHS)
        self._note_made()
        self._keep_before()
        if self._other_words:
            refresh_words(self._connection, sorted(self._other_words))

    def _note_variant(self, row: ProductRow, old: KnownGoods, tax_class_id: int | None) -> bool:
        wanted = {**_said(row, tax_class_id), "archived_at": None}
        before = {name: getattr(old, name) for name, value in wanted.items() if getattr(old, name) != value}
        if before:
            self._before.setdefault((variant.name, old.id), before)
            values = {f"new_{name}": wanted.get(name, getattr(old, name)) for name in _CHANGEABLE}
            self._variants.append({"key": old.id, **values})
        if old.archived_at is not None:
            self._other_words.add(old.id)
        return bool(before)

    def _note_name(self, row: ProductRow, old: KnownGoods) -> bool:
        if old.name == row.name:
            return False
        self._before.setdefault((product_text.name, old.product_id), {"name": old.name})
        if old.name is None:
            text = {"product_id": old.product_id, "language": AS_CAME, "name": row.name, "short_name": ""}
            self._named.append(text)
        else:
            self._renamed.append({"key": old.product_id, "new_name": row.name})
        self._other_words.add(old.id)
        return True

    def _note_code(self, row: ProductRow, old: KnownGoods, *, has_code: bool) -> bool:
        if not row.barcode or has_code:
            return False
        self._codes.append((old.id, row.barcode, row.gtin14))
        self._other_words.add(old.id)
        return True

    def _note_price(self, row: ProductRow, old: KnownGoods) -> bool:
        if row.price is None or old.unit_price == row.price:
            return False
        if old.price_id is None:
            self._priced.append({"variant_id": old.id, "list_id": self._list_id, "min_qty": 0, "unit_price": row.price})
        else:
            self._before.setdefault((price.name, old.price_id), {"unit_price": old.unit_price})
            self._repriced.append({"key": old.price_id, "new_price": row.price})
        return True

    def _note_made(self) -> None:
        """Note rows that were made for known goods: before, there was nothing."""
        if self._codes:
            self._note_absent(barcode, barcode.c.code.in_([code for _, code, _ in self._codes]))
        if self._priced:
            keys = [row["variant_id"] for row in self._priced]
            here = and_(price.c.list_id == self._list_id, price.c.min_qty == 0, price.c.valid_from.is_(None))
            self._note_absent(price, and_(price.c.variant_id.in_(keys), here))

    def _note_absent(self, table: Table, made: ColumnElement[bool]) -> None:
        for key in self._connection.execute(select(table.c.id).where(made)).scalars():
            self._before.setdefault((table.name, key), None)

    def _keep_before(self) -> None:
        """Store rows as they were, once an import: later changes of the same run find the first image there."""
        by_table: dict[str, list[int]] = {}
        for table, key in self._before:
            by_table.setdefault(table, []).append(key)
        for table, keys in by_table.items():  # one by one, or SQLite reads every image of the run
            kept = select(import_before.c.row_id).where(
                import_before.c.import_id == self._import_id,
                import_before.c.table_name == table,
                import_before.c.row_id.in_(keys),
            )
            for key in self._connection.execute(kept).scalars().all():
                del self._before[table, key]
        images = [
            {"import_id": self._import_id, "table_name": table, "row_id": key, "before": _image(before)}
            for (table, key), before in self._before.items()
        ]
        if images:
            self._connection.execute(insert(import_before), images)


def _said(row: ProductRow, tax_class_id: int | None) -> dict[str, Any]:
    """Return what the row says of goods that are known; what it leaves out stays as it is."""
    said: dict[str, Any] = {}
    if tax_class_id is not None:
        said["tax_class_id"] = tax_class_id
    if row.unit is not None:
        said |= {"unit": row.unit, "decimals": UNIT_DECIMALS[row.unit]}
    if row.cost is not None:
        said["cost"] = row.cost
    return said


def _image(before: dict[str, Any] | None) -> str | None:
    return None if before is None else json.dumps(before, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    """Return a moment as text for a before-image."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a before-image")


def refresh_words(connection: Connection, keys: Sequence[int]) -> None:
    """Make the search text of variants anew from what is stored of them."""
    search.remove(connection, keys)
    rows = connection.execute(
        select(variant.c.id, variant.c.sku, product_text.c.name)
        .join(product_text, product_text.c.product_id == variant.c.product_id)
        .where(variant.c.id.in_(keys))
    ).all()
    codes: dict[int, list[str]] = {}
    for key, code in connection.execute(
        select(barcode.c.variant_id, barcode.c.code).where(barcode.c.variant_id.in_(keys))
    ):
        codes.setdefault(key, []).append(code)
    names: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        names.setdefault(row.id, (row.sku, []))[1].append(row.name)
    search.add(
        connection,
        [(key, search.document(" ".join(own), sku, codes.get(key, ()))) for key, (sku, own) in names.items()],
    )
