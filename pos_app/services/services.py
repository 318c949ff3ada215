"""Everything the window and the command line can ask of a shop."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, NoResultFound

from pos_app.data.queries.people import somebody_signs_in
from pos_app.data.tables.customers import customer
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import DatabaseDamaged
from pos_app.services.catalog.quick_keys import QuickKeys
from pos_app.services.late import late
from pos_app.services.sales.counter import Counter
from pos_app.services.sales.ring_up import RingUp
from pos_app.services.sales.scale_choice import ScaleChoice
from pos_app.services.sales.scanner_choice import ScannerChoice
from pos_app.services.shop.open_shop import DATABASE_NAME
from pos_app.services.shop.settings_desk import SettingsDesk
from pos_app.services.shop.watch_shop import WatchShop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.ports import Printer
    from pos_app.services.backups.keep_backups import KeepBackups, Wanted
    from pos_app.services.catalog.browse_catalog import BrowseCatalog
    from pos_app.services.catalog.import_products import ImportProducts
    from pos_app.services.customers.erase import EraseCustomer
    from pos_app.services.customers.keep import KeepCustomers
    from pos_app.services.customers.records import CustomerRecords
    from pos_app.services.journal.browse_journal import BrowseJournal
    from pos_app.services.people.contacts import StaffContacts
    from pos_app.services.people.keep_roles import KeepRoles
    from pos_app.services.people.keep_staff import KeepStaff
    from pos_app.services.people.recovery import Recovery
    from pos_app.services.people.sign_in import SignIn
    from pos_app.services.printing.paper_tray import PaperTray
    from pos_app.services.printing.papers import Papers
    from pos_app.services.printing.print_queue import PrintQueue
    from pos_app.services.printing.printer_desk import PrinterDesk
    from pos_app.services.proof.self_check import SelfCheck
    from pos_app.services.sales.find_receipt import FindReceipt
    from pos_app.services.sales.hold_basket import HoldBasket
    from pos_app.services.sales.open_drawer import OpenDrawer
    from pos_app.services.sales.take_payment import TakePayment
    from pos_app.services.shifts.close_shift import CloseShift
    from pos_app.services.shifts.look_at_shift import LookAtShift
    from pos_app.services.shifts.move_cash import MoveCash
    from pos_app.services.shifts.open_shift import OpenShift
    from pos_app.services.shifts.reprint_z import ReprintZ
    from pos_app.services.shop.choose_currency import ChooseCurrency
    from pos_app.services.shop.shop import Shop
    from pos_app.services.stock.browse_stock import BrowseStock
    from pos_app.services.taxes.browse_taxes import BrowseTaxes
    from pos_app.services.taxes.keep_class import KeepTaxClass
    from pos_app.services.taxes.use_template import UseTemplate
    from pos_app.services.to_do.list_to_do import ListToDo


class Services:
    """The use cases of one open shop: what the counter needs at once, the rest when it is first asked for.

    Raise `DatabaseDamaged` where what every shop has is not there.
    """

    def __init__(self, shop: Shop, printer: Callable[[], Printer] | None = None) -> None:
        self.shop = shop
        try:
            self.settings = SettingsDesk(shop)
            self._counter = Counter(shop, self.settings)
        except (DBAPIError, NoResultFound) as error:  # a table or a row that every shop has is gone
            raise DatabaseDamaged(path=str(shop.profile.folder / DATABASE_NAME)) from error
        self._given_printer = printer
        self._over = threading.Event()
        self.ring_up = RingUp(self._counter)
        self.scanner = ScannerChoice(lambda: self.settings.values)
        self.scale = ScaleChoice(lambda: self.settings.values)
        self.quick_keys = QuickKeys(self._counter)
        self.status = WatchShop(shop)

    @late
    def hold(self) -> HoldBasket:
        """Baskets put aside."""
        from pos_app.services.sales.hold_basket import HoldBasket

        return HoldBasket(self._counter)

    @late
    def take_payment(self) -> TakePayment:
        """Money taken."""
        from pos_app.services.sales.take_payment import TakePayment

        return TakePayment(self._counter)

    @late
    def drawer(self) -> OpenDrawer:
        """The drawer."""
        from pos_app.services.sales.open_drawer import OpenDrawer

        return OpenDrawer(self._counter, self._drawer, self._drawer_is_elsewhere)

    @late
    def receipts(self) -> FindReceipt:
        """Receipts, found again."""
        from pos_app.services.sales.find_receipt import FindReceipt

        return FindReceipt(self._counter)

    def warm_up(self) -> None:
        """Load what the next sale needs, behind the first painting: no customer waits for it."""
        for _needed in (self.take_payment, self.hold, self.drawer):
            pass

    @late
    def paper(self) -> PaperTray:
        """What was printed, to be shown."""
        from pos_app.services.printing.paper_tray import PaperTray

        return PaperTray(self._counter, self.receipts)

    @late
    def papers(self) -> Papers:
        """What stands on each paper."""
        from pos_app.services.printing.papers import Papers

        return Papers(self._counter, self.receipts)

    @late
    def printing(self) -> PrintQueue:
        """Papers on their way."""
        from pos_app.services.printing.paper_tray import render
        from pos_app.services.printing.print_queue import PrintQueue

        return PrintQueue(self.shop, self.papers.rows, self._printer, render, self.paper.show)

    @late
    def catalog(self) -> BrowseCatalog:
        """The list of goods."""
        from pos_app.services.catalog.browse_catalog import BrowseCatalog

        return BrowseCatalog(self._counter)

    @late
    def stock(self) -> BrowseStock:
        """The list of what lies where."""
        from pos_app.services.stock.browse_stock import BrowseStock

        return BrowseStock(self._counter)

    @late
    def imports(self) -> ImportProducts:
        """Goods out of files."""
        from pos_app.services.catalog.import_products import ImportProducts

        return ImportProducts(self._counter)

    @late
    def open_shift(self) -> OpenShift:
        """Cash counted in the morning."""
        from pos_app.services.shifts.open_shift import OpenShift

        return OpenShift(self.shop, self.settings)

    @late
    def move_cash(self) -> MoveCash:
        """Cash that comes or goes without a sale."""
        from pos_app.services.shifts.move_cash import MoveCash

        return MoveCash(self.shop, self.settings)

    @late
    def look_at_shift(self) -> LookAtShift:
        """The figures of the open shift."""
        from pos_app.services.shifts.look_at_shift import LookAtShift

        return LookAtShift(self.shop, self._counter.receipt_head)

    @late
    def close_shift(self) -> CloseShift:
        """Cash counted in the evening."""
        from pos_app.services.shifts.close_shift import CloseShift

        return CloseShift(self.shop, self.settings, self._counter.receipt_head)

    @late
    def reprint_z(self) -> ReprintZ:
        """The shifts that were closed."""
        from pos_app.services.shifts.reprint_z import ReprintZ

        def drawn(shift_uid: bytes, number: str) -> bytes:
            return self.paper.pdf(self.papers.rows("z_report", shift_uid, {}), number)

        return ReprintZ(self.shop, drawn)

    @late
    def currency(self) -> ChooseCurrency:
        """The shop's money, while it can be chosen."""
        from pos_app.services.shop.choose_currency import ChooseCurrency

        return ChooseCurrency(self.shop, self.settings)

    @late
    def taxes(self) -> BrowseTaxes:
        """The tax classes."""
        from pos_app.services.taxes.browse_taxes import BrowseTaxes

        return BrowseTaxes(self.shop, self.settings)

    @late
    def tax_class(self) -> KeepTaxClass:
        """A tax class and its rules, to be changed."""
        from pos_app.services.taxes.keep_class import KeepTaxClass

        return KeepTaxClass(self.shop, self.settings)

    @late
    def tax_template(self) -> UseTemplate:
        """A country's taxes, for a shop that has none of its own."""
        from pos_app.services.taxes.use_template import UseTemplate

        return UseTemplate(self.shop, self.settings)

    @late
    def printer_desk(self) -> PrinterDesk:
        """The printer itself: found, looked at, tried."""
        from pos_app.services.printing.printer_desk import PrinterDesk

        return PrinterDesk(self._counter, self._printer)

    def lock_at_start(self) -> bool:
        """Lock the till that is just opened, where anybody has a PIN, a password or a badge; tell whether it is."""
        with self.shop.database.read() as connection:
            if somebody_signs_in(connection):
                self.shop.rights = None
        return self.shop.rights is None

    @late
    def to_do(self) -> ListToDo:
        """What waits for somebody."""
        from pos_app.services.to_do.list_to_do import ListToDo

        return ListToDo(self.shop, self.status, self.printing, self.hold, self.backups, self.lacks_recovery_code)

    def look_only(self) -> None:
        """Show nothing that needs leave, where people sign in: nothing is written, so nobody can prove who is there."""
        with self.shop.database.read() as connection:
            if somebody_signs_in(connection):
                self.shop.rights = frozenset()

    def lacks_recovery_code(self) -> bool:
        """Tell whether people sign in here and a forgotten owner's PIN could not be replaced."""
        with self.shop.database.read() as connection:
            if not somebody_signs_in(connection):
                return False
        return self.recovery.look().made is None

    @late
    def sign_in(self) -> SignIn:
        """Who stands at the till."""
        from pos_app.services.people.sign_in import SignIn

        # what rings up is loaded when a badge is nobody's
        return SignIn(self.shop, self.settings, lambda code: self.ring_up.is_of_trade(code))  # noqa: PLW0108

    @late
    def staff(self) -> KeepStaff:
        """Who works here."""
        from pos_app.services.people.keep_staff import KeepStaff

        return KeepStaff(self.shop, self.settings)

    @late
    def contacts(self) -> StaffContacts:
        """How who works here is reached."""
        from pos_app.services.people.contacts import StaffContacts

        return StaffContacts(self.shop)

    @late
    def roles(self) -> KeepRoles:
        """What who works here may do."""
        from pos_app.services.people.keep_roles import KeepRoles

        return KeepRoles(self.shop)

    @late
    def self_check(self) -> SelfCheck:
        """The books looked at beside the till."""
        from pos_app.services.proof.self_check import SelfCheck

        return SelfCheck(self.shop)

    @late
    def journal(self) -> BrowseJournal:
        """Who did what."""
        from pos_app.services.journal.browse_journal import BrowseJournal

        return BrowseJournal(self.shop)

    @late
    def backups(self) -> KeepBackups:
        """Backups of the shop."""
        from pos_app.services.backups.keep_backups import KeepBackups

        return KeepBackups(self.shop, self.settings)

    @property
    def wanted_backup(self) -> Wanted | None:
        """A backup that shall take the shop's place once it is closed, or None."""
        kept: KeepBackups | None = self.__dict__.get("backups")  # asking for it would load it
        return kept.wanted if kept else None

    @late
    def recovery(self) -> Recovery:
        """The code that lets an owner in again and opens the keys."""
        from pos_app.services.people.recovery import Recovery

        return Recovery(self.shop, self.settings, self._printer)

    @late
    def customers(self) -> KeepCustomers:
        """The list of customers."""
        from pos_app.services.customers.keep import KeepCustomers

        return KeepCustomers(self.shop)

    @late
    def customer_records(self) -> CustomerRecords:
        """All that is held on a customer."""
        from pos_app.services.customers.records import CustomerRecords

        return CustomerRecords(self.shop, self.settings)

    @late
    def erase_customer(self) -> EraseCustomer:
        """A customer's data, to be erased."""
        from pos_app.services.customers.erase import EraseCustomer

        return EraseCustomer(self.shop, self.customer_records, self._backup_places)

    def erase_again(self) -> int:
        """Erase whom a backup has brought back although they were erased; return how many they were."""
        if not any(self.shop.profile.folder.glob("erased*")) and not self._has_erased():
            return 0
        from pos_app.services.customers.erase import erase_again

        return erase_again(self.shop)

    def _has_erased(self) -> bool:
        """Tell whether somebody is erased, though no file may say so: a power cut takes names that were not synced."""
        query = select(customer.c.id).where(customer.c.erased_at.is_not(None)).limit(1)
        with self.shop.database.read() as connection:
            return connection.execute(query).first() is not None

    def look_after_copies(self) -> None:
        """Remove the databases that were put aside long ago, and tell the backups' folders who was erased.

        It may take as long as a network share does. Nothing is done in a copy that is only looked at. What a clock
        says that is ahead is no reason to remove anything: the books have to have come so far, too.
        """
        from pos_app.data.put_aside import clear_old

        if self.shop.database.refusal is not None:
            return
        folder, books = self.shop.profile.folder, self.shop.books
        clear_old(folder, min(books.now(), books.last_booked))
        if any(folder.glob("erased*")):
            self.erase_customer.hand_out()

    def _backup_places(self) -> set[Path]:
        """Return where backups lie: where the settings say, where the last ones went, and in the shop's own folder."""
        from pos_app.data.put_aside import FOLDER
        from pos_app.services.backups.shelf import known_places

        folder = self.shop.profile.folder
        own, places = folder / FOLDER, known_places(folder, self.settings.values.backup_folder)
        return places - {own} | ({own} if own.exists() else set())  # nothing lies in one that was never made

    def hurry(self) -> None:
        """Let nobody wait for a queue of papers any more: the program closes.

        What is under way there is cancelled, and in doubt where nobody knows better; nothing else is begun. Where the
        books end is noted for the next start.
        """
        from pos_app.services.shop.put_back import note_ends

        self._over.set()
        if "self_check" in self.__dict__:
            self.self_check.stop()
        with contextlib.suppress(CodedError):  # a note for the next start, no more
            note_ends(self.shop.database, self.shop.profile.folder)

    def close(self) -> None:
        """Give everything back."""
        self.scale.close()
        self.shop.close()

    def _printer(self) -> Printer:
        return self._printers()

    def _drawer(self) -> Printer:
        return self._drawers()

    def _drawer_is_elsewhere(self) -> bool:
        from pos_app.services.printing.printer_choice import drawer_is_elsewhere

        return drawer_is_elsewhere(self.settings.values)

    @late
    def _printers(self) -> Callable[[], Printer]:
        if self._given_printer is not None:
            return self._given_printer
        from pos_app.services.printing.printer_choice import PrinterChoice

        return PrinterChoice(
            lambda: self.settings.values, self.shop.profile.folder / "papers", self.paper.took, self._over
        )

    @late
    def _drawers(self) -> Callable[[], Printer]:
        from pos_app.services.printing.printer_choice import DrawerChoice

        return DrawerChoice(lambda: self.settings.values, self._printer, self._over)
