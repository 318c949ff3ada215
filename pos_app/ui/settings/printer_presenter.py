"""Decides on the printer page: asks the printer how it is, searches, uses what was found, tries page and drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from pos_app.domain.printing import (
    BUILTIN,
    DEVICE,
    SERIAL,
    USB,
    CoverOpen,
    PrinterBusy,
    PrinterForbidden,
    PrinterStuck,
    QueueStopped,
    kind_of_printer,
)
from pos_app.ui.glance import Glance
from pos_app.ui.paper.paper_sheet import PaperSheet
from pos_app.ui.settings.printer_card import PrinterCard, button_title
from pos_app.ui.settings.printer_words import state_text, trouble_text, way_name
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.printing import FoundPrinter
    from pos_app.services.printing.printer_desk import PrinterLook
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

LOOK_MS = 5_000
"""Between two looks at the printer while the page is in sight."""
_HAD_ALONE = frozenset({USB, SERIAL, DEVICE})
"""Ways that are taken from all others for each look: they are not looked at again and again."""
_IS_THERE = (CoverOpen, PrinterBusy, PrinterForbidden, PrinterStuck, QueueStopped)
"""What keeps a printer from printing that is where its address says."""


def _is_missing(look: PrinterLook) -> bool:
    """Tell whether no printer is in use, or the one in use is not reached: then another search is the first thing."""
    return look.kind == BUILTIN or (look.trouble is not None and not isinstance(look.trouble, _IS_THERE))


class PrinterPresenter(QObject):
    """The page's head. Everything that speaks to a device does so on the pool."""

    announced = Signal(object)
    """`Changes` of something written."""
    state_changed = Signal()
    """Something can be done now, or no more."""
    chosen = Signal(object)
    """The `FittedPrinter` that the settings shall take."""
    _told = Signal(object, object)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        theme: Theme,
        wording: Wording,
        actions: Mapping[str, Action],
        with_what_is_typed: Callable[[Callable[[], object]], object],
    ) -> None:
        """`with_what_is_typed` does what it is given when all that was entered on the page is saved."""
        super().__init__()
        self._with_what_is_typed = with_what_is_typed
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self._actions = actions
        self.card = PrinterCard(theme, wording, actions)
        self._look = Glance(tasks, self._looked, self._show_look, self._say)
        self._search: object | None = None
        """The search whose printers are listed, while it runs."""
        self._trying = False
        self._using = False
        """A found printer is asked, or the settings are taking it."""
        self._standing: tuple[str, str, str] | None = None
        """How the printer stood right behind what was said last: its address, state and trouble."""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._on_time)
        # a search speaks from a thread of the pool; the queued signal brings over what it found
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self.card.seen.connect(self._on_seen)
        self.card.wanted.connect(self._run)
        self.card.table.selectionModel().selectionChanged.connect(lambda *_changed: self._follow())
        self._follow()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done with printers."""
        return {
            "search_printers": self.search,
            "use_printer": self.use,
            "print_test_page": lambda: self._with_what_is_typed(self.print_test),
            "try_drawer": lambda: self._with_what_is_typed(self.open_drawer),
        }

    def focus(self) -> None:
        """Give the focus to what a person does first."""
        self.card.buttons["printer.search"].setFocus()

    def off(self) -> frozenset[str]:
        """Return what makes no sense right now."""
        off = set()
        if self.card.chosen() is None:
            off.add("printer.use")
        if self._trying:
            off |= {"printer.test", "printer.drawer"}
        return frozenset(off)

    def changed(self) -> None:
        """Look at the printer again: another may be set."""
        if self.card.isVisible():
            self._ask()

    def search(self) -> None:
        """Search, or stop the search that runs."""
        if self._search is not None:
            self._services.printer_desk.stop_search()
            return
        _ = self._wording.translate
        search = self._search = object()
        self.card.buttons["printer.search"].setFocus()
        self.card.begin_list(_("Searching this computer and its network …"))
        self._tell("")
        services, told = self._services, self._told
        operation: Operation[None] = Operation(
            lambda: services.printer_desk.search(lambda found: told.emit(search, found))
        )
        operation.on_success(lambda _none: self._on_searched(search))
        operation.on_failure(lambda problem: self._on_not_searched(search, problem))
        self._tasks.slow(operation.on_stray(lambda: self._on_searched(search)))
        self._follow()

    def use(self) -> None:
        """Use the chosen printer; a serial one is asked for its speed first."""
        found = self.card.chosen()
        if found is None or self._using:
            return
        self._using = True
        _ = self._wording.translate
        self._tell(_("Asking the printer …"), "muted")
        operation = Operation(lambda: self._services.printer_desk.fitted(found))
        operation.on_success(self.chosen.emit).on_failure(self.not_used)
        self._tasks.slow(operation.on_stray(self.not_used))

    def used(self) -> None:
        """Say that the settings have taken the printer that was chosen here; else do nothing."""
        if self._using:
            self._using = False
            _ = self._wording.translate
            self._tell(_("In use now. Print a test page to see whether all is well."), "good")
            self.card.buttons["printer.test"].setFocus()

    def not_used(self, problem: CodedError | None = None) -> None:
        """Say why the printer that was chosen here is not used; without a reason a fault of ours is told elsewhere."""
        if self._using:
            self._using = False
            self._tell("")
            if problem is not None:
                self._say(problem)

    def print_test(self) -> None:
        """Print a page, and say what became of it."""
        if self._trying:
            return
        _ = self._wording.translate
        self._try(_("Printing the test page …"))
        operation = Operation(self._page_printed)
        operation.on_success(self._on_test_printed).on_failure(self._on_not_tried)
        self._tasks.slow(operation.on_stray(self._tried))

    def open_drawer(self) -> None:
        """Open the drawer; it stands in the journal as any opening without a sale does."""
        if self._trying:
            return
        _ = self._wording.translate
        self._try(_("Opening the drawer …"))
        reason = _("Tried in the settings")
        operation = Operation(lambda: self._services.drawer.note_opening(reason))
        operation.on_success(self._on_opening_noted).on_failure(self._on_not_tried)
        self._tasks.write(operation.on_stray(self._tried))

    def _run(self, action_id: str) -> None:
        if action_id not in self.off():
            self.handlers()[self._actions[action_id].handler]()

    def _on_seen(self, seen: bool) -> None:
        if seen:
            self._ask()
            self._timer.start()
            return
        self._timer.stop()
        if self._search is not None:
            self._services.printer_desk.stop_search()

    def _on_time(self) -> None:
        if kind_of_printer(self._services.settings.values.printer) not in _HAD_ALONE:
            self._look.ask()

    def _ask(self) -> None:
        """Show the printer that is set at once, and ask how it is."""
        address = self._services.settings.values.printer
        if address != self.card.address.text():
            _ = self._wording.translate
            self.card.put_search_first(kind_of_printer(address) == BUILTIN)
            self.card.show_printer(way_name(kind_of_printer(address), _), address, _("Asking the printer …"), "muted")
        self._look.ask()

    def _looked(self) -> PrinterLook:
        # on the pool: what knows of devices is loaded there and not by the window
        return self._services.printer_desk.look()

    def _page_printed(self) -> bytes | None:
        # on the pool, for the same reason
        return self._services.printer_desk.print_test()

    def _show_look(self, look: PrinterLook) -> None:
        way = way_name(look.kind, self._wording.translate)
        self.card.show_printer(way, look.address, *state_text(look, self._wording))
        self.card.put_search_first(_is_missing(look))
        standing = (look.address, look.state, look.trouble.code if look.trouble else "")
        if look.address != self._services.settings.values.printer:
            return  # it was under way while another was chosen
        if self._standing not in {None, standing}:
            self._tell("")
        self._standing = standing

    def _on_told(self, search: object, found: FoundPrinter) -> None:
        if search is self._search:
            self.card.show_found([*self.card.found, found])
            self._follow()

    def _on_searched(self, search: object) -> None:
        if search is not self._search:
            return
        self._search = None
        _ = self._wording.translate
        if self.card.found:
            self.card.show_progress(
                _("Choose one and press Enter to use it.")
                if self.card.has_printer
                else _(
                    "No printer was found. If one is on a serial port, choose the port and press Enter to use it; the "
                    "address of one in the network can be typed into the field Printer."
                )
            )
            if self.card.has_focus():
                self.card.table.setFocus()
        else:
            self.card.show_progress(
                _("No printer was found. See below how each kind is connected, or type its address into the field.")
            )
        self._follow()

    def _on_not_searched(self, search: object, problem: CodedError) -> None:
        self._on_searched(search)
        self._say(problem)

    def _on_test_printed(self, picture: bytes | None) -> None:
        _ = self._wording.translate
        self._tried()
        if picture is not None:
            sheet = PaperSheet(self.card.window(), self._theme, picture, _)
            sheet.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            sheet.show()
            self._tell(_("This is the test page: no printer is in use yet."), "muted")
            return
        self._tell(_("The test page was sent. See whether all on it is as it says."), "good")
        self._look.ask()

    def _on_opening_noted(self, changes: Changes) -> None:
        self.announced.emit(changes)
        operation = Operation(self._services.drawer.kick).on_success(lambda _none: self._on_opened())
        self._tasks.slow(operation.on_failure(self._on_not_tried).on_stray(self._tried))

    def _on_opened(self) -> None:
        self._tried()
        _ = self._wording.translate
        self._tell(_("The drawer was told to open. If it stays shut, try the other pin."), "good")

    def _on_not_tried(self, problem: CodedError) -> None:
        self._tried()
        self._say(problem)
        self._look.ask()

    def _say(self, problem: CodedError) -> None:
        kind = kind_of_printer(self._services.settings.values.printer)
        self._tell(trouble_text(problem, kind, self._wording), "bad")

    def _tell(self, text: str, look: str = "muted") -> None:
        """Say what became of something, until the printer stands otherwise than it did right behind it."""
        self.card.said.say(text, look)
        self._standing = None

    def _try(self, text: str) -> None:
        self._trying = True
        self._tell(text, "muted")
        self._follow()

    def _tried(self) -> None:
        self._trying = False
        self._follow()

    def _follow(self) -> None:
        """Let buttons and keys follow what can be done."""
        _ = self._wording.translate
        off = self.off()
        for name, button in self.card.buttons.items():
            button.setEnabled(name not in off)
        running = self._search is not None
        title = _("Stop") if running else button_title(self._actions["printer.search"], self._wording)
        self.card.buttons["printer.search"].set_title(title)
        self.state_changed.emit()
