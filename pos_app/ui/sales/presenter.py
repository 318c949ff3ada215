"""The basket on the till: what is shown of it, what is changed, what is kept. It names no widget."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.basket import EmptyBasket
from pos_app.domain.errors import CodedError
from pos_app.domain.label import WEIGHTS
from pos_app.domain.permissions import NotAllowed
from pos_app.domain.pricing import net_amount
from pos_app.domain.sale import Sale
from pos_app.domain.weighing import NoScale, NotByWeight
from pos_app.services.shop.shop import approved
from pos_app.ui.messages import Place
from pos_app.ui.sales.entries import Entries, MeasureMissing
from pos_app.ui.sales.keeper import RETRY_MS, Keeper
from pos_app.ui.sales.line_rows import LineRows, Standing, count_text
from pos_app.ui.sales.taken_weights import TakenWeights
from pos_app.ui.sales.weigh_presenter import MEASURES
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import Line
    from pos_app.domain.errors import PosError
    from pos_app.domain.people import Approval
    from pos_app.domain.rows import Hit
    from pos_app.services.sales.ring_up import Resumed
    from pos_app.services.services import Services
    from pos_app.ui.messages import Message, Messages
    from pos_app.ui.sales.entry_bar import Question
    from pos_app.ui.sales.view import SalesView
    from pos_app.ui.sales.weigh_presenter import Net, WeighPresenter
    from pos_app.ui.scale_watch import ScaleWatch
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.wording import Wording

LINE_ANSWERS = frozenset({"quantity", "weigh", "price", "discount"})
"""Answers that change the lit line."""


class SalesPresenter(QObject):
    """The sale as it stands. What comes while a write decides which basket is meant waits, in its order."""

    announced = Signal(object)
    """`Changes` of something written."""
    moved = Signal()
    """What can be done now has changed."""

    def __init__(
        self,
        view: SalesView,
        services: Services,
        tasks: Tasks,
        messages: Messages,
        wording: Wording,
        weighing: WeighPresenter,
        scale: ScaleWatch,
    ) -> None:
        super().__init__()
        self._view = view
        self._weighing = weighing
        self._scale = scale
        self._services = services
        self._names: dict[bytes, str] = {}
        self._ring_up = services.ring_up
        self._tasks = tasks
        self._messages = messages
        self._wording = wording
        self._rows = LineRows(wording.formats, wording.translate)
        self._entries = Entries(services.ring_up, wording.formats, wording.translate)
        self._keeper = Keeper(services.ring_up.keep, tasks)
        self._keeper.setParent(self)
        self._waiting: deque[Callable[[], object]] = deque()
        self._open_hit: Hit | None = None
        self._unmeasured: tuple[Hit, int | None] | None = None
        self._asked_line = b""
        self._taken = TakenWeights(lambda: scale.moved)
        self._said: dict[str, Message] = {}
        self._said_below = self._trouble_said = ""
        self._paused = False
        self.sale = self._ring_up.begin()
        self._keeper.moved.connect(self.show)
        self._keeper.kept.connect(self._on_kept)
        self._keeper.troubled.connect(lambda _problem: self.say_trouble())
        self._keeper.refused.connect(self._on_refused)
        messages.said.connect(self._on_said)
        messages.cleared.connect(self._on_cleared)

    # What is on the till

    def begin(self, sale: Sale | None = None) -> None:
        """Show a sale, a new empty one if none is given, and take what waited."""
        self.put(sale)
        self.go_on()

    def put(self, sale: Sale | None = None) -> None:
        """Show a sale, a new empty one if none is given; what waited goes on waiting."""
        self._taken.leave(self.sale)
        self.sale = sale or self._ring_up.begin()
        self._said.clear()
        self.show()
        self._show_last()

    def dropped(self) -> None:
        """Show a new sale: the one on the till is dropped for good, and what was weighed for it is sold to nobody."""
        self._taken.drop(self.sale)
        self.begin()

    def pause(self) -> None:
        """Let scans wait: a write under way decides which basket they belong to."""
        self._paused = True

    def in_order(self, act: Callable[[], object]) -> None:
        """Do something now, or after the write that is awaited."""
        if self._paused:
            self._waiting.append(act)
        else:
            act()

    def go_on(self) -> None:
        """Take what waited, in order."""
        self._paused = False
        while self._waiting and not self._paused:
            self._waiting.popleft()()

    @property
    def trouble(self) -> CodedError | None:
        """What keeps steps from the disk; None where all of them are on it, or on their way as usual."""
        return self._keeper.trouble

    @property
    def payable(self) -> bool:
        """Whether paying can begin: there are lines, and every one of them is on disk or on its way as usual."""
        return bool(self.sale.basket.lines) and self._keeper.trouble is None

    def show(self) -> None:
        """Show the sale as it stands."""
        priced, formats = self.sale.priced, self._wording.formats
        standing = Standing(self._keeper.saving(), self._keeper.unsaved(), self._said)
        rows = self._rows.of(priced, standing)
        lit = self._view.lines.lit()
        self._view.lines.show_rows(rows, count_text(priced, formats, self._wording.translate) if rows else "")
        self._view.lines.light(lit if lit is not None and any(row.uid == lit for row in rows) else self.sale.lit)
        self._view.totals.show_basket(priced)
        self._view.totals.show_customer(self._called(self.sale.basket.customer))
        self._view.show_total(priced.total, self.payable)
        self._follow_explained()
        self.moved.emit()

    def give_to(self, customer_uid: bytes | None) -> None:
        """Give the basket to a customer; None for a walk-in."""
        if customer_uid != self.sale.basket.customer:
            self.attempt(lambda: self._change(self._ring_up.give_to(self.sale, customer_uid)))

    def customers_changed(self) -> None:
        """Ask again what customers are called."""
        self._names.clear()
        if self.sale.basket.customer is not None:
            self.show()

    def _called(self, uid: bytes | None) -> str:
        """Return what a customer is called, asked once."""
        if uid is None:
            return ""
        if uid not in self._names:
            found = self._services.customers.called(uid)
            self._names[uid] = found or self._wording.translate("erased")
        return self._names[uid]

    def _change(self, sale: Sale) -> None:
        """Show a changed sale at once and write its step behind it."""
        self.sale = sale
        self._keeper.keep(sale)
        self._said.clear()
        self._messages.clear_basket()
        self.say_trouble()
        self.show()
        if sale.lit is not None:
            self._view.lines.light(sale.lit)
        self._show_last()

    def _show_last(self) -> None:
        """Show the line just concerned, large."""
        wanted = self.sale.lit or self._view.lines.lit()
        lit = next((line for line in self.sale.priced.lines if line.line.uid == wanted), None)
        if lit is None:
            self._view.last.clear_line()
        else:
            self._view.last.show_line(lit.line.item.name, self._wording.formats.amount(lit.net_of_own))

    def add(self, hit: Hit, times: int | None = None, price: int | None = None) -> None:
        """Ring up goods, or ask how much where nobody has said; raise what the rules have against it."""
        self._view.show_done(False)
        if times is None and hit.unmeasured:
            self.refuse_unmeasured()
            self._unmeasured = (hit, price)
            charged = hit.item.list_price if price is None else price
            self._weighing.begin(hit.item, lambda: self._taken.refuse(self.sale, b""), partial(net_amount, charged, ()))
            self._view.entry.ask(self._entries.measure(hit.item, charged))
            return
        self._change(self._ring_up.add(self.sale, hit, times, price))

    # Actions on a line

    def lit(self) -> bytes:
        """Return the line that actions concern; raise `EmptyBasket` where there is none."""
        lines = {line.uid for line in self.sale.basket.lines}
        if not lines:
            raise EmptyBasket
        uid = self._view.lines.lit() or self.sale.lit
        return uid if uid in lines else self.sale.basket.lines[-1].uid

    def move_line(self, step: int) -> None:
        """Light another line."""
        lines = [line.uid for line in self.sale.basket.lines]
        if lines:
            at = lines.index(self.lit())
            self._view.lines.light(lines[max(0, min(len(lines) - 1, at + step))])

    def ask_quantity(self) -> None:
        """Ask how much of the lit line; of goods by weight the scale may be asked instead."""
        self.attempt(lambda: self._ask(self._quantity_of))

    def _quantity_of(self, line: Line) -> Question:
        question = self._entries.quantity(line)
        return replace(question, may_weigh=line.item.unit in WEIGHTS and self._scale.set_up)

    def ask_weight(self) -> None:
        """Ask the scale how much there is of the line in question, else of the lit one."""
        self.attempt(self._ask_weight)

    def _ask_weight(self) -> None:
        asking = self._view.entry.asking
        # the button stands beside that line's quantity; meanwhile another may have been scanned, or that one taken out
        asked = asking is not None and asking.may_weigh
        line = self.sale.basket.line(self._asked_line if asked else self.lit())
        if line.item.unit not in WEIGHTS:
            raise NotByWeight(name=line.item.name)
        if not self._scale.set_up:
            raise NoScale
        worth = partial(net_amount, line.unit_price, line.discounts)
        self._weighing.begin(line.item, lambda: self._taken.refuse(self.sale, line.uid), worth, line.tare or 0)
        self._view.lines.light(line.uid)
        self._ask(self._entries.weigh)

    def take_container_off(self, text: str) -> bool:
        """Take a typed weight, or what lies on the scale, for the container; return whether it was taken."""
        if text.strip() or not self._weighing.on_scale:
            return self.attempt(lambda: self._take_container_off(text))
        try:
            self._weighing.tare_laid_on()
        except CodedError as refusal:
            self._weighing.refuse(refusal)
            return False
        return True

    def _take_container_off(self, text: str) -> None:
        item = self._weighing.item_by_weight()
        if text.strip():
            self._weighing.tare_typed(self._entries.read_measure(text, item))
        else:
            self._weighing.tare_laid_on()
        self._messages.clear_basket()

    def ask_price(self) -> None:
        """Ask for the lit line's price."""
        self.attempt(lambda: self._ask(self._entries.price))

    def ask_discount(self) -> None:
        """Ask for the lit line's discount."""
        self.attempt(lambda: self._ask(self._entries.discount))

    def _ask(self, question: Callable[[Line], Question]) -> None:
        """Ask about the lit line; the answer concerns it whatever is scanned meanwhile."""
        line = self.sale.basket.line(self.lit())
        self._asked_line = line.uid
        self._view.entry.ask(question(line))

    def ask_basket_discount(self) -> None:
        """Ask for a discount on the whole basket."""
        self.attempt(self._ask_basket_discount)

    def _ask_basket_discount(self) -> None:
        if not self.sale.basket.lines:
            raise EmptyBasket
        self._view.entry.ask(self._entries.basket_discount(self.sale))

    def ask_open_price(self, hit: Hit, name: str) -> None:
        """Ask what goods without a price of their own cost today."""
        self._open_hit = hit
        self._view.entry.ask(self._entries.open_price(name))

    def refuse_unmeasured(self) -> None:
        """Raise `MeasureMissing` where goods wait for their quantity: another wish would lose them unseen."""
        asking = self._view.entry.asking
        if self._unmeasured is not None and asking is not None and asking.what == "measure":
            raise MeasureMissing(name=self._unmeasured[0].item.name)

    def drawer_question(self) -> Question:
        """Return what to ask before the drawer is opened without a sale."""
        return self._entries.drawer()

    def answer(self, what: str, text: str) -> bool:
        """Apply an answer; return whether it was taken. One that must wait is taken, and refused later if at all."""
        # The line is the one the question was about, also where the basket is another by the time it is applied.
        uid = self._asked_line if what in LINE_ANSWERS else None
        if what in MEASURES and not text.strip() and self._weighing.on_scale:
            return self._answer_by_scale(what, uid)
        if what in MEASURES:
            # the container that is off at this moment, also where the answer must wait
            net = self._weighing.net_of_typed()
            return self.attempt(lambda: self._put_typed(what, uid, text, net), uid)
        return self.attempt(lambda: self._apply(what, text, uid), uid)

    def _answer_by_scale(self, what: str, uid: bytes | None) -> bool:
        """Take the weight as it is shown at this moment; return whether it was taken."""
        try:
            quantity, tare = self._weighing.take()
        except CodedError as refusal:
            self._weighing.refuse(refusal)
            return False
        self._messages.clear_basket()
        if not self._taken.put(lambda: self.attempt(lambda: self._put_from_scale(what, uid, quantity, tare), uid)):
            return False
        self._scale.take()
        return True

    def _put_from_scale(self, what: str, uid: bytes | None, quantity: int, tare: int) -> None:
        self._put_weight(what, uid, quantity, tare)
        self._taken.follow(self.sale, self.sale.lit or b"")

    def _put_typed(self, what: str, uid: bytes | None, text: str, net: Net) -> None:
        item = self._unmeasured[0].item if what == "measure" and self._unmeasured else None
        item = item or self.sale.basket.line(uid or b"").item
        self._put_weight(what, uid, *net(self._entries.read_measure(text, item)))

    def _put_weight(self, what: str, uid: bytes | None, quantity: int, tare: int | None) -> None:
        if what == "measure":
            self._add_measured(quantity, tare)
        else:
            self._change(self._ring_up.set_quantity(self.sale, uid or b"", quantity, tare))

    def _apply(self, what: str, text: str, uid: bytes | None) -> None:
        if what == "open_price":
            self._add_priced(self._entries.read_price(text))
            return
        self._change(self._entries.apply(self.sale, uid, what, text))

    def _add_priced(self, price: int) -> None:
        if self._open_hit is not None:
            self.add(self._open_hit, None, price)
        self._open_hit = None

    def _add_measured(self, quantity: int, tare: int | None) -> None:
        if self._unmeasured is not None:
            hit, price = self._unmeasured
            self._change(self._ring_up.add(self.sale, hit, quantity, price, tare))
        self._unmeasured = None

    def remove(self) -> None:
        """Take the lit line out."""
        self.attempt(lambda: self._change(self._ring_up.remove(self.sale, self.lit())))

    def undo(self) -> None:
        """Take the last step back."""
        self.attempt(lambda: self._change(self._ring_up.undo(self.sale)))

    def explain(self) -> None:
        """Show how the lit line comes to its amount."""
        self.attempt(self._explain)

    def _explain(self) -> None:
        panel, uid = self._view.explain, self.lit()
        if self._view.right_panel() is panel and panel.line_uid == uid:
            panel.steps.turn_page()
            return
        panel.show_line(self.sale.priced, uid)
        self._view.show_right(panel)

    def _follow_explained(self) -> None:
        """Keep what is explained true: the line may have changed since, or be gone."""
        if not self._view.shows("explain"):
            return
        panel = self._view.explain
        if any(line.uid == panel.line_uid for line in self.sale.basket.lines):
            panel.show_line(self.sale.priced, panel.line_uid)
        else:
            self._view.show_right(self._view.quick)

    # What went wrong, and where it is said

    def say(self, problem: CodedError, line: bytes | None = None) -> None:
        """Say a problem on the line it concerns, or under the scan line."""
        text = self._wording.sentence(problem)
        if line is not None and any(line == known.uid for known in self.sale.basket.lines):
            self._messages.about_line(line.hex(), text)
        else:
            self._messages.about_basket(text)

    def attempt(self, act: Callable[[], object], line: bytes | None = None) -> bool:
        """Do something a rule may refuse, in order; return False after saying a refusal, on `line` if one is given."""
        if self._paused:
            self._waiting.append(lambda: self.attempt(act, line))
            return True
        try:
            act()
        except NotAllowed as refusal:
            # somebody is asked on the spot: it is taken, and refused later if at all
            then, otherwise = partial(self._attempt_with, act, line), partial(self.say, refusal, line)
            self._tasks.leave.ask(refusal, self._called_act(refusal), then, otherwise)
        except CodedError as refusal:
            self.say(refusal, line)
            return False
        return True

    def _called_act(self, refusal: NotAllowed) -> str:
        if not isinstance(refusal.wanted, Sale):
            return ""
        from pos_app.ui.sales.acts import act_of_step  # a day on which nothing is asked for loads none

        return act_of_step(self.sale, refusal.wanted, self._wording)

    def _attempt_with(self, act: Callable[[], object], line: bytes | None, approval: Approval) -> None:
        with approved(approval):
            self.attempt(act, line)

    def say_trouble(self) -> None:
        """Say under the scan line why steps are not saved and paying is off, where it is so."""
        trouble = self._keeper.trouble
        if trouble is not None:
            text = self._wording.translate("{problem} Paying is off until the basket is saved.")
            self._trouble_said = text.format(problem=self._wording.sentence(trouble))
            self._messages.about_basket(self._trouble_said)

    def _on_kept(self, changes: object) -> None:
        if self._trouble_said and self._trouble_said == self._said_below:
            self._messages.clear_basket()
        self._trouble_said = ""
        self.announced.emit(changes)

    def _on_refused(self, refusal: PosError) -> None:
        """Go back to the basket as it is on disk: a step of what is shown can never be kept."""
        self.pause()
        reading = Operation(self._ring_up.resume)
        reading.on_success(lambda resumed: self._go_back(resumed, refusal))
        reading.on_failure(lambda _problem: QTimer.singleShot(RETRY_MS, self, lambda: self._on_refused(refusal)))
        self._tasks.slow(reading.on_stray(self.go_on))

    def _go_back(self, resumed: Resumed | None, refusal: PosError) -> None:
        self.begin(resumed.sale if resumed else None)
        text = self._wording.translate("{problem} The basket is shown as it was saved before.")
        self._messages.about_basket(text.format(problem=self._wording.sentence(refusal)))

    def _on_said(self, message: Message) -> None:
        if message.place is Place.BASKET:
            self._said_below = message.text
        if message.place is Place.LINE:
            self._said[message.line_uid] = message
            self.show()

    def _on_cleared(self, place: Place, line_uid: str) -> None:
        if place is not Place.LINE:
            return
        if line_uid:
            self._said.pop(line_uid, None)
        else:
            self._said.clear()
        self.show()
