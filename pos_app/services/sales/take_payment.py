"""Take money towards a basket; the payment that covers it makes the order, in the same transaction.

Whatever is sent twice (a double click, a retry, a crash between commit and answer) finds the basket paid, or the
payment there, and gets the same answer again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from pos_app.data.ids import new_uid
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.rows import add_row
from pos_app.data.statements import change
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment, payment_allocation, payment_event, payment_state
from pos_app.domain.basket import EmptyBasket
from pos_app.domain.cash import due_in_cash, refuse_no_coins, refuse_unusual, suggestions
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.money import OWN_RATE
from pos_app.domain.permissions import Permission
from pos_app.domain.rows import TakenPayment
from pos_app.services.sales.keep_step import BasketClosed, NotKept
from pos_app.services.sales.place_order import place_order
from pos_app.services.shifts.cash_ledger import move_cash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.sale import Sale
    from pos_app.services.books import Posting
    from pos_app.services.sales.counter import Counter

CASH, CARD = "cash", "card"
LONGEST_REFERENCE = 64
"""Signs of a slip's number that a payment keeps."""
_ORDER = select(orders.c.id, orders.c.number, orders.c.total, orders.c.rounding).where(
    orders.c.uid == bindparam("uid_")
)
_PAID_WITH = select(
    payment.c.uid, payment.c.tender, payment.c.tendered, payment.c.amount, payment.c.reference, payment.c.change
)
_PAYMENT = select(payment.c.id, payment.c.tender, payment.c.amount, payment.c.basket_uid, payment_state.c.state).join(
    payment_state, payment_state.c.payment_id == payment.c.id
)
_SET_STATE = (
    update(basket)
    .where(basket.c.uid == bindparam("uid_"))
    .values(state=bindparam("new_state"), changed_at=bindparam("now"))
)


class CardOverpaid(PosError):
    """A card gives no change: not more than what is open. Params: open (minor units)."""


class SlipMissing(PosError):
    """A card payment on a stand-alone terminal needs the number on its slip."""


class SlipTooLong(PosError):
    """What was typed is longer than any slip's number. Params: longest (signs)."""


class PaymentGone(PosError):
    """The payment was given back already or belongs to a finished sale."""


class Due(Struct, frozen=True):
    """What is still to pay, in minor units."""

    total: int
    paid: int
    open: int
    rounding: int
    """Signed cash rounding, were the rest paid in this tender."""
    to_pay: int
    """open + rounding."""


class PartPaid(Struct, frozen=True):
    """Money was taken and more is due."""

    payments: tuple[TakenPayment, ...]
    changes: Changes


class Completed(Struct, frozen=True):
    """The basket is paid: the order stands."""

    order_uid: bytes
    number: str
    total: int
    rounding: int
    tendered: int
    """Of the last payment."""
    change: int
    payments: tuple[TakenPayment, ...]
    changes: Changes


class _Tender(Struct, frozen=True):
    """One payment about to be written."""

    uid: bytes
    kind: str
    tendered: int
    reference: str
    amount: int
    change: int
    rounding: int


