"""Tax classes and rules as rows, written within another use case's posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.queries.taxes import rules_of, same_tax
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import LONGEST_CODE, LONGEST_NAME, TaxNameTooLong, checked, rules_body
from pos_app.services.shop.set_up import SITUATION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

    from pos_app.domain.tax_rules import TaxDraft
    from pos_app.services.books import Posting


class TaxClassGone(PosError):
    """The class is not there any more, or archived."""


class TaxClassIncomplete(PosError):
    """A class needs a code and a name."""


class TaxCodeTaken(PosError):
    """Another class that is in use has this code. Params: code."""


class TaxCodeTooLong(PosError):
    """The code has more signs than one can have. Params: limit."""


class TaxesInThePast(PosError):
    """Taxes cannot change on a day that is over: what was sold is taxed already. Params: today (a date)."""


def class_row(connection: Connection, uid: bytes) -> Row[Any]:
    """Return a class that is in use. Raise `TaxClassGone`."""
    query = select(tax_class).where(tax_class.c.uid == uid, tax_class.c.archived_at.is_(None))
    row = connection.execute(query).first()
    if row is None:
        raise TaxClassGone
    return row


def of_code(connection: Connection, code: str) -> Row[Any] | None:
    """Return the class with a code, archived or not."""
    return connection.execute(select(tax_class).where(tax_class.c.code == code)).first()


def checked_words(code: str, name: str) -> tuple[str, str]:
    """Return code and name of a class as they can be kept.

    Raise `TaxClassIncomplete`, `TaxCodeTooLong` or `TaxNameTooLong`.
    """
    code, name = code.strip(), name.strip()
    if not (code and name):
        raise TaxClassIncomplete
    if len(code) > LONGEST_CODE:
        raise TaxCodeTooLong(limit=LONGEST_CODE)
    if len(name) > LONGEST_NAME:
        raise TaxNameTooLong(limit=LONGEST_NAME)
    return code, name


def put_class(posting: Posting, code: str, name: str) -> tuple[int, bytes]:
    """Make a class, or bring back the archived one that has the code; return its key and uid.

    Raise `TaxCodeTaken`, or what `checked_words` raises.
    """
    code, name = checked_words(code, name)
    found = of_code(posting.connection, code)
    if found is not None and found.archived_at is None:
        raise TaxCodeTaken(code=code)
    if found is None:
        key, uid = 0, new_uid()
        key = add_row(posting.connection, tax_class, uid=uid, code=code, name=name)
    else:
        key, uid = found.id, bytes(found.uid)
        values = {"name": name, "archived_at": None}
        posting.connection.execute(update(tax_class).where(tax_class.c.id == key).values(**values))
    tag = Tag.TAX_CLASS_ADDED if found is None else Tag.TAX_CLASS_BROUGHT_BACK
    posting.journal(tag, uid, {"code": code, "name": posting.text(name)})
    return key, uid


def put_away(posting: Posting, key: int, uid: bytes) -> None:
    """Archive a class; what was to come of it does not."""
    for rule in rules_of(posting.connection, key, SITUATION):
        if rule.valid_from > posting.business_date:
            take_back_rules(posting, key, uid, rule.valid_from)
    posting.connection.execute(update(tax_class).where(tax_class.c.id == key).values(archived_at=posting.at))
    posting.journal(Tag.TAX_CLASS_ARCHIVED, uid, {})


def bring_back_used(posting: Posting) -> None:
    """Bring back archived classes that goods in use have again, by an import or by undoing one."""
    used = exists().where(variant.c.tax_class_id == tax_class.c.id, variant.c.archived_at.is_(None))
    query = select(tax_class.c.code, tax_class.c.name).where(tax_class.c.archived_at.is_not(None), used)
    for code, name in posting.connection.execute(query).all():
        put_class(posting, code, name)


def put_rules(posting: Posting, key: int, uid: bytes, day: date, drafts: Sequence[TaxDraft]) -> None:
    """Tax a class so from a day on, until its next rules; those that began on the same day are replaced.

    The entry holds the exact rules. Raise `TaxesInThePast`, or what is wrong with the taxes.
    """
    taxes = checked(drafts)
    if day < posting.business_date:
        raise TaxesInThePast(today=posting.business_date)
    kept = [_kept(posting.connection, draft) for draft in taxes]
    known = {rule.valid_from: rule.taxes for rule in rules_of(posting.connection, key, SITUATION)}
    if known.get(day) == tuple(tax for _id, tax in kept):
        return
    _remove(posting.connection, key, day)
    rule = {"tax_class_id": key, "situation": SITUATION, "valid_from": day}
    keys: list[int | None] = [tax_id for tax_id, _tax in kept]
    posting.connection.execute(
        insert(tax_rule), [{"uid": new_uid(), **rule, "tax_id": tax_id} for tax_id in keys or [None]]
    )
    posting.journal(Tag.TAX_RULES_SET, uid, rules_body(day, [tax for _id, tax in kept]))


def take_back_rules(posting: Posting, key: int, uid: bytes, day: date) -> bool:
    """Take back rules that begin on a day to come; return whether there were any. Raise `TaxesInThePast`."""
    if day <= posting.business_date:
        raise TaxesInThePast(today=posting.business_date)
    if not _remove(posting.connection, key, day):
        return False
    posting.journal(Tag.TAX_RULES_TAKEN_BACK, uid, {"from": day.isoformat()})
    return True


def _remove(connection: Connection, key: int, day: date) -> int:
    own = (tax_rule.c.tax_class_id == key) & (tax_rule.c.situation == SITUATION) & (tax_rule.c.valid_from == day)
    return connection.execute(delete(tax_rule).where(own)).rowcount


def _kept(connection: Connection, draft: TaxDraft) -> tuple[int, Tax]:
    found = same_tax(connection, draft)
    if found is None:
        uid = new_uid()
        row = {"name": draft.name, "rate_ppm": draft.rate_ppm, "included": draft.included}
        key = add_row(connection, tax, uid=uid, **row, stack_order=draft.order, compound=draft.compound)
        found = key, uid
    key, uid = found
    return key, Tax(uid, draft.name, draft.rate_ppm, draft.included, draft.order, draft.compound)
