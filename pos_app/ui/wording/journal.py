"""What is said of entries of the journal: what was done, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.language import LANGUAGE_NAMES
from pos_app.ui.wording import tender_name
from pos_app.ui.wording.makers import later
from pos_app.ui.wording.people import permission_name

if TYPE_CHECKING:
    from pos_app.domain.journal_view import JournalRow
    from pos_app.ui.wording.makers import Translate

TAGS: dict[str, str] = {
    Tag.SHOP_OPENED: later("Shop set up"),
    Tag.SHOP_CONTINUED: later("Shop goes on from a backup or copy"),
    Tag.BACKUP_ENCRYPTION_SET: later("Passphrase of backups set"),
    Tag.KEY_CHANGED: later("Till's key changed"),
    Tag.SHIFT_OPENED: later("Shift opened"),
    Tag.SHIFT_CLOSED: later("Shift closed"),
    Tag.CASH_PAID_IN: later("Cash put in"),
    Tag.CASH_PAID_OUT: later("Cash taken out"),
    Tag.CASH_DROPPED: later("Cash brought to the safe"),
    Tag.SHIFT_REPORT_COPIED: later("Z printed again"),
    Tag.LINE_REMOVED: later("Line removed"),
    Tag.LINE_REDUCED: later("Line reduced"),
    Tag.LINE_UNDONE: later("Line undone"),
    Tag.PRICE_CHANGED: later("Price lowered"),
    Tag.DISCOUNT_GIVEN: later("Discount given"),
    Tag.BASKET_HELD: later("Basket held"),
    Tag.BASKET_RECALLED: later("Basket recalled"),
    Tag.BASKET_DROPPED: later("Basket dropped"),
    Tag.ORDER_PLACED: later("Sale"),
    Tag.PAYMENT_TAKEN: later("Payment"),
    Tag.PAYMENT_GIVEN_BACK: later("Payment given back"),
    Tag.RECEIPT_COPIED: later("Receipt printed again"),
    Tag.JOB_DISCARDED: later("Paper discarded"),
    Tag.DRAWER_OPENED: later("Drawer opened without a sale"),
    Tag.STOCK_COUNTED: later("Stock counted"),
    Tag.SIGNED_IN: later("Signed in"),
    Tag.SIGN_IN_REFUSED: later("Sign-in refused"),
    Tag.TILL_LOCKED: later("Till locked"),
    Tag.APPROVAL_GIVEN: later("Leave given"),
    Tag.APPROVAL_REFUSED: later("Leave refused"),
    Tag.PERSON_ADDED: later("Person added"),
    Tag.CLOCK_ACCEPTED: later("Clock behind, went on"),
    Tag.PERSON_CHANGED: later("Person changed"),
    Tag.PERSON_EXPORTED: later("Person's data handed over"),
    Tag.PERSON_ARCHIVED: later("Person archived"),
    Tag.PERSON_UNLOCKED: later("Person unlocked"),
    Tag.ROLE_ADDED: later("Role added"),
    Tag.ROLE_CHANGED: later("Role changed"),
    Tag.ROLE_DELETED: later("Role deleted"),
    Tag.PROOF_SET: later("PIN, password or badge set"),
    Tag.PROOF_RECOVERED: later("PIN replaced by the recovery code"),
    Tag.RECOVERY_REFUSED: later("Recovery code refused"),
    Tag.RECOVERY_CODE_MADE: later("Recovery code made"),
    Tag.KEYS_OPENED: later("Keys opened by the recovery code"),
    Tag.CUSTOMER_ADDED: later("Customer added"),
    Tag.CUSTOMER_CHANGED: later("Customer changed"),
    Tag.CUSTOMER_EXPORTED: later("Customer's data handed over"),
    Tag.CUSTOMER_ERASED: later("Customer erased"),
    Tag.IMPORT_FINISHED: later("Goods imported"),
    Tag.IMPORT_UNDONE: later("Import undone"),
    Tag.SETTING_CHANGED: later("Setting changed"),
    Tag.CURRENCY_CHOSEN: later("Currency chosen"),
    Tag.TAX_CLASS_ADDED: later("Tax class added"),
    Tag.TAX_CLASS_CHANGED: later("Tax class changed"),
    Tag.TAX_CLASS_ARCHIVED: later("Tax class archived"),
    Tag.TAX_CLASS_BROUGHT_BACK: later("Tax class brought back"),
    Tag.TAX_RULES_SET: later("Taxes set"),
    Tag.TAX_RULES_TAKEN_BACK: later("Taxes taken back"),
}
"""What each entry is called; a test sees that none is left out."""
GLANCES = {
    "removed": later("Removed and reduced"),
    "drawer": later("Drawer without sale"),
    "overrides": later("Prices and discounts"),
    "given_back": later("Given back"),
    "refused": later("Refused sign-ins"),
}
"""What an owner looks for first."""
_PROOFS = {"pin": later("PIN"), "password": later("password"), "badge": later("badge")}
_PERMISSIONS = frozenset(permission.value for permission in Permission)


def action_name(tag: str, _: Translate) -> str:
    """Return what was done; the tag itself where it came with a newer program."""
    return _(TAGS[tag]) if tag in TAGS else tag


def details(row: JournalRow, _: Translate) -> str:
    """Return what else is told in the list: what was typed for it, or what it was about."""
    if row.text or row.goods:
        return row.text or row.goods
    about = (row.about, _particulars(row, _))
    return " · ".join(part for part in about if part)


def _particulars(row: JournalRow, _: Translate) -> str:
    body = row.body
    for name in ("by", "kind"):
        if (proof := body.get(name)) in _PROOFS:
            return _(_PROOFS[str(proof)])
    permission = body.get("permission")
    if permission in _PERMISSIONS:
        return permission_name(Permission(permission), _)
    if isinstance(tender := body.get("tender"), str):
        return tender_name(tender, _)
    if isinstance(roles := body.get("roles"), str):
        return ", ".join(_(role) for role in roles.split(",") if role)
    if isinstance(language := body.get("language"), str):
        return LANGUAGE_NAMES.get(language, language)
    return str(body.get("name") or "")
