"""What is said of the books: which figure is not what its records say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.proof.divergence import PUT_BACK
from pos_app.ui.wording.makers import later

if TYPE_CHECKING:
    from pos_app.services.proof.divergence import Divergence
    from pos_app.ui.wording.makers import Translate

_LONGEST = 40
"""Signs of a place that a line has room for."""
CHECKS = {
    "schema": later("tables"),
    "file": later("the shop's file"),
    "references": later("references"),
    "triggers": later("protection"),
    "journal": later("journal"),
    "approvals": later("approvals"),
    "facts": later("sequence of records"),
    "series": later("document numbers"),
    "orders": later("sales"),
    "baskets": later("baskets"),
    "payments": later("payments"),
    "states": later("states"),
    "levels": later("stock"),
    "sales": later("sales figures"),
    "shifts": later("shifts"),
    "shift cash": later("cash of shifts"),
    "closings": later("Z reports"),
    "taxes": later("taxes"),
    "currency": later("currency"),
    "staff": later("people and roles"),
    "texts": later("notes"),
    "contents": later("records"),
}
"""What each check looks at; a test holds them against the checks there are."""


def short_fault(found: Divergence, _: Translate) -> str:
    """Return which figure diverges, for a line."""
    if found.check == PUT_BACK:
        return _("Books were put back to an earlier moment")
    where = found.where if len(found.where) <= _LONGEST else f"{found.where[: _LONGEST - 1]}…"
    return _("Books do not balance: {what}, {where}").format(what=_checked(found, _), where=where)


def whole_fault(found: Divergence, _: Translate) -> str:
    """Return which figure diverges, what it should be, what it is, and what to do."""
    if found.check == PUT_BACK:
        return _(
            "{file} knows of what is not in these books: they were put back to an earlier moment, and numbers given"
            " since would be given again. Close Countertop and open it: it asks how the shop goes on."
        ).format(file=found.found)
    return _(
        "{what}, {where}: expected {expected}, found {found}. Selling goes on as usual. Keep a copy of the shop's "
        "folder, run “pos verify”, and ask whoever looks after this computer."
    ).format(what=_checked(found, _), where=found.where, expected=found.expected, found=found.found)


def _checked(found: Divergence, _: Translate) -> str:
    return _(CHECKS[found.check]) if found.check in CHECKS else found.check
