"""Orders: what is said of one in the journal, so that nothing it says can change unnoticed."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row: TypeAlias = Mapping[str, Any]

ORDER_FIELDS = (
    "uid",
    "sequence",
    "at",
    "business_date",
    "zone",
    "number_value",
    "number",
    "currency",
    "rate",
    "situation",
    "tax_rounding",
    "subtotal",
    "discount",
    "tax_included",
    "tax_added",
    "total",
    "rounding",
    "line_count",
)
LINE_FIELDS = (
    "uid",
    "position",
    "sku",
    "code",
    "name",
    "unit",
    "decimals",
    "quantity",
    "list_price",
    "unit_price",
    "unit_cost",
    "gross",
    "discount",
    "basket_discount",
    "amount",
    "tax_included",
    "tax_added",
    "stock_tracked",
)
TAX_FIELDS = (
    "position",
    "tax_uid",
    "name",
    "rate_ppm",
    "included",
    "stack_order",
    "compound",
    "base",
    "amount",
)
DISCOUNT_FIELDS = ("position", "name", "rate_ppm", "amount")
"""Everything of the rows but keys that mean something in one database only. They are part of the journal's format."""

OWN_RATE = 1_000_000_000
"""Exchange rate of the shop's own currency, in 1/1,000,000,000."""


def content_hash(
    order: Row, lines: Sequence[Row], taxes: Sequence[Sequence[Row]], discounts: Sequence[tuple[int | None, Row]]
) -> str:
    """Return SHA-256 over everything an order says, in hex.

    `taxes` holds those of each line, in order; `discounts` each with the position of its line, None for the basket.
    """
    content = [
        _values(order, ORDER_FIELDS),
        [
            [*_values(line, LINE_FIELDS), [_values(tax, TAX_FIELDS) for tax in own]]
            for line, own in zip(lines, taxes, strict=True)
        ],
        [[position, *_values(discount, DISCOUNT_FIELDS)] for position, discount in discounts],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _values(row: Row, names: Sequence[str]) -> list[int | str | None]:
    return [_plain(row[name]) for name in names]


def _plain(value: Any) -> int | str | None:
    """Return a value as every database gives it back: flags as 0 and 1, moments with all six digits."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
