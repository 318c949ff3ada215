"""What an import writes: one chunk of products in one transaction, short enough that a sale never waits for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import barcode, price, product, product_text, variant
from pos_app.data.tables.imports import import_added, import_before, import_run
from pos_app.domain.errors import PosError
from pos_app.domain.quantity import PIECE, UNIT_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from pos_app.services.catalog.product_rows import ProductRow

AS_CAME = ""
"""Language of a name that came in a file: whatever it is."""
_KNOWN = (
    select(
        variant.c.id,
        variant.c.sku,
        variant.c.product_id,
        variant.c.tax_class_id,
        variant.c.unit,
        variant.c.decimals,
        variant.c.cost,
        variant.c.archived_at,
        product_text.c.name,
        price.c.id.label("price_id"),
        price.c.unit_price,
    )
    .outerjoin(product_text, (product_text.c.product_id == variant.c.product_id) & (product_text.c.language == AS_CAME))
    .outerjoin(
        price,
        (price.c.variant_id == variant.c.id)
        & (price.c.list_id == bindparam("list_id"))
        & (price.c.min_qty == 0)
        & price.c.valid_from.is_(None),
    )
    .where(variant.c.sku.in_(bindparam("skus", expanding=True)))
)
_CODES = select(barcode.c.code, barcode.c.variant_id).where(barcode.c.code.in_(bindparam("codes", expanding=True)))


class BarcodeTaken(PosError):
    """Another variant has the barcode. Params: text."""


class PriceMissing(PosError):
    """The row has no price, none was given for all, and the goods are new."""


class TwiceInFile(PosError):
    """An earlier row of the file is about the same goods. Params: text, line."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row ready to be stored: everything that can be computed outside the transaction is."""

    row: ProductRow
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a chunk belong."""

    list_id: int
    """The price list."""
    tax_classes: Mapping[int | None, int]
    """Key of the class for each rate in parts per million; None: the usual one."""


@dataclass(slots=True)
class ChunkResult:
    """What became of a chunk."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[ProductRow, PosError]] = field(default_factory=list)
    last_key: int = 0
    """The highest key given to new goods; 0 where there were none."""


def store_chunk(
    connection: Connection, import_id: int, chunk: Sequence[Prepared], place: Place, now: datetime
) -> ChunkResult:
    """Add new goods, change those that differ, leave the rest alone."""
    result = ChunkResult()
    skus = [prepared.row.sku for prepared in chunk]
    known = {row.sku: row for row in _read(connection, _KNOWN, "skus", skus, list_id=place.list_id)}
    owners = {row.code: row.variant_id for row in _read(connection, _CODES, "codes", [p.row.barcode for p in chunk])}
    new: list[Prepared] = []
    for prepared in chunk:
        old = known.get(prepared.row.sku)
        owner = owners.get(prepared.row.barcode)
        if owner is not None and (old is None or owner != old.id):
            result.refused.append((prepared.row, BarcodeTaken(text=prepared.row.barcode)))
        elif old is None and prepared.row.price is None:
            result.refused.append((prepared.row, PriceMissing()))
        elif old is None:
            new.append(prepared)
            if prepared.row.barcode:
                owners[prepared.row.barcode] = 0
        elif _change(connection, import_id, prepared, old, place, has_code=owner is not None):
            result.changed += 1
        else:
            result.unchanged += 1
    result.last_key = _add(connection, import_id, new, place, now)
    result.added = len(new)
    return result


def _read(connection: Connection, query: Any, name: str, values: list[str], **more: int) -> list[Row[Any]]:
    wanted = [value for value in values if value]
    return list(connection.execute(query, {name: wanted, **more})) if wanted else []


def _add(connection: Connection, import_id: int, new: Sequence[Prepared], place: Place, now: datetime) -> int:
    """Store new goods; return the highest key they were given."""
    if not new:
        return 0
    keys = {table: _next_keys(connection, table, len(new)) for table in (product, variant)}
    rows = list(zip(new, keys[product], keys[variant], strict=True))
    connection.execute(insert(product), [{"id": key, "uid": new_uid(), "created_at": now} for _, key, _ in rows])
    connection.execute(
        insert(product_text),
        [{"product_id": key, "language": AS_CAME, "name": p.row.name, "short_name": ""} for p, key, _ in rows],
    )
    connection.execute(insert(variant), [_variant_row(p, place, key, variant_key, now) for p, key, variant_key in rows])
    connection.execute(
        insert(price),
        [{"variant_id": key, "list_id": place.list_id, "min_qty": 0, "unit_price": p.row.price} for p, _, key in rows],
    )
    codes = [_code_row(p.row, key) for p, _, key in rows if p.row.barcode]
    if codes:
        connection.execute(insert(barcode), codes)
    search.add(connection, [(key, p.words) for p, _, key in rows])
    note_added(connection, import_id, variant, rows[0][2], rows[-1][2])
    return max(rows[-1][1], rows[-1][2])


