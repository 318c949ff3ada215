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
    Permission.CLOCK_BEHIND: later("Go on though the computer's clock is behind"),
    Permission.CATALOG_IMPORT: later("Import goods"),
    Permission.QUICK_KEYS: later("Change the quick keys"),
    Permission.STOCK_ADJUST: later("Count or correct stock"),
    Permission.TAXES_CHANGE: later("Change taxes"),
    Permission.SETTINGS_CHANGE: later("Change settings"),
    Permission.PEOPLE_MANAGE: later("Manage staff and roles"),
    Permission.JOURNAL_READ: later("Read and export the journal"),
    Permission.RECOVERY_CODE: later("Make a recovery code"),
    Permission.CUSTOMER_KEEP: later("Look at customers and change them"),
    Permission.CUSTOMER_EXPORT: later("Write down all that is held on a customer"),
    Permission.CUSTOMER_ERASE: later("Erase a customer"),
}
"""What each permission is called; a test sees that none is left out."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (later("Selling"), ("sale", "receipt")),
    (later("Cash and shifts"), ("shift", "cash", "drawer", "clock")),
    (later("Goods"), ("catalog", "stock")),
    (later("Customers"), ("customer",)),
    (later("Office"), ("taxes", "settings", "people", "recovery", "journal", "job")),
)
"""Permissions as the roles' sheet groups them, by the first word of their codes; a test sees that none is left out."""


def permissions_by_group() -> tuple[tuple[str, tuple[Permission, ...]], ...]:
    """Return the groups with their permissions, in the order of the enum."""
    return tuple(
        (title, tuple(one for one in Permission if one.value.split(".", maxsplit=1)[0] in words))
        for title, words in GROUPS
    )


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


def _wrong(params: Params, _: Translate, _formats: Formats) -> str:
    wait = params.get("wait")
    said = _("That was not right.")
    return said if not wait else f"{said} " + _("Try again in {seconds} s.").format(seconds=wait)


def _role_in_use(params: Params, _: Translate, _formats: Formats) -> str:
    usual = str(params.get("role", "…"))
    given = {"role": _(usual), "name": params.get("name", "…"), "others": params.get("others", 0)}
    if params.get("others"):
        return _("{name} and {others} more have the role {role}. Give them another first.").format(**given)
    return _("{name} has the role {role}. Give that person another first.").format(**given)


PEOPLE: dict[str, Maker] = {
    "not_allowed": _not_allowed,
    "nobody_signed_in": plain(later("The till is locked. Sign in first.")),
    "wrong_secret": _wrong,
    "wait_before_trying": plain(later("Too many wrong ones. Try again in {seconds} s.")),
    "person_locked": plain(
        later("{name} was wrong too often and is locked. An owner unlocks the person in Settings, Staff.")
    ),
    "unknown_badge": plain(later("Nobody who works here has this badge.")),
    "person_gone": plain(later("This person works here no more.")),
    "no_secret_yet": plain(later("{name} has none yet. An owner gives it in Settings, Staff.")),
    "nobody_could_come_in": plain(
        later("Nobody has a PIN yet, so the till would stay locked. Give one in Settings, Staff.")
    ),
    "pin_unfit": plain(later("A PIN has {least} to {most} digits, and not all the same.")),
    "password_unfit": plain(later("A password has {least} to {most} signs.")),
    "pins_differ": plain(later("The two PINs are not the same. Type it once more.")),
    "owner_needs_pin": plain(later("Give a PIN too: at the till nobody comes in by a password alone.")),
    "login_needed": plain(
        later("An owner has a password, so say who this is: --as LOGIN, and the password when it is asked for.")
    ),
    "login_unknown": plain(later("Nobody who works here has the login {login}.")),
    "password_needed": plain(
        later("Nobody is here to type the password of {login}. Name a file that has it: --password-file FILE.")
    ),
    "login_taken": plain(later("Somebody has the login {login} already. Choose another.")),
    "login_unfit": plain(later("A login is one word of letters, figures, dots and hyphens, up to {longest} signs.")),
    "person_name_missing": plain(later("Enter a name, up to {longest} signs.")),
    "badge_taken": plain(later("{name} has this badge. Give each person a badge of their own.")),
    "badge_missing": plain(later("Scan the badge, or type its code: four signs at least.")),
    "last_owner": plain(later("{name} is the last owner. Make somebody else an owner first.")),
    "owner_cannot_come_in": plain(
        later("Give an owner a PIN or a badge first: once somebody has one, the till asks who it is.")
    ),
    "role_name_missing": plain(later("Enter a name for the role, up to {longest} signs and without a comma.")),
    "role_name_taken": plain(later("There is a role {name} already. Choose another name.")),
    "role_gone": plain(later("This role was deleted meanwhile.")),
    "role_in_use": _role_in_use,
    "owner_role_fixed": plain(later("The owner's role may do everything, always. It cannot be changed or deleted.")),
    "role_missing": plain(later("Give the person one role at least.")),
    "pepper_missing": plain(
        later("A file that signing in needs is missing or damaged ({path}). Bring it back from the backup.")
    ),
    "data_key_missing": plain(
        later(
            "The key that opens phone numbers and addresses is missing or damaged ({path}). Bring it back from the"
            " backup; until then they stay hidden, and nothing of them is lost."
        )
    ),
    "keyring_locked": plain(
        later(
            "The computer's keyring, which has this shop's keys, is locked or does not answer ({reason}). Unlock it and"
            " try again, or type the recovery code: F10 on the locked till and in Settings, Staff. Nothing was lost."
        )
    ),
    "keyring_empty": plain(
        later(
            "This computer's keyring has not the keys of this shop. Type the recovery code from the set-up sheet: F10"
            " on the locked till and in Settings, Staff. Nothing was lost."
        )
    ),
    "no_recovery_code": plain(later("This shop has no recovery code yet. An owner makes one in Settings, Staff.")),
    "wrong_recovery_code": plain(
        later("This recovery code opens nothing here: it is of another shop, or a newer sheet has replaced it.")
    ),
    "recovery_code_unfit": plain(
        later("A recovery code has {letters} letters and figures, in groups of four. Type all of them.")
    ),
    "customer_name_missing": plain(later("Enter a name or a company, up to {longest} signs.")),
    "customer_field_too_long": plain(later("A field is too long: {longest} signs at most.")),
    "customer_phone_unfit": plain(later("A phone number has five digits at least, and no letters.")),
    "customer_email_unfit": plain(later("This is no e-mail address: it needs one @ with something on both sides.")),
    "customer_gone": plain(later("There is no such customer any more: the person's data was erased.")),
    "recovery_code_mistyped": plain(later("A letter of the recovery code is wrong. Compare it with the sheet.")),
    "sheet_kept_by_printer": plain(
        later(
            "The printer in Settings keeps what it prints as a file, and the code must lie on no disk. Write it down,"
            " or choose a printer of paper first."
        )
    ),
}
