"""Shipments: goods of an order on their way."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    blob,
    code,
    fact,
    key,
    long_text,
    metadata,
    moment,
    number,
    quantity,
    ref,
    uid,
    words,
)

shipment = Table(
    "shipment",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("order_id", "orders.id", index=True),
    ref("location_id", "location.id"),
    code("carrier", 32),
    code("service", 64),
    number("weight_grams", nullable=True),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

shipment_line = Table(
    "shipment_line",
    metadata,
    key(),
    ref("shipment_id", "shipment.id"),
    ref("order_line_id", "order_line.id", index=True),
    quantity(),
    UniqueConstraint("shipment_id", "order_line_id"),
    info=APPEND_ONLY,
)

shipment_event = Table(
    "shipment_event",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("shipment_id", "shipment.id", index=True),
    code("kind", 32),
    long_text("body"),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

shipment_state = Table(
    "shipment_state",
    metadata,
    ref("shipment_id", "shipment.id", primary_key=True),
    code("state", 32),
    code("tracking_number", 64, index=True, nullable=True),
    moment("changed_at"),
)

#: Labels and addresses, apart from the facts so that they can be erased.
shipment_paper = Table(
    "shipment_paper",
    metadata,
    key(),
    ref("shipment_id", "shipment.id", index=True),
    words("kind", 32),
    blob("content"),
)
