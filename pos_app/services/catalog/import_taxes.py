"""Which tax class goods of a file get: the one whose taxes today come to exactly what the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from pos_app.data.json_text import from_json
from pos_app.data.queries.taxes import in_force, rules_by_class
from pos_app.data.statements import ask
from pos_app.data.tables.imports import import_added
from pos_app.data.tables.shop import setting
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.tax_rules import TaxDraft, rules_body
from pos_app.services.catalog.import_store import note_added
from pos_app.services.shop.set_up import SITUATION, add_tax_class

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from pos_app.domain.tax import Tax
    from pos_app.services.books import Posting

_IN_USE = select(tax_class.c.id).where(tax_class.c.code == bindparam("code"), tax_class.c.archived_at.is_(None))
_USUAL = select(setting.c.value).where(setting.c.scope == "shop", setting.c.name == "default_tax_class")


class UsualTaxClassUnknown(PosError):
    """The setting of the usual tax class names none that is in use. Params: code."""


class ImportTaxes:
    """Finds classes within one transaction; makes those that are missing, noted for an undo.

    A rate in a file stands inside the price or comes on top of it as the taxes of the usual class do; where that has
    none, or is none, as all others do.
    """

    def __init__(self, connection: Connection, import_id: int, usual: str, day: date) -> None:
        self._connection = connection
        self._import_id = import_id
        self._usual = usual
        self._day = day
        self._known: dict[int | None, int] = {}

    def class_of(self, rate_ppm: int | None) -> int:
        """Return the key of the class whose taxes come to a rate today; None: the usual one.

        Raise `UsualTaxClassUnknown` where the usual one is needed, be it only to tell the side.
        """
        if rate_ppm not in self._known:
            self._known[rate_ppm] = self._usual_class() if rate_ppm is None else self._of_rate(rate_ppm)
        return self._known[rate_ppm]

    def _of_rate(self, rate_ppm: int) -> int:
        """Return the class of this rate with the fewest taxes, the first of several; make one where none is."""
        taxes = self._in_force()
        side = self._side(taxes)
        included = all(tax.included for tax in side)
        found = [key for key, own in taxes.items() if _comes_to(own, rate_ppm, included=included)]
        if found:
            # a tax of 0 % is one, and receipts name it: a class with none is the last that means it
            return min(found, key=lambda key: len(taxes[key]) or len(side) + 1)
        name = side[0].name if side else "VAT"
        key = add_tax_class(self._connection, TaxDraft(name, rate_ppm, included=included))
        note_added(self._connection, self._import_id, tax_class, key, key)
        return key

    def _side(self, taxes: Mapping[int, Sequence[Tax]]) -> Sequence[Tax]:
        """Return taxes that stand where a rate of the file does."""
        code = self._usual_code()
        usual = taxes.get(self._key_of(code) or 0)
        side = usual or [tax for own in taxes.values() for tax in own]
        if not usual and len({tax.included for tax in side}) > 1:
            raise UsualTaxClassUnknown(code=code)
        return side

    def _in_force(self) -> dict[int, tuple[Tax, ...]]:
        """Return the taxes of each class in use on the day, the first class first."""
        in_use = select(tax_class.c.id).where(tax_class.c.archived_at.is_(None)).order_by(tax_class.c.id)
        rules = rules_by_class(self._connection, SITUATION)
        keys = self._connection.execute(in_use).scalars().all()
        return {key: in_force(rules.get(key, ()), self._day) for key in keys}

    def _usual_class(self) -> int:
        code = self._usual_code()
        found = self._key_of(code)
        if found is None:
            raise UsualTaxClassUnknown(code=code)
        return found

    def _usual_code(self) -> str:
        # as it is now: the window may have called the class otherwise since this process began
        kept = ask(self._connection, _USUAL, {})
        return str(from_json(kept[0][0]) or self._usual) if kept else self._usual

    def _key_of(self, code: str) -> int | None:
        found = ask(self._connection, _IN_USE, {"code": code})
        return int(found[0][0]) if found else None


def _comes_to(taxes: Sequence[Tax], rate_ppm: int, *, included: bool) -> bool:
    """Tell whether taxes are a rate as it stands in a file: together, on one side of the price, none on another."""
    if any(tax.compound or tax.included is not included for tax in taxes):
        return False
    return sum(tax.rate_ppm for tax in taxes) == rate_ppm


def journal_made_classes(posting: Posting, import_id: int) -> None:
    """Say in the books how the classes that a run made are taxed, from the first day on."""
    made = select(import_added.c.first_id).where(
        import_added.c.import_id == import_id, import_added.c.table_name == tax_class.name
    )
    keys = posting.connection.execute(made).scalars().all()
    rules = rules_by_class(posting.connection, SITUATION) if keys else {}
    for key, uid in posting.connection.execute(select(tax_class.c.id, tax_class.c.uid).where(tax_class.c.id.in_(keys))):
        for rule in rules[key]:
            posting.journal(Tag.TAX_RULES_SET, uid, rules_body(rule.valid_from, rule.taxes))
