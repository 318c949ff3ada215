"""Fixtures for every floor: strictness first, then shops on each database that is there."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

# before any Qt module is loaded: tests have no screen unless the caller brings one
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from pos_app.data.engine import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# a busy machine is no bug, and a run that fails must fail again
settings.register_profile("countertop", deadline=None, derandomize=True)
settings.load_profile("countertop")

SERVERS = {"postgresql": "POS_TEST_POSTGRES", "mariadb": "POS_TEST_MARIADB"}
_LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_report_header() -> list[str]:
    """Say which databases are left out, and how to bring them in."""
    return [
        f"{name}: left out, set {var} to a server's URL" for name, var in SERVERS.items() if not os.environ.get(var)
    ]


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches further than loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOCAL:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_errors_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An error that something logged fails the test in which it happened."""
    yield
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelname in {"ERROR", "CRITICAL"}]
    assert loud == []


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database: SQLite always, the servers where an environment variable names one."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    variable = SERVERS[request.param]
    server = os.environ.get(variable)
    if not server:
        pytest.skip(f"set {variable} to a server's URL to run this on {request.param}")
    name = f"countertop_{uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        options = " CHARACTER SET utf8mb4" if request.param == "mariadb" else ""
        connection.execute(text(f"CREATE DATABASE {name}{options}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection, suppress(Exception):
            force = " WITH (FORCE)" if request.param == "postgresql" else ""
            connection.execute(text(f"DROP DATABASE {name}{force}"))
        engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()
