"""Close a shift: its cash is counted, what is over or short is named, and a Z with the next number says all of it.

Held baskets, papers that wait and whatever else is not settled keep no shift open: they are there tomorrow. Only money
that was taken for a sale which is not finished has to go one way or the other first, for it lies in the drawer and in
no sale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.queries.last_shift import last_shift
from pos_app.data.queries.shifts import read_figures
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.jobs import job
from pos_app.data.tables.shifts import shift_event, shift_state
from pos_app.data.tables.shop import series
from pos_app.domain.changes import Changes
from pos_app.domain.denominations import is_far_off, of_sum, refuse_untrue
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import (
    CASH,
    CLOSED,
    COUNTED,
    DIFFERENCE,
    OPEN,
    Closing,
    ShiftClosed,
    TenderCount,
    canonical_text,
    closed_entry,
)
from pos_app.services.shifts.cash_ledger import move_cash
from pos_app.services.shifts.report_jobs import Z_REPORT, report_job
from pos_app.services.shifts.shift_gate import begin_shift, open_shift_of
from pos_app.services.shop.number_series import CLOSINGS, need_series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.data.queries.last_shift import ShiftRow
    from pos_app.domain.denominations import CashCount
    from pos_app.domain.shift import Figures
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class PaymentUnfinished(PosError):
    """Money was taken on this till for a sale that is not finished. Params: taken (minor units), at (when)."""


class CountFarOff(PosError):
    """The count is far from what should be there: asked once more. Params: counted, off (minor units, signed)."""


class CountDiffers(PosError):
    """The same where whoever counts is not to know what should be there. No params."""


class Closed(Struct, frozen=True):
    """A shift was closed."""

    shift_uid: bytes
    closing: Closing
    changes: Changes


class CloseShift:
    """Cash counted in the evening."""

    def __init__(self, shop: Shop, settings: SettingsDesk, head: Callable[[], str]) -> None:
        """`head` gives what a paper keeps of its head, as JSON."""
        self._shop = shop
        self._settings = settings
        self._head = head
        self._asked_blind: int | None = None
        """The shift whose count was asked about once without telling a figure."""

    def expected(self) -> int | None:
        """Return what should lie in the drawer; None where whoever counts is not to know before.

        Raise `ShiftClosed`.
        """
        self._shop.require(Permission.SHIFT_CLOSE)
        with self._shop.database.read() as connection:
            last = last_shift(connection, self._shop.duty.till_id)
        if last is None or last.state != OPEN:
            raise ShiftClosed
        return None if self._settings.values.blind_count else last.cash

    def close(
        self, cash: CashCount, others: Mapping[str, int] | None = None, note: str = "", *, sure: bool = True
    ) -> Closed:
        """Close this till's shift with counted cash, and sums of other tenders (slips of cards) where they were added.

        Raise `ShiftClosed`, `PaymentUnfinished`, or what of a count cannot be; where nobody is `sure`, `CountFarOff` or
        `CountDiffers` for one that is far from what should be there. Nothing is written then.
        """
        refuse_untrue(cash, self._shop.profile.currency)
        if not sure:
            self._refuse_far_off(cash)
        told = {tender: of_sum(amount).amount for tender, amount in sorted((others or {}).items()) if tender != CASH}
        head = self._head()  # it may look at the logo's file: not while the writer is held
        with self._shop.posting(Permission.SHIFT_CLOSE, dated=True) as posting:
            row = open_shift_of(posting)
            _refuse_unfinished(posting)
            figures = read_figures(posting.connection, row.id)
            self._count(posting, cash, told, figures.expected_cash)
            closing = self._closing(posting, cash, told, figures, note.strip())
            posting.add(shift_event, kind=CLOSED, body=canonical_text(closing))
            _set_closed(posting, row)
            values = report_job(posting, Z_REPORT, row.uid, head, number=closing.number)
            posting.connection.execute(insert(job), values)
            posting.journal(Tag.SHIFT_CLOSED, row.uid, closed_entry(row.number, closing))
            posting.go_on(None, None, None)
            if not self._settings.values.shift_needed:
                last = posting.last_shift()
                begin_shift(posting, last, cash, currency=self._shop.profile.currency.code)
            behind = posting.clock_behind_seconds
        return Closed(row.uid, closing, Changes(shift=True, jobs=True, clock_behind_seconds=behind))

    def _refuse_far_off(self, cash: CashCount) -> None:
        """Raise `CountFarOff`, or `CountDiffers` once in a shift."""
        self._shop.require(Permission.SHIFT_CLOSE)  # nobody else is told how far
        with self._shop.database.read() as connection:
            last = last_shift(connection, self._shop.duty.till_id)
        if last is None or not is_far_off(last.cash, cash.amount, self._shop.profile.currency):
            return
        if self._settings.values.blind_count:
            if self._asked_blind == last.id:  # asked each time, the answers would tell what should be there
                return
            self._asked_blind = last.id
            raise CountDiffers
        raise CountFarOff(counted=cash.amount, off=cash.amount - last.cash)

    def _count(self, posting: Posting, cash: CashCount, others: Mapping[str, int], expected: int) -> None:
        """Write down what was counted; from here on the drawer holds that, and what it should have held is history."""
        event = new_uid()
        body = {"cash": cash.amount, "pieces": cash.pieces, "others": others}
        posting.add(shift_event, uid=event, kind=COUNTED, body=canonical_text(body))
        if cash.amount != expected:
            currency = self._shop.profile.currency.code
            move_cash(posting, DIFFERENCE, cash.amount - expected, event, currency=currency)

    def _closing(
        self, posting: Posting, cash: CashCount, others: Mapping[str, int], figures: Figures, note: str
    ) -> Closing:
        need_series(posting, CLOSINGS, self._shop.profile.kind)
        key, value, number = posting.number(CLOSINGS)
        uid = posting.connection.execute(select(series.c.uid).where(series.c.id == key)).scalar_one()
        return Closing(
            number=number,
            number_value=value,
            series=uid.hex(),
            counts=(
                TenderCount(CASH, figures.expected_cash, cash.amount),
                *(TenderCount(tender, figures.amount_of(tender), amount) for tender, amount in others.items()),
            ),
            note=posting.text(note) if note else None,
            figures=figures,
        )


def _refuse_unfinished(posting: Posting) -> None:
    """Raise `PaymentUnfinished` for a basket of this till that money was taken for."""
    paying = select(basket.c.uid, basket.c.changed_at).where(
        basket.c.till_id == posting.duty.till_id, basket.c.state == "paying"
    )
    for row in posting.connection.execute(paying.order_by(basket.c.id)).all():
        taken = sum(one.amount for one in basket_queries.payments(posting.connection, row.uid))
        if taken:
            raise PaymentUnfinished(taken=taken, at=row.changed_at)


def _set_closed(posting: Posting, row: ShiftRow) -> None:
    state = update(shift_state).where(shift_state.c.shift_id == row.id)
    posting.connection.execute(state.values(state=CLOSED, changed_at=posting.at))
