"""The stock tab's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.actions import State
from pos_app.ui.stock.table_model import WIDTHS, stock_columns
from pos_app.ui.widgets.goods_list import GoodsList

if TYPE_CHECKING:
    from pos_app.domain.rows import StockRow
    from pos_app.ui.wording import Wording


def stock_list(wording: Wording) -> GoodsList[StockRow]:
    """Return what the stock tab lists."""
    _ = wording.translate
    return GoodsList(
        state=State.STOCK,
        name=_("Stock"),
        empty_sentence=_("Goods appear here once they are in the catalog; imported ones count from their first count."),
        columns=stock_columns(wording),
        widths=WIDTHS,
        concerns=lambda changes: changes.stock or changes.catalog,
    )
