"""The quick keys as a person makes them: the lit line's goods get a tile, a tile goes away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.ui.glance import Glance
from pos_app.ui.messages import Tone
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import Sellable
    from pos_app.domain.changes import Changes
    from pos_app.services.services import Services
    from pos_app.ui.messages import Messages
    from pos_app.ui.sales.presenter import SalesPresenter
    from pos_app.ui.sales.quick_keys import QuickKeys
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.wording import Wording


class QuickPresenter(QObject):
    """Puts tiles on and takes them off; the pages follow when they are read again."""

    announced = Signal(object)
    """`Changes` of something written."""

    def __init__(
        self,
        quick: QuickKeys,
        basket: SalesPresenter,
        services: Services,
        tasks: Tasks,
        messages: Messages,
        wording: Wording,
    ) -> None:
        super().__init__()
        self._quick = quick
        self._basket = basket
        self._service = services.quick_keys
        self._tasks = tasks
        self._messages = messages
        self._wording = wording
        self._pages = Glance(tasks, services.ring_up.quick_keys, quick.show_pages, basket.say)
        quick.off_wanted.connect(lambda key: self._take_off(key.variant_id, key.label))

    def refresh(self) -> None:
        """Read the pages again."""
        self._pages.ask()

    def put(self) -> None:
        """Make a tile for the lit line's goods."""
        self._basket.attempt(self._put)

    def take_off(self) -> None:
        """Take away the tile that has the focus, else that of the lit line's goods."""
        key = self._quick.focused()
        if key is not None:
            self._take_off(key.variant_id, key.label)
        else:
            self._basket.attempt(self._take_off_lit)

    def _put(self) -> None:
        item, page = self._lit_item(), self._wording.translate("Favourites")
        said = self._wording.translate("{name} is on the quick keys now.").format(name=item.name)
        self._write(lambda: self._service.put(item.variant_id, page), said)

    def _take_off_lit(self) -> None:
        item = self._lit_item()
        self._take_off(item.variant_id, item.name)

    def _take_off(self, variant_id: int, name: str) -> None:
        said = self._wording.translate("{name} is off the quick keys.").format(name=name)
        self._write(lambda: self._service.take_off(variant_id, name), said)

    def _lit_item(self) -> Sellable:
        return self._basket.sale.basket.line(self._basket.lit()).item

    def _write(self, work: Callable[[], Changes], said: str) -> None:
        operation = Operation(work).on_success(lambda changes: self._on_written(changes, said))
        self._tasks.write(operation.on_failure(self._basket.say))

    def _on_written(self, changes: Changes, said: str) -> None:
        self._messages.about_basket(said, Tone.GOOD)
        self.announced.emit(changes)
