"""What is said of entries of the journal: what was done, and what stands beside it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pos_app.domain.journal import Tag
from pos_app.domain.staff_record import KINDS, NO_PROOF
from pos_app.ui.wording.journal_fields import setting_name, word
from pos_app.ui.wording.makers import later

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
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
_CLOSED, _OPENED = Tag.SHIFT_CLOSED.value, Tag.SHIFT_OPENED.value
_PHRASES: dict[str, str] = {
    Tag.IMPORT_FINISHED: later("{added} added, {changed} changed, {rejected} lines rejected"),
    Tag.IMPORT_UNDONE: later("{rows} changes taken back"),
    Tag.STOCK_COUNTED: later("{variants} goods"),
}
"""What is told of figures in an entry."""
_CONTINUED = {
    "restored": later("From a backup; numbers have “{letters}” from here on"),
    "copied": later("A copy in another place; numbers have “{letters}” from here on"),
}
_WORDS = ("by", "kind", "permission", "tender", "roles", "language")


def action_name(tag: str, _: Translate) -> str:
    """Return what was done; the tag itself where it came with a newer program."""
    return _(TAGS[tag]) if tag in TAGS else tag


def details(row: JournalRow, _: Translate, formats: Formats) -> str:
    """Return what else is told in the list: what was typed for it, or what it was about."""
    if row.tag in {_CLOSED, _OPENED}:
        return " · ".join(part for part in (_counted(row, _, formats), row.text) if part)
    if row.text or row.goods:
        return row.text or row.goods
    about = (row.about, _particulars(row, _, formats))
    return " · ".join(part for part in about if part)


def _counted(row: JournalRow, _: Translate, formats: Formats) -> str:
    """Say of a shift's cash what was counted, and how much was too little or too much."""
    counted, off = row.body.get("counted" if row.tag == _CLOSED else "float"), row.body.get("difference", 0)
    if not isinstance(counted, int) or not isinstance(off, int):
        return ""
    told = (_("{amount} counted") if row.tag == _CLOSED else _("{amount} as float")).format(
        amount=formats.money(counted)
    )
    if not off or (row.tag == _OPENED and not row.body.get("expected")):  # what comes into an empty drawer is not over
        return told
    how = _("{amount} short") if off < 0 else _("{amount} over")
    return f"{told} · {how.format(amount=formats.money(abs(off)))}"


def _particulars(row: JournalRow, _: Translate, formats: Formats) -> str:
    body = row.body
    if row.tag in _PHRASES:
        return _(_PHRASES[row.tag]).format_map(
            defaultdict(str, {name: formats.count(value) for name, value in body.items() if isinstance(value, int)})
        )
    if row.tag == Tag.SHOP_CONTINUED and (why := body.get("why")) in _CONTINUED:
        return _(_CONTINUED[str(why)]).format(letters=body.get("letters") or "")
    if row.tag == Tag.SETTING_CHANGED:
        return setting_name(str(body.get("name") or ""), _)
    for name in _WORDS:
        value = body.get(name)
        if isinstance(value, str) and (name != "kind" or value in (*KINDS, NO_PROOF)):
            return word(row, name, value, _)
    return str(body.get("name") or "")
