"""The window of a shop: builds the screens, connects them once, hands changes round; no screen knows another."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QByteArray, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.domain.changes import Changes
from pos_app.ui import fonts
from pos_app.ui.actions import CODE_ACTION, SETTINGS, SETTINGS_PAGES, by_id, page_action
from pos_app.ui.backup_watch import BackupWatch
from pos_app.ui.cut_off_import import CutOffImport
from pos_app.ui.machine_watch import MachineWatch
from pos_app.ui.messages import Messages
from pos_app.ui.paper.presenter import PaperPresenter
from pos_app.ui.people.entrance import Entrance
from pos_app.ui.people.leave import AskForLeave
from pos_app.ui.sales.screen import SalesScreen
from pos_app.ui.scale_watch import ScaleWatch
from pos_app.ui.scanner_watch import ScannerWatch
from pos_app.ui.shifts.presenter import ShiftPresenter
from pos_app.ui.tasks import Operation
from pos_app.ui.theme import Appearance
from pos_app.ui.to_do.presenter import ToDoPresenter
from pos_app.ui.window_frame import Shell, TabSpec, WindowFrame
from pos_app.ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from pos_app.domain.errors import CodedError
    from pos_app.domain.formats import Formats
    from pos_app.domain.people import Person
    from pos_app.services.services import Services
    from pos_app.ui.customers.presenter import CustomersPresenter
    from pos_app.ui.journal.screen import JournalScreen
    from pos_app.ui.settings.view import SettingsScreen
    from pos_app.ui.shipments.view import ShipmentsScreen
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.goods_list import GoodsList, GoodsPages, GoodsRow
    from pos_app.ui.widgets.list_screen import ListScreen

R = TypeVar("R", bound="GoodsRow")
LOOKS_AFTER_MS = 50
"""From the first look at the till to the first look after the shop."""


class Follower(Protocol):
    """Whatever shows something that may change elsewhere."""

    def changed(self, changes: Changes) -> None:
        """Show what is so now."""
        ...


class WindowFile:
    """The window's own small file in the shop's folder: its geometry. It may be lost without harm."""

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def load(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or None."""
        kept = self._file.value(key)
        return bytes(kept.data()) if isinstance(kept, QByteArray) else None

    def save(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`."""
        self._file.setValue(key, QByteArray(value))
        # now, not when the object goes: by then a demo's folder is gone, and would come back
        self._file.sync()


class MainWindow(WindowFrame):
    """Countertop on one till."""

    outdated = Signal(object)
    """The shop's money is another: what every screen was made with holds no more, and a new window must take over."""
    speech_wanted = Signal(object)
    """The language of whoever has signed in, None for the shop's, as when nobody is there any more.

    A new window takes over where it is another one.
    """

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        translate: Callable[[str], str],
        formats: Formats,
        theme: Theme,
    ) -> None:
        messages = Messages()
        super().__init__(_shell(services, translate, theme, messages))
        self.services = services
        self.tasks = tasks
        self._theme = theme
        self.messages = messages
        self.wording = Wording(translate, formats, ZoneInfo(services.shop.profile.zone))
        self._actions = by_id(translate)
        self._following: list[Follower] = []
        self.scale = ScaleWatch(services.scale, tasks)
        self.scale.setParent(self)
        self.sales = SalesScreen(services, tasks, self.messages, theme, self.wording, self._actions, self.scale)
        self._following.append(self.sales)
        self.messages.till_in_sight = self.sales.widget.isVisible
        self.paper = PaperPresenter(self, services, tasks, self.messages, theme, self.wording)
        self.watch = MachineWatch(services, tasks, self.status, self.messages, self.wording)
        self.scanner = ScannerWatch(services.scanner, messages, self.wording)
        self.scanner.setParent(self)
        self.cut_off_import = CutOffImport(services, tasks, self.offer, messages, self.wording, self._actions)
        self.shifts = ShiftPresenter(self, services, tasks, messages, theme, self.wording)
        self.to_do = ToDoPresenter(self, services, tasks, messages, theme, self.wording)
        self.entrance = Entrance(self, services, tasks, theme, self.wording)
        self.backups = BackupWatch(services, tasks, self.status, self.wording)
        self.leave = tasks.leave = AskForLeave(self, services, tasks, theme, self.wording)
        handlers = {
            **self.entrance.handlers(),
            "show_to_do": self.to_do.show,
            "show_customers": self._show_customers,
            **self.shifts.handlers(),
            **self.paper.handlers(),
            **self.cut_off_import.handlers(),
            **self._page_handlers(),
        }
        self.furnish(self._tab_specs(translate), handlers, self.cut_off_import.off)
        self._asked_to_close = False
        # what the threads do would take its turns with the first painting: the till takes a scan first
        self.looks_after = False
        self._last_in: bytes | None = None
        """Whether it has begun to look after the shop."""
        self._soon = QTimer(self, singleShot=True, interval=LOOKS_AFTER_MS)
        self._soon.timeout.connect(self._look_after)
        self._connect_screens()

    # What follows is made when a person first looks at it. It is loaded then, too: a till opens in half the time.

    @cached_property
    def catalog(self) -> ListScreen:
        """The list of goods."""
        from pos_app.ui.catalog.view import catalog_list

        return self._goods_screen(catalog_list(self.wording), self.services.catalog)

    @cached_property
    def stock(self) -> ListScreen:
        """What lies in the shop."""
        from pos_app.ui.stock.view import stock_list

        return self._goods_screen(stock_list(self.wording), self.services.stock)

    @cached_property
    def shipments(self) -> ShipmentsScreen:
        """Parcels."""
        from pos_app.ui.shipments.view import ShipmentsScreen

        made = ShipmentsScreen(self._theme, self._actions, self.wording.translate)
        self._following.append(made)
        return made

    @cached_property
    def journal(self) -> JournalScreen:
        """Who did what."""
        from pos_app.ui.journal.screen import JournalScreen

        made = JournalScreen(self.services, self.tasks, self._theme, self.wording, self._actions)
        self._following.append(made)
        return made

    @cached_property
    def settings(self) -> SettingsScreen:
        """Settings, and the taxes among them."""
        from pos_app.ui.settings.view import SettingsScreen

        made = SettingsScreen(
            self.services,
            self.tasks,
            self._theme,
            self.wording,
            self._actions,
            self.scale,
            self.backups,
            self.entrance.keys,
        )
        made.backups.restore_wanted.connect(self.close)
        made.announced.connect(self.announce)
        made.state_changed.connect(self.refresh_state)
        self._following.append(made)
        return made

    @cached_property
    def customers(self) -> CustomersPresenter:
        """Who is sold to."""
        from pos_app.ui.customers.presenter import CustomersPresenter

        made = CustomersPresenter(self, self.services, self.tasks, self._theme, self.wording)
        made.announced.connect(self.announce)
        made.given.connect(lambda uid: self.sales.basket.in_order(lambda: self.sales.basket.give_to(uid)))
        return made

    def _show_customers(self) -> None:
        self.customers.open(has_customer=self.sales.basket.sale.basket.customer is not None)

    def _on_recovered(self) -> None:
        self.header.who.set_title(_who(self.services, self.wording.translate))
        self.announce(Changes(people=True))

    def _on_came_in(self, person: Person) -> None:
        self.header.who.set_title(_who(self.services, self.wording.translate))
        self.sales.counter.refresh_starter()
        self.sales.counter.refresh_today()
        self.uncover()
        another = self._last_in not in {None, person.uid}
        if another:
            self.messages.clear_machine()  # it was said to who was here before
        self._last_in = person.uid
        self.show_tab(0 if another else self.pages.currentIndex())
        self.speech_wanted.emit(person.language)

    def start(self, *, again: bool = False) -> None:
        """Show what was open when the program last ended, and soon begin to look after the shop.

        A window that takes over from another one does so `again`: whoever is at the till stays there.
        """
        # of a copy that is only looked at nobody can sign in: that is written down, too
        if self.services.shop.database.refusal is None:
            locked = self.services.sign_in.is_locked() if again else self.services.lock_at_start()
            if locked:
                self.entrance.show_lock()
                if again:  # it was locked while another language was on its way
                    self.speech_wanted.emit(None)
        self.sales.start()
        self.refresh_state()
        notice = fonts.notice(self.wording.translate, fonts.system_chinese())
        if notice:
            self.messages.about_machine(notice)
        self.sales.shown()
        self._soon.start()

    def _look_after(self) -> None:
        self.looks_after = True
        self.sales.look_after()
        for soon in (self.services.warm_up, self.services.shop.books.look_at_key):
            self.tasks.slow(Operation(soon).on_failure(self._say_about_machine))
        self.watch.start()
        self.paper.start()
        self.scanner.start()
        self.cut_off_import.start()
        self.tasks.write(Operation(self.services.erase_again).on_failure(self._say_about_machine))
        self.tasks.slow(Operation(self.services.look_after_copies).on_failure(self._say_about_machine))
        self.entrance.idle_lock.start()
        self.backups.start()

    def show_settings(self, page: str) -> None:
        """Bring a page of the settings to the front, with the focus in its first field."""
        self.settings.show_page(page)
        self.show_tab(next(place for place, tab in enumerate(self._tabs) if tab.room == "settings"))

    def show_recovery(self) -> None:
        """Lead to the button that makes a recovery code: it lies at the foot of its page."""
        self.show_settings("Staff")
        self.settings.show_code()

    def may_close(self) -> bool:
        """Ask once where lines on the till are not saved: what is not on disk is gone with the window."""
        if self.sales.basket.trouble is None or self._asked_to_close:
            return True
        self._asked_to_close = True
        if "backups" in self.services.__dict__:
            self.services.backups.wanted = None  # the window stays: what was to follow its close does not
        _ = self.wording.translate
        self.messages.about_basket(
            _("Some lines are not saved yet and would be lost. Close once more to close all the same.")
        )
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead to the till what is typed or scanned while a button around it has the focus."""
        at_till = self.pages.currentWidget() is self.sales.widget and not self.is_covered
        if not (at_till and self.sales.widget.take_key(event)):
            super().keyPressEvent(event)

    def announce(self, changes: Changes) -> None:
        """Tell every screen once what was written."""
        self.watch.changed(changes)
        self._hand_round(changes)

    def _hand_round(self, changes: Changes) -> None:
        self.paper.changed(changes)
        for screen in self._following:
            screen.changed(changes)
        if changes.settings:
            self.scanner.start()
            self.scale.settings_changed()
            self._theme.choose(Appearance(self.services.settings.values.theme))
        if changes.currency:
            self.outdated.emit(changes)

    def _connect_screens(self) -> None:
        for room in (self.sales, self.paper, self.shifts, self.cut_off_import):
            room.announced.connect(self.announce)
        self.watch.changed_elsewhere.connect(self._hand_round)
        self.watch.looked.connect(self.sales.counter.show_status)
        self.sales.state_changed.connect(self.refresh_state)
        self.sales.receipt_scanned.connect(self.paper.find)
        for asking in (self.sales, self.cut_off_import, self.to_do):
            asking.run.connect(self.actions_set.run)
        self.cut_off_import.moved.connect(self.refresh_state)
        self.paper.offered.connect(self.sales.counter.refresh_receipt)
        self.paper.paper_came.connect(self.sales.show_paper)
        self.appearance_chosen.connect(self._keep_appearance)
        self.scanner.heard.connect(self._on_code)
        self.closing.connect(self._soon.stop)
        self.closing.connect(self.watch.stop)
        self.closing.connect(self.scanner.stop)
        self.closing.connect(self.scale.stop)
        self.closing.connect(self.paper.stop)
        self.closing.connect(self.cut_off_import.stop)
        self.closing.connect(self.backups.stop)
        self.closing.connect(self.entrance.stop)
        self.entrance.came_in.connect(self._on_came_in)
        self.entrance.locked.connect(lambda: self.speech_wanted.emit(None))
        self.entrance.recovered.connect(self._on_recovered)
        self.entrance.code_made.connect(self.sales.counter.refresh_first_steps)
        self.entrance.trouble.connect(self._say_about_machine)
        self.scanner.heard.connect(self.entrance.heard)
        self.shifts.closed.connect(self.backups.after_shift)
        self.shifts.closed.connect(self.to_do.look_behind_shift)
        self.actions_set.changed.connect(self._follow_actions)
        self._follow_actions()

    def _on_code(self, code: str) -> None:
        """Take what a scanner on a port sent: at the till, in the field for labels, in a list's or a sheet's search.

        No other field is written into: unlike a scanner that types, this one needs nobody to put the cursor there.
        """
        field, sheet = QApplication.focusWidget(), QApplication.activeModalWidget()
        at_settings = self.actions_set.state in SETTINGS
        if self.is_covered:
            self.entrance.lock.take_badge(code)
        elif self.leave.take_badge(code):
            return
        elif sheet is None and self.sales.widget.isVisible():
            self.sales.take_code(code)
        elif sheet is None and at_settings and self.settings.label.isVisible():
            self.settings.label.take_code(code)
        elif isinstance(field, QLineEdit) and (sheet is not None or not at_settings):
            field.setText(code)
            field.textEdited.emit(code)
            field.returnPressed.emit()
        else:
            _ = self.wording.translate
            self.messages.about_scanner(
                _("A code was scanned, and nothing on this page takes it. Go to Sales and scan it again.")
            )

    def _keep_appearance(self, wanted: Appearance) -> None:
        operation = Operation(lambda: self.services.settings.change(theme=wanted.value))
        operation.on_success(self.announce).on_failure(self._say_about_machine)
        self.tasks.write(operation)

    def _say_about_machine(self, problem: CodedError) -> None:
        self.messages.about_machine(self.wording.sentence(problem))

    def _follow_actions(self) -> None:
        """Let the buttons of the sales tab say what their keys can do now."""
        self.sales.follow_actions({action.id for action in self.actions_set.available()})

    def _goods_screen(self, listed: GoodsList[R], pages: GoodsPages[R]) -> ListScreen:
        from pos_app.ui.widgets.goods_list import goods_screen

        key = self._actions["list.filter"].cap
        made = goods_screen(listed, pages, self.tasks, self._theme, self.wording, key)
        self._following.append(made)
        return made

    def _page_handlers(self) -> dict[str, Callable[[], object]]:
        pages = {page_action(page): partial(self.show_settings, page) for page in SETTINGS_PAGES}
        return {**pages, CODE_ACTION: self.show_recovery}

    def _tab_specs(self, _: Callable[[str], str]) -> list[TabSpec]:
        return [
            TabSpec("sales", _("Sales"), lambda: self.sales),
            TabSpec("catalog", _("Catalog"), lambda: self.catalog),
            TabSpec("stock", _("Stock"), lambda: self.stock),
            TabSpec("shipments", _("Shipments"), lambda: self.shipments),
            TabSpec("journal", _("Journal"), lambda: self.journal),
            TabSpec("settings", _("Settings"), lambda: self.settings),
        ]


def _shell(services: Services, _: Callable[[str], str], theme: Theme, messages: Messages) -> Shell:
    return Shell(
        theme=theme,
        messages=messages,
        translate=_,
        store=WindowFile(services.shop.profile.folder / "window.ini"),
        who=_who(services, _),
        tips=(
            _("Type 3* before a scan to ring up three. With text in the scan line, Del, Ctrl+Z and arrows act on it."),
        ),
    )


def _who(services: Services, _: Callable[[str], str]) -> str:
    """Return who stands at which till."""
    duty = services.shop.duty
    practice = () if services.shop.profile.kind == "real" else (_("practice"),)
    if services.shop.database.refusal is not None:
        practice = (*practice, _("look only"))
    return " · ".join((duty.till_name, duty.person_name, *practice))
