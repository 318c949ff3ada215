"""Tax classes with their rules: what is in force on a day, and what comes."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select

from pos_app.data.tables.catalog import variant
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import Rules, TaxClass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection, Row

    from pos_app.domain.tax_rules import TaxDraft

_CLASSES = select(tax_class.c.id, tax_class.c.uid, tax_class.c.code, tax_class.c.name).where(
    tax_class.c.archived_at.is_(None)
)
_RULES = (
    select(tax_rule.c.tax_class_id, tax_rule.c.valid_from, tax)
    .outerjoin(tax, tax.c.id == tax_rule.c.tax_id)
    .where(tax_rule.c.situation == bindparam("situation"))
    .order_by(tax_rule.c.tax_class_id, tax_rule.c.valid_from, tax.c.stack_order, tax.c.id)
)
_OF_CLASS = (variant.c.tax_class_id == bindparam("key")) & variant.c.archived_at.is_(None)
_USED = select(exists().where(_OF_CLASS))
_COUNT = select(func.count()).select_from(variant).where(_OF_CLASS)


def classes(connection: Connection, day: date, situation: str, usual: str) -> tuple[TaxClass, ...]:
    """Return the classes in use, the usual one first, whose code is `usual`, the others along their keys."""
    rules = rules_by_class(connection, situation)
    found = (
        TaxClass(
            row.uid,
            row.code,
            row.name,
            row.code == usual,
            in_force(rules.get(row.id, ()), day),
            tuple(rule for rule in rules.get(row.id, ()) if rule.valid_from > day),
        )
        for row in connection.execute(_CLASSES.order_by(tax_class.c.id)).all()
    )
    return tuple(sorted(found, key=lambda one: not one.usual))


def rules_by_class(connection: Connection, situation: str) -> dict[int, tuple[Rules, ...]]:
    """Return the rules of every class, archived ones too, by its key and along their days."""
    found = dict[int, tuple[Rules, ...]]()
    rows = connection.execute(_RULES, {"situation": situation}).all()
    for key, own in groupby(rows, key=attrgetter("tax_class_id")):
        days = groupby(own, key=attrgetter("valid_from"))
        found[key] = tuple(Rules(day, tuple(_tax(row) for row in some if row.id is not None)) for day, some in days)
    return found


def rules_of(connection: Connection, class_key: int, situation: str) -> tuple[Rules, ...]:
    """Return the rules of one class along their days."""
    return rules_by_class(connection, situation).get(class_key, ())


def in_force(rules: Iterable[Rules], day: date) -> tuple[Tax, ...]:
    """Return the taxes of rules, given along their days, that are in force on a day."""
    taxes: tuple[Tax, ...] = ()
    for rule in rules:
        if rule.valid_from <= day:
            taxes = rule.taxes
    return taxes


def is_used(connection: Connection, class_key: int) -> bool:
    """Tell whether goods that are not archived have a class."""
    return bool(connection.execute(_USED, {"key": class_key}).scalar_one())


def count_goods(connection: Connection, class_key: int) -> int:
    """Return how many goods that are not archived have a class; a moment's work with very many."""
    return connection.execute(_COUNT, {"key": class_key}).scalar_one()


def same_tax(connection: Connection, draft: TaxDraft) -> tuple[int, bytes] | None:
    """Return key and uid of a tax that is exactly this one, so that classes which share it add up on one receipt."""
    query = select(tax.c.id, tax.c.uid).where(
        tax.c.name == draft.name,
        tax.c.rate_ppm == draft.rate_ppm,
        tax.c.included == draft.included,
        tax.c.stack_order == draft.order,
        tax.c.compound == draft.compound,
    )
    rows = connection.execute(query.add_columns(tax.c.name).order_by(tax.c.id)).all()
    # a server may hold `gst` and `GST` for the same
    return next(((row.id, bytes(row.uid)) for row in rows if row.name == draft.name), None)


def _tax(row: Row[Any]) -> Tax:
    return Tax(row.uid, row.name, row.rate_ppm, bool(row.included), row.stack_order, bool(row.compound))
