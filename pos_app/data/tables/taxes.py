"""Taxes as rows, chosen by tax class, situation and valid-from date."""

from __future__ import annotations

from sqlalchemy import Index, Table

from pos_app.data.types import code, day, flag, key, metadata, moment, number, ref, uid, words

tax_class = Table(
    "tax_class",
    metadata,
    key(),
    uid(),
    code("code", 32, unique=True),  # `standard`, `reduced`, `exempt`, or the rate as `13`
    words("name"),
    moment("archived_at", nullable=True),
)

tax = Table(
    "tax",
    metadata,
    key(),
    uid(),
    words("name"),
    number("rate_ppm"),
    flag("included"),  # inside the price, or on top
    number("stack_order"),
    flag("compound"),  # charged on taxes of lower orders too
)

#: The taxes of a class in a situation are the rows with its latest valid_from that is not in the future.
tax_rule = Table(
    "tax_rule",
    metadata,
    key(),
    uid(),
    ref("tax_class_id", "tax_class.id"),
    code("situation", 32),  # `default`, `takeaway`, `export`, …
    day("valid_from"),
    ref("tax_id", "tax.id", nullable=True),  # NULL: no tax from that day
    Index(None, "tax_class_id", "situation", "valid_from"),
)
