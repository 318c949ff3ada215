"""Two engines on one shop: a writer with one connection, readers that cannot write.

On SQLite the writer begins IMMEDIATE with `synchronous=FULL`, so that what it acknowledged survives a power cut; the
readers are `query_only`. On servers the readers' transactions are READ ONLY and see one state from their first look on.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from pos_app.data.driver import run_first
from pos_app.data.problems import problem_of
from pos_app.domain.problems import DatabaseBusy, DatabaseUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.errors import PosError

BUSY_TIMEOUT_MS = 5000
"""How long a connection waits for another program's lock before it says so."""
_PATIENCE = 6
"""How many times as long where nobody stands before it."""
_READERS = 5
_CACHE_KIB = 65_536
_SERVER_READERS = {
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


def sqlite_url(path: Path) -> URL:
    """Return the URL of a shop's file, whatever signs are in its name."""
    return URL.create("sqlite", database=str(path))


class Database:
    """One shop's database: `write()` for a transaction of the one writer, `read()` for a consistent look."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        name = self.url.database or ""
        on_disk = self.dialect == "sqlite" and name and not name.startswith("file:")
        self._place = Path(name) if on_disk else None
        self._file: tuple[int, int] | None = None
        self.refusal: type[PosError] | None = None
        """Why nothing may be written by this program; None where it may."""
        if self.dialect == "sqlite":
            self.writer = _sqlite_engine(self.url, readers=False)
            self.reader = _sqlite_engine(self.url, readers=True)
        else:
            self.writer = create_engine(
                self.url, isolation_level="READ COMMITTED", pool_pre_ping=True, hide_parameters=True
            )
            self.reader = _server_readers(self.url, self.dialect)

    @contextlib.contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Connection]:
        """Run one transaction: committed at the end of the block, rolled back where it raises.

        On SQLite the one connection is the lock of this process: whatever thread comes waits until it is given back,
        so nothing slow belongs into the block. One that is not `durable` is whole or gone after a power cut, as any
        is, but nobody waits for the disk meanwhile; the next durable one makes it so too.
        Raise an `EnvironmentProblem` where the database is in the way, and the `refusal` where there is one.
        """
        if self.refusal is not None:
            raise self.refusal
        with (
            self.translated(),
            self.writer.connect() as connection,
            self._waiting_for_disk(connection, durable=durable),
            connection.begin(),
        ):
            self._refuse_another_file()
            yield connection

    @contextlib.contextmanager
    def _waiting_for_disk(self, connection: Connection, *, durable: bool) -> Iterator[None]:
        """Let the commits within the block reach the disk before they are acknowledged, or not."""
        if durable or self.dialect != "sqlite":
            yield
            return
        driver = connection.connection.cursor()  # SQLAlchemy would begin a transaction, and within one it is too late
        driver.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            # a connection that was lost meanwhile is never used again, and what lost it is told instead
            with contextlib.suppress(sqlite3.ProgrammingError):
                driver.execute("PRAGMA synchronous = FULL")
                driver.close()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at one consistent state of the shop; nothing can be written."""
        with self.translated(), self.reader.connect() as connection:
            yield connection

    def _refuse_another_file(self) -> None:
        """Refuse to write into a file that was deleted or replaced meanwhile: nobody would ever find it again."""
        if self._place is None:
            return
        try:
            found = self._place.stat()
        except OSError as error:
            raise DatabaseUnreachable(path=str(self._place)) from error
        this = (found.st_dev, found.st_ino)
        self._file = self._file or this
        if this != self._file:
            raise DatabaseUnreachable(path=str(self._place))

    def be_patient(self) -> None:
        """Wait half a minute for other programs that write, from now on: nobody stands before what is done here.

        A till that sells without pause on a slow computer leaves an import no more than moments.
        """
        if self.dialect != "sqlite":
            return
        with self.writer.connect() as connection:  # the only one there is
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS * _PATIENCE}")
            cursor.close()

    def close(self) -> None:
        """Give every connection back."""
        self.writer.dispose()
        self.reader.dispose()

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn the database's own errors within the block into problems a person can be told."""
        try:
            yield
        except PoolTimeout as error:  # another thread of ours has kept the connection
            raise DatabaseBusy from error
        except DBAPIError as error:
            problem = problem_of(error, self.dialect, Path(self.url.database or ""))
            if problem is None:
                raise
            raise problem(path=self.url.database or self.url.host or "") from error


def _server_readers(url: URL, dialect: str) -> Engine:
    engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SERVER_READERS[dialect])
        connection.commit()

    return engine


def _sqlite_engine(url: URL, *, readers: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # a crash report holds the message of an error, and values are names, texts and hashes
        poolclass=QueuePool,
        pool_size=_READERS if readers else 1,
        max_overflow=_READERS if readers else 0,
        pool_use_lifo=True,  # the connection whose pages were read last, not the one that was idle longest
        # the pool hands a connection to one thread at a time; sqlite3's own check would only forbid passing it on
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # pysqlite's own transaction control leaks rows when a savepoint is rolled back
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas(readers=readers):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    statement = "BEGIN DEFERRED" if readers else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        run_first(connection, statement)

    return engine


def pragmas(*, readers: bool) -> tuple[str, ...]:
    """Return what a connection to a shop's file is told first."""
    common = (f"busy_timeout = {BUSY_TIMEOUT_MS}", f"cache_size = -{_CACHE_KIB}", "temp_store = MEMORY")
    if readers:
        return (*common, "query_only = ON")
    return ("journal_mode = WAL", "synchronous = FULL", *common, "foreign_keys = ON", "recursive_triggers = ON")
