"""The frozen rows a receipt is made from. Amounts are minor units, quantities thousandths, rates parts per million."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.label import NO_LABEL

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_app.domain.label import Label


class ReceiptDiscount(Struct, frozen=True):
    """A reduction shown under a line or under the sum."""

    name: str
    """What the shop calls it; empty for an unnamed discount."""
    rate_ppm: int | None
    """The percentage where it was given as one, else None."""
    amount: int
    """Positive minor units taken off."""


class ReceiptLine(Struct, frozen=True):
    """One line as sold."""

    name: str
    quantity: int
    unit: str
    """Unit code: `piece`, `kg`, `g`, `l`, `m`, …"""
    decimals: int
    unit_price: int
    """1/10,000 minor unit."""
    gross: int
    """Price times quantity, before discounts."""
    amount: int
    """What the line comes to after its own discounts and before basket-wide ones."""
    discounts: tuple[ReceiptDiscount, ...] = ()
    tax_letters: str = ""
    """Letters of the taxes in the tax table, for example `A`."""
    label: Label = NO_LABEL
    """What the pack's code said of it."""
    tare: int = 0
    """Thousandths that were taken off for the container; the quantity is net."""


class ReceiptTax(Struct, frozen=True):
    """One row of the tax table."""

    letter: str
    name: str
    rate_ppm: int
    included: bool
    base: int
    amount: int


class ReceiptPayment(Struct, frozen=True):
    """One tender."""

    tender: str
    """`cash`, `card`, …"""
    tendered: int
    """What was handed over."""
    change: int
    """What was given back."""
    reference: str = ""
    """The slip's reference, for a card on a stand-alone terminal."""


class ReceiptShop(Struct, frozen=True):
    """Who sells, as printed at the head of the paper."""

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    logo_png: bytes | None = None
    header: str = ""
    footer: str = ""


class Receipt(Struct, frozen=True):
    """Everything on one receipt, from frozen rows of an order that is placed."""

    shop: ReceiptShop
    number: str
    """The gapless receipt number, for example `T1-000123`; printed as text, Code128 and QR."""
    business_date: date
    placed_at: datetime
    """Local to the shop, aware."""
    till: str
    """The number of the till, or what the shop calls it; printed behind the word for till."""
    person: str
    currency: str
    digits: int
    """Minor digits of the currency."""
    language: str
    """Language of the paper, for example `en` or `zh_CN`."""
    lines: tuple[ReceiptLine, ...]
    discounts: tuple[ReceiptDiscount, ...]
    """Basket-wide discounts."""
    taxes: tuple[ReceiptTax, ...]
    subtotal: int
    tax_added: int
    """Taxes on top of the prices; 0 where they are inside."""
    rounding: int
    """Signed cash rounding."""
    total: int
    payments: tuple[ReceiptPayment, ...]
    change: int
    copy: bool = False
    """True prints the word COPY."""
    practice: bool = False
    """True prints that this is no receipt."""
    fiscal_qr: str = ""
    """Content of a fiscal code, where a fiscal device gave one; empty leaves no room."""
    journal_head: str = ""
    """Short form of the sale's entry in the journal: while this paper exists nobody can cut that off unseen."""
