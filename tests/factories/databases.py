"""Databases for tests: empty ones, and ones that have a new shop's schema already, copied instead of made.

Alembic takes a tenth of a second to half a second for a schema; most tests want one and ask nothing about how it came
to be. Each worker makes one of each kind and copies it. On the servers the next copy is made while a test runs.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import URL, Connection, create_engine, make_url, text

from pos_app.data import append_only, migrations
from pos_app.data.engine import Database, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = {"postgresql": "POS_TEST_POSTGRES", "mariadb": "POS_TEST_MARIADB"}
"""Kind of server to the environment variable that names one."""


def server_of(kind: str) -> URL | None:
    """Return the server of a kind that tests may use; None where no variable names one."""
    named = os.environ.get(SERVERS[kind])
    return make_url(named) if named else None


class ShopFile:
    """A shop's file with its schema and no rows, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self._made = folder / "schema.db"
        made = Database(sqlite_url(self._made))
        migrations.upgrade(made)
        made.close()

    def copy(self, path: Path) -> str:
        """Lay a copy; return its URL."""
        shutil.copyfile(self._made, path)
        return f"sqlite:///{path}"


class Server:
    """A server on which tests make databases of their own and remove them."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._kind = url.get_backend_name()
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self._ahead = ThreadPoolExecutor(1)
        self._made: str | None = None
        self._next: Future[str] | None = None

    def create(self, template: str | None = None) -> str:
        """Create a database; return its URL. Without a template it is empty."""
        name = f"countertop_{uuid4().hex[:12]}"
        options = " CHARACTER SET utf8mb4" if self._kind == "mariadb" else ""
        if template and self._kind == "postgresql":
            options = f" TEMPLATE {template}"
        with self._engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}{options}"))
            if template and self._kind == "mariadb":
                _copy_mariadb(connection, template, name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def copy(self) -> str:
        """Return the URL of a database with the shop's schema and no rows."""
        ready = self._next or self._ahead.submit(self._make)
        url = ready.result()
        self._next = self._ahead.submit(self._make)
        return url

    def drop(self, url: str) -> None:
        """Remove a database, whoever still looks at it; while the next test runs, for the server takes its time."""
        self._ahead.submit(self._drop, url)

    def close(self) -> None:
        """Remove what was made ahead, and what it was made from."""
        if self._next is not None:
            self.drop(self._next.result())
        if self._made is not None:
            self.drop(self._made)
        self._ahead.shutdown()
        self._engine.dispose()

    def _drop(self, url: str) -> None:
        force = " WITH (FORCE)" if self._kind == "postgresql" else ""
        with self._engine.connect() as connection, suppress(Exception):
            connection.execute(text(f"DROP DATABASE {make_url(url).database}{force}"))

    def _make(self) -> str:
        if self._made is None:
            self._made = self.create()
            made = Database(self._made)
            migrations.upgrade(made)
            made.close()
        return self.create(make_url(self._made).database)


def _copy_mariadb(connection: Connection, template: str, name: str) -> None:
    """MariaDB has no templates: each table is created anew in one statement, with its indexes."""
    driver = connection.execution_options(no_parameters=True).exec_driver_sql  # a percent sign is one
    driver("SET SESSION foreign_key_checks = 0")  # the tables come in the order of their names
    driver(f"USE {name}")
    tables = [row[0] for row in driver(f"SHOW TABLES FROM {template}")]
    for table in tables:
        driver(driver(f"SHOW CREATE TABLE {template}.{table}").one()[1])
        driver(f"INSERT INTO {table} SELECT * FROM {template}.{table}")
    for _table, trigger in append_only.expected("mariadb").values():
        driver(trigger)
    driver("SET SESSION foreign_key_checks = 1")
    connection.invalidate()  # it stands in the new database, and the next one is another