class TakePayment:
    """Payments at the counter: cash, and cards on a stand-alone terminal."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def new_payment_uid(self) -> bytes:
        """Return the uid of one attempt to pay: made when the panel opens, so that five Enters make one payment."""
        return new_uid()

    def due(self, sale: Sale, payments: Sequence[TakenPayment], tender: str) -> Due:
        """Return what is still to pay in a tender; cash is rounded by setting."""
        total, paid = sale.priced.total, sum(taken.amount for taken in payments)
        open_amount = total - paid
        to_pay = due_in_cash(open_amount, self._counter.settings.cash_rounding) if tender == CASH else open_amount
        return Due(total, paid, open_amount, to_pay - open_amount, to_pay)

    def suggestions(self, to_pay: int) -> tuple[int, ...]:
        """Return the exact amount and the next likely notes."""
        return suggestions(to_pay, self._shop.profile.currency.digits)

    def take(
        self,
        sale: Sale,
        tender: str,
        tendered: int,
        payment_uid: bytes,
        *,
        reference: str = "",
        sure: bool = False,
    ) -> Completed | PartPaid:
        """Take `tendered` minor units; complete the order where they cover what is open.

        Raise `EmptyBasket`, `NothingTendered`, `NotInCoins`, `UnusualCash` (unless `sure`), `CardOverpaid`,
        `SlipMissing`, `SlipTooLong`, `NotKept`, `ShiftClosed`; nothing is written then.
        """
        head = self._counter.receipt_head()  # it may look at the logo's file: not while the writer is held
        with self._shop.posting(Permission.SELL, dated=True) as posting:
            before = self._before(posting, sale)
            if isinstance(before, Completed):
                return before
            if any(taken.uid == payment_uid for taken in before):
                return PartPaid(before, Changes())
            self._counter.need_shift(posting)
            due = self.due(sale, before, tender)
            if tender == CASH:
                refuse_no_coins(tendered, self._counter.settings.cash_rounding)
            made = _checked(_Tender(payment_uid, tender, tendered, reference.strip(), 0, 0, 0), due, sure=sure)
            return self._write(posting, sale, before, due, made, head)

    def give_back(self, sale: Sale, payment_uid: bytes) -> tuple[TakenPayment, ...]:
        """Give one payment back before the sale is finished; return those that stand.

        Raise `PaymentGone` or `ShiftClosed`.
        """
        with self._shop.posting(Permission.PAYMENT_GIVE_BACK, dated=True) as posting:
            self._counter.need_shift(posting)
            row = posting.connection.execute(_PAYMENT.where(payment.c.uid == payment_uid)).first()
            done = posting.connection.execute(_ORDER, {"uid_": sale.basket.uid}).first()
            if row is None or done is not None or row.state != "taken" or row.basket_uid != sale.basket.uid:
                raise PaymentGone
            posting.name(payment, [(row.id, payment_uid)])
            posting.add(payment_event, payment_id=row.id, kind="given_back", body="{}")
            posting.connection.execute(
                update(payment_state)
                .where(payment_state.c.payment_id == row.id)
                .values(state="given_back", changed_at=posting.at)
            )
            if row.tender == CASH:
                self._move_cash(posting, "given_back", -row.amount, payment_uid)
            posting.journal(Tag.PAYMENT_GIVEN_BACK, payment_uid, {"tender": row.tender, "amount": row.amount})
            left = basket_queries.payments(posting.connection, sale.basket.uid)
            _set_state(posting, sale.basket.uid, "paying" if left else "open")
            return left

    def _before(self, posting: Posting, sale: Sale) -> Completed | tuple[TakenPayment, ...]:
        """Return what was taken before, or the finished order where this basket has become one."""
        row = basket_queries.by_uid(posting.connection, sale.basket.uid)
        if row is not None and row.state == "paid":
            return self._finished(posting, sale.basket.uid)
        if not sale.basket.lines:
            raise EmptyBasket
        if row is None or row.steps != sale.steps:
            raise NotKept
        if row.state not in {"open", "paying"}:
            raise BasketClosed
        return basket_queries.payments(posting.connection, sale.basket.uid)

    def _finished(self, posting: Posting, uid: bytes) -> Completed:
        order = posting.connection.execute(_ORDER, {"uid_": uid}).one()
        rows = posting.connection.execute(
            _PAID_WITH.join(payment_allocation, payment_allocation.c.payment_id == payment.c.id)
            .where(payment_allocation.c.order_id == order.id)
            .order_by(payment.c.id)
        ).all()
        taken = tuple(TakenPayment(*row[:5]) for row in rows)
        last = rows[-1]
        return Completed(uid, order.number, order.total, order.rounding, last.tendered, last.change, taken, Changes())

    def _write(
        self, posting: Posting, sale: Sale, before: tuple[TakenPayment, ...], due: Due, tender: _Tender, head: str
    ) -> Completed | PartPaid:
        key = self._write_payment(posting, sale.basket.uid, tender)
        payments = (*before, TakenPayment(tender.uid, tender.kind, tender.tendered, tender.amount, tender.reference))
        if tender.amount < due.open:
            _set_state(posting, sale.basket.uid, "paying")
            return PartPaid(payments, Changes(shift=True, clock_behind_seconds=posting.clock_behind_seconds))
        order = place_order(
            posting,
            sale.priced,
            currency=self._shop.profile.currency.code,
            rounding=tender.rounding,
            head=head,
        )
        keys = [*_payment_keys(posting, [taken.uid for taken in before]), key]
        allocations = [
            {"payment_id": paid, "order_id": order.key, "amount": taken.amount}
            for paid, taken in zip(keys, payments, strict=True)
        ]
        posting.add_all(payment_allocation, allocations)
        behind = posting.clock_behind_seconds
        changes = Changes(orders=True, stock=True, shift=True, jobs=True, baskets=True, clock_behind_seconds=behind)
        return Completed(
            order.uid, order.number, due.total, tender.rounding, tender.tendered, tender.change, payments, changes
        )

    def _write_payment(self, posting: Posting, basket_uid: bytes, tender: _Tender) -> int:
        row: dict[str, Any] = {
            "uid": tender.uid,
            "basket_uid": basket_uid,
            "tender": tender.kind,
            "direction": "in",
            "tendered_currency": self._shop.profile.currency.code,
            "tendered": tender.tendered,
            "rate": OWN_RATE,
            "change": tender.change,
            "amount": tender.amount,
            "rounding": tender.rounding,
            "reference": tender.reference,
        }
        key = posting.add(payment, **row)
        posting.add(payment_event, payment_id=key, kind="taken", body="{}")
        state = {"payment_id": key, "state": "taken", "changed_at": posting.at}
        add_row(posting.connection, payment_state, **state)
        if tender.kind == CASH:
            self._move_cash(posting, "sale", tender.tendered - tender.change, tender.uid)
        body: dict[str, Any] = {
            "tender": tender.kind,
            "tendered": tender.tendered,
            "amount": tender.amount,
            "change": tender.change,
            "rounding": tender.rounding,
            "reference": posting.text(tender.reference) if tender.reference else None,
            "basket": basket_uid.hex(),
        }
        posting.journal(Tag.PAYMENT_TAKEN, tender.uid, body)
        return key

    def _move_cash(self, posting: Posting, reason: str, amount: int, document_uid: bytes) -> None:
        move_cash(posting, reason, amount, document_uid, currency=self._shop.profile.currency.code)


def _checked(tender: _Tender, due: Due, *, sure: bool) -> _Tender:
    """Return the payment with what goes to the order, what is given back and what is rounded; or refuse it."""
    if due.to_pay == 0 and tender.tendered == 0:
        return _Tender(tender.uid, tender.kind, 0, tender.reference, due.open, 0, due.rounding)
    if tender.kind == CARD:
        refuse_unusual(tender.tendered, due.open, sure=True)
        if tender.tendered > due.open:
            raise CardOverpaid(open=due.open)
        if not tender.reference:
            raise SlipMissing
        if len(tender.reference) > LONGEST_REFERENCE:
            raise SlipTooLong(longest=LONGEST_REFERENCE)
        return _Tender(tender.uid, CARD, tender.tendered, tender.reference, tender.tendered, 0, 0)
    refuse_unusual(tender.tendered, due.to_pay, sure=sure)
    if tender.tendered < due.to_pay:
        return _Tender(tender.uid, CASH, tender.tendered, "", tender.tendered, 0, 0)
    return _Tender(tender.uid, CASH, tender.tendered, "", due.open, tender.tendered - due.to_pay, due.rounding)


def _set_state(posting: Posting, basket_uid: bytes, state: str) -> None:
    """Let no step change a basket that money was taken for."""
    change(posting.connection, _SET_STATE, {"uid_": basket_uid, "new_state": state, "now": posting.at})


def _payment_keys(posting: Posting, uids: list[bytes]) -> list[int]:
    if not uids:
        return []
    rows = posting.connection.execute(select(payment.c.uid, payment.c.id).where(payment.c.uid.in_(uids)))
    keys = {uid: key for uid, key in rows}  # noqa: C416 - rows are no pairs to dict()
    posting.name(payment, [(key, uid) for uid, key in keys.items()])
    return [keys[uid] for uid in uids]
