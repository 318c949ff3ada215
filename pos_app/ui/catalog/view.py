"""The catalog's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.actions import State
from pos_app.ui.catalog.table_model import WIDTHS, catalog_columns
from pos_app.ui.widgets.goods_list import GoodsList

if TYPE_CHECKING:
    from pos_app.domain.rows import CatalogRow
    from pos_app.ui.wording import Wording


def catalog_list(wording: Wording) -> GoodsList[CatalogRow]:
    """Return what the catalog tab lists."""
    _ = wording.translate
    return GoodsList(
        state=State.CATALOG,
        name=_("Catalog"),
        empty_sentence=_("Bring your goods in with “pos import products FILE”; CSV, TSV and Excel files are read."),
        columns=catalog_columns(wording),
        widths=WIDTHS,
        concerns=lambda changes: changes.catalog,
    )
