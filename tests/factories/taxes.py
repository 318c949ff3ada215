"""Tax rules of other places than the sample shop's, put on the classes its goods have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.taxes import tax, tax_class, tax_rule

if TYPE_CHECKING:
    from pos_app.services.services import Services

SINCE = date(2026, 1, 1)


def charge(
    services: Services, class_code: str, *taxes: tuple[str, int, bool, int, bool], situation: str = "default"
) -> None:
    """Let a class be taxed so: (name, rate in ppm, inside the price, order, on lower taxes too) each."""
    with services.shop.database.write() as connection:
        class_id = connection.execute(select(tax_class.c.id).where(tax_class.c.code == class_code)).scalar_one()
        for name, rate, included, order, compound in taxes:
            row = {"uid": new_uid(), "name": name, "rate_ppm": rate, "included": included, "stack_order": order}
            key = add_row(connection, tax, **row, compound=compound)
            rule = {"uid": new_uid(), "tax_class_id": class_id, "situation": situation, "valid_from": SINCE}
            connection.execute(insert(tax_rule).values(**rule, tax_id=key))
