"""Orders: placed once and never changed. What follows are events and documents beside them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    amount,
    code,
    day,
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
    unit_price,
    words,
)

orders = Table(
    "orders",  # the plural because ORDER is SQL's own word
    metadata,
    key(),
    uid(),  # the basket's
    *fact(),
    ref("channel_id", "channel.id", nullable=True),  # NULL: sold at the till
    ref("location_id", "location.id"),
    ref("customer_id", "customer.id", nullable=True, index=True),
    ref("series_id", "series.id"),
    number("number_value"),  # gapless in its series
    code("number", 32, index=True),  # as printed
    code("currency", 3),
    number("rate"),  # of the currency to the shop's, in 1/1,000,000,000; its own currency is 1,000,000,000
    code("situation", 32),  # of tax: `default`, `takeaway`, …
    code("tax_rounding", 8),  # `line` or `order`, as it was set then
    amount("subtotal"),  # line amounts before basket-wide discounts
    amount("discount"),  # basket-wide discounts, positive
    amount("tax_included"),
    amount("tax_added"),
    amount("total"),  # subtotal - discount + tax_added
    amount("rounding"),  # signed cash rounding; total + rounding was paid
    number("line_count"),
    UniqueConstraint("till_id", "sequence"),
    UniqueConstraint("series_id", "number_value"),
    Index(None, "business_date", "total"),
    info=APPEND_ONLY,
)

order_line = Table(
    "order_line",
    metadata,
    key(),
    uid(),
    ref("order_id", "orders.id"),
    number("position"),  # from 1
    ref("variant_id", "variant.id"),
    ref("parent_line_id", "order_line.id", nullable=True),  # a deposit or part goes with its parent
    ref("exchanged_line_id", "order_line.id", nullable=True),  # the line this one takes back
    code("sku", 128),
    words("code", 128),  # what was scanned or typed
    long_text("name"),
    code("unit", 16),
    number("decimals"),
    quantity(),
    unit_price("list_price"),
    unit_price("unit_price"),
    unit_price("unit_cost"),
    amount("gross"),  # unit_price x quantity, rounded once
    amount("discount"),  # the line's own, positive
    amount("basket_discount"),  # its share of the basket's, positive
    amount("amount"),  # gross - discount - basket_discount
    amount("tax_included"),
    amount("tax_added"),
    flag("stock_tracked"),  # whether a movement belongs to it
    number("label_weight", nullable=True),  # grams on the pack's label; NULL: it said none
    amount("label_amount", nullable=True),  # on the pack's label, for one pack; NULL: it said none
    words("lot", 32, nullable=True),  # NULL: the code said none
    day("expiry", nullable=True),  # last day the pack should be used on; NULL: the code said none
    words("serial", 32, nullable=True),  # the pack's own number; NULL: the code said none
    # thousandths taken off for the container, by the till or by the scale on its word; 0: the till took off none;
    # NULL: not weighed at the till, and no container taken off
    number("tare", nullable=True),
    UniqueConstraint("order_id", "position"),
    Index(None, "variant_id"),
    info=APPEND_ONLY,
)

order_line_tax = Table(
    "order_line_tax",
    metadata,
    key(),
    ref("line_id", "order_line.id"),
    *tax_amounts(),
    UniqueConstraint("line_id", "position"),
    info=APPEND_ONLY,
)

order_discount = Table(
    "order_discount",
    metadata,
    key(),
    ref("order_id", "orders.id"),
    number("position"),  # in the order they were taken; counted through the order
    ref("line_id", "order_line.id", nullable=True),  # NULL: on the whole basket
    words("name"),
    number("rate_ppm", nullable=True),  # NULL: given as an amount
    amount("amount"),  # what it took off, positive
    UniqueConstraint("order_id", "position"),
    info=APPEND_ONLY,
)

order_event = Table(
    "order_event",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("order_id", "orders.id", index=True),
    code("kind", 24),  # `placed`, `paid`, `packed`, `cancelled`, `copied`, …
    long_text("body"),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

#: Where an order stands, kept with each event.
order_state = Table(
    "order_state",
    metadata,
    ref("order_id", "orders.id", primary_key=True),
    code("state", 24),  # kind of the last event that set it
    amount("paid"),  # sum of its allocations
    amount("returned"),  # sum of its returns
    moment("changed_at"),
)

#: Free text on an order, kept apart so that it can be erased.
order_note = Table(
    "order_note",
    metadata,
    ref("order_id", "orders.id", primary_key=True),
    long_text("note"),
)
