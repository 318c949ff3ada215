"""The sales tab as the window sees it: view, presenters and key filter put together and connected once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.payment_code import may_become_payment
from pos_app.ui.actions import State
from pos_app.ui.sales.bursts import Bursts
from pos_app.ui.sales.counter_presenter import CounterPresenter
from pos_app.ui.sales.found import is_burst
from pos_app.ui.sales.key_filter import Focus, KeyFilter
from pos_app.ui.sales.presenter import SalesPresenter
from pos_app.ui.sales.quick_presenter import QuickPresenter
from pos_app.ui.sales.scan_presenter import ScanPresenter
from pos_app.ui.sales.view import SalesView
from pos_app.ui.sales.weigh_presenter import WeighPresenter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.domain.rows import QuickKey
    from pos_app.services.sales.take_payment import Completed
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.messages import Messages
    from pos_app.ui.sales.held_panel import HeldPanel
    from pos_app.ui.sales.pay_presenter import PayPresenter
    from pos_app.ui.sales.results_popup import ResultsPopup
    from pos_app.ui.scale_watch import ScaleWatch
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

SEARCH_PAUSE_MS = 25
"""A scanner's figures come closer than this: a scan never opens the search, fingers always do."""


class SalesScreen(QObject):
    """The tab."""

    announced = Signal(object)
    """`Changes` of something written."""
    state_changed = Signal()
    """Selling or paying, or what can be done, has changed."""
    receipt_scanned = Signal(str)
    """The number of a receipt scanned at the till."""
    run = Signal(str)
    """The id of an action that a key or a button asked for."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        messages: Messages,
        theme: Theme,
        wording: Wording,
        actions: Mapping[str, Action],
        scale: ScaleWatch,
    ) -> None:
        super().__init__()
        self.widget = SalesView(theme, wording.formats, messages, actions, wording.translate)
        self._services = services
        self._tasks = tasks
        self._wording = wording
        self._messages = messages
        self.weighing = WeighPresenter(self.widget.entry, scale, wording)
        self.basket = SalesPresenter(self.widget, services, tasks, messages, wording, self.weighing, scale)
        self.scanning = ScanPresenter(self.widget, self.basket, services.ring_up, messages, wording)
        self.counter = CounterPresenter(self.widget, self.basket, services, tasks, messages, wording)
        self.quick = QuickPresenter(self.widget.quick, self.basket, services, tasks, messages, wording)
        self.bursts = Bursts()
        self._filter = KeyFilter(self.widget.results_shown, self._writes_payment, self.bursts)
        # Timers and presenters go with the widgets they speak to.
        self.setParent(self.widget)
        for part in (
            self.weighing,
            self.basket,
            self.scanning,
            self.counter,
            self.quick,
            self.bursts,
            self._filter,
        ):
            part.setParent(self)
        self._paying = False
        self._search = QTimer(self)
        self._search.setSingleShot(True)
        self._connect_view()
        self._connect_presenters()
        self._connect_keys()

    @cached_property
    def paying(self) -> PayPresenter:
        """The payment, made with its panel when somebody first pays."""
        from pos_app.ui.sales.pay_presenter import PayPresenter

        services, panel = self._services, self.widget.pay
        paying = PayPresenter(panel, services.take_payment, services.ring_up, self._tasks, self._wording)
        paying.setParent(self)
        paying.taken.connect(self.announced)
        paying.part_moved.connect(self.counter.kick_after)
        paying.completed.connect(self._on_completed)
        paying.left.connect(self._on_left_payment)
        paying.typed_ahead.connect(self._on_typed_ahead)
        for field in (panel.amount, panel.reference):
            self._filter.watch(field, Focus.PAY)
        self._filter.typed_ahead.connect(paying.type_ahead)
        return paying

    def _finish(self) -> None:
        self.paying.finish()

    def _back_to_basket(self) -> None:
        self.paying.back()

    def _writes_payment(self) -> bool:
        return "paying" in self.__dict__ and self.paying.busy

    @property
    def state(self) -> State:
        """Selling or paying."""
        return State.PAYING if self._paying else State.SELLING

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now."""
        off = set()
        if not self.basket.sale.basket.lines:
            off |= {"sales.quantity", "sales.price", "sales.discount", "sales.discount_basket", "sales.remove"}
            off |= {"sales.explain", "sales.drop", "sales.up", "sales.down", "sales.pay", "sales.weigh"}
            off.add("sales.quick_put")
        if not self.weighing.weighs:
            off.add("sales.tare")
        if not self.widget.quick.tiles():
            off.add("sales.quick_off")
        return frozenset(off)

    def start(self) -> None:
        """Show the basket that was open when the program last ended, with money taken towards it."""
        self.widget.quick.show_pages(self._services.ring_up.quick_keys())
        resumed = self._services.ring_up.resume()
        self.basket.begin(resumed.sale if resumed else None)
        if resumed and resumed.payments:
            self._enter_payment()
            self.paying.open_for(self.basket.sale, resumed.payments)

    def look_after(self) -> None:
        """Read what the empty till shows, behind the first painting: the threads would take turns with it."""
        self.counter.refresh_today()
        self.counter.refresh_first_steps()
        self.counter.refresh_starter()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do."""
        basket, counter, measured = self.basket, self.counter, self._measured
        return {
            "change_quantity": measured(basket.ask_quantity),
            "weigh_line": measured(basket.ask_weight),
            "take_container_off": self._take_container_off,
            "change_price": measured(basket.ask_price),
            "discount_line": measured(basket.ask_discount),
            "discount_basket": measured(basket.ask_basket_discount),
            "remove_line": basket.remove,
            "undo": basket.undo,
            "explain_line": basket.explain,
            "line_up": lambda: basket.move_line(-1),
            "line_down": lambda: basket.move_line(1),
            "clear_scan_line": self._on_escaped,
            "go_to_quick_keys": self._go_to_quick_keys,
            "put_on_quick_keys": self.quick.put,
            "take_off_quick_keys": self.quick.take_off,
            "hold_or_recall": measured(counter.show_held),
            "drop_basket": measured(counter.drop),
            "pay": measured(self.pay),
            "open_drawer": measured(self._ask_drawer),
            "tender_cash": lambda: self.paying.choose("cash"),
            "tender_card": lambda: self.paying.choose("card"),
            "finish": self._finish,
            "back_to_basket": self._back_to_basket,
        }

    def _measured(self, act: Callable[[], object]) -> Callable[[], object]:
        """Let something be done only once no goods wait for their quantity."""

        def act_unless_asked() -> None:
            if self.basket.attempt(self.basket.refuse_unmeasured):
                act()

        return lambda: self.basket.in_order(act_unless_asked)

    def shown(self) -> None:
        """Give the focus to the scan line, to the amount while paying, or to what is asked for."""
        if self._paying:
            self.widget.pay.amount.setFocus()
        elif self.widget.entry.asking is not None:
            self.widget.entry.field.setFocus()
        else:
            self.widget.focus_scan_line()

    def show_paper(self, png: bytes) -> None:
        """Show the paper of the sale just made, while its change is on screen."""
        if self.widget.shows("done"):
            self.widget.done.show_paper(png)

    def follow_actions(self, available: Collection[str]) -> None:
        """Switch the buttons with the actions they stand for."""
        for name, button in self.widget.buttons.items():
            button.setEnabled(name in available)
        self.widget.lines.held.setEnabled("sales.hold" in available)

    def changed(self, changes: Changes) -> None:
        """Read again what a change concerns."""
        if changes.orders:
            self.counter.refresh_today()
        if changes.customers:
            self.basket.customers_changed()
        if changes.catalog:
            self.quick.refresh()
        if changes.catalog or changes.settings or changes.people:
            self.counter.refresh_first_steps()

    def take_code(self, text: str) -> None:
        """Take what a scanner on a port sent as if it were typed into the scan line."""
        if self._paying:
            self.paying.refuse_heard(text)
        else:
            self._scan(text, scanned=True)

    def pay(self) -> None:
        """Begin paying, after whatever decides which basket it is."""
        self.basket.in_order(self._pay)

    def _pay(self) -> None:
        if self.basket.payable:
            self._leave_entry()
            self._enter_payment()
            self.paying.open_for(self.basket.sale)
        else:
            self.basket.say_trouble()

    def _enter_payment(self) -> None:
        self._messages.clear_basket()
        self.widget.show_right(self.widget.quick)
        self._set_paying(True)

    def _set_paying(self, paying: bool) -> None:
        self._paying = paying
        self.widget.show_paying(paying)
        self.state_changed.emit()

    def _connect_view(self) -> None:
        view = self.widget
        view.scan.typed.connect(self._on_typed)
        self._search.timeout.connect(lambda: self.scanning.typed(view.scan.text()))
        view.scan.entered.connect(self._on_entered)
        view.scan.composed.connect(self._on_composed)
        self.bursts.ended.connect(self._on_burst)
        view.results_built.connect(self._connect_results)
        view.quick.pressed.connect(self._on_quick_key)
        view.quick.emptied.connect(self.shown)
        view.quick.left.connect(self.shown)
        view.quick.moved.connect(self.state_changed)
        view.entry.answered.connect(self._on_answered)
        view.entry.left.connect(self._leave_entry)
        view.entry.asked.connect(lambda _question: self.state_changed.emit())
        view.entry.tare_button.clicked.connect(lambda: self.run.emit("sales.tare"))
        view.entry.weigh_button.clicked.connect(lambda: self.run.emit("sales.weigh"))
        view.held_built.connect(self._connect_held)
        view.lines.empty.wanted.connect(self.run)
        view.lines.held_clicked.connect(lambda: self.run.emit("sales.hold"))
        view.pay_button.clicked.connect(lambda: self.run.emit("sales.pay"))
        view.stray_key.connect(self._on_stray_key)
        view.stray_escape.connect(self._on_stray_escape)
        for name, button in view.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.run.emit(name))

    def _connect_results(self, results: ResultsPopup) -> None:
        results.chosen.connect(self._on_chosen)
        self._filter.result_moved.connect(results.move_choice)

    def _connect_held(self, held: HeldPanel) -> None:
        held.hold_wanted.connect(self.counter.hold)
        held.recall_wanted.connect(self.counter.recall)
        held.left.connect(self.counter.close_panel)
        held.typed.connect(self._on_typed_over_held)

    def _connect_presenters(self) -> None:
        self.basket.announced.connect(self.announced)
        self.scanning.receipt_scanned.connect(self.receipt_scanned)
        self.basket.moved.connect(self._on_basket_moved)
        self.counter.announced.connect(self.announced)
        self.quick.announced.connect(self.announced)
        self.counter.settled.connect(self.shown)

    def _connect_keys(self) -> None:
        self._filter.watch(self.widget.scan, Focus.SCAN)
        self._filter.watch(self.widget.entry.field, Focus.ENTRY)
        self._filter.action_wanted.connect(self.run)
        self._filter.line_moved.connect(self.basket.move_line)
        self._filter.escaped.connect(self._on_escaped)

    def _on_basket_moved(self) -> None:
        self.widget.show_holding(bool(self.basket.sale.basket.lines))
        self.state_changed.emit()

    def _on_typed(self, text: str) -> None:
        self.counter.forget_question()
        # Letters are searched for as soon as no key waits; figures may be a scan that is not over.
        maybe_scan = text.isdigit() or may_become_payment(text)
        self._search.start(SEARCH_PAUSE_MS if maybe_scan else 0)

    def _on_entered(self, text: str) -> None:
        scanned = is_burst(text, self.bursts.count)
        self.bursts.forget()
        self._scan(text, scanned=scanned)

    def _scan(self, text: str, *, scanned: bool) -> None:
        self._search.stop()
        self.counter.forget_question()
        self.scanning.scan(text, scanned=scanned)

    def _on_composed(self, more: int) -> None:
        """Follow an input method: one sign more at a time may be a scan, anything else is a person choosing words."""
        if more == 1:
            self.bursts.sign()
        else:
            self.bursts.forget()

    def _on_burst(self, count: int) -> None:
        """Take a scan that nothing ended but silence."""
        if self._paying:
            self.paying.refuse_burst(count)
        elif is_burst(self.widget.scan.whole, count):
            self._scan(self.widget.scan.take(), scanned=True)

    def _on_chosen(self, row: object) -> None:
        self.scanning.choose(row)  # type: ignore[arg-type]  # the signal carries a FoundRow
        self.shown()

    def _on_quick_key(self, key: QuickKey) -> None:
        self.scanning.press_quick_key(key)
        self.shown()

    def _on_answered(self, what: str, text: str) -> None:
        entry = self.widget.entry
        asked = entry.asking
        taken = self.counter.open_drawer(text.strip()) if what == "drawer_reason" else self.basket.answer(what, text)
        if not taken:
            # the next thing typed, or scanned on purpose, takes its place
            entry.field.selectAll()
        elif entry.asking is asked:  # an answer may lead to the next question
            self._leave_entry()

    def _leave_entry(self) -> None:
        self.widget.entry.close_bar()
        self._messages.clear_line()
        self.shown()

    def _ask_drawer(self) -> None:
        self.widget.entry.ask(self.basket.drawer_question())

    def _take_container_off(self) -> None:
        """Take what is typed, or what lies on the scale, for the empty container."""
        entry = self.widget.entry
        if self.basket.take_container_off(entry.field.text()):
            entry.field.clear()
        entry.field.selectAll()
        entry.field.setFocus()

    def _go_to_quick_keys(self) -> None:
        self.widget.show_right(self.widget.quick)
        self.widget.show_done(False)
        self.widget.quick.focus_first()

    def _on_escaped(self) -> None:
        """Clear one thing after the other: the text, what it found, the message, the panel at the right."""
        view = self.widget
        self._search.stop()
        self.counter.forget_question()
        if view.scan.text() or view.results_shown():
            view.scan.clear()
            view.hide_results()
        elif view.said.text():
            self._messages.clear_basket()
        elif view.right_panel() is not view.quick:
            self.counter.close_panel()
        else:
            view.show_done(False)

    def _on_typed_over_held(self, text: str) -> None:
        self.counter.close_panel()
        self._on_stray_key(text)

    def _on_stray_key(self, text: str) -> None:
        """Lead what is typed or scanned elsewhere on the tab into the scan line."""
        if not self._paying:
            self.widget.focus_scan_line()
            self.widget.scan.insert(text)
            self.bursts.sign()
            self._on_typed(self.widget.scan.text())

    def _on_stray_escape(self) -> None:
        """Leave a button for the scan line; while paying, go back as from the fields."""
        if self._paying:
            self.run.emit("pay.back")
        else:
            self.widget.focus_scan_line()

    def _on_completed(self, completed: Completed) -> None:
        self._set_paying(False)
        self.counter.finished(completed)
        self.shown()

    def _on_typed_ahead(self, text: str) -> None:
        """Give the scan line what a fast hand or a scanner sent while the sale before was being written."""
        self.widget.scan.insert_pasted(text)
        if self.widget.scan.text():
            self._search.start()

    def _on_left_payment(self) -> None:
        self._set_paying(False)
        self.shown()
