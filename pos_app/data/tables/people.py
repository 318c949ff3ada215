"""People who work here, what they may do, and the columns their secrets will need."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, Table

from pos_app.data.types import blob, code, key, metadata, moment, number, ref, uid, words
from pos_app.domain.staff_record import KINDS

person = Table(
    "person",
    metadata,
    key(),
    uid(),
    code("login", 64, unique=True),
    words("name"),
    code("language", 16, nullable=True),  # NULL: the shop's
    blob("password_hash"),  # bcrypt over base64(HMAC-SHA256(pepper, secret)); NULL: none set
    blob("pin_hash"),
    blob("badge_index"),  # blind index of the badge's code
    number("failures", default=0),  # wrong secrets in a row, for growing delays
    moment("locked_until", nullable=True),
    blob("phone"),  # encrypted, as the next two
    blob("email"),
    blob("address"),
    moment("created_at"),
    moment("archived_at", nullable=True),
)

PROOFS = dict(zip(KINDS, ("pin_hash", "password_hash", "badge_index"), strict=True))
"""The columns of what somebody comes in by, by its kind."""

role = Table("role", metadata, key(), uid(), code("name", 64, unique=True))

role_permission = Table(
    "role_permission",
    metadata,
    ref("role_id", "role.id"),
    code("permission", 64),
    PrimaryKeyConstraint("role_id", "permission"),
)

person_role = Table(
    "person_role",
    metadata,
    ref("person_id", "person.id"),
    ref("role_id", "role.id"),
    PrimaryKeyConstraint("person_id", "role_id"),
)
