"""Facts never change: every ledger refuses every way to touch what it holds, whoever tries."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from pos_app.data import append_only
from pos_app.data.append_only import expected, install, protected_tables, wrong_triggers
from pos_app.data.tables import every_table
from pos_app.domain.problems import ProtectionMissing
from tests.factories.rows import fill, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.sql.base import Executable

    from pos_app.data.engine import Database

LEDGERS = {
    "basket_step",
    "cash_movement",
    "checkpoint",
    "currency",
    "journal",
    "movement",
    "order_discount",
    "order_event",
    "order_line",
    "order_line_tax",
    "orders",
    "payment",
    "reservation",
    "series",
    "shift",
    "shift_event",
}


@pytest.fixture
def filled(shop_database: Database) -> Database:
    """A shop's database with one row in every table."""
    with shop_database.write() as connection:
        fill(connection)
    return shop_database


def rows(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: list(connection.execute(select(table)).all()) for table in protected_tables()}


def refused(connection: Connection, table: Table, statement: Executable) -> None:
    with pytest.raises(DBAPIError, match=f"append-only: {table.name}"), connection.begin_nested():
        connection.execute(statement)


def upsert(table: Table, dialect: str) -> Executable:
    values, key = row(table), next(iter(table.primary_key.columns))
    if dialect == "mariadb":
        return mysql.insert(table).values(values).on_duplicate_key_update({key.name: key})
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = list(table.primary_key.columns)
    return make(table).values(values).on_conflict_do_update(index_elements=keys, set_={key.name: key})


def ways(table: Table, dialect: str) -> Iterator[Executable]:
    """List every way to change or take away row 1."""
    column = list(table.columns)[-1]
    yield update(table).values({column.name: column})
    yield delete(table)
    yield upsert(table, dialect)
    if dialect == "postgresql":
        yield text(f"TRUNCATE {table.name} CASCADE")
    else:
        yield text(f"REPLACE INTO {table.name} SELECT * FROM {table.name}")
    if dialect == "sqlite":
        yield text(f"INSERT OR IGNORE INTO {table.name} SELECT * FROM {table.name}")
        yield text(f"UPDATE OR REPLACE {table.name} SET {column.name} = {column.name}")


def test_every_ledger_is_protected() -> None:
    names = {table.name for table in protected_tables()}
    assert names >= LEDGERS
    facts = {
        name for name, table in every_table().tables.items() if {"sequence", "business_date"} <= set(table.c.keys())
    }
    assert facts <= names, "a table of facts is not append-only"
    kept = {"level", "order_state", "shift_state", "till_head", "series_counter", "variant_sales", "setting"}
    assert not names & kept, "kept figures and settings change"


def test_nothing_a_ledger_holds_can_be_touched(filled: Database) -> None:
    with filled.write() as connection:
        before = rows(connection)
        for table in protected_tables():
            for statement in ways(table, filled.dialect):
                refused(connection, table, statement)
        assert rows(connection) == before
        assert all(len(found) == 1 for found in before.values())


def test_a_new_row_is_taken(filled: Database) -> None:
    with filled.write() as connection:
        fill(connection, 2)
        assert all(len(found) == 2 for found in rows(connection).values())


def test_a_refusal_is_our_own_fault_and_no_problem_of_the_machine(filled: Database) -> None:
    """No retry makes it succeed: it must not be taken for a server out of reach."""
    with pytest.raises(DBAPIError, match="append-only: journal"), filled.write() as connection:
        connection.execute(delete(every_table().tables["journal"]))


def test_a_program_that_knows_none_of_our_pragmas_is_refused_too(shop_file: Database, tmp_path: Path) -> None:
    with shop_file.write() as connection:
        fill(connection)
    shop_file.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as plain:
        assert plain.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        for table in protected_tables():
            name, columns = table.name, ", ".join(table.columns.keys())
            first = plain.execute(f"SELECT {columns} FROM {name}").fetchone()
            places = ", ".join("?" * len(first))
            for sql in (
                f"INSERT OR REPLACE INTO {name} ({columns}) VALUES ({places})",
                f"REPLACE INTO {name} ({columns}) VALUES ({places})",
                f"INSERT OR IGNORE INTO {name} ({columns}) VALUES ({places})",
            ):
                with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {name}"):
                    plain.execute(sql, first)
            for sql in (f"DELETE FROM {name}", f"UPDATE {name} SET {table.columns.keys()[-1]} = 7"):
                with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {name}"):
                    plain.execute(sql)
            assert plain.execute(f"SELECT {columns} FROM {name}").fetchall() == [first]


@pytest.mark.parametrize("key", ["1", 1.0, None])
def test_a_row_cannot_be_replaced_by_any_of_its_keys(shop_file: Database, tmp_path: Path, key: object) -> None:
    """The key as text, as another kind of number, or not at all: then the uid is taken."""
    with shop_file.write() as connection:
        fill(connection)
    shop_file.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as plain:
        first = plain.execute("SELECT * FROM orders").fetchone()
        places = ", ".join("?" * len(first))
        with pytest.raises(sqlite3.IntegrityError, match="append-only: orders"):
            plain.execute(f"INSERT OR REPLACE INTO orders VALUES ({places})", (key, *first[1:]))


def test_a_shop_fresh_from_migration_has_every_trigger(shop_database: Database) -> None:
    with shop_database.read() as connection:
        assert wrong_triggers(connection) == []
        append_only.check(connection)
    assert len(expected(shop_database.dialect)) == len(protected_tables()) * (
        3 if shop_database.dialect == "sqlite" else 2
    )


