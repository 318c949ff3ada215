"""Channels: online shops whose orders come in here."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from pos_app.data.types import code, key, metadata, moment, ref, uid, words

channel = Table(
    "channel",
    metadata,
    key(),
    uid(),
    code("kind", 32),  # `woocommerce`, `shopify`
    words("name"),
    moment("created_at"),
    moment("archived_at", nullable=True),
)

#: What a variant is called on a channel.
channel_variant = Table(
    "channel_variant",
    metadata,
    key(),
    ref("channel_id", "channel.id"),
    ref("variant_id", "variant.id", index=True),
    code("remote_id", 64),
    UniqueConstraint("channel_id", "remote_id"),
)

#: Which order of a channel became which order here: an order taken twice finds its place taken.
channel_order = Table(
    "channel_order",
    metadata,
    key(),
    ref("channel_id", "channel.id"),
    code("remote_id", 64),
    ref("order_id", "orders.id", index=True),
    UniqueConstraint("channel_id", "remote_id"),
)
