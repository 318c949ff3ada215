"""The columns of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.widgets.paged_model import Column

if TYPE_CHECKING:
    from pos_app.domain.rows import CatalogRow
    from pos_app.ui.wording import Wording

WIDTHS = {1: 170, 2: 220, 3: 110, 4: 90, 5: 110}


def catalog_columns(wording: Wording) -> list[Column[CatalogRow]]:
    """Return what the catalog shows of a variant."""
    _, formats = wording.translate, wording.formats

    def price(row: CatalogRow) -> str:
        return _("none") if row.unit_price is None else formats.price(row.unit_price)

    def price_tint(row: CatalogRow) -> str:
        return "muted" if row.unit_price is None else "text"

    def name_tint(row: CatalogRow) -> str:
        return "muted" if row.archived else "text"

    def unit(row: CatalogRow) -> str:
        return _("piece") if row.unit == "piece" else row.unit

    return [
        Column(_("Item"), lambda row: row.name, tint=name_tint),
        Column(_("SKU"), lambda row: row.sku, tint=lambda _row: "muted"),
        Column(_("Barcodes"), lambda row: row.barcodes, tint=lambda _row: "muted"),
        Column(_("Tax class"), lambda row: row.tax_class, tint=lambda _row: "muted"),
        Column(_("Unit"), unit, tint=lambda _row: "muted"),
        Column(_("Price"), price, figure=True, tint=price_tint),
    ]
