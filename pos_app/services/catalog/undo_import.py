"""Undo an import by its uid: what it added goes, what it changed is again as it was.

Goods that were sold, counted or stand in an open basket meanwhile stay, archived: nothing sold is deleted, and no
basket loses what is in it. Keys that are free again are never given to other goods.
"""

from __future__ import annotations

import json
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, exists, select, update

from pos_app.data import search
from pos_app.data.json_text import from_json
from pos_app.data.tables.baskets import basket, basket_step
from pos_app.data.tables.catalog import barcode, price, product, product_text, variant, variant_sales
from pos_app.data.tables.imports import import_added, import_before, import_run
from pos_app.data.tables.orders import order_line
from pos_app.data.tables.shop import quick_key, setting
from pos_app.data.tables.stock import movement
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.catalog.import_changes import AS_CAME, refresh_words
from pos_app.services.catalog.import_model import NothingToFinish
from pos_app.services.catalog.import_taxes import journal_made_classes
from pos_app.services.catalog.import_upkeep import Upkeep
from pos_app.services.pace import Held, Pace
from pos_app.services.shop.set_up import ALWAYS
from pos_app.services.taxes.class_rows import bring_back_used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Row

    from pos_app.services.books import Posting
    from pos_app.services.shop.shop import Shop

_TABLES = {"variant": variant, "price": price, "barcode": barcode}
_MOMENTS = {"archived_at"}


def undo_import(shop: Shop, uid: bytes, progress: Callable[[int], None] = lambda _done: None) -> None:
    """Undo a run, in short transactions; one that was cut off goes on where it stopped."""
    key, file_hash = _begin(shop, uid)
    done = 0
    held = Held()
    upkeep = Upkeep(shop.database, held)
    with upkeep.taken_over():
        for count in chain(_undo_added(shop, held, key), _undo_changed(shop, held, key)):
            upkeep.step()
            done += count
            progress(done)
    wanted_back = _wanted_back(shop, key)
    with shop.posting(Permission.CATALOG_IMPORT) as posting:
        _remove_tax_classes(posting, key, wanted_back)
        bring_back_used(posting)
        values = {"state": "undone", "ended_at": posting.at}
        posting.connection.execute(update(import_run).where(import_run.c.id == key).values(**values))
        posting.journal(Tag.IMPORT_UNDONE, uid, {"file": file_hash, "rows": done})


def _begin(shop: Shop, uid: bytes) -> tuple[int, str]:
    """Say that the run is being undone, before anything is: from here on it can only be undone.

    Raise `NothingToFinish` where there is no such run.
    """
    with shop.database.write() as connection:
        here = import_run.c.uid == uid
        connection.execute(update(import_run).where(here).values(state="undoing"))
        row = connection.execute(select(import_run.c.id, import_run.c.file_hash).where(here)).first()
        if row is None:
            raise NothingToFinish
    return row.id, row.file_hash


def _undo_added(shop: Shop, held: Held, import_id: int) -> Iterator[int]:
    """Take goods out that the run added, the newest first; tell after each transaction how many."""
    pace = Pace(20, 20, 300)
    while True:
        with held.write(shop.database) as connection:
            count = _take_newest_out(connection, import_id, shop.books.now(), pace.size)
        if not count:
            return
        pace.learn(count, held.last)
        yield count


def _take_newest_out(connection: Connection, import_id: int, now: datetime, size: int) -> int:
    mine = (import_added.c.import_id == import_id) & (import_added.c.table_name == "variant")
    row = connection.execute(select(import_added).where(mine).order_by(import_added.c.id.desc()).limit(1)).first()
    if row is None:
        return 0
    first = max(row.first_id, row.last_id - size + 1)
    keys = list(range(first, row.last_id + 1))
    _take_out(connection, keys, now)
    if first == row.first_id:
        connection.execute(delete(import_added).where(import_added.c.id == row.id))
    else:
        connection.execute(update(import_added).where(import_added.c.id == row.id).values(last_id=first - 1))
    return len(keys)


def _take_out(connection: Connection, keys: Sequence[int], now: datetime) -> None:
    kept = _used(connection, keys)
    if kept:
        connection.execute(update(variant).where(variant.c.id.in_(kept)).values(archived_at=now))
    search.remove(connection, keys)
    gone = [key for key in keys if key not in kept]
    products = select(variant.c.product_id).where(variant.c.id.in_(gone))
    product_keys = list(connection.execute(products).scalars())
    for table in (barcode, price, quick_key):
        connection.execute(delete(table).where(table.c.variant_id.in_(gone)))
    connection.execute(delete(variant).where(variant.c.id.in_(gone)))
    connection.execute(delete(product_text).where(product_text.c.product_id.in_(product_keys)))
    connection.execute(delete(product).where(product.c.id.in_(product_keys)))


