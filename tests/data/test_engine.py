"""Two engines on one shop: what is acknowledged stays, readers cannot write, problems have names."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from pos_app.data import engine
from pos_app.data.engine import Database, sqlite_url
from pos_app.domain.errors import PosError
from pos_app.domain.problems import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

SERVERS = pytest.mark.parametrize("database_url", ["postgresql", "mariadb"], indirect=True)

thing = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(20)),
)


@pytest.fixture
def things(database: Database) -> Database:
    """A database with one empty table."""
    with database.write() as connection:
        thing.metadata.create_all(connection)
    return database


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The same on SQLite, which waits for no lock."""
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 0)
    database = Database(sqlite_url(tmp_path / "shop.db"))
    with database.write() as connection:
        thing.metadata.create_all(connection)
    yield database
    database.close()


def put(connection: Connection, *keys: int) -> None:
    connection.execute(insert(thing), [{"id": key, "name": str(key)} for key in keys])


def keys(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(select(thing.c.id).order_by(thing.c.id)).scalars())


def test_a_block_is_one_transaction(things: Database) -> None:
    with things.write() as connection:
        put(connection, 1, 2)
        assert keys(things) == [], "nobody sees half of it"
    assert keys(things) == [1, 2]


@pytest.mark.parametrize("error", [ValueError, PosError, KeyboardInterrupt])
def test_a_block_that_raises_leaves_nothing(things: Database, error: type[BaseException]) -> None:
    with contextlib.suppress(error), things.write() as connection:
        put(connection, 1)
        raise error
    assert keys(things) == []
    with things.write() as connection:
        put(connection, 2)
    assert keys(things) == [2], "the writer goes on"


def test_only_what_need_not_be_durable_does_not_wait_for_the_disk(file: Database) -> None:
    waits = text("PRAGMA synchronous")
    full, normal = 2, 1
    with file.write(durable=False) as connection:
        put(connection, 1)
        assert connection.execute(waits).scalar_one() == normal
    with contextlib.suppress(ValueError), file.write(durable=False):
        raise ValueError
    with file.write() as connection:
        assert connection.execute(waits).scalar_one() == full
    assert keys(file) == [1]


def test_a_savepoint_goes_back_alone(things: Database) -> None:
    with things.write() as connection:
        put(connection, 1)
        with contextlib.suppress(ValueError), connection.begin_nested():
            put(connection, 2)
            raise ValueError
        put(connection, 3)
        with connection.begin_nested():
            put(connection, 4)
    assert keys(things) == [1, 3, 4]


def test_a_savepoint_goes_with_its_transaction(things: Database) -> None:
    with contextlib.suppress(ValueError), things.write() as connection:
        with connection.begin_nested():
            put(connection, 1)
        raise ValueError
    assert keys(things) == []


def test_a_refused_row_is_no_problem_of_the_machine(things: Database) -> None:
    with things.write() as connection:
        put(connection, 1)
    with pytest.raises(IntegrityError), things.write() as connection:
        put(connection, 2, 1)
    assert keys(things) == [1]


def test_wrong_sql_is_our_own_fault(things: Database) -> None:
    with pytest.raises(DBAPIError), things.read() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))


def test_a_reader_cannot_write(things: Database) -> None:
    with pytest.raises(DatabaseReadOnly), things.read() as connection:
        put(connection, 1)
    assert keys(things) == []


def test_a_reader_sees_one_state(things: Database) -> None:
    count = select(func.count()).select_from(thing)
    with things.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        with things.write() as writer:
            put(writer, 1)
        assert connection.execute(count).scalar_one() == 0
    assert keys(things) == [1]


def test_many_readers_beside_the_writer(things: Database) -> None:
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(things.read()) for _ in range(5)]
        with things.write() as connection:
            put(connection, 1)
            for reader in readers:
                assert reader.execute(select(thing.c.id)).first() is None


def test_what_sqlite_is_told(file: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "query_only": 0}
    with file.write() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    assert found == wanted
    with file.read() as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar_one() == 1


def test_the_writer_takes_the_lock_at_its_beginning(file: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "shop.db", timeout=0, isolation_level=None)
    with contextlib.closing(other), file.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")


def test_the_writer_passes_from_thread_to_thread(file: Database) -> None:
    def work() -> None:
        with file.write() as connection:
            put(connection, 1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    with file.write() as connection:
        put(connection, 2)
    assert keys(file) == [1, 2]


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_of_another_program_is_a_busy_database(file: Database, tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        with pytest.raises(DatabaseBusy) as raised, file.write():
            pytest.fail("it was locked")
        assert raised.value.params == {"path": str(path)}
        assert keys(file) == [], "looking still works"
        assert child.stdin
        child.stdin.close()
        assert child.wait() == 0
    with file.write() as connection:
        put(connection, 1)
    assert keys(file) == [1]


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"no database at all, but long enough to be taken for a header" * 20)
    database = Database(sqlite_url(tmp_path / "shop.db"))
    with pytest.raises(DatabaseDamaged) as raised, database.read() as connection:
        connection.execute(text("SELECT 1 FROM sqlite_master"))
    assert raised.value.params == {"path": str(tmp_path / "shop.db")}
    with pytest.raises(DatabaseDamaged), database.write():
        pytest.fail("it was opened")
    database.close()


def test_a_page_that_was_overwritten_is_damage(file: Database, tmp_path: Path) -> None:
    with file.write() as connection:
        put(connection, *range(3000))
    file.close()
    data = bytearray((tmp_path / "shop.db").read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    (tmp_path / "shop.db").write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        keys(file)


def test_a_folder_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "nowhere" / "shop.db"))
    with pytest.raises(DatabaseUnreachable), database.write():
        pytest.fail("it was opened")
    database.close()


