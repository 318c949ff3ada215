"""The taxes of a tax class as a person sets them: read from what is typed, checked, written down, tried out.

Rates are parts per million. Taxes of a class stand in an order; a compound one is charged on those of lower orders too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.domain.formats import PERCENT_DIGITS
from pos_app.domain.numbers import typed_number
from pos_app.domain.tax import MILLION, Tax, line_taxes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pos_app.domain.journal import Body
    from pos_app.domain.money import Minor
    from pos_app.domain.tax import TaxAmount

LARGEST_RATE = 10 * MILLION
"""1,000 %: beyond any tax there is."""
LONGEST_NAME = 40
"""Signs of a tax's or a class's name: receipts have no more room."""
LONGEST_CODE = 32
MOST_TAXES = 8
"""Taxes of one class; no place stacks more."""


class RateUnreadable(PosError):
    """The text is no percentage. Params: text (cut to 40 characters), digits (decimals it may have)."""


class RateOutOfRange(PosError):
    """The rate is below zero or beyond any tax. Params: text."""


class TaxNameMissing(PosError):
    """A tax has no name, and receipts print it."""


class TaxNameTooLong(PosError):
    """A name has more signs than receipts have room for. Params: limit."""


class TaxNamedTwice(PosError):
    """Two taxes of a class have the same name, and nobody could tell them apart on a receipt. Params: name."""


class TooManyTaxes(PosError):
    """More taxes than a class can have. Params: limit."""


class TaxDraft(Struct, frozen=True):
    """A tax as a person sets it, before it is kept."""

    name: str
    rate_ppm: int
    included: bool
    """True: the price contains it. False: it comes on top."""
    order: int = 1
    compound: bool = False

    @classmethod
    def of(cls, tax: Tax) -> TaxDraft:
        """Return a kept tax as one that can be changed."""
        return cls(tax.name, tax.rate_ppm, tax.included, tax.order, tax.compound)


class Rules(Struct, frozen=True):
    """The taxes of a class from a day on."""

    valid_from: date
    taxes: tuple[Tax, ...]
    """Empty: no tax from that day."""


class TaxClass(Struct, frozen=True):
    """A tax class that is in use."""

    uid: bytes
    code: str
    name: str
    usual: bool
    """Goods that come without a class get this one."""
    taxes: tuple[Tax, ...]
    """In force on the day asked for."""
    coming: tuple[Rules, ...]
    """What will be in force later, the next first."""


class Trial(Struct, frozen=True):
    """What taxes make of a price."""

    price: Minor
    net: Minor
    parts: tuple[TaxAmount, ...]
    to_pay: Minor


def parse_rate(text: str) -> int:
    """Read a percentage as a person types it (`9.975`, `5,5`, `19 %`) and return parts per million.

    Raise `RateUnreadable` for what is no number or has more than four decimals, `RateOutOfRange` below 0 or beyond
    `LARGEST_RATE`.
    """
    number = typed_number(text.strip().removesuffix("%"))
    if number is None or len(number.decimals) > PERCENT_DIGITS:
        raise RateUnreadable(text=text.strip()[:40], digits=PERCENT_DIGITS)
    if len(number.whole) > len(str(LARGEST_RATE)):
        raise RateOutOfRange(text=text.strip()[:40])
    rate = int((number.whole or "0") + number.decimals.ljust(PERCENT_DIGITS, "0"))
    if rate > LARGEST_RATE or (number.negative and rate):
        raise RateOutOfRange(text=text.strip()[:40])
    return rate


def checked(drafts: Iterable[TaxDraft]) -> tuple[TaxDraft, ...]:
    """Return the taxes of a class as they can be kept, along their order. Raise what is wrong with them."""
    taxes = sorted(drafts, key=lambda draft: draft.order)
    if len(taxes) > MOST_TAXES:
        raise TooManyTaxes(limit=MOST_TAXES)
    known = set[str]()
    for draft in taxes:
        if not draft.name.strip():
            raise TaxNameMissing
        if len(draft.name) > LONGEST_NAME:
            raise TaxNameTooLong(limit=LONGEST_NAME)
        if draft.name.casefold() in known:
            raise TaxNamedTwice(name=draft.name)
        if not 0 <= draft.rate_ppm <= LARGEST_RATE:
            raise RateOutOfRange(text=str(draft.rate_ppm))
        known.add(draft.name.casefold())
    return tuple(taxes)


def rules_text(taxes: Iterable[Tax]) -> str:
    """Return the one text that a journal entry holds of the taxes of a class: JSON, in the order of the stack."""
    stack = sorted(taxes, key=lambda tax: (tax.order, tax.uid))
    rows = [[t.uid.hex(), t.name, t.rate_ppm, int(t.included), t.order, int(t.compound)] for t in stack]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def rules_body(day: date, taxes: Iterable[Tax]) -> Body:
    """Return what the journal says of the taxes of a class from a day on."""
    return {"from": day.isoformat(), "taxes": rules_text(taxes)}


def tried(price: Minor, drafts: Sequence[TaxDraft]) -> Trial:
    """Return what taxes make of a price, rounded on the line as at the till."""
    taxes = (Tax(bytes([place]), d.name, d.rate_ppm, d.included, d.order, d.compound) for place, d in enumerate(drafts))
    parts = line_taxes(price, tuple(taxes))
    inside = sum(part.amount for part in parts if part.tax.included)
    return Trial(price, price - inside, parts, price + sum(part.amount for part in parts) - inside)
