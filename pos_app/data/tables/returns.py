"""Returns: documents of their own that point at order lines."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    amount,
    code,
    fact,
    flag,
    key,
    long_text,
    metadata,
    moment,
    number,
    quantity,
    ref,
    tax_amounts,
    uid,
)

goods_return = Table(
    "goods_return",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("order_id", "orders.id", index=True),
    ref("location_id", "location.id"),
    ref("series_id", "series.id"),
    number("number_value"),
    code("number", 32, index=True),
    code("currency", 3),
    amount("total"),  # given back, positive
    amount("rounding"),
    UniqueConstraint("till_id", "sequence"),
    UniqueConstraint("series_id", "number_value"),
    info=APPEND_ONLY,
)

goods_return_line = Table(
    "goods_return_line",
    metadata,
    key(),
    uid(),
    ref("return_id", "goods_return.id"),
    number("position"),
    ref("order_line_id", "order_line.id", index=True),
    quantity(),
    amount("amount"),
    amount("tax_included"),
    amount("tax_added"),
    code("reason", 32),
    flag("restocked"),
    UniqueConstraint("return_id", "position"),
    info=APPEND_ONLY,
)

goods_return_line_tax = Table(
    "goods_return_line_tax",
    metadata,
    key(),
    ref("return_line_id", "goods_return_line.id"),
    *tax_amounts(),
    UniqueConstraint("return_line_id", "position"),
    info=APPEND_ONLY,
)

goods_return_event = Table(
    "goods_return_event",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("return_id", "goods_return.id", index=True),
    code("kind", 24),
    long_text("body"),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

goods_return_state = Table(
    "goods_return_state",
    metadata,
    ref("return_id", "goods_return.id", primary_key=True),
    code("state", 24),
    moment("changed_at"),
)
