"""The catalog's page."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path
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
        empty_sentence=_(
            "Bring your goods in with “{command} import products FILE”; CSV, TSV and Excel files are read."
        ).format(command=_command()),
        columns=catalog_columns(wording),
        widths=WIDTHS,
        concerns=lambda changes: changes.catalog,
    )


def _command() -> str:
    """Return how this program is called in a terminal: by its name where that is found, else by its place."""
    return "pos" if shutil.which("pos") else str(Path(sysconfig.get_path("scripts")) / "pos")