def _used(connection: Connection, keys: Sequence[int]) -> set[int]:
    """Return the goods that something refers to: a sale, a movement, a basket that is not paid."""
    used = (
        exists().where(order_line.c.variant_id == variant.c.id)
        | exists().where(movement.c.variant_id == variant.c.id)
        | exists().where(variant_sales.c.variant_id == variant.c.id)
    )
    kept = set(connection.execute(select(variant.c.id).where(variant.c.id.in_(keys), used)).scalars())
    steps = (
        select(basket_step.c.body)
        .join(basket, basket.c.id == basket_step.c.basket_id)
        .where(basket.c.state.in_(("open", "paying", "held")), basket_step.c.kind == "add")
    )
    return kept | ({json.loads(body)["variant"] for body in connection.execute(steps).scalars()} & set(keys))


def _undo_changed(shop: Shop, held: Held, import_id: int) -> Iterator[int]:
    """Give rows back what they were before the run, table by table, for one costs more than the other."""
    for table in ("barcode", "price", "product_text", "variant"):
        pace = Pace(10, 10, 300)
        while True:
            with held.write(shop.database) as connection:
                count = _restore_some(connection, import_id, table, pace.size)
            if not count:
                break
            pace.learn(count, held.last)
            yield count


def _restore_some(connection: Connection, import_id: int, table: str, size: int) -> int:
    mine = (import_before.c.import_id == import_id) & (import_before.c.table_name == table)
    images = connection.execute(select(import_before).where(mine).order_by(import_before.c.row_id).limit(size)).all()
    changed = {key for image in images for key in _restore(connection, image)}
    if changed:
        refresh_words(connection, sorted(changed))
    connection.execute(delete(import_before).where(mine, import_before.c.row_id.in_([row.row_id for row in images])))
    return len(images)


def _restore(connection: Connection, image: Row[Any]) -> list[int]:
    """Give one row back what it was; return the variants whose search text that concerns."""
    before = json.loads(image.before) if image.before else None
    if image.table_name == "product_text":
        here = (product_text.c.product_id == image.row_id) & (product_text.c.language == AS_CAME)
        connection.execute(update(product_text).where(here).values(**(before or {})))
        return list(connection.execute(select(variant.c.id).where(variant.c.product_id == image.row_id)).scalars())
    table = _TABLES[image.table_name]
    here = table.c.id == image.row_id
    if before is not None:
        values = {name: _value(name, value) for name, value in before.items()}
        connection.execute(update(table).where(here).values(**values))
        return [image.row_id] if _MOMENTS & set(before) else []
    owners = (
        [] if table is not barcode else list(connection.execute(select(barcode.c.variant_id).where(here)).scalars())
    )
    connection.execute(delete(table).where(here))
    return owners


def _wanted_back(shop: Shop, import_id: int) -> set[int]:
    """Return the tax classes that undoing another run would give goods back, where this one made any.

    Only imports change what this finds, so it is read before the writer is held.
    """
    others = select(import_before.c.before).where(
        exists().where(_made_by(import_id)),
        import_before.c.import_id != import_id,
        import_before.c.table_name == variant.name,
        import_before.c.before.contains('"tax_class_id"'),
    )
    with shop.database.read() as connection:
        return {json.loads(before)["tax_class_id"] for before in connection.execute(others).scalars()}


def _made_by(import_id: int) -> ColumnElement[bool]:
    return (import_added.c.import_id == import_id) & (import_added.c.table_name == tax_class.name)


def _remove_tax_classes(posting: Posting, import_id: int, wanted_back: set[int]) -> None:
    """Take out the classes the run made, where no goods, no setting and no rules of later need them."""
    connection, mine = posting.connection, _made_by(import_id)
    usual = select(setting.c.value).where(setting.c.name == "default_tax_class")
    usual_codes = {str(from_json(value)) for value in connection.execute(usual).scalars()}
    made = select(tax_class.c.id, tax_class.c.uid, tax_class.c.code).join(
        import_added, mine & (import_added.c.first_id == tax_class.c.id)
    )
    unused = (
        ~exists().where(variant.c.tax_class_id == tax_class.c.id),
        ~exists().where(tax_rule.c.tax_class_id == tax_class.c.id, tax_rule.c.valid_from != ALWAYS),
    )
    for key, uid, code in connection.execute(made.where(*unused)).all():
        if key in wanted_back or code in usual_codes:
            continue
        taxes = list(connection.execute(select(tax_rule.c.tax_id).where(tax_rule.c.tax_class_id == key)).scalars())
        connection.execute(delete(tax_rule).where(tax_rule.c.tax_class_id == key))
        connection.execute(delete(tax).where(tax.c.id.in_(taxes), ~exists().where(tax_rule.c.tax_id == tax.c.id)))
        connection.execute(delete(tax_class).where(tax_class.c.id == key))
        posting.journal(Tag.TAX_RULES_TAKEN_BACK, uid, {"from": ALWAYS.isoformat()})
    journal_made_classes(posting, import_id)  # those that stay: a run that was cut off has not said how they are taxed
    connection.execute(delete(import_added).where(mine))


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _MOMENTS and value else value
