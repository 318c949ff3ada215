"""Changes run close to the driver mean what SQLAlchemy means by them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import StatementError

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_rows
from pos_app.data.statements import ask, change, change_all
from pos_app.data.tables.taxes import tax_class

if TYPE_CHECKING:
    from pos_app.data.engine import Database

_RENAME = (
    update(tax_class)
    .where(tax_class.c.code == bindparam("which"))
    .values(name="named", archived_at=bindparam("moment"))
)


def test_a_change_binds_by_name_and_by_type(shop_database: Database) -> None:
    at = datetime(2026, 11, 25, 17, 30, 0, 123456, tzinfo=UTC)
    with shop_database.write() as connection:
        rows = [(new_uid(), code) for code in ("a", "b", "c", "d")]
        add_rows(connection, tax_class, ("uid", "code"), rows, name="", archived_at=None)
        assert change(connection, _RENAME, {"moment": at, "which": "b"}) == 1
        assert change(connection, _RENAME, {"which": "none", "moment": at}) == 0
        change_all(connection, _RENAME, [{"which": "c", "moment": None}, {"moment": at, "which": "d"}])
        change_all(connection, _RENAME, [])
    with pytest.raises((KeyError, StatementError)), shop_database.write() as connection:
        change(connection, _RENAME, {"which": "a"})
    with shop_database.read() as connection:
        found = connection.execute(select(tax_class).order_by(tax_class.c.code)).all()
    assert [(row.code, row.name, row.archived_at) for row in found] == [
        ("a", "", None),
        ("b", "named", at),
        ("c", "named", None),
        ("d", "named", at),
    ]


def test_a_value_may_be_a_list_of_any_length(shop_database: Database) -> None:
    among = (
        select(tax_class.c.code)
        .where(tax_class.c.name == bindparam("called"), tax_class.c.code.in_(bindparam("codes", expanding=True)))
        .order_by(tax_class.c.code)
    )
    codes = [f"c{number:04}" for number in range(1500)]
    with shop_database.write() as connection:
        rows = [(new_uid(), code) for code in codes]
        add_rows(connection, tax_class, ("uid", "code"), rows, name="list", archived_at=None)
        for wanted in ([], ["c0003"], ["c0007", "none", 'with "quotes" and 中文', "c0001"], codes):
            found = ask(connection, among, {"codes": wanted, "called": "list"})
            assert [code for (code,) in found] == sorted(set(wanted) & set(codes))
        assert not ask(connection, among, {"called": "otherwise", "codes": codes})
