"""Sentences about people: who may do what, and signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.permissions import Permission
from pos_app.ui.wording.makers import later, plain

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
    from pos_app.ui.wording.makers import Maker, Params, Translate

PERMISSIONS: dict[Permission, str] = {
    Permission.SELL: later("Sell"),
    Permission.LINE_REMOVE: later("Remove or reduce lines"),
    Permission.PRICE_OVERRIDE: later("Change a price"),
    Permission.DISCOUNT_LINE: later("Give a discount on a line"),
    Permission.DISCOUNT_BASKET: later("Give a discount on the whole basket"),
    Permission.SALE_DROP: later("Drop the basket"),
    Permission.PAYMENT_GIVE_BACK: later("Give a payment back before the sale is finished"),
    Permission.RECEIPT_COPY: later("Print a receipt again"),
    Permission.JOB_DISCARD: later("Discard a paper"),
    Permission.DRAWER_OPEN: later("Open the drawer without a sale"),
    Permission.SHIFT_OPEN: later("Open a shift"),
    Permission.SHIFT_CLOSE: later("Close a shift"),
    Permission.SHIFT_LOOK: later("See the shift's figures"),
    Permission.CASH_MOVE: later("Put cash into the drawer or take some out"),
    Permission.CATALOG_IMPORT: later("Import goods"),
    Permission.QUICK_KEYS: later("Change the quick keys"),
    Permission.STOCK_ADJUST: later("Count or correct stock"),
    Permission.TAXES_CHANGE: later("Change taxes"),
    Permission.SETTINGS_CHANGE: later("Change settings"),
    Permission.PEOPLE_MANAGE: later("Manage staff and roles"),
}
"""What each permission is called; a test sees that none is left out."""

_CODES = frozenset(permission.value for permission in Permission)


def permission_name(permission: Permission, _: Translate) -> str:
    """Return how a permission is called."""
    return _(PERMISSIONS[permission])


def _not_allowed(params: Params, _: Translate, _formats: Formats) -> str:
    code = str(params.get("permission", "…"))
    named = permission_name(Permission(code), _) if code in _CODES else code
    return _("“{permission}” is not among what you may do. Somebody who may can allow it here.").format(
        permission=named
    )


PEOPLE: dict[str, Maker] = {
    "not_allowed": _not_allowed,
    "nobody_signed_in": plain(later("The till is locked. Sign in first.")),
}
