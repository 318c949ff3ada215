"""A shop with sample goods, quick keys and counted stock, for looking around and for pictures."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.shop import quick_key, quick_page
from pos_app.domain.quantity import QUANTITY_DIGITS, parse_quantity
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.language import resources
from pos_app.services.rehearsal.replay import ItemRefused
from pos_app.services.stock.count_goods import CountGoods

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.domain.errors import PosError
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.services import Services

_COLOURS = {"Bakery": "amber", "Fruit": "green", "Drinks": "violet", "Bags": "grey"}
_SHOP = {
    "shop_name": "Corner & Co. 街角小店",
    "shop_address": "12 Harbour Road\n上海市黄浦区",
    "tax_number": "91310000MA1FL0XX0X",
}


def stock_sample_shop(services: Services) -> None:
    """Fill a new rehearsal shop with the sample goods that come with the program."""
    path = resources() / "sample" / "goods.csv"
    services.imports.run(path, ImportOptions(), rejects=_refuse)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with services.shop.database.read() as connection:
        keys = {sku: key for key, sku in connection.execute(select(variant.c.id, variant.c.sku))}
    with services.shop.database.write() as connection:
        _quick_keys(connection, rows, keys)
    CountGoods(services.shop).count({keys[row["sku"]]: parse_quantity(row["stock"], QUANTITY_DIGITS) for row in rows})
    services.settings.change(**_SHOP)


def _quick_keys(connection: Connection, rows: list[dict[str, str]], keys: dict[str, int]) -> None:
    pages = list(dict.fromkeys(row["page"] for row in rows if row["page"]))
    for place, name in enumerate(pages, 1):
        page = add_row(connection, quick_page, uid=new_uid(), name=name, position=place)
        tiles = [
            {
                "page_id": page,
                "position": position,
                "variant_id": keys[row["sku"]],
                "label": "",
                "colour": _COLOURS.get(name, ""),
                "open_price": False,
            }
            for position, row in enumerate((row for row in rows if row["page"] == name), 1)
        ]
        connection.execute(insert(quick_key), tiles)


def _refuse(row: TableRow, reason: PosError) -> None:
    raise ItemRefused(line=row.line, reason=reason.code)
