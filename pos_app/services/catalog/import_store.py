"""What an import writes: one chunk of products in one transaction, short enough that a sale never waits for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Table, bindparam, func, select, text

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.rows import add_rows
from pos_app.data.statements import ask, ask_one
from pos_app.data.tables.catalog import barcode, price, product, product_text, variant
from pos_app.data.tables.imports import import_added, import_run
from pos_app.domain.errors import PosError
from pos_app.domain.quantity import PIECE, THOUSANDTHS, UNIT_DECIMALS
from pos_app.services.catalog.import_changes import AS_CAME, CODE, Changes, KnownGoods

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from pos_app.services.catalog.prepared_row import Prepared
    from pos_app.services.catalog.product_file import TableRow

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
_LAST_KEYS = select(
    *(select(func.max(column)).scalar_subquery() for column in (import_run.c.last_key, product.c.id, variant.c.id))
)
_VARIANT = ("id", "product_id", "uid", "sku", "tax_class_id", "unit", "decimals", "cost")
_CODES = select(barcode.c.code, barcode.c.variant_id).where(barcode.c.code.in_(bindparam("codes", expanding=True)))


class BarcodeTaken(PosError):
    """Another variant has the barcode. Params: text."""


class PriceMissing(PosError):
    """The row has no price, none was given for all, and the goods are new."""


class Chunk(Struct, frozen=True):
    """Rows of a file that follow each other."""

    rows: Sequence[Prepared]
    skipped: int
    """Rows behind the last one that could not be read."""
    share: float
    """Of the file that was read with them, 0 to 1."""

    def behind(self, taken: int) -> Chunk | None:
        """Return what is left behind the first rows; None where nothing is."""
        return Chunk(self.rows[taken:], self.skipped, self.share) if taken < len(self.rows) else None


class Place(Struct, frozen=True):
    """Where the rows of a chunk belong."""

    list_id: int
    """The price list."""
    class_of: Callable[[int | None], int]
    """Gives the key of the tax class for a rate in parts per million; None: the usual one."""


@dataclass(slots=True)
class ChunkResult:
    """What became of a chunk."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[TableRow, PosError]] = field(default_factory=list)
    taken: int = 0
    """Rows of the chunk that were looked at: all, or up to the last change that fits into the transaction."""
    last_key: int = 0
    """The highest key given to new goods; 0 where there were none."""


def store_chunk(
    connection: Connection,
    import_id: int,
    rows: Sequence[Prepared],
    place: Place,
    now: datetime,
    *,
    most_changes: int,
) -> ChunkResult:
    """Add new goods, change those that differ, leave the rest alone; stop after so many changes, which cost most."""
    result = ChunkResult()
    known = _known(connection, [prepared.row.sku for prepared in rows], place.list_id)
    owners = _owners(connection, [prepared.row.barcode for prepared in rows if prepared.row.barcode])
    new: list[Prepared] = []
    changes = Changes(connection, import_id, place.list_id)
    for prepared in rows:
        if result.changed >= most_changes:
            break
        result.taken += 1
        row = prepared.row
        old = known.get(row.sku)
        owner = owners.get(row.barcode)
        if owner is not None and (old is None or owner != old.id):
            result.refused.append((prepared.source, BarcodeTaken(text=row.barcode)))
        elif old is None and row.price is None:
            result.refused.append((prepared.source, PriceMissing()))
        elif old is None:
            new.append(prepared)
            if row.barcode:
                owners[row.barcode] = 0
        elif changes.note(row, old, None if row.tax_ppm is None else place.class_of(row.tax_ppm), has_code=bool(owner)):
            result.changed += 1
        else:
            result.unchanged += 1
    changes.write()
    result.last_key = _add(connection, import_id, new, place, now)
    result.added = len(new)
    return result


def _known(connection: Connection, skus: Sequence[str], list_id: int) -> dict[str, KnownGoods]:
    found = ask(connection, _KNOWN, {"skus": skus, "list_id": list_id}) if skus else []
    return {row[1]: KnownGoods(*row) for row in found}


def _owners(connection: Connection, codes: Sequence[str]) -> dict[str, int]:
    return dict(ask(connection, _CODES, {"codes": codes})) if codes else {}


def _add(connection: Connection, import_id: int, new: Sequence[Prepared], place: Place, now: datetime) -> int:
    """Store new goods; return the highest key they were given."""
    if not new:
        return 0
    rows = list(zip(new, *_next_keys(connection, len(new)), strict=True))
    add_rows(connection, product, ("id", "uid"), [(key, new_uid()) for _, key, _ in rows], created_at=now)
    names = [(key, p.row.name) for p, key, _ in rows]
    add_rows(connection, product_text, ("product_id", "name"), names, language=AS_CAME, short_name="")
    variants = [(variant_key, key, *_variant(p, place)) for p, key, variant_key in rows]
    add_rows(connection, variant, _VARIANT, variants, stock_tracked=False, created_at=now)
    prices = [(key, p.row.price) for p, _, key in rows]
    add_rows(connection, price, ("variant_id", "unit_price"), prices, list_id=place.list_id, min_qty=0)
    codes = [(key, p.row.barcode, p.row.gtin14) for p, _, key in rows if p.row.barcode]
    add_rows(connection, barcode, CODE, codes, quantity=THOUSANDTHS)
    search.add(connection, [(key, p.words) for p, _, key in rows])
    note_added(connection, import_id, variant, rows[0][2], rows[-1][2])
    return max(rows[-1][1], rows[-1][2])


def note_added(connection: Connection, import_id: int, table: Table, first: int, last: int) -> None:
    """Write down which keys a run has given to new rows, so that an undo takes them out."""
    names = ("import_id", "table_name", "first_id", "last_id")
    add_rows(connection, import_added, names, [(import_id, table.name, first, last)])


def _variant(prepared: Prepared, place: Place) -> tuple[Any, ...]:
    """Return what `_VARIANT` names behind the keys."""
    row = prepared.row
    unit = row.unit or PIECE
    return new_uid(), row.sku, place.class_of(row.tax_ppm), unit, UNIT_DECIMALS[unit], row.cost or 0


def _next_keys(connection: Connection, count: int) -> tuple[Sequence[int], Sequence[int]]:
    """Return keys for `count` new products and as many variants; the writer is alone, so they cannot be taken."""
    if connection.dialect.name == "postgresql":
        return _from_sequence(connection, product, count), _from_sequence(connection, variant, count)
    # a key that an undone run has given must not come to mean other goods
    ever, products, variants = (last or 0 for last in ask_one(connection, _LAST_KEYS, {}))
    first = max(ever, products) + 1, max(ever, variants) + 1
    return range(first[0], first[0] + count), range(first[1], first[1] + count)


def _from_sequence(connection: Connection, table: Table, count: int) -> list[int]:
    numbers = text("SELECT nextval(:name) FROM generate_series(1, :count)")
    rows = connection.execute(numbers, {"name": f"{table.name}_id_seq", "count": count})
    return sorted(int(row[0]) for row in rows)
