"""What a person may do: the one list that actions, services and the settings dialog read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pos_app.domain.errors import PosError
from pos_app.domain.pack import is_repriced
from pos_app.domain.steps import AddLine, DiscountBasket, DiscountLine, GiveTo, SetPrice

if TYPE_CHECKING:
    from pos_app.domain.steps import Step


class Permission(StrEnum):
    """One thing that may be allowed or not."""

    SELL = "sale.sell"
    LINE_REMOVE = "sale.line.remove"
    PRICE_OVERRIDE = "sale.price.override"
    DISCOUNT_LINE = "sale.discount.line"
    DISCOUNT_BASKET = "sale.discount.basket"
    SALE_DROP = "sale.drop"
    PAYMENT_GIVE_BACK = "sale.payment.give_back"
    RECEIPT_COPY = "receipt.copy"
    JOB_DISCARD = "job.discard"
    DRAWER_OPEN = "drawer.open"
    SHIFT_OPEN = "shift.open"
    SHIFT_CLOSE = "shift.close"
    SHIFT_LOOK = "shift.look"
    CASH_MOVE = "cash.move"
    CLOCK_BEHIND = "clock.behind"
    CATALOG_IMPORT = "catalog.import"
    QUICK_KEYS = "catalog.quick_keys"
    STOCK_ADJUST = "stock.adjust"
    TAXES_CHANGE = "taxes.change"
    SETTINGS_CHANGE = "settings.change"
    PEOPLE_MANAGE = "people.manage"
    JOURNAL_READ = "journal.read"
    RECOVERY_CODE = "recovery.code"
    CUSTOMER_KEEP = "customer.keep"
    CUSTOMER_EXPORT = "customer.export"
    CUSTOMER_ERASE = "customer.erase"


OWNER = "owner"
"""The role that may do everything, always; the last one who has it keeps it."""
_AT_THE_TILL = frozenset(
    {
        Permission.SELL,
        Permission.LINE_REMOVE,
        Permission.PAYMENT_GIVE_BACK,
        Permission.RECEIPT_COPY,
        Permission.SHIFT_OPEN,
        Permission.SHIFT_CLOSE,
        Permission.QUICK_KEYS,
        Permission.CUSTOMER_KEEP,
    }
)
USUAL_ROLES: dict[str, frozenset[Permission]] = {
    OWNER: frozenset(Permission),
    "manager": frozenset(Permission)
    - {
        Permission.PEOPLE_MANAGE,
        Permission.RECOVERY_CODE,
        Permission.SETTINGS_CHANGE,
        Permission.TAXES_CHANGE,
        Permission.JOURNAL_READ,
    },
    "cashier": _AT_THE_TILL,
    "stock": frozenset({Permission.STOCK_ADJUST, Permission.CATALOG_IMPORT}),
    "packer": frozenset({Permission.RECEIPT_COPY}),
}
"""The roles that a shop begins with; all but the owner's can be changed."""
_OF_STEPS: dict[type, Permission] = {
    SetPrice: Permission.PRICE_OVERRIDE,
    DiscountLine: Permission.DISCOUNT_LINE,
    DiscountBasket: Permission.DISCOUNT_BASKET,
    GiveTo: Permission.CUSTOMER_KEEP,
}


class NotAllowed(PosError):
    """The person at the till may not do this; one who may can approve it. Params: permission."""

    wanted: object | None = None
    """The `Sale` as it would stand, where a step of one was refused: whoever approves it is told its figures."""


class NobodySignedIn(PosError):
    """The till is locked: somebody signs in first."""


def needed_for(step: Step, *, reduces: bool) -> Permission:
    """Return what a step of a basket needs; `reduces` where it makes a shown line smaller or vanish."""
    if isinstance(step, AddLine):
        return Permission.PRICE_OVERRIDE if is_repriced(step.line) else Permission.SELL
    usual = Permission.LINE_REMOVE if reduces else Permission.SELL
    return _OF_STEPS.get(type(step), usual)
