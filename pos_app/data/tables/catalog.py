"""The catalog: products in several languages, variants, barcodes, prices in lists."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from pos_app.data.types import (
    amount,
    blob,
    code,
    flag,
    key,
    long_text,
    metadata,
    moment,
    number,
    quantity,
    ref,
    uid,
    unit_price,
    words,
)

category = Table(
    "category",
    metadata,
    key(),
    uid(),
    ref("parent_id", "category.id", nullable=True),
    words("name"),
    moment("archived_at", nullable=True),
)

product = Table(
    "product",
    metadata,
    key(),
    uid(),
    ref("category_id", "category.id", nullable=True),
    moment("created_at"),
    moment("archived_at", nullable=True),
)

product_text = Table(
    "product_text",
    metadata,
    ref("product_id", "product.id"),
    code("language", 16),  # empty: as imported, in whatever language
    long_text("name"),
    words("short_name", 64),  # for tiles and narrow paper; empty: the name
    PrimaryKeyConstraint("product_id", "language"),
    sqlite_with_rowid=False,
)

variant = Table(
    "variant",
    metadata,
    key(),
    uid(),
    ref("product_id", "product.id", index=True),
    code("sku", 128, unique=True),
    words("title", nullable=True),  # what tells it from its siblings: `red, L`; NULL where it is the only one
    ref("tax_class_id", "tax_class.id", index=True),
    code("unit", 16),
    number("decimals"),  # of the quantity, 0 to 3
    unit_price("cost"),  # last known, 1/10,000 minor unit
    flag("stock_tracked"),  # False until someone counts it
    moment("created_at"),
    moment("archived_at", nullable=True),
)

barcode = Table(
    "barcode",
    metadata,
    key(),
    ref("variant_id", "variant.id", index=True),
    code("code", 128, unique=True),  # as printed, leading zeros and all
    code("gtin14", 14, nullable=True, index=True),  # 14 digits where it is a GTIN; two codes may share it
    quantity(),  # a case scans as 12
)

price_list = Table(
    "price_list",
    metadata,
    key(),
    uid(),
    code("code", 32, unique=True),  # `standard`
    words("name"),
    code("currency", 3),
)

price = Table(
    "price",
    metadata,
    key(),
    ref("variant_id", "variant.id"),
    ref("list_id", "price_list.id"),
    quantity("min_qty"),  # from this quantity on; 0 for any
    unit_price("unit_price"),
    moment("valid_from", nullable=True),  # NULL: always
    moment("valid_until", nullable=True),  # NULL: without end; exclusive
    Index(None, "variant_id", "list_id"),
)

picture = Table(
    "picture",
    metadata,
    key(),
    ref("product_id", "product.id", index=True),
    number("position"),
    blob("png", nullable=False),
)

#: What was ever sold, kept with each sale; search puts it first.
variant_sales = Table(
    "variant_sales",
    metadata,
    ref("variant_id", "variant.id", primary_key=True),
    number("orders"),  # lines that sold it
    quantity("quantity"),
)

#: Goods of a set or a deposit that come along with a variant.
variant_part = Table(
    "variant_part",
    metadata,
    key(),
    ref("variant_id", "variant.id", index=True),
    ref("part_id", "variant.id"),
    quantity(),
    code("kind", 16),  # `deposit` or `component`
    amount("fixed_amount", nullable=True),
    UniqueConstraint("variant_id", "part_id", "kind"),
)
