"""Frozen rows that the lists on screen show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.label import NO_LABEL
from pos_app.domain.quantity import PIECE, THOUSANDTHS

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_app.domain.basket import Sellable
    from pos_app.domain.errors import CodedError
    from pos_app.domain.label import Label


class Hit(Struct, frozen=True):
    """What a code or a chosen row brings to the basket."""

    item: Sellable
    quantity: int
    """Thousandths that one scan adds: a case may scan as 12."""
    code: str
    on_hand: int | None
    """Thousandths in stock; None where the goods are not tracked."""
    label: Label = NO_LABEL
    """What the code says of the pack itself."""

    @property
    def measured(self) -> bool:
        """Whether its label says how much it is, or what it costs."""
        return self.label.measures(self.item.unit)

    @property
    def unmeasured(self) -> bool:
        """Whether somebody must say how much it is: goods by weight, length or time whose code stands for one unit."""
        return self.item.unit != PIECE and self.quantity == THOUSANDTHS and not self.measured


class Found(Struct, frozen=True):
    """A row under the scan line."""

    variant_id: int
    name: str
    sku: str
    unit_price: int | None
    """1/10,000 minor unit; None where the goods have no price."""
    unit: str
    decimals: int
    on_hand: int | None


class QuickKey(Struct, frozen=True):
    """A tile."""

    variant_id: int
    label: str
    unit_price: int | None
    colour: str
    """A token name of the theme; empty for none."""
    open_price: bool


class QuickPage(Struct, frozen=True):
    """A page of tiles."""

    name: str
    keys: tuple[QuickKey, ...]


class HeldBasket(Struct, frozen=True):
    """A basket put aside."""

    uid: bytes
    note: str
    first_item: str
    line_count: int
    total: int
    held_at: datetime


class TakenPayment(Struct, frozen=True):
    """Money taken towards a basket that is not paid in full."""

    uid: bytes
    tender: str
    tendered: int
    amount: int
    reference: str


class ReceiptRow(Struct, frozen=True):
    """A receipt in a list."""

    order_uid: bytes
    number: str
    placed_at: datetime
    """Aware, in the shop's zone."""
    business_date: date
    total: int
    """What was paid, cash rounding included."""
    line_count: int
    person: str
    tenders: tuple[str, ...]


class JobRow(Struct, frozen=True):
    """A job in the queue."""

    uid: bytes
    kind: str
    number: str
    """Of the document it prints; empty where it has none."""
    state: str
    attempts: int
    problem: CodedError | None
    created_at: datetime
    changed_at: datetime


class CatalogRow(Struct, frozen=True):
    """A variant in the catalog."""

    variant_id: int
    name: str
    sku: str
    barcodes: str
    unit_price: int | None
    unit: str
    tax_class: str
    archived: bool


class StockRow(Struct, frozen=True):
    """A variant's level; quantities in thousandths."""

    variant_id: int
    name: str
    sku: str
    on_hand: int
    reserved: int
    available: int
    unit: str
    decimals: int
    tracked: bool
    location: str


class ShopStatus(Struct, frozen=True):
    """What the status bar says."""

    unsent_jobs: int
    doubtful_jobs: int
    shift_opened_at: datetime | None
    """None while no shift is open."""
    held: int
    books: str
    """`balanced`, `unchecked` or `broken`."""


class Today(Struct, frozen=True):
    """Today's small figures."""

    business_date: date
    orders: int
    revenue: int