def test_an_empty_database_lacks_them_all(database: Database) -> None:
    with database.read() as connection:
        missing = wrong_triggers(connection)
    assert set(missing) >= set(expected(database.dialect))


def test_each_trigger_that_is_dropped_is_noticed(shop_database: Database) -> None:
    with shop_database.write() as connection:
        for name, (table, sql) in expected(shop_database.dialect).items():
            on = f" ON {table}" if shop_database.dialect == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
            with pytest.raises(ProtectionMissing) as raised:
                append_only.check(connection)
            assert raised.value.params == {"names": name}
            connection.execute(text(sql.replace(":", r"\:")))
        append_only.check(connection)


BASE = "append_only_journal"
CALL = "EXECUTE FUNCTION append_only_refuse()"
FUNCTION = "FUNCTION append_only_refuse() RETURNS trigger"
SIGNAL = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'append-only: journal'"
TAMPERED: dict[str, list[tuple[str, str]]] = {
    "sqlite": [
        (f"{BASE}_delete", "BEFORE DELETE ON journal WHEN 0 BEGIN SELECT RAISE(ABORT, 'append-only: journal'); END"),
        (
            f"{BASE}_update",
            "BEFORE UPDATE OF version ON journal BEGIN SELECT RAISE(ABORT, 'append-only: journal'); END",
        ),
        (f"{BASE}_insert", "BEFORE INSERT ON journal BEGIN SELECT 1; END"),
        (f"{BASE}_update", "BEFORE UPDATE ON shop BEGIN SELECT RAISE(ABORT, 'append-only: journal'); END"),
    ],
    "postgresql": [
        (f"{BASE}_row", "BEFORE DELETE ON journal FOR EACH ROW EXECUTE FUNCTION append_only_refuse()"),
        (
            f"{BASE}_row",
            "BEFORE UPDATE OR DELETE ON journal FOR EACH ROW WHEN (OLD.id < 0) EXECUTE FUNCTION append_only_refuse()",
        ),
        (f"{BASE}_truncate", "BEFORE DELETE ON journal FOR EACH STATEMENT EXECUTE FUNCTION append_only_refuse()"),
    ],
    "mariadb": [
        (f"{BASE}_delete", "BEFORE DELETE ON journal FOR EACH ROW SET @nothing = 1"),
        (f"{BASE}_delete", f"BEFORE DELETE ON journal_text FOR EACH ROW {SIGNAL}"),
        (f"{BASE}_update", f"BEFORE INSERT ON journal FOR EACH ROW {SIGNAL}"),
    ],
}


def test_each_trigger_that_is_changed_is_noticed_and_made_anew(shop_database: Database) -> None:
    with shop_database.write() as connection:
        for name, body in TAMPERED[shop_database.dialect]:
            on = " ON journal" if shop_database.dialect == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
            connection.execute(text(f"CREATE TRIGGER {name} {body}"))
            assert wrong_triggers(connection) == [name], body
            if shop_database.dialect != "postgresql":
                connection.execute(text(f"DROP TRIGGER {name}"))
            install(connection)
            assert wrong_triggers(connection) == []


FOREIGN: dict[str, tuple[str, str]] = {
    "sqlite": ("BEFORE INSERT", "BEGIN UPDATE setting SET value = '0'; END"),
    "postgresql": ("BEFORE INSERT", f"FOR EACH ROW {CALL}"),
    "mariadb": ("AFTER INSERT", "FOR EACH ROW SET @nothing = 1"),
}


@pytest.mark.parametrize("name", ["helpful", "append_only_journal_later"])
@pytest.mark.parametrize("table", ["journal", "movement", "level"])
def test_a_trigger_of_another_program_is_refused(shop_database: Database, table: str, name: str) -> None:
    event, action = FOREIGN[shop_database.dialect]
    with shop_database.write() as connection:
        connection.execute(text(f"CREATE TRIGGER {name} {event} ON {table} {action}"))
        with pytest.raises(ProtectionMissing) as raised:
            append_only.check(connection)
        assert raised.value.params == {"names": name}
        on = f" ON {table}" if shop_database.dialect == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
        append_only.check(connection)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE RULE nothing AS ON INSERT TO journal DO INSTEAD NOTHING", "nothing"),
        (f"CREATE TRIGGER {BASE}_row BEFORE INSERT ON level FOR EACH ROW {CALL}", f"{BASE}_row"),
        ("ALTER TABLE journal DISABLE TRIGGER append_only_journal_row", f"{BASE}_row"),
        ("ALTER TABLE journal ENABLE REPLICA TRIGGER append_only_journal_row", f"{BASE}_row"),
        (f"CREATE OR REPLACE {FUNCTION} LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", "append_only_refuse"),
    ],
)
def test_a_trigger_switched_off_on_postgresql_is_noticed(shop_database: Database, sql: str, name: str) -> None:
    with shop_database.write() as connection:
        connection.execute(text(sql))
        assert wrong_triggers(connection) == [name]


def test_what_is_not_protected_changes(filled: Database) -> None:
    """The refusals above are the triggers' and not some other rule's."""
    with filled.write() as connection:
        for name in ("shop", "till", "location"):
            assert connection.execute(update(every_table().tables[name]).values(name="other")).rowcount == 1
        assert connection.execute(delete(every_table().tables["journal_text"])).rowcount == 1


def test_the_fingerprint_that_a_start_knows_is_of_the_triggers_there_must_be() -> None:
    wanted = {(table, name): sql for name, (table, sql) in append_only.expected("sqlite").items()}
    assert append_only.fingerprint(wanted) == append_only.SQLITE_FINGERPRINT
