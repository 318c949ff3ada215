"""Which tax class goods of a file get: the one whose tax today is exactly what the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.errors import PosError
from pos_app.services.catalog.import_store import note_added
from pos_app.services.shop.set_up import SITUATION, add_tax_class

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


class UsualTaxClassUnknown(PosError):
    """The setting of the usual tax class names none that is in use. Params: code."""


class ImportTaxes:
    """Finds classes within one transaction; makes those that are missing, noted for an undo."""

    def __init__(self, connection: Connection, import_id: int, usual: str, day: date) -> None:
        self._connection = connection
        self._import_id = import_id
        self._usual = usual
        self._day = day
        self._known: dict[int | None, int] = {}

    def class_of(self, rate_ppm: int | None) -> int:
        """Return the key of the class for a rate, inside the price; None: the usual one.

        Raise `UsualTaxClassUnknown`.
        """
        if rate_ppm not in self._known:
            self._known[rate_ppm] = self._usual_class() if rate_ppm is None else self._of_rate(rate_ppm)
        return self._known[rate_ppm]

    def _of_rate(self, rate_ppm: int) -> int:
        """Return the first class with one tax in force, which is this one inside the price; make one where none is."""
        rules = (
            select(tax_rule.c.tax_class_id, func.max(tax_rule.c.valid_from).label("since"))
            .where(tax_rule.c.situation == SITUATION, tax_rule.c.valid_from <= self._day)
            .group_by(tax_rule.c.tax_class_id)
            .subquery()
        )
        in_force = (
            select(tax_rule.c.tax_class_id, tax.c.rate_ppm, tax.c.included)
            .join(rules, (rules.c.tax_class_id == tax_rule.c.tax_class_id) & (rules.c.since == tax_rule.c.valid_from))
            .join(tax_class, (tax_class.c.id == tax_rule.c.tax_class_id) & tax_class.c.archived_at.is_(None))
            .outerjoin(tax, tax.c.id == tax_rule.c.tax_id)
            .where(tax_rule.c.situation == SITUATION)
            .order_by(tax_rule.c.tax_class_id)
        )
        taxes: dict[int, list[tuple[int | None, bool | None]]] = {}
        for key, rate, included in self._connection.execute(in_force):
            taxes.setdefault(key, []).append((rate, included))
        found = next((key for key, own in taxes.items() if own == [(rate_ppm, True)]), None)
        return found or self._made(rate_ppm)

    def _made(self, rate_ppm: int) -> int:
        key = add_tax_class(self._connection, rate_ppm)
        note_added(self._connection, self._import_id, tax_class, key, key)
        return key

    def _usual_class(self) -> int:
        here = (tax_class.c.code == self._usual, tax_class.c.archived_at.is_(None))
        found: int | None = self._connection.execute(select(tax_class.c.id).where(*here)).scalar_one_or_none()
        if found is None:
            raise UsualTaxClassUnknown(code=self._usual)
        return found
