"""Schema versions: from nothing to today's, on every database, and never back."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from pos_app.data import append_only, engine, migrations
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.search import is_search_table
from pos_app.data.tables import every_table
from pos_app.domain.problems import DatabaseBusy, DiskFull, NewerSchema
from tests.factories.rows import fill

if TYPE_CHECKING:
    from sqlalchemy import Connection


def differences(connection: Connection) -> list[object]:
    def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and is_search_table(name or ""))

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
    return list(compare_metadata(context, every_table()))


def test_an_empty_database_becomes_a_shops(database: Database) -> None:
    with database.read() as connection:
        assert migrations.current(connection) is None
    assert not migrations.is_current(database)
    migrations.upgrade(database)
    assert migrations.is_current(database)
    with database.read() as connection:
        assert migrations.current(connection) == migrations.HEAD
        assert set(every_table().tables) < set(inspect(connection).get_table_names())
        append_only.check(connection)


def test_the_migrations_make_what_the_tables_say(shop_database: Database) -> None:
    with shop_database.read() as connection:
        assert differences(connection) == []


def test_a_second_upgrade_changes_nothing_and_keeps_the_rows(shop_database: Database) -> None:
    with shop_database.write() as connection:
        fill(connection)
    migrations.upgrade(shop_database)
    with shop_database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar_one() == 1
        append_only.check(connection)
        assert differences(connection) == []


def test_the_revisions_are_those_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [migrations.HEAD]
    assert tuple(revision.revision for revision in script.walk_revisions())[::-1] == migrations.REVISIONS


def test_what_a_newer_program_used_is_refused(shop_database: Database) -> None:
    with shop_database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema) as raised:
        migrations.is_current(shop_database)
    assert raised.value.params == {"found": "9999"}


def test_a_version_table_without_a_row_is_no_version(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    assert not migrations.is_current(database)


def test_foreign_keys_are_watched_again_after_an_upgrade(shop_file: Database) -> None:
    with shop_file.write() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_reference_to_nothing_stops_an_upgrade(shop_file: Database, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as plain:
        plain.execute("INSERT INTO series_counter (series_id, last) VALUES (99, 0)")
    with pytest.raises(RuntimeError, match="the upgrade left a reference to nothing"):
        migrations.upgrade(shop_file)
    with shop_file.write() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_an_upgrade_that_finds_the_disk_full_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = engine.pragmas
    monkeypatch.setattr(engine, "pragmas", lambda *, readers: (*usual(readers=readers), "max_page_count = 40"))
    database = Database(sqlite_url(tmp_path / "shop.db"))
    with pytest.raises(DiskFull):
        migrations.upgrade(database)
    monkeypatch.setattr(engine, "pragmas", usual)
    with database.read() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()
    again = Database(sqlite_url(tmp_path / "shop.db"))
    migrations.upgrade(again)
    assert migrations.is_current(again)
    again.close()


def test_a_lock_of_another_program_stops_an_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 0)
    database = Database(sqlite_url(tmp_path / "shop.db"))
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            migrations.upgrade(database)
    migrations.upgrade(database)
    assert migrations.is_current(database)
    database.close()


def test_alembics_own_command_line_reaches_a_database(shop_file: Database, tmp_path: Path) -> None:
    from alembic import command

    config = Config(cmd_opts=None)
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.cmd_opts = type("Options", (), {"x": [f"url={sqlite_url(tmp_path / 'shop.db')}"]})()
    command.check(config)
