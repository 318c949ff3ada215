"""Put goods on the quick keys, or take them off: tiles for what has no code, or sells too fast to look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from pos_app.data.ids import new_uid
from pos_app.data.queries.goods import full_name
from pos_app.data.rows import add_row
from pos_app.data.tables.shop import quick_key, quick_page
from pos_app.domain.barcode import UnknownCode
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.permissions import Permission

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.services.sales.counter import Counter

TILES = 12
"""Tiles that a page has room for."""
_COLOUR = "grey"
_PAGES = (
    select(quick_page.c.id, func.count(quick_key.c.id).label("tiles"), func.max(quick_key.c.position).label("last"))
    .outerjoin(quick_key, quick_key.c.page_id == quick_page.c.id)
    .group_by(quick_page.c.id, quick_page.c.position)
    .order_by(quick_page.c.position)
)


class OnQuickKeys(PosError):
    """The goods have a quick key already. Params: name."""


class NotOnQuickKeys(PosError):
    """The goods have no quick key. Params: name."""


class QuickKeys:
    """The tiles of the shop. They are no facts and leave no entry."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def put(self, variant_id: int, page_name: str) -> Changes:
        """Make a tile on the first page with room; without one, on a new page called `page_name`.

        Goods that cost nothing by themselves ask for their price. Raise `OnQuickKeys`, or `UnknownCode` for goods that
        are gone.
        """
        self._counter.shop.require(Permission.QUICK_KEYS)
        with self._counter.shop.database.write() as connection:
            found = self._counter.goods_on(connection).by_key(variant_id)
            if found is None or found.archived_at is not None:
                raise UnknownCode(text=str(variant_id))
            here = quick_key.c.variant_id == variant_id
            if connection.execute(select(quick_key.c.id).where(here).limit(1)).first() is not None:
                raise OnQuickKeys(name=full_name(found))
            page_id, position = _room(connection, page_name)
            tile = {"page_id": page_id, "position": position, "variant_id": variant_id, "colour": _COLOUR}
            connection.execute(insert(quick_key).values(**tile, label="", open_price=not found.unit_price))
        return Changes(catalog=True)

    def take_off(self, variant_id: int, name: str) -> Changes:
        """Take the tiles of goods away, wherever they stand. Raise `NotOnQuickKeys`."""
        self._counter.shop.require(Permission.QUICK_KEYS)
        with self._counter.shop.database.write() as connection:
            gone = connection.execute(delete(quick_key).where(quick_key.c.variant_id == variant_id))
            if not gone.rowcount:
                raise NotOnQuickKeys(name=name)
        return Changes(catalog=True)


def _room(connection: Connection, page_name: str) -> tuple[int, int]:
    """Return a page with room for a tile and the place after its last one."""
    pages = connection.execute(_PAGES).all()
    for page in pages:
        if page.tiles < TILES:
            return page.id, (page.last or 0) + 1
    number = len(pages) + 1
    name = page_name if number == 1 else f"{page_name} {number}"
    return add_row(connection, quick_page, uid=new_uid(), name=name, position=number), 1
