"""Decides on customers: found, kept, given the basket, handed their data, erased."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.changes import Changes
from pos_app.domain.problems import DatabaseBusy
from pos_app.ui.customers.list_sheet import CustomersSheet
from pos_app.ui.files import ask_where_to_save
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.customers import CustomerCard, CustomerRow, Erasure, KeptInvoice
    from pos_app.domain.errors import CodedError
    from pos_app.services.services import Services
    from pos_app.ui.customers.card_sheet import CustomerSheet
    from pos_app.ui.customers.erase_sheet import EraseSheet
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.basics import Notice
    from pos_app.ui.wording import Wording


class CustomersPresenter(QObject):
    """Opens the sheets and does what they ask for."""

    announced = Signal(object)
    """`Changes` of something written."""
    given = Signal(object)
    """uid of whom the basket is given to; None for a walk-in."""

    def __init__(self, window: QWidget, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self.list: CustomersSheet | None = None
        self.card: CustomerSheet | None = None
        self.erasing: EraseSheet | None = None

    def open(self, *, has_customer: bool) -> None:
        """Show the list; `has_customer` where the basket is somebody's already."""
        sheet = self.list = CustomersSheet(self._window, self._theme, self._wording, has_customer=has_customer)
        sheet.search_wanted.connect(partial(self._search, sheet))
        sheet.given.connect(self._give)
        sheet.opened.connect(self._open_card)
        sheet.finished.connect(self._forget_list)
        sheet.open()
        sheet.search()

    def _search(self, sheet: CustomersSheet, text: str) -> None:
        reading = Operation(lambda: self._services.customers.find(text))
        reading.on_success(lambda rows: self._found(sheet, text, rows))
        self._tasks.slow(reading.on_failure(lambda problem: self._say(sheet.said, problem)))

    def _found(self, sheet: CustomersSheet, text: str, rows: tuple[CustomerRow, ...]) -> None:
        if sheet is self.list:
            sheet.show_customers(text, rows)

    def _give(self, row: CustomerRow | None) -> None:
        if self.list is not None:
            self.list.accept()
        self.given.emit(row.uid if row else None)

    def _open_card(self, row: CustomerRow | None) -> None:
        sheet = self.list
        if sheet is None:
            return
        if row is None:
            self._show_card(None, None)
            return
        reading = Operation(lambda: self._services.customers.card(row.uid))
        reading.on_success(lambda card: self._show_card(row, card))
        self._tasks.slow(reading.on_failure(lambda problem: self._say(sheet.said, problem)))

    def _show_card(self, row: CustomerRow | None, card: CustomerCard | None) -> None:
        from pos_app.ui.customers.card_sheet import CustomerSheet  # most baskets are given without a look at the card

        if self.list is None or self.card is not None:
            return
        sheet = self.card = CustomerSheet(self.list, self._theme, self._wording, card)
        sheet.saved.connect(partial(self._save, sheet, row.uid if row else None))
        sheet.finished.connect(self._forget_card)
        if row is not None:
            sheet.export_wanted.connect(partial(self._export, sheet, row))
            sheet.erase_wanted.connect(partial(self._ask_to_erase, sheet, row))
        sheet.open()

    def _save(self, sheet: CustomerSheet, uid: bytes | None, card: CustomerCard) -> None:
        customers = self._services.customers

        def work() -> str:
            if uid is None:
                customers.add(card)
            else:
                customers.change(uid, card)
            return card.name.strip() or card.company.strip()

        operation = Operation(work).on_success(lambda name: self._saved(sheet, name))
        self._tasks.write(operation.on_failure(lambda problem: self._say(sheet.said, problem)))

    def _saved(self, sheet: CustomerSheet, name: str) -> None:
        if sheet is self.card:
            sheet.accept()
        if self.list is not None:
            self.list.field.setText(name)  # so that Enter gives the basket to who was just kept
            self.list.search()
        self.announced.emit(Changes(customers=True))

    def _export(self, sheet: CustomerSheet, row: CustomerRow) -> None:
        _ = self._wording.translate
        place = ask_where_to_save(sheet, _("Hand over the data"), f"{row.title}.json", "JSON (*.json)")
        if place is None:
            return
        operation = Operation(lambda: self._services.customer_records.export(row.uid, place))
        operation.called(_("All that is held on {name}").format(name=row.title))
        done = _("All that the shop holds on this person is in {file}. Hand it over, then delete it.").format(
            file=place
        )
        operation.on_success(lambda _none: sheet.said.say(done, "good") if sheet is self.card else None)
        self._tasks.write(operation.on_failure(lambda problem: self._say(sheet.said, problem)))

    def _ask_to_erase(self, sheet: CustomerSheet, row: CustomerRow) -> None:
        reading = Operation(lambda: self._services.customer_records.kept(row.uid))
        reading.on_success(lambda kept: self._show_erasing(sheet, row, kept))
        self._tasks.slow(reading.on_failure(lambda problem: self._say(sheet.said, problem)))

    def _show_erasing(self, sheet: CustomerSheet, row: CustomerRow, kept: tuple[KeptInvoice, ...]) -> None:
        from pos_app.ui.customers.erase_sheet import EraseSheet  # as above

        if sheet is not self.card or self.erasing is not None:
            return
        asking = self.erasing = EraseSheet(sheet, self._theme, self._wording, row.title, kept)
        asking.erase_wanted.connect(partial(self._erase, asking, row))
        asking.finished.connect(partial(self._forget_erasing, asking))
        asking.open()

    def _erase(self, asking: EraseSheet, row: CustomerRow) -> None:
        asking.said.say(self._wording.translate("One moment …"), "muted")
        act = self._wording.translate("Erase {name}").format(name=row.title)
        operation = Operation(lambda: self._services.erase_customer.erase(row.uid)).called(act)
        operation.on_success(partial(self._erased, asking))
        operation.on_failure(lambda problem: self._refuse(asking, problem))
        self._tasks.write(operation.on_stray(lambda: self._refuse(asking, None)))

    def _refuse(self, asking: EraseSheet, problem: CodedError | None) -> None:
        if asking is self.erasing:
            asking.refuse("" if problem is None else self._wording.sentence(problem))

    def _erased(self, asking: EraseSheet, erasure: Erasure) -> None:
        asking.erased = True
        if self.list is not None:
            self.list.field.clear()
            self.list.search()
        self.announced.emit(Changes(customers=True))
        telling = Operation(self._services.erase_customer.hand_out)
        telling.on_success(partial(self._handed_out, asking, erasure))
        self._tasks.slow(telling.on_failure(lambda problem: asking.tell(self._wording.sentence(problem))))

    def _handed_out(self, asking: EraseSheet, erasure: Erasure, missed: tuple[str, ...]) -> None:
        if asking is not self.erasing:
            return
        _, said = self._wording.translate, []
        if erasure.hindrance is not None:
            said.append(
                _(
                    "The person is erased. What is left of them in the shop's file or in databases put aside could not"
                    " be cleared yet: the next start does it."
                )
            )
            if not isinstance(erasure.hindrance, DatabaseBusy):  # a backup that reads is none of anybody's concern
                said.append(self._wording.sentence(erasure.hindrance))
        if missed:
            text = _(
                "The person is erased here. {place} cannot be reached: backups that lie there are told at the next"
                " start or backup. Connect it before one of them is brought back on another computer."
            )
            said.append(text.format(place=", ".join(missed)))
        if said:
            asking.tell("\n".join(said))
        else:
            asking.accept()

    def _say(self, notice: Notice, problem: CodedError) -> None:
        notice.say(self._wording.sentence(problem))

    def _forget_list(self) -> None:
        self.list = None

    def _forget_card(self) -> None:
        self.card = None
        if self.list is not None:
            self.list.field.setFocus()

    def _forget_erasing(self, asking: EraseSheet, _result: int) -> None:
        self.erasing = None
        if asking.erased and self.card is not None:  # the card of somebody who is gone
            self.card.accept()
