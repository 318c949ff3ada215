"""Decisions that the schema holds by itself, whatever a program above it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import LargeBinary, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from pos_app.data.tables import every_table
from tests.factories.rows import fill, row

if TYPE_CHECKING:
    from pos_app.data.engine import Database

SHARED = (
    "category customer gift_card location movement order_event order_line orders payment person price_list"
    " product reservation series shift shipment tax tax_class till variant"
)
"""Tables whose rows another till can refer to; an entry of the journal is named by till and sequence."""


@pytest.fixture
def filled(shop_database: Database) -> Database:
    """A shop's database with two rows in every table."""
    with shop_database.write() as connection:
        fill(connection)
        fill(connection, 2)
    return shop_database


@pytest.mark.parametrize("name", SHARED.split())
def test_what_another_till_can_refer_to_has_a_uid(name: str) -> None:
    column = every_table().tables[name].c.uid
    assert isinstance(column.type, LargeBinary)
    assert column.type.length == 16
    assert column.unique
    assert not column.nullable


def test_no_index_is_partial_and_no_reference_cascades() -> None:
    for table in every_table().tables.values():
        for index in table.indexes:
            assert not [option for option in index.dialect_kwargs if option.endswith("_where")], index.name
        for key in table.foreign_keys:
            assert key.ondelete is key.onupdate is None, key


UNIQUE = (
    ("orders", {"uid"}),  # the basket's: no double click makes two sales
    ("orders", {"series_id", "number_value"}),
    ("orders", {"till_id", "sequence"}),
    ("order_line", {"order_id", "position"}),
    ("journal", {"till_id", "sequence"}),
    ("series", {"till_id", "kind", "generation"}),
    ("series", {"prefix", "kind"}),
    ("basket", {"uid"}),
    ("basket_step", {"basket_id", "position"}),
    ("movement", {"till_id", "sequence"}),
    ("payment", {"uid"}),
    ("shift", {"till_id", "number"}),
    ("barcode", {"code"}),
    ("variant", {"sku"}),
    ("person", {"login"}),
    ("till", {"number"}),
    ("currency", {"code"}),
)


def test_nothing_exists_twice(filled: Database) -> None:
    with filled.write() as connection:
        for name, taken in UNIQUE:
            table = every_table().tables[name]
            clash = another(name) | {column: row(table)[column] for column in taken}
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.execute(insert(table), clash)
        for name in dict(UNIQUE):
            connection.execute(insert(every_table().tables[name]), another(name))


def another(name: str) -> dict[str, Any]:
    """Return a third row that differs from the others in everything but what it refers to."""
    table = every_table().tables[name]
    third, second = row(table, 3), row(table, 2)
    return {column.name: (second if column.foreign_keys else third)[column.name] for column in table.columns}


def test_nothing_refers_to_what_is_not_there(filled: Database) -> None:
    references = {"orders": "till_id", "order_line": "order_id", "movement": "variant_id", "basket_step": "basket_id"}
    with filled.write() as connection:
        for name, reference in references.items():
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.execute(insert(every_table().tables[name]), another(name) | {reference: 99})


def test_the_digits_of_a_currency_are_frozen(filled: Database) -> None:
    with pytest.raises(DBAPIError, match="append-only: currency"), filled.write() as connection:
        connection.execute(update(every_table().tables["currency"]).values(digits=3))


def test_two_goods_may_share_a_number_written_in_two_ways(filled: Database) -> None:
    """The code is unique as it is printed; the fourteen digits behind it need not be."""
    same = another("barcode") | {"gtin14": row(every_table().tables["barcode"])["gtin14"]}
    with filled.write() as connection:
        connection.execute(insert(every_table().tables["barcode"]), same)
        number = every_table().tables["barcode"].c.gtin14
        sharing = select(func.count()).where(number == same["gtin14"])
        assert connection.execute(sharing).scalar_one() == 2
