"""One row in, one key out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.shop import location

if TYPE_CHECKING:
    from pos_app.data.engine import Database

keyless = Table("keyless", MetaData(), Column("figure", Integer))


def test_a_row_is_given_its_key(shop_database: Database) -> None:
    with shop_database.write() as connection:
        first, second = (add_row(connection, location, uid=new_uid(), name="shop", kind="shop") for _ in range(2))
    assert second == first + 1 > 0


def test_a_row_that_is_given_no_key_is_a_fault(database: Database) -> None:
    with database.write() as connection:
        keyless.create(connection)
        with pytest.raises(LookupError, match="keyless"):
            add_row(connection, keyless, figure=1)
