"""Goods in a database: rows of product, text, variant, barcodes and price, and the words they are found by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import barcode, price, price_list, product, product_text, variant, variant_sales
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.barcode import gtin14
from pos_app.domain.money import PRICE_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

CREATED = datetime(2025, 11, 14, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Goods:
    """What a test says of a variant; the rest is usual."""

    name: str
    sku: str
    barcodes: tuple[str, ...] = ()
    price: int | None = 100
    """Minor units; None for goods without a price."""
    unit: str = "piece"
    decimals: int = 0
    stock_tracked: bool = False
    archived: bool = False


def add_goods(connection: Connection, goods: Iterable[Goods], *, tax_code: str = "standard") -> dict[str, int]:
    """Put goods into the catalog and the search; return the key of each variant by its SKU, in the order given."""
    taxed = _key(connection, tax_class, tax_code, name=tax_code)
    listed = _key(connection, price_list, "standard", name="Standard", currency="CNY")
    return {one.sku: _add(connection, one, taxed, listed) for one in goods}


def sell(connection: Connection, orders: dict[int, int]) -> None:
    """Say of variants that have not been sold yet in how many orders they now were."""
    rows = [{"variant_id": key, "orders": count, "quantity": 1000 * count} for key, count in orders.items()]
    connection.execute(insert(variant_sales), rows)


def _key(connection: Connection, table: Table, code: str, **values: object) -> int:
    """Return the key of the row with a code, which is made where it is not there."""
    found = connection.execute(select(table.c.id).where(table.c.code == code)).scalar()
    return int(found) if found else add_row(connection, table, uid=new_uid(), code=code, **values)


def _add(connection: Connection, one: Goods, taxed: int, listed: int) -> int:
    archived = {"archived_at": CREATED if one.archived else None}
    made = add_row(connection, product, uid=new_uid(), created_at=CREATED, **archived)
    text = {"product_id": made, "language": "", "name": one.name, "short_name": ""}
    connection.execute(insert(product_text).values(text))
    key = add_row(
        connection,
        variant,
        uid=new_uid(),
        product_id=made,
        sku=one.sku,
        tax_class_id=taxed,
        unit=one.unit,
        decimals=one.decimals,
        cost=0,
        stock_tracked=one.stock_tracked,
        created_at=CREATED,
        **archived,
    )
    for code in one.barcodes:
        add_row(connection, barcode, variant_id=key, code=code, gtin14=gtin14(code), quantity=1000)
    if one.price is not None:
        add_row(connection, price, variant_id=key, list_id=listed, min_qty=0, unit_price=one.price * PRICE_PARTS)
    search.add(connection, [(key, search.document(one.name, one.sku, one.barcodes))])
    return key
