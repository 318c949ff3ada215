"""What the system and SQLite say of a disk, in the program's words; the disks themselves fail in `tests/torture`."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from typing import TYPE_CHECKING

import pytest

from pos_app.data.problems import problem_of_sqlite, problem_of_writing
from pos_app.domain.problems import (
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFault,
    DiskFull,
    FolderMissing,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import CodedError


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EIO, DiskFault),
        (errno.EROFS, DatabaseReadOnly),
        (errno.EACCES, DatabaseReadOnly),
        (errno.ENOTDIR, DatabaseReadOnly),
        (errno.ENOENT, FolderMissing),
    ],
)
def test_what_the_system_says_of_writing(number: int, problem: type[CodedError]) -> None:
    assert problem_of_writing(OSError(number, os.strerror(number))) is problem


def said(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_IOERR_FSYNC, DiskFault),
        (sqlite3.SQLITE_CANTOPEN, DatabaseUnreachable),
        (sqlite3.SQLITE_READONLY, DatabaseReadOnly),
        (sqlite3.SQLITE_BUSY, DatabaseBusy),
        (sqlite3.SQLITE_CONSTRAINT, None),
    ],
)
def test_where_nothing_is_in_the_way_of_writing_sqlite_is_believed(
    tmp_path: Path, code: int, problem: type[CodedError] | None
) -> None:
    assert problem_of_sqlite(said(code), tmp_path / "shop.db") is problem
    assert list(tmp_path.iterdir()) == [], "nothing is left of what was tried"


@pytest.mark.parametrize("call", ["mkstemp", "fsync"])
@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY])
def test_where_something_is_in_the_way_it_says_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(tempfile if call == "mkstemp" else os, call, full)
    assert problem_of_sqlite(said(code), tmp_path / "shop.db") is DiskFull
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_says_nothing(tmp_path: Path) -> None:
    assert problem_of_sqlite(said(sqlite3.SQLITE_CANTOPEN), tmp_path / "gone" / "shop.db") is DatabaseUnreachable


def test_a_disk_that_takes_only_a_part_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda _handle, data: len(data) // 2)
    assert problem_of_sqlite(said(sqlite3.SQLITE_IOERR), tmp_path / "shop.db") is DiskFull
