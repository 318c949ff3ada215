"""Goods as the till needs them: by code, by key, by search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from pos_app.data import search
from pos_app.data.tables.catalog import barcode, price, product_text, variant
from pos_app.data.tables.stock import level
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.basket import Sellable
from pos_app.domain.errors import PosError
from pos_app.domain.label import NO_LABEL
from pos_app.domain.rows import CatalogRow, Found, Hit, StockRow
from pos_app.domain.tax import Tax

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row
    from sqlalchemy.sql.selectable import ScalarSelect

    from pos_app.domain.barcode import Reading
    from pos_app.domain.label import Label


class NoPrice(PosError):
    """The goods have no price yet. Params: name."""


def _name() -> ScalarSelect[str]:
    """Return the name in the language asked for, else as it came in, else in any language."""
    return (
        select(product_text.c.name)
        .where(product_text.c.product_id == variant.c.product_id)
        .order_by((product_text.c.language == bindparam("language")).desc(), product_text.c.language)
        .limit(1)
        .scalar_subquery()
    )


def _price() -> ScalarSelect[int]:
    """Return the price for any quantity that holds at the moment asked for; the latest beginning wins."""
    return (
        select(price.c.unit_price)
        .where(
            price.c.variant_id == variant.c.id,
            price.c.list_id == bindparam("list_id"),
            price.c.min_qty == 0,
            or_(price.c.valid_from.is_(None), price.c.valid_from <= bindparam("now")),
            or_(price.c.valid_until.is_(None), price.c.valid_until > bindparam("now")),
        )
        .order_by(price.c.valid_from.is_(None), price.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


_AT_HAND = and_(level.c.variant_id == variant.c.id, level.c.location_id == bindparam("location"))
_GOODS: Select[Any] = (
    select(
        variant.c.id,
        variant.c.uid,
        variant.c.sku,
        _name().label("name"),
        variant.c.title,
        variant.c.unit,
        variant.c.decimals,
        variant.c.tax_class_id,
        variant.c.cost,
        variant.c.stock_tracked,
        variant.c.archived_at,
        _price().label("unit_price"),
        level.c.on_hand,
        func.coalesce(level.c.reserved, 0).label("reserved"),
    )
    .select_from(variant)
    .outerjoin(level, _AT_HAND)
)
_BY_CODE = (
    _GOODS.add_columns(barcode.c.code, barcode.c.quantity)
    .join(barcode, barcode.c.variant_id == variant.c.id)
    .where(variant.c.archived_at.is_(None))
)
_BY_EXACT = _BY_CODE.where(barcode.c.code == bindparam("code"))
_BY_GTIN = _BY_CODE.where(barcode.c.gtin14 == bindparam("code")).order_by(variant.c.id)
_BY_SKU = _GOODS.where(variant.c.sku == bindparam("code"), variant.c.archived_at.is_(None))
_BY_KEY = _GOODS.where(variant.c.id == bindparam("key"))
_BY_KEYS = _GOODS.where(variant.c.id.in_(bindparam("keys", expanding=True)))
_PAGE = _GOODS.add_columns(tax_class.c.name.label("tax_class")).join(
    tax_class, tax_class.c.id == variant.c.tax_class_id
)
_PAGE_AFTER = _PAGE.where(variant.c.id > bindparam("after")).order_by(variant.c.id).limit(bindparam("limit"))
_PAGE_KEYS = _PAGE.where(variant.c.id.in_(bindparam("keys", expanding=True)))
_CODES = select(barcode.c.variant_id, barcode.c.code).where(barcode.c.variant_id.in_(bindparam("keys", expanding=True)))
_RULE_DAY = (
    select(func.max(tax_rule.c.valid_from))
    .where(
        tax_rule.c.tax_class_id == bindparam("tax_class"),
        tax_rule.c.situation == bindparam("situation"),
        tax_rule.c.valid_from <= bindparam("day"),
    )
    .scalar_subquery()
)
_TAXES = (
    select(tax.c.uid, tax.c.name, tax.c.rate_ppm, tax.c.included, tax.c.stack_order, tax.c.compound)
    .join(tax_rule, tax_rule.c.tax_id == tax.c.id)
    .where(
        tax_rule.c.tax_class_id == bindparam("tax_class"),
        tax_rule.c.situation == bindparam("situation"),
        tax_rule.c.valid_from == _RULE_DAY,
    )
    .order_by(tax.c.stack_order, tax.c.id)
)


class Goods:
    """Reads goods as they are sold at one place, in one language, from one price list, at one moment."""

    def __init__(self, connection: Connection, *, location_id: int, list_id: int, language: str, now: datetime) -> None:
        self.connection = connection
        self._given = {"location": location_id, "list_id": list_id, "language": language, "now": now}

    def by_reading(self, reading: Reading) -> list[Row[Any]]:
        """Return the goods that one reading of a code finds; an exact text may be a barcode or a SKU."""
        values = {**self._given, "code": reading.text}
        if reading.kind == "gtin":
            return list(self.connection.execute(_BY_GTIN, values))
        found = list(self.connection.execute(_BY_EXACT, values))
        return found or list(self.connection.execute(_BY_SKU, values))

    def by_key(self, key: int) -> Row[Any] | None:
        """Return one variant."""
        return self.connection.execute(_BY_KEY, {**self._given, "key": key}).first()

    def hit(self, row: Row[Any], code: str, *, day: date, situation: str = "default", label: Label = NO_LABEL) -> Hit:
        """Return what a row brings to the basket, with its taxes. Raise `NoPrice` where it has none."""
        name = full_name(row)
        if row.unit_price is None:
            raise NoPrice(name=name)
        item = Sellable(
            variant_id=row.id,
            variant_uid=row.uid,
            sku=row.sku,
            name=name,
            unit=row.unit,
            decimals=row.decimals,
            list_price=row.unit_price,
            taxes=self.taxes(row.tax_class_id, day, situation),
            unit_cost=row.cost,
            stock_tracked=row.stock_tracked,
        )
        return Hit(item, getattr(row, "quantity", None) or 1000, code, _shown_level(row), label)

    def taxes(self, tax_class_id: int, day: date, situation: str) -> tuple[Tax, ...]:
        """Return the taxes of a class in a situation on a day."""
        values = {"tax_class": tax_class_id, "situation": situation, "day": day}
        return tuple(Tax(*row) for row in self.connection.execute(_TAXES, values))

    def found(self, typed: str, limit: int = search.FIRST) -> tuple[Found, ...]:
        """Return the first goods a typed text finds, most sold first."""
        rows = self._by_keys(_BY_KEYS, search.find(self.connection, typed, limit))
        return tuple(
            Found(row.id, full_name(row), row.sku, row.unit_price, row.unit, row.decimals, _shown_level(row))
            for row in rows
            if row.archived_at is None
        )

    def catalog_page(self, typed: str, after: int, limit: int) -> tuple[CatalogRow, ...]:
        """Return catalog rows: what a text finds, or without one the next `limit` after a key."""
        rows = self._page(typed, after, limit)
        codes: dict[int, list[str]] = {}
        for key, code in self.connection.execute(_CODES, {"keys": [row.id for row in rows]}):
            codes.setdefault(key, []).append(code)
        return tuple(
            CatalogRow(
                row.id,
                full_name(row),
                row.sku,
                ", ".join(codes.get(row.id, ())),
                row.unit_price,
                row.unit,
                row.tax_class,
                row.archived_at is not None,
            )
            for row in rows
        )

    def stock_page(self, typed: str, after: int, limit: int, location: str) -> tuple[StockRow, ...]:
        """Return levels: of what a text finds, or without one of the next `limit` variants after a key."""
        return tuple(
            StockRow(
                row.id,
                full_name(row),
                row.sku,
                row.on_hand or 0,
                row.reserved,
                (row.on_hand or 0) - row.reserved,
                row.unit,
                row.decimals,
                row.stock_tracked,
                location,
            )
            for row in self._page(typed, after, limit)
        )

    def _page(self, typed: str, after: int, limit: int) -> list[Row[Any]]:
        if typed.strip():
            return self._by_keys(_PAGE_KEYS, search.find(self.connection, typed, limit))
        values = {**self._given, "after": after, "limit": limit}
        return list(self.connection.execute(_PAGE_AFTER, values))

    def _by_keys(self, query: Select[Any], keys: Sequence[int]) -> list[Row[Any]]:
        """Return rows in the order of their keys as given."""
        if not keys:
            return []
        place = {key: index for index, key in enumerate(keys)}
        rows = self.connection.execute(query, {**self._given, "keys": list(keys)})
        return sorted(rows, key=lambda row: place[row.id])


def full_name(row: Row[Any]) -> str:
    """Return the product's name with what tells the variant from its siblings."""
    return f"{row.name}, {row.title}" if row.title else str(row.name)


def _shown_level(row: Row[Any]) -> int | None:
    return int(row.on_hand or 0) if row.stock_tracked else None
