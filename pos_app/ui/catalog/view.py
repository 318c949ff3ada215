"""The catalog's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.actions import State
from pos_app.ui.catalog.table_model import STRETCH, WIDTHS, catalog_columns
from pos_app.ui.widgets.list_page import ListPage, ListWords
from pos_app.ui.widgets.list_screen import ListScreen
from pos_app.ui.widgets.paged_model import PagedTableModel

if TYPE_CHECKING:
    from pos_app.services.catalog.browse_catalog import BrowseCatalog
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


def catalog_screen(service: BrowseCatalog, tasks: Tasks, theme: Theme, wording: Wording, filter_key: str) -> ListScreen:
    """Return the catalog tab."""
    _ = wording.translate
    words = ListWords(
        filter_key=filter_key,
        placeholder=_("Find by name, SKU, barcode or pinyin"),
        name=_("Catalog"),
        empty_title=_("No goods yet"),
        empty_sentence=_("Bring your goods in with “pos import products FILE”; CSV, TSV and Excel files are read."),
        nothing_found=_("Nothing found. Try fewer letters."),
        counted=_("{count} goods"),
    )
    model = PagedTableModel(catalog_columns(wording), service.page, lambda row: row.variant_id, service.count, tasks)
    page = ListPage(theme, wording, words, model)
    page.set_widths(WIDTHS, STRETCH)
    return ListScreen(page, State.CATALOG, lambda changes: changes.catalog)
