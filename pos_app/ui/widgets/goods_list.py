"""A list of all goods, whatever it shows of them: the catalog, the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from msgspec import Struct

from pos_app.ui.widgets.list_page import ListPage, ListWords
from pos_app.ui.widgets.list_screen import ListScreen
from pos_app.ui.widgets.paged_model import PagedTableModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pos_app.domain.changes import Changes
    from pos_app.ui.actions import State
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.paged_model import Column
    from pos_app.ui.wording import Wording


class GoodsRow(Protocol):
    """What every row of goods has."""

    @property
    def variant_id(self) -> int:
        """Key of the goods; pages go on from it."""
        ...


R = TypeVar("R", bound=GoodsRow)
R_co = TypeVar("R_co", bound=GoodsRow, covariant=True)


class GoodsPages(Protocol[R_co]):
    """Where the rows come from."""

    def page(self, text: str, after: int, limit: int) -> Sequence[R_co]:
        """Return up to `limit` rows: what a text finds, or without one those after a key."""
        ...

    def count(self) -> int:
        """Return how many goods there are."""
        ...


class GoodsList(Struct, Generic[R], frozen=True):
    """What one list of goods has for itself."""

    state: State
    name: str
    """Accessible name of the table."""
    empty_sentence: str
    """What to do while there are no goods."""
    columns: Sequence[Column[R]]
    widths: Mapping[int, int]
    """Pixels by column; the first, the name, takes what is left."""
    concerns: Callable[[Changes], bool]


def goods_screen(
    listed: GoodsList[R], pages: GoodsPages[R], tasks: Tasks, theme: Theme, wording: Wording, filter_key: str
) -> ListScreen:
    """Return the tab of a list of goods."""
    _ = wording.translate
    words = ListWords(
        filter_key=filter_key,
        placeholder=_("Find by name, SKU, barcode or pinyin"),
        name=listed.name,
        empty_title=_("No goods yet"),
        empty_sentence=listed.empty_sentence,
        nothing_found=_("Nothing found. Try fewer letters."),
        counted=_("{count} goods"),
    )
    model = PagedTableModel(listed.columns, pages.page, lambda row: row.variant_id, pages.count, tasks)
    page = ListPage(theme, wording, words, model)
    page.set_widths(listed.widths, stretch=0)
    return ListScreen(page, listed.state, listed.concerns)
