"""A row of a product file ready to be stored: everything that can be computed outside the transaction is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.data.search_words import document

if TYPE_CHECKING:
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.catalog.product_rows import ProductRow


class Prepared(Struct, frozen=True):
    """A product and what is stored with it."""

    row: ProductRow
    words: str
    """What the search finds it by."""
    skipped: int
    """Rows of the file just before it that could not be read."""
    source: TableRow
    """As it stands in the file."""


def prepare(row: ProductRow, skipped: int, source: TableRow) -> Prepared:
    """Compute what a product is found by."""
    return Prepared(row, document(row.name, row.sku, row.codes), skipped, source)