@pytest.mark.parametrize("server", ["postgresql+psycopg://nobody@127.0.0.1:1/x", "mariadb+pymysql://a@127.0.0.1:1/x"])
def test_a_server_that_does_not_answer_is_unreachable(server: str) -> None:
    database = Database(server)
    with pytest.raises(DatabaseUnreachable) as raised, database.read():
        pytest.fail("it was opened")
    assert raised.value.params == {"path": "x"}
    database.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write to any file")
def test_a_file_nobody_may_write_to(file: Database, tmp_path: Path) -> None:
    file.close()
    (tmp_path / "shop.db").chmod(0o400)
    with pytest.raises(DatabaseReadOnly), file.write() as connection:
        put(connection, 1)


def test_a_file_opened_for_reading_only(file: Database, tmp_path: Path) -> None:
    """As above, for those who may write to any file: SQLite is asked to open it read-only."""
    file.close()
    read_only = Database(f"sqlite:///file:{tmp_path}/shop.db?mode=ro&uri=true")
    with pytest.raises(DatabaseReadOnly), read_only.write() as connection:
        put(connection, 1)
    read_only.close()


def test_a_full_disk_is_said_and_nothing_is_lost(file: Database) -> None:
    with file.write() as connection:
        put(connection, 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull), file.write() as connection:
        put(connection, *range(2, 5000))
    assert keys(file) == [1]
    with file.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        put(connection, 2)
    assert keys(file) == [1, 2]


def test_threads_write_one_after_another(file: Database) -> None:
    with file.write() as connection:
        put(connection, 1)
        connection.execute(update(thing).values(name="0"))

    def count() -> None:
        for _ in range(25):
            with file.write() as connection:
                now = int(connection.execute(select(thing.c.name)).scalar_one())
                connection.execute(update(thing).values(name=str(now + 1)))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with file.read() as connection:
        assert connection.execute(select(thing.c.name)).scalar_one() == "200"


def test_a_thread_that_keeps_the_writer_too_long_is_said(file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file.writer.pool, "_timeout", 0.01)
    with file.write(), pytest.raises(DatabaseBusy), file.write():
        pass


@SERVERS
def test_two_that_wait_for_each_other_on_a_server(things: Database) -> None:
    with things.write() as connection:
        put(connection, 1, 2)
    names = update(thing).values(name="x")
    problems: list[BaseException] = []
    both = threading.Barrier(2)

    def work(first: int, second: int) -> None:
        try:
            with things.write() as connection:
                connection.execute(names.where(thing.c.id == first))
                both.wait(30)
                connection.execute(names.where(thing.c.id == second))
        except DatabaseBusy as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(problems) == 1, "the server lets one of them go on"


@SERVERS
def test_a_server_that_hangs_up_is_unreachable(things: Database) -> None:
    kill = {
        "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :id",
        "mariadb": "KILL :id",
    }
    own = {"postgresql": "SELECT pg_backend_pid()", "mariadb": "SELECT connection_id()"}

    def work() -> None:
        with things.write() as connection:
            number = connection.execute(text(own[things.dialect])).scalar_one()
            with things.write() as other:
                other.execute(text(kill[things.dialect]), {"id": number})
            put(connection, 1)

    with pytest.raises(DatabaseUnreachable):
        work()
    assert keys(things) == []


def test_a_folder_may_be_called_anything(tmp_path: Path) -> None:
    """A question mark would begin the options of a URL, and a per cent sign an escape."""
    for name in ("what?now=1", "100%25 off", "a#b", "ein & zwei", "红豆"):
        folder = tmp_path / name
        folder.mkdir()
        opened = Database(sqlite_url(folder / "shop.db"))
        with opened.write() as connection:
            thing.create(connection)
        opened.close()
        assert (folder / "shop.db").stat().st_size > 0
    assert len(list(tmp_path.iterdir())) == 5


@pytest.mark.parametrize("put_another", [False, True])
def test_a_file_that_was_taken_away_is_not_written_into(file: Database, *, put_another: bool) -> None:
    """What is written into a deleted file is acknowledged and found by nobody."""
    with file.write() as connection:
        put(connection, 1)
    path = Path(str(file.url.database))
    path.rename(path.with_suffix(".away"))
    if put_another:
        path.write_bytes(b"")
    with pytest.raises(DatabaseUnreachable), file.write() as connection:
        put(connection, 2)
    path.with_suffix(".away").replace(path)
    with file.write() as connection:
        put(connection, 3)
    assert keys(file) == [1, 3]
