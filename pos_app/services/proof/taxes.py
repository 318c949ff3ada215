"""Tax rules and the shop's money are what the journal's entries say of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.queries.taxes import rules_by_class
from pos_app.data.tables.catalog import price_list
from pos_app.data.tables.imports import import_added, import_run
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import currency, shop
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.journal import Tag
from pos_app.domain.tax_rules import rules_text
from pos_app.services.proof.divergence import Divergence, differ
from pos_app.services.shop.set_up import SITUATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_RULES = (Tag.TAX_RULES_SET.value, Tag.TAX_RULES_TAKEN_BACK.value)
_MADE_BY_OPEN_RUNS = (
    select(import_added.c.first_id)
    .join(import_run, import_run.c.id == import_added.c.import_id)
    .where(import_added.c.table_name == tax_class.name, import_run.c.state.in_(("running", "undoing")))
)
_MONEY = (Tag.SHOP_OPENED.value, Tag.CURRENCY_CHOSEN.value)


def tax_rules(connection: Connection) -> Iterator[Divergence]:
    """Hold every rule against the last entry that speaks of its class and day.

    An import says at its end how the classes it made are taxed: until then they need no entry.
    """
    said = _said_rules(connection)
    unsaid = set(connection.execute(_MADE_BY_OPEN_RUNS).scalars())
    rules = rules_by_class(connection, SITUATION)
    for key, uid, code in connection.execute(select(tax_class.c.id, tax_class.c.uid, tax_class.c.code)).all():
        for rule in rules.get(key, ()):
            where, day = f"class {code} from {rule.valid_from}", rule.valid_from.isoformat()
            text = said.pop((uid, day), None)
            if text is not None or key not in unsaid:
                yield from differ("taxes", where, text or "no entry", rules_text(rule.taxes))
    for (uid, day), text in said.items():
        yield Divergence("taxes", f"class {uid.hex()} from {day}", text, "only its journal entry")


def _said_rules(connection: Connection) -> dict[tuple[bytes, str], str]:
    """Return what the journal says of (class, day), without what was taken back."""
    said = dict[tuple[bytes, str], str]()
    query = select(journal.c.document_uid, journal.c.tag, journal.c.body).where(journal.c.tag.in_(_RULES))
    for uid, tag, text in connection.execute(query.order_by(journal.c.at, journal.c.till_id, journal.c.sequence)):
        body = json.loads(text)
        if tag == Tag.TAX_RULES_SET.value:
            said[uid, body["from"]] = body["taxes"]
        else:
            said.pop((uid, body["from"]), None)
    return said


def money(connection: Connection) -> Iterator[Divergence]:
    """Hold the shop's currency, its digits and its price lists against what was chosen last."""
    query = select(journal.c.tag, journal.c.body).where(journal.c.tag.in_(_MONEY))
    chosen = digits = "no entry"
    for tag, text in connection.execute(query.order_by(journal.c.at, journal.c.till_id, journal.c.sequence)):
        body = json.loads(text)
        chosen = body["currency" if tag == Tag.SHOP_OPENED.value else "after"]
        digits = body.get("digits", "no entry")
    row = connection.execute(
        select(shop.c.currency, currency.c.digits).join(currency, currency.c.code == shop.c.currency)
    ).one()
    yield from differ("currency", "shop", chosen, row.currency)
    yield from differ("currency", "digits", digits, row.digits)
    for code, found in connection.execute(select(price_list.c.code, price_list.c.currency)):
        yield from differ("currency", f"price list {code}", chosen, found)
