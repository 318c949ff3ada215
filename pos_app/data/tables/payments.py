"""Payments: money towards orders, with what the outside party said as events beside them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    amount,
    code,
    fact,
    key,
    long_text,
    metadata,
    moment,
    number,
    ref,
    uid,
    words,
)

payment = Table(
    "payment",
    metadata,
    key(),
    uid(),
    *fact(),
    uid("basket_uid", unique=False),  # the basket it was taken for, and so the order's uid
    code("tender", 24),  # `cash`, `card`, `alipay`, `wechat`, `gift_card`, `credit`
    code("direction", 8),  # `in`, or `out` for a refund
    code("tendered_currency", 3),
    amount("tendered"),  # handed over, in tendered_currency
    number("rate"),  # of tendered_currency to the shop's, in 1/1,000,000,000
    amount("change"),  # given back in cash, shop currency
    amount("amount"),  # towards the order, shop currency: tendered x rate - change
    amount("rounding"),  # signed cash rounding settled with it
    words("reference", 64),  # the slip's or provider's number; empty for cash
    UniqueConstraint("till_id", "sequence"),
    Index(None, "basket_uid"),
    info=APPEND_ONLY,
)

payment_event = Table(
    "payment_event",
    metadata,
    key(),
    uid(),
    *fact(),
    ref("payment_id", "payment.id", index=True),
    code("kind", 24),  # `intent`, `asked`, `taken`, `declined`, `given_back`, …
    long_text("body"),
    UniqueConstraint("till_id", "sequence"),
    info=APPEND_ONLY,
)

payment_state = Table(
    "payment_state",
    metadata,
    ref("payment_id", "payment.id", primary_key=True),
    code("state", 24),
    moment("changed_at"),
)

payment_allocation = Table(
    "payment_allocation",
    metadata,
    key(),
    ref("payment_id", "payment.id"),
    ref("order_id", "orders.id", index=True),
    amount("amount"),
    UniqueConstraint("payment_id", "order_id"),
    info=APPEND_ONLY,
)
