"""How to reach who works here: encrypted, as customers' data is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("phone", "email", "address"):
        encrypted = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mariadb")
        op.add_column("person", sa.Column(name, encrypted, nullable=True))
