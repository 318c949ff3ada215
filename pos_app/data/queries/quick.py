"""Quick keys: pages of tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.queries.goods import Goods, full_name
from pos_app.data.tables.shop import quick_key, quick_page
from pos_app.domain.rows import QuickKey, QuickPage

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEYS = (
    select(
        quick_page.c.id,
        quick_page.c.name,
        quick_key.c.variant_id,
        quick_key.c.label,
        quick_key.c.colour,
        quick_key.c.open_price,
    )
    .join(quick_key, quick_key.c.page_id == quick_page.c.id)
    .order_by(quick_page.c.position, quick_key.c.position)
)


def quick_pages(connection: Connection, goods: Goods) -> tuple[QuickPage, ...]:
    """Return the pages with tiles whose goods are still sold."""
    pages: dict[int, tuple[str, list[QuickKey]]] = {}
    for row in connection.execute(_KEYS).all():
        found = goods.by_key(row.variant_id)
        if found is None or found.archived_at is not None:
            continue
        tile = QuickKey(row.variant_id, row.label or full_name(found), found.unit_price, row.colour, row.open_price)
        pages.setdefault(row.id, (row.name, []))[1].append(tile)
    return tuple(QuickPage(name, tuple(keys)) for name, keys in pages.values())