def note_added(connection: Connection, import_id: int, table: Table, first: int, last: int) -> None:
    """Write down which keys a run has given to new rows, so that an undo takes them out."""
    row = {"import_id": import_id, "table_name": table.name, "first_id": first, "last_id": last}
    connection.execute(insert(import_added), row)


def _variant_row(prepared: Prepared, place: Place, product_key: int, key: int, now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "uid": new_uid(),
        "product_id": product_key,
        "sku": prepared.row.sku,
        "tax_class_id": place.tax_classes[prepared.row.tax_ppm],
        "unit": prepared.row.unit or PIECE,
        "decimals": UNIT_DECIMALS[prepared.row.unit or PIECE],
        "cost": prepared.row.cost or 0,
        "stock_tracked": False,
        "created_at": now,
    }


def _code_row(row: ProductRow, variant_id: int) -> dict[str, Any]:
    return {"variant_id": variant_id, "code": row.barcode, "gtin14": row.gtin14, "quantity": 1000}


def _next_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """Return keys for `count` new rows; the writer is alone, so they cannot be taken."""
    if connection.dialect.name == "postgresql":
        sequence = f"{table.name}_id_seq"
        numbers = connection.execute(
            text("SELECT nextval(:name) FROM generate_series(1, :count)"), {"name": sequence, "count": count}
        )
        return sorted(int(row[0]) for row in numbers)
    # a key that an undone run has given must not come to mean other goods
    ever = connection.execute(select(func.max(import_run.c.last_key))).scalar_one() or 0
    last = max(ever, connection.execute(select(func.max(table.c.id))).scalar_one() or 0)
    return list(range(last + 1, last + 1 + count))


def _change(
    connection: Connection, import_id: int, prepared: Prepared, old: Row[Any], place: Place, *, has_code: bool
) -> bool:
    """Bring goods to what the row says, keeping what they were before; tell whether anything differed."""
    row = prepared.row
    wanted = _said(row, place)
    differing = {name: value for name, value in wanted.items() if getattr(old, name) != value}
    if old.archived_at is not None:
        differing["archived_at"] = None
    if differing:
        before = {name: getattr(old, name) for name in differing}
        _keep_before(connection, import_id, "variant", old.id, before)
        connection.execute(update(variant).where(variant.c.id == old.id).values(**differing))
    renamed = old.name != row.name
    if renamed:
        _keep_before(connection, import_id, "product_text", old.product_id, {"name": old.name})
        _rename(connection, old.product_id, row.name)
    new_code = bool(row.barcode) and not has_code
    if new_code:
        connection.execute(insert(barcode), _code_row(row, old.id))
        key = connection.execute(select(barcode.c.id).where(barcode.c.code == row.barcode)).scalar_one()
        _keep_before(connection, import_id, "barcode", key, None)
    repriced = row.price is not None and old.unit_price != row.price
    if row.price is not None and repriced:
        _reprice(connection, import_id, old, row.price, place)
    if renamed or new_code or old.archived_at is not None:
        refresh_words(connection, [old.id])
    return bool(differing) or renamed or new_code or repriced


def _said(row: ProductRow, place: Place) -> dict[str, Any]:
    """Return what the row says of goods that are known; what it leaves out stays as it is."""
    said: dict[str, Any] = {}
    if row.tax_ppm is not None:
        said["tax_class_id"] = place.tax_classes[row.tax_ppm]
    if row.unit is not None:
        said |= {"unit": row.unit, "decimals": UNIT_DECIMALS[row.unit]}
    if row.cost is not None:
        said["cost"] = row.cost
    return said


def _rename(connection: Connection, product_id: int, name: str) -> None:
    here = (product_text.c.product_id == product_id) & (product_text.c.language == AS_CAME)
    if connection.execute(update(product_text).where(here).values(name=name)).rowcount == 0:
        row = {"product_id": product_id, "language": AS_CAME, "name": name, "short_name": ""}
        connection.execute(insert(product_text), row)


def _reprice(connection: Connection, import_id: int, old: Row[Any], value: int, place: Place) -> None:
    if old.price_id is None:
        key = add_row(connection, price, variant_id=old.id, list_id=place.list_id, min_qty=0, unit_price=value)
        _keep_before(connection, import_id, "price", key, None)
        return
    _keep_before(connection, import_id, "price", old.price_id, {"unit_price": old.unit_price})
    connection.execute(update(price).where(price.c.id == old.price_id).values(unit_price=value))


def _keep_before(
    connection: Connection, import_id: int, table: str, row_id: int, before: Mapping[str, Any] | None
) -> None:
    """Store a row as it was, once an import: later changes of the same run find the first image there."""
    image = {"import_id": import_id, "table_name": table, "row_id": row_id}
    same = [import_before.c[name] == value for name, value in image.items()]
    if connection.execute(select(import_before.c.row_id).where(*same)).first() is None:
        body = None if before is None else json.dumps(dict(before), ensure_ascii=False, default=_text)
        connection.execute(insert(import_before), {**image, "before": body})


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
