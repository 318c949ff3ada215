"""What stands in an entry of the journal, in words that a person knows: the fields of its body, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.staff_record import NO_PROOF
from pos_app.services.language import LANGUAGE_NAMES
from pos_app.services.shop.settings import declared
from pos_app.ui.wording import tender_name
from pos_app.ui.wording.makers import later
from pos_app.ui.wording.people import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.formats import Formats
    from pos_app.domain.journal_view import JournalRow
    from pos_app.ui.wording import Wording
    from pos_app.ui.wording.makers import Translate

_PROOFS = {
    "pin": later("PIN"),
    "password": later("password"),
    "badge": later("badge"),
    NO_PROOF: later("nothing: all taken off"),
}
_AMOUNTS = {
    "total": later("Total"),
    "amount": later("Amount"),
    "tendered": later("Cash received"),
    "change": later("Change"),
    "revenue": later("Revenue"),
    "rounding": later("Cash rounding"),
    "float": later("Float"),
    "cash_taken": later("Cash taken"),
    "cash_given_back": later("Cash given back"),
    "paid_in": later("Paid in"),
    "paid_out": later("Paid out"),
    "dropped": later("To the safe"),
    "expected": later("Expected"),
    "counted": later("Counted"),
    "difference": later("Difference"),
}
_COUNTS = {
    "number": later("Number"),
    "shift": later("Shift"),
    "sales": later("Sales"),
    "lines": later("Lines"),
    "failures": later("Wrong tries"),
    "added": later("Goods added"),
    "changed": later("Goods changed"),
    "unchanged": later("Goods unchanged"),
    "rejected": later("Lines rejected"),
    "rows": later("Changes taken back"),
    "variants": later("Goods counted"),
    "generation": later("Generation of numbers"),
}
_NAMES = {
    "by": later("By"),
    "kind": later("What was set"),
    "permission": later("What for"),
    "approved_for": later("Allowed"),
    "tender": later("Paid with"),
    "roles": later("Roles"),
    "language": later("Language"),
    "letters": later("Letters of the numbers"),
    "why": later("Why"),
}
_WHY = {"restored": later("a backup was brought back"), "copied": later("a copy was opened in another place")}
_TURNS = {"before": later("Before"), "after": later("After")}


def fields(row: JournalRow, wording: Wording) -> list[tuple[str, str]]:
    """Return the fields of an entry, each with its name; behind them those without words, as they stand."""
    told = [(name, *_field(row, name, value, wording)) for name, value in row.body.items()]
    told.sort(key=lambda one: (one[0] == one[1], _PLACES.get(one[0], len(_PLACES))))
    return [(title, value) for _name, title, value in told]


def _field(row: JournalRow, name: str, value: object, wording: Wording) -> tuple[str, str]:
    _ = wording.translate
    if name == "name" and value in declared():
        return _("Setting"), setting_name(str(value), _)
    if isinstance(value, int) and not isinstance(value, bool):
        for names, said in _FIGURES:
            if name in names:
                return _(names[name]), said(wording.formats, value)
        if name.startswith("tender_"):
            return tender_name(name.removeprefix("tender_"), _), wording.formats.money(value)
        if name in _TURNS and "name" not in row.body:  # a setting's may be anything
            return _(_TURNS[name]), wording.formats.money(value)
    if name in _TURNS:
        return _(_TURNS[name]), _plain(value, _)
    if isinstance(value, str) and name in _NAMES and (name != "kind" or value in _PROOFS):  # a shop has a kind, too
        return _(_NAMES[name]), word(row, name, value, _)
    return name, _plain(value, _)


def _plain(value: object, _: Translate) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else str(value)


def word(row: JournalRow, name: str, value: str, _: Translate) -> str:
    """Return what one of a fixed choice of words is called: a proof, a permission, a tender, roles, a language."""
    if name in {"by", "kind"} and value in _PROOFS:
        none = name == "kind" and row.body.get("mark", "") is None  # a restore found that there is none any more
        return _("{proof}: none").format(proof=_(_PROOFS[value])) if none else _(_PROOFS[value])
    if name in {"permission", "approved_for"}:
        return _(_PERMISSIONS[value]) if value in _PERMISSIONS else value
    if name == "tender":
        return tender_name(value, _)
    if name == "roles":
        return ", ".join(_(role) for role in value.split(",") if role)
    if name == "language":
        return LANGUAGE_NAMES.get(value, value)
    return _(_WHY[value]) if name == "why" and value in _WHY else value


def setting_name(name: str, _: Translate) -> str:
    """Return what a setting is called on its page; its own name where it came with a newer program."""
    return _(declared()[name].title) if name in declared() else name


_FIGURES: tuple[tuple[dict[str, str], Callable[[Formats, int], str]], ...] = (
    (_AMOUNTS, lambda formats, value: formats.money(value)),
    (_COUNTS, lambda formats, value: formats.count(value)),
)
_PLACES = {name: place for place, name in enumerate((*_NAMES, "name", *_TURNS, *_COUNTS, *_AMOUNTS))}
_PERMISSIONS = {permission.value: name for permission, name in PERMISSIONS.items()}
