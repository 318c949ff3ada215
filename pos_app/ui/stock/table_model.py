"""The columns of the stock list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.widgets.paged_model import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.rows import StockRow
    from pos_app.ui.wording import Wording

WIDTHS = {1: 170, 2: 130, 3: 130, 4: 130, 5: 130}


def stock_columns(wording: Wording) -> list[Column[StockRow]]:
    """Return what the stock list shows of a variant's level."""
    _ = wording.translate

    def figure(value: Callable[[StockRow], int]) -> Callable[[StockRow], str]:
        def text(row: StockRow) -> str:
            return wording.formats.quantity(value(row), row.decimals, row.unit) if row.tracked else ""

        return text

    def available(row: StockRow) -> str:
        return figure(lambda row: row.available)(row) if row.tracked else _("not counted")

    def tint(row: StockRow) -> str:
        if not row.tracked:
            return "muted"
        return "bad" if row.available < 0 else "text"

    return [
        Column(_("Item"), lambda row: row.name),
        Column(_("SKU"), lambda row: row.sku, tint=lambda _row: "muted"),
        Column(_("Location"), lambda row: row.location, tint=lambda _row: "muted"),
        Column(_("On hand"), figure(lambda row: row.on_hand), figure=True),
        Column(_("Reserved"), figure(lambda row: row.reserved), figure=True, tint=lambda _row: "muted"),
        Column(_("Available"), available, figure=True, tint=tint),
    ]
