"""The shop itself: who it is, its currencies, settings, tills, locations, number series and wrapped secrets."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from pos_app.data.types import (
    APPEND_ONLY,
    amount,
    blob,
    code,
    day,
    flag,
    key,
    long_text,
    metadata,
    moment,
    number,
    ref,
    uid,
    words,
)

shop = Table(
    "shop",
    metadata,
    key(),  # always 1
    uid(),
    code("kind", 16),  # `real`, or `rehearsal` for a shop made by demo, replay or bench
    words("name"),
    code("currency", 3),  # ISO 4217; its digits are frozen in `currency`
    words("zone", 64),  # IANA name
    code("language", 16),  # of paper and new texts, for example `zh_CN`
    moment("created_at"),
)

currency = Table(
    "currency",
    metadata,
    code("code", 3),
    number("digits"),  # decimal digits of the minor unit, frozen at set-up
    PrimaryKeyConstraint("code"),
    info=APPEND_ONLY,
)

setting = Table(
    "setting",
    metadata,
    code("scope", 64),  # `shop`, or `till:<number>`
    code("name", 64),
    long_text("value"),  # as its declaration writes it
    moment("changed_at"),
    PrimaryKeyConstraint("scope", "name"),
)

location = Table(
    "location",
    metadata,
    key(),
    uid(),
    words("name"),
    code("kind", 16),  # `shop`, `warehouse`, `transit`
    moment("archived_at", nullable=True),
)

till = Table(
    "till",
    metadata,
    key(),
    uid(),
    number("number"),
    words("name"),
    ref("location_id", "location.id"),
    blob("public_key", nullable=False),  # Ed25519, 32 bytes: proves the journal's signatures
    moment("archived_at", nullable=True),
    UniqueConstraint("number"),
)

#: Where a till's facts and journal stand; the one row that a server locks first. Kept, and proved by `pos verify`.
till_head = Table(
    "till_head",
    metadata,
    ref("till_id", "till.id", primary_key=True),
    number("fact_sequence"),  # of the last fact
    moment("last_at"),  # of the last fact
    day("business_date"),  # of the last fact: the next is never earlier
    number("journal_sequence"),
    code("journal_hash", 64),  # hex of the last entry's hash; empty before the first
)

#: Where document numbers come from: till x kind x generation.
series = Table(
    "series",
    metadata,
    key(),
    uid(),
    ref("till_id", "till.id"),
    code("kind", 24),  # `receipt`, `return`, `practice`, …
    number("generation"),  # 0, then one more each time a restored copy goes on
    code("prefix", 16),  # `T1-`, then `T1b-`, …
    moment("created_at"),
    UniqueConstraint("till_id", "kind", "generation"),
    UniqueConstraint("prefix", "kind"),
    info=APPEND_ONLY,
)

series_counter = Table(
    "series_counter",
    metadata,
    ref("series_id", "series.id", primary_key=True),
    number("last"),  # the last number given, 0 before the first
)

#: Keys wrapped by the recovery code or the backup passphrase; never a key in the clear.
secret = Table(
    "secret",
    metadata,
    code("name", 64),
    code("wrapped_by", 32),  # `recovery` or `backup`
    blob("salt", nullable=False),  # scrypt
    blob("nonce", nullable=False),  # AES-GCM
    blob("wrapped", nullable=False),
    PrimaryKeyConstraint("name", "wrapped_by"),
)

#: Signed statements that everything up to an entry was verified; `pos verify` may go on from the last.
checkpoint = Table(
    "checkpoint",
    metadata,
    key(),
    uid(),
    ref("till_id", "till.id"),
    number("journal_sequence"),
    code("journal_hash", 64),
    long_text("body"),  # canonical figures as verified
    blob("signature", nullable=False),
    moment("at"),
    info=APPEND_ONLY,
)

quick_page = Table(
    "quick_page",
    metadata,
    key(),
    uid(),
    number("position"),
    words("name", 64),
)

quick_key = Table(
    "quick_key",
    metadata,
    key(),
    ref("page_id", "quick_page.id", index=True),
    number("position"),
    ref("variant_id", "variant.id"),
    code("colour", 16),  # a token name of the theme
    words("label", 64),  # empty: the goods' own short name
    flag("open_price"),  # asks for the price
    amount("fixed_amount", nullable=True),
)
