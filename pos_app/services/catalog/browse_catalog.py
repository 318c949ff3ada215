"""Look through the catalog: what a text finds, or every variant, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.data.tables.catalog import variant

if TYPE_CHECKING:
    from pos_app.domain.rows import CatalogRow
    from pos_app.services.sales.counter import Counter


class BrowseCatalog:
    """The catalog, read-only."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def page(self, text: str, after: int, limit: int) -> tuple[CatalogRow, ...]:
        """Return up to `limit` variants: the first that a text finds, or without one those after a key."""
        with self._counter.goods() as goods:
            return goods.catalog_page(text, after, limit)

    def count(self) -> int:
        """Return how many variants there are."""
        return count_variants(self._counter)


def count_variants(counter: Counter) -> int:
    """Return how many variants the shop has."""
    with counter.shop.database.read() as connection:
        return connection.execute(select(func.count()).select_from(variant)).scalar_one()
