"""Which tax class goods of a file get: the one whose taxes today come to exactly what the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.errors import PosError
from pos_app.domain.tax_rules import TaxDraft
from pos_app.services.catalog.import_store import note_added
from pos_app.services.shop.set_up import SITUATION, add_tax_class

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection


_DRAFT = ("name", "rate_ppm", "included", "stack_order", "compound")


class UsualTaxClassUnknown(PosError):
    """The setting of the usual tax class names none that is in use. Params: code."""


class ImportTaxes:
    """Finds classes within one transaction; makes those that are missing, noted for an undo.

    A rate in a file stands inside the price or comes on top of it as the taxes of the usual class do.
    """

    def __init__(self, connection: Connection, import_id: int, usual: str, day: date) -> None:
        self._connection = connection
        self._import_id = import_id
        self._usual = usual
        self._day = day
        self._known: dict[int | None, int] = {}

    def class_of(self, rate_ppm: int | None) -> int:
        """Return the key of the class whose taxes come to a rate today; None: the usual one.

        Raise `UsualTaxClassUnknown`.
        """
        if rate_ppm not in self._known:
            self._known[rate_ppm] = self._usual_class() if rate_ppm is None else self._of_rate(rate_ppm)
        return self._known[rate_ppm]

    def _of_rate(self, rate_ppm: int) -> int:
        """Return the class of this rate with the fewest taxes, the first of several; make one where none is."""
        in_force = self._in_force()
        usual = in_force.get(self._usual_key() or 0, [])
        included = all(tax.included for tax in usual)
        found = [key for key, own in in_force.items() if _comes_to(own, rate_ppm, included=included)]
        if found:
            return min(found, key=lambda key: len(in_force[key]))
        name = usual[0].name if usual else "VAT"
        key = add_tax_class(self._connection, TaxDraft(name, rate_ppm, included=included))
        note_added(self._connection, self._import_id, tax_class, key, key)
        return key

    def _in_force(self) -> dict[int, list[TaxDraft]]:
        """Return the taxes of each class in use on the day, the first class first."""
        rules = (
            select(tax_rule.c.tax_class_id, func.max(tax_rule.c.valid_from).label("since"))
            .where(tax_rule.c.situation == SITUATION, tax_rule.c.valid_from <= self._day)
            .group_by(tax_rule.c.tax_class_id)
            .subquery()
        )
        in_force = (
            select(tax_rule.c.tax_class_id, *(tax.c[name] for name in _DRAFT))
            .join(rules, (rules.c.tax_class_id == tax_rule.c.tax_class_id) & (rules.c.since == tax_rule.c.valid_from))
            .join(tax_class, (tax_class.c.id == tax_rule.c.tax_class_id) & tax_class.c.archived_at.is_(None))
            .outerjoin(tax, tax.c.id == tax_rule.c.tax_id)
            .where(tax_rule.c.situation == SITUATION)
            .order_by(tax_rule.c.tax_class_id, tax.c.stack_order)
        )
        taxes: dict[int, list[TaxDraft]] = {}
        for row in self._connection.execute(in_force):
            own = taxes.setdefault(row.tax_class_id, [])
            if row.rate_ppm is not None:  # NULL: a class without taxes
                own.append(TaxDraft(*row[1:]))
        return taxes

    def _usual_class(self) -> int:
        found = self._usual_key()
        if found is None:
            raise UsualTaxClassUnknown(code=self._usual)
        return found

    def _usual_key(self) -> int | None:
        here = (tax_class.c.code == self._usual, tax_class.c.archived_at.is_(None))
        found: int | None = self._connection.execute(select(tax_class.c.id).where(*here)).scalar_one_or_none()
        return found


def _comes_to(taxes: Sequence[TaxDraft], rate_ppm: int, *, included: bool) -> bool:
    """Tell whether taxes are a rate as it stands in a file: together, on one side of the price, none on another."""
    if any(tax.compound or tax.included is not included for tax in taxes):
        return False
    return sum(tax.rate_ppm for tax in taxes) == rate_ppm
