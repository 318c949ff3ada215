"""Fixtures for every floor: strictness first, then shops on each database that is there."""

from __future__ import annotations

import os
import shutil
import socket
from typing import TYPE_CHECKING, Any

# before any Qt module is loaded: tests have no screen unless the caller brings one
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# no test reads or fills the keyring of whoever runs it, nor does a program that one starts
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import pytest
from hypothesis import settings

from pos_app.data.engine import Database
from tests.factories.databases import SERVERS, Server, ShopFile, server_of
from tests.simulators.cups import CUPSD, Cups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# a busy machine is no bug, and a run that fails must fail again
settings.register_profile("countertop", deadline=None, derandomize=True)
settings.load_profile("countertop")

KINDS = ("sqlite", *SERVERS)
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


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Give Qt what the program gives it."""
    from pos_app.ui.theme import STYLE  # Qt: only where a test has a window

    return ["pos", *STYLE]


@pytest.fixture(scope="session")
def shop_file_made(tmp_path_factory: pytest.TempPathFactory) -> ShopFile:
    """A file with a shop's schema, to be copied."""
    return ShopFile(tmp_path_factory.mktemp("schema"))


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], Server]]:
    """The servers that an environment variable names, by their kind; a test that needs another is skipped."""
    known: dict[str, Server] = {}

    def of(kind: str) -> Server:
        url = server_of(kind)
        if url is None:
            pytest.skip(f"set {SERVERS[kind]} to a server's URL to run this on {kind}")
        if kind not in known:
            known[kind] = Server(url)
        return known[kind]

    yield of
    for server in known.values():
        server.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, servers: Callable[[str], Server]) -> Iterator[str]:
    """The URL of an empty database: SQLite always, the servers where an environment variable names one."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    server = servers(request.param)
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(params=KINDS)
def shop_url(
    request: pytest.FixtureRequest, tmp_path: Path, shop_file_made: ShopFile, servers: Callable[[str], Server]
) -> Iterator[str]:
    """The same with the schema of a new shop, and no rows."""
    if request.param == "sqlite":
        yield shop_file_made.copy(tmp_path / "shop.db")
        return
    server = servers(request.param)
    url = server.copy()
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def cups_server() -> Iterator[Cups]:
    """One print server for all tests of a process."""
    if CUPSD is None or shutil.which("lp") is None:
        pytest.skip("no CUPS here: install the Debian packages cups and cups-client")
    with Cups() as running:
        yield running


@pytest.fixture
def cups(cups_server: Cups, monkeypatch: pytest.MonkeyPatch) -> Cups:
    """The same, as the system's own for the time of a test."""
    monkeypatch.setenv("CUPS_SERVER", cups_server.server)
    return cups_server
