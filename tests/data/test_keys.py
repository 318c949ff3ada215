"""The till's key: readable by its owner alone, and what its signatures prove."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.data.keys import (
    AbsentKey,
    KeyDamaged,
    KeyMissing,
    KeyUnreadable,
    TillKey,
    drop_unfinished,
    signature_holds,
)
from pos_app.domain.problems import DiskFull

if TYPE_CHECKING:
    from pathlib import Path

HASH = "ab" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the key lies: in a folder that is not there yet."""
    return tmp_path / "shop" / "till.key"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_only_its_owner_reads_it(path: Path) -> None:
    TillKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size == 32


def test_a_key_is_never_written_over(path: Path) -> None:
    public = TillKey.create(path).public
    with pytest.raises(FileExistsError):
        TillKey.create(path)
    assert TillKey.load(path).public == public


def test_a_key_is_whole_or_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as cut_off:
        cut_off.setattr(os, "fsync", cut)
        with pytest.raises(DiskFull):
            TillKey.create(path)
    assert not path.exists()
    made = TillKey.create(path)
    assert TillKey.load(path).public == made.public
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(("content", "stays"), [(b"", False), (b"x", True)])
def test_only_a_key_without_a_byte_is_dropped(tmp_path: Path, content: bytes, stays: bool) -> None:
    path = tmp_path / "till.key"
    drop_unfinished(path)
    path.write_bytes(content)
    drop_unfinished(path)
    assert path.exists() == stays


def test_an_absent_key_signs_nothing(path: Path) -> None:
    absent = AbsentKey(KeyMissing(path=str(path)))
    with pytest.raises(KeyMissing):
        absent.sign(HASH)
    with pytest.raises(KeyMissing):
        _ = absent.public


def test_a_signature_is_the_same_after_a_restart(path: Path) -> None:
    made, loaded = TillKey.create(path), TillKey.load(path)
    assert loaded.sign(HASH) == made.sign(HASH)
    assert len(loaded.public) == 32
    assert signature_holds(loaded.public, HASH, made.sign(HASH))


def test_a_signature_holds_for_its_hash_and_key_alone(path: Path, tmp_path: Path) -> None:
    key, other = TillKey.create(path), TillKey.create(tmp_path / "other.key")
    signature = key.sign(HASH)
    assert not signature_holds(key.public, HASH.replace("a", "c", 1), signature)
    assert not signature_holds(other.public, HASH, signature)
    assert not signature_holds(key.public, HASH, other.sign(HASH))
    assert not signature_holds(key.public, HASH, signature[:-1] + bytes([signature[-1] ^ 1]))


@pytest.mark.parametrize(("public", "signature"), [(b"", None), (b"x" * 31, None), (None, b""), (None, b"x" * 63)])
def test_damaged_bytes_prove_nothing(path: Path, public: bytes | None, signature: bytes | None) -> None:
    key = TillKey.create(path)
    own = key.sign(HASH) if signature is None else signature
    assert not signature_holds(key.public if public is None else public, HASH, own)


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "till.key"
    with pytest.raises(KeyMissing) as raised:
        TillKey.load(path)
    assert raised.value.params == {"path": str(path)}


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_what_has_not_the_length_of_a_key_is_damaged_and_not_missing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "till.key"
    path.write_bytes(content)
    with pytest.raises(KeyDamaged) as raised:
        TillKey.load(path)
    assert raised.value.params == {"path": str(path)}


def test_a_key_that_the_system_keeps_back_says_why(tmp_path: Path) -> None:
    path = tmp_path / "till.key"
    path.mkdir()
    with pytest.raises(KeyUnreadable) as raised:
        TillKey.load(path)
    assert raised.value.params == {"path": str(path), "reason": os.strerror(errno.EISDIR)}
