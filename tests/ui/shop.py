"""A small real shop for the tests of the window: goods with prices, quick keys, a printer that keeps its paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.tables.catalog import barcode, price, price_list, product, product_text, variant
from pos_app.data.tables.shop import quick_key, quick_page
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.barcode import gtin14
from pos_app.domain.money import PRICE_PARTS
from pos_app.services.language import translator

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.services.shop.shop import Shop


@dataclass(frozen=True, slots=True)
class Goods:
    """A variant to put into the shop."""

    sku: str
    name: str
    cents: int
    code: str = ""
    unit: str = "piece"
    decimals: int = 0


MILK = Goods("MILK-1", "Oat milk, barista, 1 l", 1290, "6901234567892")
APPLES = Goods("APPLE", "Apples, Fuji, loose", 1580, "4011", "kg", 3)
SAUCE = Goods("SAUCE", "老干妈风味豆豉 280 g", 990, "6921804700757")
SESAME = Goods("SESAME", "Sesame bar, 4-pack", 850, "4006381333931")
TEA = Goods("TEA-100", "Green tea, Longjing, tin 100 g", 6800, "9780201379624")
SOAP = Goods("SOAP", "Dish soap, lemon, 500 ml", 1120, "5901234123457")
BAG = Goods("BAG", "Paper bag", 50)
OPEN = Goods("OPEN", "Open price", 0)
SAMPLE = (MILK, APPLES, SAUCE, SESAME, TEA, SOAP, BAG, OPEN)
SHARED_CODE = "00012345678905"
"""Two variants carry it, once with and once without leading zeros."""


def stock_up(shop: Shop, goods: tuple[Goods, ...] = SAMPLE) -> dict[str, int]:
    """Put goods into the shop; return their keys by SKU."""
    with shop.database.write() as connection:
        tax = connection.execute(select(tax_class.c.id).order_by(tax_class.c.id).limit(1)).scalar_one()
        prices = connection.execute(select(price_list.c.id).limit(1)).scalar_one()
        return {item.sku: _put(connection, shop, item, tax, prices) for item in goods}


def put_quick_keys(shop: Shop, keys: dict[str, int]) -> None:
    """Make a page of tiles: a bag, and goods with an open price."""
    with shop.database.write() as connection:
        page = connection.execute(insert(quick_page).values(uid=new_uid(), name="Bags", position=1))
        page_id = page.inserted_primary_key[0] if page.inserted_primary_key else 0
        for position, (sku, is_open) in enumerate((("BAG", False), ("OPEN", True))):
            row = {"page_id": page_id, "position": position, "variant_id": keys[sku], "label": "", "colour": "grey"}
            connection.execute(insert(quick_key).values(**row, open_price=is_open))


def _put(connection: Connection, shop: Shop, item: Goods, tax: int, prices: int) -> int:
    now = shop.books.now()
    made = connection.execute(insert(product).values(uid=new_uid(), created_at=now))
    product_id = made.inserted_primary_key[0] if made.inserted_primary_key else 0
    connection.execute(insert(product_text).values(product_id=product_id, language="", name=item.name, short_name=""))
    row = {"uid": new_uid(), "product_id": product_id, "sku": item.sku, "tax_class_id": tax, "unit": item.unit}
    more = {"decimals": item.decimals, "cost": 0, "stock_tracked": False, "created_at": now}
    put = connection.execute(insert(variant).values(**row, **more))
    key = int(put.inserted_primary_key[0]) if put.inserted_primary_key else 0
    codes = [item.code] if item.code else []
    for code in codes:
        found = {"variant_id": key, "code": code, "gtin14": gtin14(code), "quantity": 1000}
        connection.execute(insert(barcode).values(**found))
    at = {"variant_id": key, "list_id": prices, "min_qty": 0, "unit_price": item.cents * PRICE_PARTS}
    connection.execute(insert(price).values(**at))
    search.add(connection, [(key, search.document(item.name, item.sku, codes))])
    return key


english = translator("en")
