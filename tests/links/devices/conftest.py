"""Devices that need something of the system: a print server of the tests' own, a port that is a pseudo terminal."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.simulators.cups import CUPSD, Cups

if TYPE_CHECKING:
    from collections.abc import Iterator


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
