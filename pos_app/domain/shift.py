"""The figures of a shift: what X shows and Z keeps. Amounts are minor units of the shop's currency."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, to_builtins

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_app.domain.receipt import ReceiptShop

FLOAT, SALE, GIVEN_BACK, REFUND = "float", "sale", "given_back", "refund"
PAY_IN, PAY_OUT, DROP, DIFFERENCE = "pay_in", "pay_out", "drop", "difference"
"""Why cash moves: the reasons of its ledger."""
OPENED, COUNTED, CLOSED = "opened", "counted", "closed"
"""What happens to a shift: the kinds of its events."""
OPEN = "open"
"""The state of a shift that is not `closed`."""
CASH = "cash"


class ShiftClosed(PosError):
    """No shift is open on this till: cash is counted and one opened first."""


class ShiftIsOpen(PosError):
    """A shift is open on this till already: it is closed before the next."""


class TenderFigures(Struct, frozen=True):
    """What one tender came to."""

    tender: str
    count: int
    """Payments taken."""
    taken: int
    given_back_count: int
    given_back: int
    """Positive."""

    @property
    def amount(self) -> int:
        """What was kept."""
        return self.taken - self.given_back


class TaxFigures(Struct, frozen=True):
    """What one tax came to."""

    name: str
    rate_ppm: int
    included: bool
    base: int
    amount: int


class Figures(Struct, frozen=True):
    """Everything that is counted of a shift. No names of people: they can be erased, and this is kept in facts."""

    float_amount: int
    """Counted cash it began with."""
    cash_taken: int
    cash_given_back: int
    paid_in: int
    paid_out: int
    dropped: int
    """The three before and this one: positive, whichever way the cash went."""
    tenders: tuple[TenderFigures, ...]
    sales: int
    revenue: int
    """Totals of the sales, before cash was rounded."""
    rounding: int
    """Signed cash rounding of the sales."""
    taxes: tuple[TaxFigures, ...]
    discounts: int
    """How many were given."""
    discounted: int
    """What they took off, positive."""
    price_overrides: int
    """Prices that were set at the till, whichever way they went."""
    removed_lines: int
    """Lines taken out or made smaller, by hand or by undoing."""
    drawer_openings: int
    """Without a sale."""
    first_receipt: str
    """Number of the first sale; empty for none."""
    last_receipt: str

    @property
    def expected_cash(self) -> int:
        """What should lie in the drawer."""
        return self.float_amount + self.cash_taken - self.cash_given_back + self.paid_in - self.paid_out - self.dropped

    def amount_of(self, tender: str) -> int:
        """Return what should be there of a tender: cash with the float and what was moved, others as they were kept."""
        if tender == CASH:
            return self.expected_cash
        return sum(one.amount for one in self.tenders if one.tender == tender)


class TenderCount(Struct, frozen=True):
    """A tender that was counted at the close."""

    tender: str
    expected: int
    counted: int

    @property
    def difference(self) -> int:
        """Over is positive, short negative."""
        return self.counted - self.expected


class Closing(Struct, frozen=True):
    """What the event `closed` of a shift says: the Z."""

    number: str
    """As printed."""
    number_value: int
    """Gapless in its series."""
    series: str
    """uid of the series, hex."""
    counts: tuple[TenderCount, ...]
    """Cash first."""
    note: str | None
    """Salted hash of the note, whose text lies beside the journal; None for none."""
    figures: Figures

    @property
    def cash(self) -> TenderCount:
        """The count of cash."""
        return self.counts[0]


class ClosingRow(Struct, frozen=True):
    """A closing as stored, with whom it names."""

    shift_id: int
    shift_uid: bytes
    shift_number: int
    till_id: int
    till: int
    """Its number."""
    opened_at: datetime
    opened_by: str
    at: datetime
    by: str
    business_date: date
    zone: str
    closing: Closing


class ShiftLook(Struct, frozen=True):
    """A shift as it stands: X."""

    uid: bytes
    number: int
    """1, 2, 3, … on its till."""
    opened_at: datetime
    opened_by: str
    figures: Figures


class ShiftReport(Struct, frozen=True):
    """Everything on the paper of a shift: X, or Z where it is closed."""

    shop: ReceiptShop
    language: str
    currency: str
    digits: int
    till: str
    shift_number: int
    opened_at: datetime
    """Local to the shop, aware, as the next."""
    opened_by: str
    until: datetime
    """When it was closed, or looked at."""
    by: str
    """Who closed it or looked at it."""
    business_date: date
    figures: Figures
    key: str
    """Fingerprint of the till's key, in groups."""
    closing: Closing | None = None
    """None: an X."""
    note: str = ""
    """Its text, while it has not been erased."""
    head: str = ""
    """Short form of the hash of the entry that closed it."""
    copy: bool = False
    practice: bool = False


def canonical_text(kept: object) -> str:
    """Return the one text of what an event or a job keeps: JSON, keys sorted, no spaces."""
    return json.dumps(to_builtins(kept), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def closing_of(body: str) -> Closing:
    """Return what a `closed` event says. Raise `ValueError` or `ValidationError` where the program writes no such."""
    return convert(json.loads(body), Closing)


def figures_of(body: Any) -> Figures:
    """Return figures from what JSON made of them. Raise `ValidationError` where they are none."""
    return convert(body, Figures)


def closed_entry(shift_number: int, closing: Closing) -> dict[str, int | str | bool | None]:
    """Return what the journal says of a closing: enough to add the sales in it up to the Z without the books."""
    figures = closing.figures
    return {
        "number": closing.number,
        "shift": shift_number,
        "float": figures.float_amount,
        "cash_taken": figures.cash_taken,
        "cash_given_back": figures.cash_given_back,
        "paid_in": figures.paid_in,
        "paid_out": figures.paid_out,
        "dropped": figures.dropped,
        "expected": closing.cash.expected,
        "counted": closing.cash.counted,
        "difference": closing.cash.difference,
        "sales": figures.sales,
        "revenue": figures.revenue,
        "rounding": figures.rounding,
        "note": closing.note,
        **{f"tender_{one.tender}": one.amount for one in figures.tenders},
    }
