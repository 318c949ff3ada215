"""The till's next key may be the only one there is: it is never removed while nobody can tell whose it is."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from pos_app.data.keys import KeyUnreadable, TillKey, make_next, take_next
from pos_app.domain.problems import DatabaseReadOnly


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the till's key lies, or will."""
    return tmp_path / "till-1.key"


def unread(patched: pytest.MonkeyPatch, path: Path) -> None:
    """Let one file not be read, as a disk does that fails."""
    read = Path.read_bytes

    def fails(one: Path) -> bytes:
        if one == path:
            raise OSError(errno.EIO, "Input/output error")
        return read(one)

    patched.setattr(Path, "read_bytes", fails)


def following(path: Path) -> Path:
    return path.with_name("till-1.key.next")


def test_one_that_cannot_be_read_stays_and_is_taken_when_it_can(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = make_next(path).public
    with monkeypatch.context() as patched:
        unread(patched, following(path))
        with pytest.raises(KeyUnreadable):
            take_next(path, public, alone=True)
    take_next(path, public, alone=True)
    assert TillKey.load(path).public == public
    assert not following(path).exists()


def test_one_that_the_books_do_not_name_goes_once_it_was_read_and_nobody_else_is_there(path: Path) -> None:
    make_next(path)
    take_next(path, b"p" * 32)
    assert following(path).exists()
    take_next(path, b"p" * 32, alone=True)
    assert not following(path).exists()
    assert not path.exists()


def test_one_that_is_damaged_stays(path: Path) -> None:
    following(path).write_bytes(b"half")
    take_next(path, b"p" * 32, alone=True)
    assert following(path).read_bytes() == b"half"


def test_where_the_till_has_the_key_of_its_books_no_other_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = TillKey.create(path).public
    make_next(path)
    unread(monkeypatch, following(path))
    take_next(path, public, alone=True)
    assert not following(path).exists()
    assert TillKey.load(path).public == public


def test_another_one_takes_the_name_and_nothing_is_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_next(path).public
    second = make_next(path).public
    (kept,) = path.parent.glob("till-1.key.next.aside-*")
    assert TillKey.load(kept).public == first
    assert TillKey.load(following(path)).public == second

    def refused(_one: Path, _to: Path) -> None:
        raise OSError(errno.EACCES, "not allowed")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(DatabaseReadOnly):
        make_next(path)
    assert TillKey.load(following(path)).public == second
