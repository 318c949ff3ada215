"""Look at stock levels: of what a text finds, or of every variant, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.tables.shop import location
from pos_app.services.catalog.browse_catalog import count_variants

if TYPE_CHECKING:
    from pos_app.domain.rows import StockRow
    from pos_app.services.sales.counter import Counter


class BrowseStock:
    """Levels at this till's location, read-only."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def page(self, text: str, after: int, limit: int) -> tuple[StockRow, ...]:
        """Return up to `limit` levels: of what a text finds, or without one of the variants after a key."""
        shop = self._counter.shop
        with shop.database.read() as connection:
            query = select(location.c.name).where(location.c.id == shop.duty.location_id)
            name = connection.execute(query).scalar_one()
            return self._counter.goods_on(connection).stock_page(text, after, limit, name)

    def count(self) -> int:
        """Return how many variants there are."""
        return count_variants(self._counter)
