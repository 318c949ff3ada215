"""Backups as files: they come back byte for byte, and whatever was done to one is found."""

from __future__ import annotations

import contextlib
import random
import resource
import sqlite3
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.data.backup import MAGIC, BackupKey, copy_online, key_of, read_header, unpack, write_backup
from pos_app.domain.backups import (
    BackupDamaged,
    BackupHeader,
    BackupNewer,
    BackupPlaceFull,
    BackupPlaceMissing,
    BackupPlaceReadOnly,
    BackupUnreadable,
    NoBackup,
    PassphraseNeeded,
    PassphraseWrong,
)
from pos_app.domain.problems import DatabaseDamaged, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = BackupHeader(
    shop="07" * 16,
    kind="real",
    revision="0001",
    made_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    tills=(),
    size=0,
    sha256="",
)
KEY = BackupKey.of("correct horse")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """More than one frame of what does not pack, and a lot that does."""
    path = tmp_path / "content.db"
    path.write_bytes(random.Random(7).randbytes(3_000_000) + bytes(5_000_000))
    return path


@contextlib.contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write further, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("key", [None, KEY])
def test_a_backup_comes_back_byte_for_byte(content: Path, tmp_path: Path, key: BackupKey | None) -> None:
    path, target = tmp_path / "made", tmp_path / "back.db"
    header = write_backup(content, path, HEADER, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size < 4_000_000, "it is packed"
    assert read_header(path) == header
    assert unpack(path, target, key_of(path, None, key)) == header
    assert target.read_bytes() == content.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert header.encrypted == (key is not None)


def test_nothing_of_an_encrypted_one_can_be_read(tmp_path: Path) -> None:
    content, path = tmp_path / "content.db", tmp_path / "made"
    content.write_bytes(b"a customer's telephone number" * 1000)
    write_backup(content, path, HEADER, KEY)
    write_backup(content, tmp_path / "twice", HEADER, KEY)
    assert len(set(path.read_bytes()[-200:]) & set((tmp_path / "twice").read_bytes()[-200:])) < 200
    assert path.read_bytes()[-100:] != (tmp_path / "twice").read_bytes()[-100:], "each file has a key of its own"
    with pytest.raises(PassphraseNeeded):
        key_of(path, None)
    with pytest.raises(PassphraseNeeded):
        key_of(path, None, BackupKey.of("another one"))
    with pytest.raises(PassphraseNeeded):
        unpack(path, tmp_path / "back.db", None)
    with pytest.raises(PassphraseWrong):
        key_of(path, "correct  horse")
    unpack(path, tmp_path / "back.db", key_of(path, "correct horse"))
    assert BackupKey.from_bytes(KEY.to_bytes()) == KEY
    assert BackupKey.from_bytes(b"short") is None


@pytest.mark.parametrize("key", [None, KEY])
def test_one_that_was_cut_off_anywhere_is_found(content: Path, tmp_path: Path, key: BackupKey | None) -> None:
    path, target = tmp_path / "made", tmp_path / "back.db"
    write_backup(content, path, HEADER, key)
    whole = path.read_bytes()
    places = [0, 5, len(MAGIC), len(MAGIC) + 3, len(MAGIC) + 40, len(whole) - 1, len(whole) - 4, len(whole) - 21]
    for length in [*places, *(random.Random(1).randrange(len(whole)) for _ in range(20))]:
        path.write_bytes(whole[:length])
        with pytest.raises((NoBackup, BackupDamaged)):
            unpack(path, target, key)
        assert not target.exists()


@pytest.mark.parametrize("key", [None, KEY])
def test_one_that_was_changed_anywhere_is_found(content: Path, tmp_path: Path, key: BackupKey | None) -> None:
    path, target = tmp_path / "made", tmp_path / "back.db"
    write_backup(content, path, HEADER, key)
    whole = path.read_bytes()
    begin = len(MAGIC) + 4 + int.from_bytes(whole[len(MAGIC) : len(MAGIC) + 4], "big")
    for place in (random.Random(2).randrange(begin, len(whole)) for _ in range(40)):
        changed = bytearray(whole)
        changed[place] ^= 0x41
        path.write_bytes(changed)
        with pytest.raises(BackupDamaged):
            unpack(path, target, key)
        assert not target.exists()


def test_a_header_that_was_changed_opens_nothing(content: Path, tmp_path: Path) -> None:
    path = tmp_path / "made"
    write_backup(content, path, HEADER, KEY)
    path.write_bytes(path.read_bytes().replace(b'"real"', b'"fake"'))
    assert read_header(path).kind == "fake"
    with pytest.raises(BackupDamaged):
        unpack(path, tmp_path / "back.db", KEY)


def test_what_is_none_is_told_from_one_of_tomorrow(tmp_path: Path) -> None:
    path = tmp_path / "made"
    for wrong in (b"", b"SQLite format 3\0", MAGIC, MAGIC + b"\0\0\0\2{}", MAGIC + b"\xff\xff\xff\xff{"):
        path.write_bytes(wrong)
        with pytest.raises(NoBackup):
            read_header(path)
    head = b'{"format":2,"else":true}'
    path.write_bytes(MAGIC + len(head).to_bytes(4, "big") + head)
    with pytest.raises(BackupNewer):
        read_header(path)
    with pytest.raises(BackupUnreadable):
        read_header(tmp_path / "absent")
    with pytest.raises(BackupUnreadable):
        read_header(tmp_path)


def test_a_full_disk_leaves_nothing_behind(content: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "made", tmp_path / "back.db"
    with files_no_larger_than(100_000), pytest.raises(BackupPlaceFull):
        write_backup(content, path, HEADER, None)
    assert not path.exists()
    write_backup(content, path, HEADER, None)
    with files_no_larger_than(100_000), pytest.raises(DiskFull):
        unpack(path, target, None)
    assert not target.exists()


def test_a_place_that_is_not_there_is_named(content: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupPlaceMissing) as raised:
        write_backup(content, tmp_path / "usb" / "made", HEADER, None)
    assert raised.value.params == {"path": str(tmp_path / "usb")}
    with pytest.raises(BackupPlaceMissing):
        write_backup(content, content / "made", HEADER, None)


def test_a_place_that_may_not_be_written_to_is_named(content: Path) -> None:
    # where nobody may make a file, root neither
    with pytest.raises(BackupPlaceReadOnly):
        write_backup(content, Path("/sys/made"), HEADER, None)


def test_a_copy_is_one_state_while_others_write(tmp_path: Path) -> None:
    """Two tables that are always written together are never apart in a copy, and no writer waits for it."""
    source = tmp_path / "shop.db"
    with contextlib.closing(sqlite3.connect(source)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE a (n, filler)")
        file.execute("CREATE TABLE b (n, filler)")
        file.executemany("INSERT INTO a VALUES (?, randomblob(20000))", [(-1,)] * 1500)
        file.commit()
    over, counted = threading.Event(), 0

    def write() -> None:
        nonlocal counted
        with contextlib.closing(sqlite3.connect(source, isolation_level=None)) as file:
            while not over.is_set():
                file.execute("BEGIN IMMEDIATE")
                file.execute("INSERT INTO a VALUES (?, '')", (counted,))
                file.execute("INSERT INTO b VALUES (?, '')", (counted,))
                file.execute("COMMIT")
                counted += 1

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    try:
        for _ in range(3):
            (tmp_path / "copy.db").unlink(missing_ok=True)
            before = counted
            copy_online(source, tmp_path / "copy.db")
            assert counted > before, "it went on being written to"
            with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
                both = [
                    copy.execute(f"SELECT count(*), max(n) FROM {name} WHERE n >= 0").fetchone() for name in ("a", "b")
                ]
                assert both[0] == both[1]
                seen.append(both[0][0])
            assert sorted(path.name for path in tmp_path.iterdir()) == [
                "copy.db",
                "shop.db",
                "shop.db-shm",
                "shop.db-wal",
            ]
    finally:
        over.set()
        writer.join()
    assert seen == sorted(set(seen))


def test_a_source_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(DatabaseDamaged) as raised:
        copy_online(tmp_path / "shop.db", tmp_path / "copy.db")
    assert raised.value.params == {"path": str(tmp_path / "shop.db")}
