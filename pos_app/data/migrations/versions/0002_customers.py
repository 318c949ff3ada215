"""Customers as they are kept: the name in the clear, the rest encrypted, found again by blind indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from pos_app.data.types import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no program has ever written a customer, so what changes its kind is made anew
    for name in ("name", "phone_index", "email_index"):
        op.drop_column("customer", name)
    for name in ("name", "company"):
        op.add_column("customer", sa.Column(name, sa.String(length=255), nullable=True))
    for name in ("tax_number", "note"):
        encrypted = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mariadb")
        op.add_column("customer", sa.Column(name, encrypted, nullable=True))
    for name, length in (("phone_index", 64), ("email_index", 64), ("language", 16)):
        code = (
            sa.String(length=length)
            .with_variant(mysql.VARCHAR(charset="utf8mb4", collation="utf8mb4_nopad_bin", length=length), "mariadb")
            .with_variant(sa.String(length=length, collation="C"), "postgresql")
        )
        op.add_column("customer", sa.Column(name, code, nullable=True))
    op.add_column("customer", sa.Column("consent_at", UtcTime(), nullable=True))
    op.create_index(op.f("ix_customer_email_index"), "customer", ["email_index"], unique=False)
    op.create_index(op.f("ix_customer_phone_index"), "customer", ["phone_index"], unique=False)
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id"], unique=False)
