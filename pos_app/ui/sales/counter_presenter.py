"""What happens around a basket: held baskets, dropping one, the drawer, and what follows a paid sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import EmptyBasket
from pos_app.domain.changes import Changes
from pos_app.domain.money import half_up
from pos_app.domain.printing import BUILTIN, PrinterOffline, kind_of_printer
from pos_app.ui.glance import Glance
from pos_app.ui.messages import Tone
from pos_app.ui.sales.entries import ScanInField, refuse_scan
from pos_app.ui.sales.line_rows import count_text, signed
from pos_app.ui.sales.lines_card import TodayFigures
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.domain.errors import CodedError
    from pos_app.domain.rows import HeldBasket, JobRow, ShopStatus, Today
    from pos_app.domain.sale import Sale
    from pos_app.services.sales.take_payment import Completed
    from pos_app.services.services import Services
    from pos_app.ui.messages import Messages
    from pos_app.ui.sales.held_panel import HeldRow
    from pos_app.ui.sales.presenter import SalesPresenter
    from pos_app.ui.sales.view import SalesView
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.wording import Wording

T = TypeVar("T")


class CounterPresenter(QObject):
    """Holds, recalls, drops, opens the drawer; shows the day and the last sale."""

    announced = Signal(object)
    """`Changes` of something written."""
    settled = Signal()
    """A panel closed: the scan line should have the focus."""

    def __init__(
        self,
        view: SalesView,
        basket: SalesPresenter,
        services: Services,
        tasks: Tasks,
        messages: Messages,
        wording: Wording,
    ) -> None:
        super().__init__()
        self._view = view
        self._basket = basket
        self._services = services
        self._tasks = tasks
        self._messages = messages
        self._wording = wording
        self._asked_drop = b""
        self._today = Glance(tasks, services.status.today_in_sight, self._show_today, self._say_about_machine)
        self._goods = Glance(tasks, self._look_at_goods, self._show_first_steps, self._say_about_machine)
        self._steps: tuple[str, ...] = ()
        self._sold = b""
        """uid of the last order paid here."""
        self._receipt = Glance(tasks, self._look_at_receipt, self._show_receipt, self._say_about_machine)
        self._starter = Glance(tasks, self._read_starter, self._show_starter, basket.say)
        self._held = Glance(tasks, self._read_held, self._show_held, basket.say)

    # Held baskets

    def show_held(self) -> None:
        """Open the panel of held baskets, with a note for the one on the till; the list follows."""
        self._basket.in_order(self._open_held)

    def _open_held(self) -> None:
        self._view.show_done(False)  # it covers the place where the panel stands
        self._view.show_right(self._view.held)
        # The focus goes there at once: fast hands type the note before the list is read.
        self._view.held.open_panel(may_hold=bool(self._basket.sale.basket.lines))
        self._held.ask()

    def _read_held(self) -> Sequence[HeldBasket]:
        return self._services.hold.held()

    def _show_held(self, held: Sequence[HeldBasket]) -> None:
        if not self._view.shows("held"):
            return
        if not held and self._view.held.table.hasFocus():
            self.settled.emit()
        self._view.held.show_rows([self._held_row(basket) for basket in held])

    def hold(self, note: str) -> None:
        """Put the basket aside and begin a new one; what is scanned from now on belongs to that one."""
        if self._is_scan(note):
            return
        self._view.focus_scan_line()
        self._basket.in_order(lambda: self._hold_then(note, self._basket.begin))

    def recall(self, uid: bytes) -> None:
        """Bring a held basket back; the one on the till is held in its place, so that nothing is lost."""
        self._basket.in_order(lambda: self._swap(uid))

    def _swap(self, uid: bytes) -> None:
        if self._basket.sale.basket.lines:
            self._hold_then("", lambda: self._recall_instead(uid))
        else:
            self._recall(uid)

    def _recall_instead(self, uid: bytes) -> None:
        # The basket is held by now: where the other one cannot be brought back, an empty one stays on the till.
        self._basket.put()
        self._recall(uid)

    def close_panel(self) -> None:
        """Bring the quick keys back."""
        self._view.show_right(self._view.quick)
        self.settled.emit()

    def _hold_then(self, note: str, afterwards: Callable[[], object]) -> None:
        sale = self._basket.sale
        self._write(lambda: self._services.hold.hold(sale, note), lambda changes: self._on_held(changes, afterwards))

    def _on_held(self, changes: Changes, afterwards: Callable[[], object]) -> None:
        self.close_panel()
        self.announced.emit(changes)
        afterwards()

    def _recall(self, uid: bytes) -> None:
        self._write(lambda: self._services.hold.recall(uid), self._on_recalled)

    def _on_recalled(self, sale: Sale) -> None:
        self.close_panel()
        self._view.show_done(False)
        self._basket.begin(sale)
        self.refresh_starter()
        self.announced.emit(Changes(baskets=True))

    def refresh_starter(self) -> None:
        """Ask again who began the basket on the till: it or the person at the till is another."""
        self._starter.ask()

    def _read_starter(self) -> tuple[bytes, str]:
        uid = self._basket.sale.basket.uid
        return uid, self._services.ring_up.begun_by(uid)

    def _show_starter(self, found: tuple[bytes, str]) -> None:
        uid, name = found
        if uid == self._basket.sale.basket.uid:
            text = self._wording.translate("begun by {name}").format(name=name) if name else ""
            self._view.lines.show_starter(text)

    # Dropping and the drawer

    def drop(self) -> None:
        """Empty the basket for good, when asked twice."""
        self._basket.in_order(self._drop)

    def _drop(self) -> None:
        sale = self._basket.sale
        if not sale.basket.lines:
            self._basket.say(EmptyBasket())
            return
        if self._asked_drop != sale.basket.uid:
            self._asked_drop = sale.basket.uid
            text = self._wording.translate("Press Ctrl+Shift+Del again to drop this basket for good, or go on selling.")
            self._messages.about_basket(text, Tone.WARN)
            return
        self._asked_drop = b""
        _, formats = self._wording.translate, self._wording.formats
        given = {"goods": count_text(sale.priced, formats, _), "amount": signed(sale.priced.total, formats)}
        act = _("Drop the basket: {goods}, {amount}").format(**given)
        self._write(lambda: self._services.hold.drop(sale), self._on_dropped, act)

    def forget_question(self) -> None:
        """Take back the question: the person went on selling."""
        self._asked_drop = b""

    def open_drawer(self, reason: str) -> bool:
        """Open the drawer without a sale; return False where the reason is still to be typed."""
        if not reason:
            from pos_app.services.sales.open_drawer import ReasonMissing

            self._basket.say(ReasonMissing())
            return False
        if self._is_scan(reason):
            return False
        act = self._wording.translate("Open the drawer: {reason}").format(reason=reason)
        noted = Operation(lambda: self._services.drawer.note_opening(reason)).called(act)
        self._tasks.write(noted.on_success(self._on_opening_noted).on_failure(self._basket.say))
        return True

    def _is_scan(self, text: str) -> bool:
        """Say so where a code was scanned into a field for words."""
        try:
            refuse_scan(text)
        except ScanInField as refusal:
            self._basket.say(refusal)
            return True
        return False

    def kick_after(self, tender: str) -> None:
        """Open the drawer for cash taken or given back; a printer that is slow or off holds up nothing."""
        self._kick(lambda: self._services.drawer.kick_after(tender))

    def _on_opening_noted(self, changes: Changes) -> None:
        self.announced.emit(changes)
        _ = self._wording.translate
        self._messages.about_basket(_("Opening the drawer; the reason stands in the journal …"), Tone.PLAIN)
        self._kick(
            self._services.drawer.kick,
            lambda: self._messages.about_basket(
                _("The drawer is opened; the reason stands in the journal."), Tone.PLAIN
            ),
        )

    def _kick(self, kick: Callable[[], None], opened: Callable[[], object] = lambda: None) -> None:
        self._tasks.slow(Operation(kick).on_success(lambda _nothing: opened()).on_failure(self._say_shut))

    def _say_shut(self, problem: CodedError) -> None:
        """Say that the drawer stays shut: who waits for it must not think that it will open later."""
        _ = self._wording.translate
        if type(problem) is PrinterOffline:  # its sentence is about paper
            text = _("The drawer did not open, for the printer is off or not reachable; use the key of the drawer.")
        else:
            text = f"{_('The drawer did not open; use the key of the drawer.')} {self._wording.sentence(problem)}"
        self._messages.about_basket(text, Tone.BAD)

    def _on_dropped(self, changes: Changes) -> None:
        self._messages.clear_basket()
        self.announced.emit(changes)
        self._basket.dropped()

    # After a sale

    def finished(self, completed: Completed) -> None:
        """Show the change until the next scan; paper and drawer follow by themselves."""
        from pos_app.ui.sales.done_panel import Finished

        self._view.done.show_sale(
            Finished(
                number=completed.number,
                total=completed.total + completed.rounding,
                tendered=sum(paid.tendered for paid in completed.payments),
                change=completed.change,
            )
        )
        self._sold = completed.order_uid
        self._view.show_paying(False)
        self._basket.begin()
        self._view.show_done(True)
        # The drawer first: announcing starts the printing, and a slow printer must not keep the change locked up.
        self.kick_after(completed.payments[-1].tender)
        self.announced.emit(completed.changes)

    def refresh_receipt(self) -> None:
        """Say once more what became of the last sale's receipt, while that sale is on screen."""
        if self._view.shows("done"):
            self._receipt.ask()

    def _look_at_receipt(self) -> tuple[bytes, JobRow | None]:
        sold = self._sold
        return sold, self._services.printing.receipt_of(sold)

    def _show_receipt(self, found: tuple[bytes, JobRow | None]) -> None:
        sold, row = found
        if sold == self._sold:  # else the answer is about the sale before
            from pos_app.ui.wording.paper import receipt_fate

            self._view.done.paper.say(*receipt_fate(row, self._wording))

    def refresh_today(self) -> None:
        """Read again what the empty till shows of the day."""
        self._today.ask()

    def refresh_first_steps(self) -> None:
        """Ask again whether the shop has goods, and with that whether it still stands before its first steps."""
        self._goods.ask()

    def _look_at_goods(self) -> tuple[bool, bool]:
        """Return whether the shop has goods and, where it has none, whether it lacks a recovery code."""
        if self._services.status.has_goods():
            return True, False
        return False, self._services.lacks_recovery_code()

    def _show_first_steps(self, found: tuple[bool, bool]) -> None:
        has_goods, lacks_code = found
        steps = () if has_goods else self._open_steps(lacks_code)
        if steps != self._steps:
            self._steps = steps
            self._view.show_first_steps(steps)

    def _open_steps(self, lacks_code: bool) -> tuple[str, ...]:
        """Return the steps that a shop without goods has not taken, no more than a small screen has room for."""
        # as the view: no till with goods needs it
        from pos_app.ui.sales.first_steps import GOODS, MOST, PRINTER, RECOVERY, SCALE

        no_printer = kind_of_printer(self._services.settings.values.printer) == BUILTIN
        no_scale = self._services.scale.address is None
        wanted = {RECOVERY: lacks_code, PRINTER: no_printer, SCALE: no_scale}
        return (GOODS, *(step for step, is_open in wanted.items() if is_open))[:MOST]

    def show_status(self, status: ShopStatus) -> None:
        """Show at the foot of the basket how many are held."""
        self._view.lines.held.set_count(status.held)

    def _show_today(self, today: Today | None) -> None:
        formats = self._wording.formats
        if today is None:
            self._view.lines.empty.hide_today()
            return
        if not today.orders:
            self._view.lines.empty.show_today(None)
            return
        average = half_up(today.revenue, today.orders)
        figures = TodayFigures(formats.count(today.orders), formats.money(today.revenue), formats.money(average))
        self._view.lines.empty.show_today(figures)

    def _held_row(self, held: HeldBasket) -> HeldRow:
        from pos_app.ui.sales.held_panel import HeldRow

        _, formats = self._wording.translate, self._wording.formats
        more = held.line_count - 1
        goods = held.first_item
        if more > 0:
            goods = _("{first} and {count} more").format(first=held.first_item, count=more)
        return HeldRow(held.uid, held.note, goods, self._wording.time(held.held_at), formats.amount(held.total))

    def _write(self, work: Callable[[], T], react: Callable[[T], object], act: str = "") -> None:
        """Write while scans wait; a refusal is said and the scans go on. `act` is told to who must allow it."""
        self._basket.pause()
        operation = Operation(work).called(act).on_success(react).on_failure(self._on_refused)
        self._tasks.write(operation.on_stray(self._basket.go_on))

    def _on_refused(self, refusal: CodedError) -> None:
        self._basket.say(refusal)
        self._basket.go_on()

    def _say_about_machine(self, problem: CodedError) -> None:
        self._messages.about_trouble(problem, self._wording.sentence(problem))
