"""Whatever moves money happens in an open shift: find it, begin one, or refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.shifts import shift, shift_event, shift_state
from pos_app.domain.denominations import CashCount
from pos_app.domain.journal import Tag
from pos_app.domain.shift import DIFFERENCE, FLOAT, OPEN, OPENED, ShiftClosed, canonical_text
from pos_app.services.shifts.cash_ledger import move_cash

if TYPE_CHECKING:
    from pos_app.data.queries.last_shift import ShiftRow
    from pos_app.services.books import Posting


def open_shift_of(posting: Posting) -> ShiftRow:
    """Return this till's open shift, and let what is posted belong to it. Raise `ShiftClosed` where none is open.

    What the books say counts, not what was on duty when the program opened: it may have been closed since.
    """
    last = posting.last_shift()
    if last is None or last.state != OPEN:
        raise ShiftClosed
    if last.id != posting.duty.shift_id:
        posting.go_on(last.id, last.uid, last.at)
    return last


def need_shift(posting: Posting, *, needed: bool, currency: str) -> ShiftRow:
    """Return this till's open shift; where none has to be opened by hand, begin one with what the last one left.

    Raise `ShiftClosed`.
    """
    try:
        return open_shift_of(posting)
    except ShiftClosed:
        if needed:
            raise
    begin_shift(posting, posting.last_shift(), None, currency=currency)
    return open_shift_of(posting)


def begin_shift(posting: Posting, last: ShiftRow | None, count: CashCount | None, *, currency: str) -> None:
    """Begin the shift behind the last one, with counted cash or uncounted with what that one left.

    What was counted more or less than was left is a movement of its own, and the journal names it.
    """
    expected = left_by(last)
    told = CashCount(expected) if count is None else count
    uid, event = new_uid(), new_uid()
    row: dict[str, Any] = {
        "uid": uid,
        "till_id": posting.duty.till_id,
        "number": last.number + 1 if last else 1,
        "person_id": posting.duty.person_id,
        "at": posting.at,
        "business_date": posting.business_date,
        "zone": posting.zone,
        "float_amount": told.amount,
    }
    key = add_row(posting.connection, shift, **row)
    posting.go_on(key, uid, posting.at)
    add_row(posting.connection, shift_state, shift_id=key, state=OPEN, cash=0, changed_at=posting.at)
    body = {"expected": expected, "counted": None if count is None else told.amount, "pieces": told.pieces}
    posting.add(shift_event, uid=event, kind=OPENED, body=canonical_text(body))
    for reason, amount in ((FLOAT, expected), (DIFFERENCE, told.amount - expected)):
        if amount:
            move_cash(posting, reason, amount, event, currency=currency)
    said = {"number": row["number"], "float": told.amount, "expected": expected, "difference": told.amount - expected}
    posting.journal(Tag.SHIFT_OPENED, uid, said)


def left_by(last: ShiftRow | None) -> int:
    """Return the cash that a shift left in the drawer."""
    return last.cash if last else 0
