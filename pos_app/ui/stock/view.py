"""The stock tab's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.actions import State
from pos_app.ui.stock.table_model import STRETCH, WIDTHS, stock_columns
from pos_app.ui.widgets.list_page import ListPage, ListWords
from pos_app.ui.widgets.list_screen import ListScreen
from pos_app.ui.widgets.paged_model import PagedTableModel

if TYPE_CHECKING:
    from pos_app.services.stock.browse_stock import BrowseStock
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


def stock_screen(service: BrowseStock, tasks: Tasks, theme: Theme, wording: Wording, filter_key: str) -> ListScreen:
    """Return the stock tab."""
    _ = wording.translate
    words = ListWords(
        filter_key=filter_key,
        placeholder=_("Find by name, SKU, barcode or pinyin"),
        name=_("Stock"),
        empty_title=_("No goods yet"),
        empty_sentence=_("Goods appear here once they are in the catalog; imported ones count from their first count."),
        nothing_found=_("Nothing found. Try fewer letters."),
        counted=_("{count} goods"),
    )
    model = PagedTableModel(stock_columns(wording), service.page, lambda row: row.variant_id, service.count, tasks)
    page = ListPage(theme, wording, words, model)
    page.set_widths(WIDTHS, STRETCH)
    return ListScreen(page, State.STOCK, lambda changes: changes.stock or changes.catalog)
