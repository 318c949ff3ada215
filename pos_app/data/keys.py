"""The till's signing key. It lies in the shop's folder, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from functools import lru_cache
from typing import TYPE_CHECKING

from pos_app.data.problems import problem_of_writing
from pos_app.data.syncing import sync_folder
from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.problems import KeyOfAnotherTill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from pos_app.domain.errors import CodedError

TILL_KEY_FILE = "till-1.key"
"""Name of the file that the till's key is in."""
PEPPER_FILE = "pepper"
"""Name of the file with what is mixed into every PIN, password and badge."""
KEYS_ELSEWHERE = "keys-in-keyring"
"""Name of the file that says that the keys are in the system's keyring, once none is in the folder."""
KEY_LENGTH = 32
"""Bytes of a key."""
UNFINISHED = ".unfinished"
"""Behind the name of a key that is being written."""
NEXT = ".next"
"""Behind the name of a till's key that is the till's as soon as its books say so."""


class KeyMissing(EnvironmentProblem):
    """The till's key is not in the shop's folder: the journal cannot be signed. Params: path."""


class KeyDamaged(EnvironmentProblem):
    """What lies in the place of the till's key is none: it has not the length of one. Params: path."""


class KeyUnreadable(EnvironmentProblem):
    """The system does not let the till's key be read. Params: path, reason."""


NO_KEY = (KeyMissing, KeyDamaged, KeyUnreadable)
"""Why nothing can be signed."""


class TillKey:
    """An Ed25519 key that signs the journal's entries."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def public(self) -> bytes:
        """The 32 bytes that prove its signatures."""
        return self._key.public_key().public_bytes_raw()

    def ready(self) -> None:
        """Have the key at hand before a transaction begins: one in the system's keyring may wait for a person."""

    def sign(self, hash_hex: str) -> bytes:
        """Return the signature over an entry's hash."""
        return self._key.sign(hash_hex.encode())

    @classmethod
    def of(cls, content: bytes) -> TillKey:
        """Return the key that 32 bytes are. Raise `ValueError` for another length."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return TillKey(Ed25519PrivateKey.from_private_bytes(content))

    @classmethod
    def create(cls, path: Path) -> TillKey:
        """Make a new key and keep it in `path`; a power cut leaves all of it there, or nothing.

        Raise `FileExistsError` where a key is kept already, `DiskFull` and the like where it cannot be kept.
        """
        # cryptography costs some 30 ms to import: only where something is signed
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        if path.exists():
            raise FileExistsError(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            keep(path, key.private_bytes_raw())
        except OSError as error:
            raise problem_of_writing(error)(path=str(path.parent)) from error
        return cls(key)

    @classmethod
    def load(cls, path: Path) -> TillKey:
        """Read the key kept in `path`, or raise one of `NO_KEY`."""
        try:
            return cls.of(_read(path))
        except ValueError as error:
            raise KeyDamaged(path=str(path)) from error


class LaterKey(TillKey):
    """A till's key that is opened when something is first signed: a till that opens need not load what signs."""

    def __init__(self, opened: Callable[[], TillKey], public: bytes, path: Path) -> None:
        """Take what gives the key (`opened`), what the shop says it is, and where it lies or would lie."""
        self._opened = opened
        self._public = public
        self._path = path
        self._there: TillKey | None = None

    @property
    def public(self) -> bytes:
        """What the shop says it is; `ready` sees that it is true."""
        return self._public

    def ready(self) -> None:
        """Open it. Raise what opening it raises, or `KeyOfAnotherTill`."""
        if self._there is None:
            there = self._opened()
            if there.public != self._public:
                raise KeyOfAnotherTill(path=str(self._path))
            self._there = there

    def sign(self, hash_hex: str) -> bytes:
        """Return the signature over an entry's hash."""
        self.ready()
        return self._there.sign(hash_hex) if self._there else b""

    @classmethod
    def in_file(cls, path: Path, public: bytes) -> LaterKey:
        """Read the key kept in `path`, or raise one of `NO_KEY`; whose it is comes out when it is first needed."""
        content = _read(path)
        if len(content) != KEY_LENGTH:
            raise KeyDamaged(path=str(path))
        return cls(lambda: TillKey.of(content), public, path)


class AbsentKey(TillKey):
    """Stands where a till's key should lie, for looking at its books: they can be proved, but not written."""

    def __init__(self, why: CodedError) -> None:
        self._why = why

    @property
    def public(self) -> bytes:
        """Raise why there is none: one of `NO_KEY`."""
        raise self._why

    def sign(self, hash_hex: str) -> bytes:  # noqa: ARG002 - nothing is signed here
        """Raise the same, so that nothing is written."""
        raise self._why


def _read(path: Path) -> bytes:
    """Return what lies in a key's place. Raise `KeyMissing` or `KeyUnreadable`."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KeyMissing(path=str(path)) from error
    except OSError as error:
        raise KeyUnreadable(path=str(path), reason=error.strerror or type(error).__name__) from error


def drop_unfinished(path: Path) -> None:
    """Remove a key without a byte, left by a set-up that was cut off; one with bytes is never touched."""
    if path.is_file() and path.stat().st_size == 0:
        path.unlink()


def make_next(path: Path) -> TillKey:
    """Make another key for the till whose key lies, or lay, in `path`; it is the till's once its books name it.

    Raise a problem of the disk.
    """
    keep_next_aside(path)
    return TillKey.create(path.with_name(path.name + NEXT))


def keep_next_aside(path: Path) -> None:
    """Give a next key another name: nobody could tell whose it is, and it may be the only one. Raise a problem."""
    following = path.with_name(path.name + NEXT)
    try:
        following.rename(following.with_name(f"{following.name}.aside-{secrets.token_hex(4)}"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise problem_of_writing(error)(path=str(path.parent)) from error


def take_next(path: Path, public: bytes, *, alone: bool = False) -> None:
    """Put the till's next key in its place, where the books name that one (`public`) as the till's.

    What lay there is kept under another name. Whoever opens the shop may do it, and all at once; who is `alone` removes
    one that the books do not name, because whoever was to go on with it was cut off. One that cannot be told stays.
    Raise `KeyUnreadable` where it may be the till's, or `OSError`.
    """
    following = path.with_name(path.name + NEXT)
    if _public_in(path) != public:
        try:
            wanted = TillKey.load(following).public == public
        except (KeyMissing, KeyDamaged):
            return
        if wanted:
            with contextlib.suppress(FileNotFoundError):
                if path.exists():
                    _second(path, path.with_name(f"{path.name}.damaged-{secrets.token_hex(4)}"))
                following.replace(path)
                sync_folder(path.parent)
            return
    if alone:
        following.unlink(missing_ok=True)


def _public_in(path: Path) -> bytes | None:
    try:
        return TillKey.load(path).public
    except NO_KEY:
        return None


def _second(path: Path, kept: Path) -> None:
    """Give what lies in a key's place a second name; what cannot be read may be given one all the same."""
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)


def keep(path: Path, content: bytes) -> None:
    """Put a secret into a file that its owner alone can read; a power cut leaves all of it there, or nothing."""
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def signature_holds(public: bytes, hash_hex: str, signature: bytes) -> bool:
    """Tell whether `signature` over an entry's hash was made with the key that `public` belongs to."""
    from cryptography.exceptions import InvalidSignature

    try:
        _public(public).verify(signature, hash_hex.encode())
    except (InvalidSignature, ValueError):  # a key of another length is a ValueError
        return False
    return True


@lru_cache(maxsize=8)
def _public(raw: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(raw)
