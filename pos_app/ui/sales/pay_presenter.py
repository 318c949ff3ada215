"""Paying: what is due, what was typed, and one order however often Enter is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.barcode import gtin14
from pos_app.domain.cash import UnusualCash
from pos_app.domain.changes import Changes
from pos_app.domain.element_strings import has_elements, without_identifier
from pos_app.domain.errors import PosError
from pos_app.domain.money import parse_amount, plain
from pos_app.domain.payment_code import PaymentCodeNotTaken, payment_kind
from pos_app.services.sales.take_payment import Completed, SlipMissing
from pos_app.ui.messages import Tone
from pos_app.ui.sales.found import looks_like_code
from pos_app.ui.sales.key_filter import BACKSPACE
from pos_app.ui.sales.pay_panel import PayState
from pos_app.ui.tasks import Operation
from pos_app.ui.typed import plain_figure, plain_text

if TYPE_CHECKING:
    from pos_app.domain.errors import CodedError
    from pos_app.domain.rows import TakenPayment
    from pos_app.domain.sale import Sale
    from pos_app.services.sales.ring_up import RingUp
    from pos_app.services.sales.take_payment import PartPaid, TakePayment
    from pos_app.ui.sales.pay_panel import PayPanel
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.wording import Wording

_LONGEST_AMOUNT = 14
"""No amount has so many figures; codes do."""


class PayPresenter(QObject):
    """Decides what the pay panel shows and when money is taken."""

    completed = Signal(object)
    """`Completed`: the sale is an order."""
    taken = Signal(object)
    """`Changes` of a part payment taken or given back."""
    part_moved = Signal(str)
    """The tender of a part payment that was taken or given back: cash means the drawer."""
    left = Signal()
    """Back to the basket, nothing taken."""
    typed_ahead = Signal(str)
    """What was typed while the sale was being finished: it belongs to the next one. Lines that were ended end in LF."""

    def __init__(self, panel: PayPanel, service: TakePayment, ring_up: RingUp, tasks: Tasks, wording: Wording) -> None:
        super().__init__()
        self._panel = panel
        self._service = service
        self._ring_up = ring_up
        self._tasks = tasks
        self._wording = wording
        self._sale: Sale | None = None
        self._payments: tuple[TakenPayment, ...] = ()
        self._tender = "cash"
        self._uid = b""
        self._ahead = ""
        self._busy = self._sure = self._asked_back = False
        panel.tender_chosen.connect(self.choose)
        panel.amount_edited.connect(self._on_edited)
        panel.suggestion_chosen.connect(self._on_suggestion)
        panel.finish_wanted.connect(self.finish)
        panel.back_wanted.connect(self.back)

    @property
    def busy(self) -> bool:
        """Whether a payment is being written."""
        return self._busy

    def type_ahead(self, text: str) -> None:
        """Keep what is typed while a payment is being written, until it is known which field it is for."""
        self._ahead = self._ahead[:-1] if text == BACKSPACE else self._ahead + text

    def open_for(self, sale: Sale, payments: tuple[TakenPayment, ...] = ()) -> None:
        """Start paying a sale; `payments` were taken before, for example before the program was killed."""
        self._sale = sale
        self._payments = payments
        self._begin("cash")

    def choose(self, tender: str) -> None:
        """Take the next part by another tender; the one that is chosen already keeps what was typed."""
        if tender == self._tender:
            self._panel.amount.setFocus()
        else:
            self._begin(tender)

    def _begin(self, tender: str) -> None:
        """Begin the next part: the field holds what is open, so that Enter takes it all."""
        if self._busy or self._sale is None:
            return
        self._tender = tender
        self._uid = self._service.new_payment_uid()
        self._forget_questions()
        due = self._service.due(self._sale, self._payments, tender)
        self._panel.reference.clear()
        self._panel.set_amount(plain(max(due.to_pay, 0), self._wording.formats.digits))
        self._show()
        self._panel.amount.setFocus()

    def finish(self) -> None:
        """Take what the field says. Five Enters make one payment: while one is written the others are nothing."""
        if self._busy or self._sale is None:
            return
        if self.refuse_code(self._panel.amount.text()):
            return
        try:
            tendered = self._read()
        except PosError as refusal:
            self._panel.say(self._wording.sentence(refusal))
            return
        if not self._sure and self._asks_about_goods(tendered):
            return
        self._busy = True
        self._show()
        sale, tender, uid, sure = self._sale, self._tender, self._uid, self._sure
        reference = self._panel.reference.text().strip()
        work = Operation(lambda: self._service.take(sale, tender, tendered, uid, reference=reference, sure=sure))
        work.called(self._act(tendered, tender))
        self._tasks.write(work.on_success(self._on_taken).on_failure(self._on_refused).on_stray(self._on_stray))

    def refuse_burst(self, count: int) -> None:
        """Refuse a code that a scanner wrote into the amount, `count` signs at once, and never ended."""
        text = self._panel.amount.text()
        if self._panel.amount.hasFocus() and count >= len(text):
            self.refuse_code(text)

    def refuse_code(self, text: str) -> bool:
        """Say what a scanned code is, and that it is no money; return whether the text is one."""
        code = without_identifier(plain_text(text))
        if self._busy or self._sale is None or not _is_code(code):
            return False
        self._refuse_scan(code)
        return True

    def refuse_heard(self, text: str) -> None:
        """Refuse what a scanner on a port sent; while a payment is written it waits for the next sale."""
        if self._busy:
            self.type_ahead(f"{text}\n")
        elif not self.refuse_code(text):
            self._refuse_scan("")

    def back(self) -> None:
        """Return to the basket; money already taken is given back first, after a person said so twice."""
        if self._busy or self._sale is None:
            return
        if not self._payments:
            self._close()
            self.left.emit()
            return
        last = self._payments[-1]
        if not self._asked_back:
            self._forget_questions()
            self._asked_back = True
            self._panel.say(self._give_back_question(last), Tone.WARN)
            return
        self._busy = True
        self._show()
        sale = self._sale
        _ = self._wording.translate
        act = _("Give back: {payment}").format(payment=self._act(last.amount, last.tender, last.reference))
        work = Operation(lambda: self._service.give_back(sale, last.uid)).called(act)
        self._tasks.write(work.on_success(self._on_given_back).on_failure(self._on_refused).on_stray(self._on_stray))

    def _on_taken(self, result: Completed | PartPaid) -> None:
        self._busy = False
        if isinstance(result, Completed):
            self._close()
            self.completed.emit(result)
            ahead, self._ahead = self._ahead, ""
            self.typed_ahead.emit(ahead)
            return
        self._payments = result.payments
        self.part_moved.emit(result.payments[-1].tender)
        self.taken.emit(result.changes)
        self._begin("cash")
        self._refuse_ahead()

    def _on_given_back(self, payments: tuple[TakenPayment, ...]) -> None:
        self._busy = False
        self.part_moved.emit(self._payments[-1].tender)
        self._payments = payments
        # The money has left the drawer's sum of this shift.
        self.taken.emit(Changes(shift=True))
        self._begin("cash")
        self._refuse_ahead()

    def _on_refused(self, refusal: CodedError) -> None:
        self._busy = False
        # Asked once more: the same Enter again means that the person is sure.
        self._sure = isinstance(refusal, UnusualCash)
        self._show()
        if isinstance(refusal, SlipMissing):
            # Not a mistake yet: the amount is right and the next thing to type is the reference.
            self._panel.say(self._wording.sentence(refusal), Tone.PLAIN)
            self._panel.reference.setFocus()
        else:
            self._panel.say(self._wording.sentence(refusal), Tone.WARN if self._sure else Tone.BAD)
            self._panel.amount.setFocus()
        self._refuse_ahead()

    def _on_stray(self) -> None:
        """Let the person try again: the payment keeps its uid, so that none is taken twice."""
        self._busy = False
        self._show()
        self._refuse_ahead()

    def _refuse_ahead(self) -> None:
        """Say that what was typed ahead is gone: this sale is not finished, and its fields ask for money."""
        typed, self._ahead = self._ahead.strip(), ""
        if typed:
            text = self._wording.translate("What was typed meanwhile was not taken: this sale is not finished.")
            self._panel.say(f"{self._panel.said.text()} {text}".strip(), Tone.WARN)

    def _refuse_scan(self, code: str) -> None:
        """Put the figure back that a scanned code has overwritten: goods are not money."""
        self._begin(self._tender)
        _ = self._wording.translate
        if payment_kind(code):
            self._panel.say(self._wording.sentence(PaymentCodeNotTaken()), Tone.BAD)
            return
        self._panel.say(_("That was a scan. Finish the sale, or go back with Esc to scan more."), Tone.BAD)

    def _asks_about_goods(self, tendered: int) -> bool:
        """Ask where far too much money reads like a short code of the shop: it may have been scanned."""
        text = plain_text(self._panel.amount.text()).strip()
        due = self._service.due(self._require_sale(), self._payments, self._tender)
        if not text.isdigit() or tendered <= 2 * due.to_pay:
            return False
        try:
            name = self._ring_up.look_up(text)[0].item.name
        except PosError:
            return False
        self._sure = True
        question = self._wording.translate("{text} is the code of {name}. If it is money, press Enter again.")
        self._panel.say(question.format(text=text, name=name), Tone.WARN)
        return True

    def _on_edited(self, _text: str) -> None:
        self._forget_questions()
        self._show()

    def _on_suggestion(self, figure: int) -> None:
        self._panel.set_amount(plain(figure, self._wording.formats.digits))
        self._forget_questions()
        self._show()
        self._panel.amount.setFocus()

    def _forget_questions(self) -> None:
        self._sure = self._asked_back = False
        self._panel.say("")

    def _show(self) -> None:
        sale = self._require_sale()
        due = self._service.due(sale, self._payments, self._tender)
        entered = self._entered()
        self._panel.show_state(
            PayState(
                total=due.total,
                taken=tuple(
                    (self._wording.tender(paid.tender, paid.reference), paid.amount) for paid in self._payments
                ),
                still=due.to_pay,
                tender=self._tender,
                suggestions=self._service.suggestions(due.to_pay),
                entered=entered,
                change=(entered or 0) - due.to_pay,
                can_finish=entered is not None,
                busy=self._busy,
            )
        )

    def _entered(self) -> int | None:
        try:
            return self._read()
        except PosError:
            return None

    def _read(self) -> int:
        """Return what the field says, in minor units; raise what the domain has against it."""
        formats = self._wording.formats
        return parse_amount(plain_figure(self._panel.amount.text(), formats, formats.digits), formats.digits)

    def _give_back_question(self, last: TakenPayment) -> str:
        _ = self._wording.translate
        text = _("{amount} by {tender} was taken already. Press Esc again to give it back, or finish the sale.")
        name = self._wording.tender(last.tender, last.reference)
        return text.format(amount=self._wording.formats.amount(last.amount), tender=name)

    def _act(self, amount: int, tender: str, reference: str = "") -> str:
        """Return a payment in words, for who must allow it."""
        given = {"amount": self._wording.formats.amount(amount), "tender": self._wording.tender(tender, reference)}
        return self._wording.translate("{amount} by {tender}").format(**given)

    def _require_sale(self) -> Sale:
        if self._sale is None:
            raise LookupError("nothing is being paid")
        return self._sale

    def _close(self) -> None:
        self._sale = None
        self._payments = ()
        self._forget_questions()


def _is_code(text: str) -> bool:
    """Tell whether a text is a code of goods or of a phone, and no amount of money."""
    if text.isdigit():
        return len(text) >= _LONGEST_AMOUNT or gtin14(text) is not None
    return has_elements(text) or payment_kind(text) is not None or (looks_like_code(text) and not _is_figure(text))


def _is_figure(text: str) -> bool:
    return all(sign.isdigit() or sign in ".,-/" for sign in text)
