"""Backups as files: an online copy of SQLite's, compressed, perhaps encrypted, and the way back.

A file is a line that says what it is, the header as JSON behind its length, then frames behind theirs, the last of them
empty. The frames together are one zlib stream of the database. With a passphrase each frame is sealed by AES-GCM with
a key of the file's own; its number is the nonce, and header and place are sealed with it, so that none can be dropped,
moved or put into another file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import os
import sqlite3
import stat
import time
import unicodedata
import zlib
from typing import IO, TYPE_CHECKING

import msgspec

from pos_app.data.json_text import UNREADABLE
from pos_app.data.problems import problem_of_sqlite, problem_of_writing
from pos_app.domain.backups import (
    FORMAT,
    BackupDamaged,
    BackupHeader,
    BackupNewer,
    BackupPlaceFault,
    BackupPlaceFull,
    BackupPlaceMissing,
    BackupPlaceReadOnly,
    BackupUnreadable,
    NoBackup,
    PassphraseNeeded,
    PassphraseWrong,
)
from pos_app.domain.problems import DatabaseDamaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pos_app.domain.errors import CodedError

MAGIC = b"COUNTERTOP BACKUP\n"
_PAGES = 1_024
"""Of the database that one step copies."""
_PAUSE_SECONDS = 0.002
"""Between two steps: whoever commits meanwhile finds the disk free."""
_CHUNK = 1 << 20
_LARGEST_HEADER = 1 << 20
_LARGEST_FRAME = 4 * _CHUNK
_LENGTH = 4
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""Of a moment that a backup may have been made at, whatever the clock said."""
_LEVEL = 1
"""Of zlib: the time counts more than the last tenth of the room."""
_SALT_BYTES, _KEY_BYTES = 16, 32
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26, "dklen": _KEY_BYTES}
_PLACE_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENXIO}
_PLACE_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_PLACE_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class BackupKey(msgspec.Struct, frozen=True):
    """A passphrase, stretched: what encrypts backups without asking a person each time."""

    salt: bytes
    master: bytes

    @classmethod
    def of(cls, passphrase: str, salt: bytes | None = None) -> BackupKey:
        """Stretch a passphrase; takes a tenth of a second, on purpose. Blanks around it are none of its signs."""
        salt = salt or os.urandom(_SALT_BYTES)
        words = unicodedata.normalize("NFC", passphrase.strip())
        return cls(salt, hashlib.scrypt(words.encode(), salt=salt, **_SCRYPT))

    @classmethod
    def from_bytes(cls, kept: bytes) -> BackupKey | None:
        """Return the key that `to_bytes` wrote; None for what is none."""
        return cls(kept[:_SALT_BYTES], kept[_SALT_BYTES:]) if len(kept) == _SALT_BYTES + _KEY_BYTES else None

    def to_bytes(self) -> bytes:
        """Return what a file keeps of it."""
        return self.salt + self.master

    def derived(self, what: bytes) -> bytes:
        """Return a key of its own for one purpose."""
        return hmac.digest(self.master, what, "sha256")

    def of_file(self, header: BackupHeader) -> BackupHeader:
        """Return a header that says the file is encrypted with this key."""
        return msgspec.structs.replace(
            header,
            salt=self.salt.hex(),
            key_check=self.derived(b"check").hex()[:16],
            file_salt=os.urandom(_SALT_BYTES).hex(),
        )


def copy_online(source: Path, target: Path) -> None:
    """Copy a database that is in use as one consistent state; whoever writes to it meanwhile waits for nothing.

    The copy is one file, for its owner alone, without a log beside it. Raise a problem of the database.
    """
    # SQLite would make it as the system's rule is, and gives its logs the rights of the file
    os.close(_own(target))
    try:
        with (
            contextlib.closing(sqlite3.connect(source, isolation_level=None)) as old,
            contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            old.execute("PRAGMA query_only = ON")
            # one look for all steps: else SQLite begins anew whenever another process has written
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            copy.execute("PRAGMA synchronous = OFF")
            old.backup(copy, pages=_PAGES, progress=lambda *_: time.sleep(_PAUSE_SECONDS))
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        problem = problem_of_sqlite(error, target)
        if problem is None:
            raise
        # what was just made is sound: it is what was read that is not
        raise problem(path=str(source if problem is DatabaseDamaged else target)) from error


def write_backup(content: Path, target: Path, header: BackupHeader, key: BackupKey | None) -> BackupHeader:
    """Write a database as a backup to `target`, which must not be there; return the header with size and hash.

    The file is on the disk when this returns. Raise why the place cannot take it; what was begun is then removed.
    """
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    said = msgspec.structs.replace(header, size=content.stat().st_size, sha256=digest)
    said = key.of_file(said) if key else said
    with writing_to(target):
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                _write(file, content, said, key)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                target.unlink()
            raise
    return said


def _write(file: IO[bytes], content: Path, header: BackupHeader, key: BackupKey | None) -> None:
    head = msgspec.json.encode(header)
    file.write(MAGIC + len(head).to_bytes(_LENGTH, "big") + head)
    seal = _sealer(header, head, key)
    frame = 0
    for frame, data in enumerate(_compressed(content)):
        sealed = seal(frame, data)
        file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
    end = seal(frame + 1, b"")
    file.write(len(end).to_bytes(_LENGTH, "big") + end)


def _compressed(content: Path) -> Iterator[bytes]:
    """Give the frames: some of the stream each, none of them empty."""
    packer, data = zlib.compressobj(_LEVEL), bytearray()
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data += packer.compress(chunk)
            if len(data) >= _CHUNK:
                yield bytes(data)
                data.clear()
    data += packer.flush()
    yield bytes(data)


def _sealer(header: BackupHeader, head: bytes, key: BackupKey | None) -> Callable[[int, bytes], bytes]:
    if key is None:
        return lambda _frame, data: data
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only where something is encrypted

    cipher, bound = AESGCM(key.derived(bytes.fromhex(header.file_salt))), hashlib.sha256(head).digest()
    return lambda frame, data: cipher.encrypt(frame.to_bytes(12, "big"), data, bound + (b"" if data else b"end"))


def read_header(path: Path) -> BackupHeader:
    """Return what a backup says of itself. Raise `NoBackup`, `BackupNewer` or `BackupUnreadable`."""
    with _reading(path), path.open("rb") as file:
        return _head(file, path)[0]


def _head(file: IO[bytes], path: Path) -> tuple[BackupHeader, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise NoBackup(path=str(path))
    length = int.from_bytes(file.read(_LENGTH), "big")
    head = file.read(min(length, _LARGEST_HEADER))
    try:
        if msgspec.json.decode(head, type=_Format).format > FORMAT:
            raise BackupNewer(path=str(path))
        header = msgspec.json.decode(head, type=BackupHeader)
    except UNREADABLE as error:
        raise NoBackup(path=str(path)) from error
    if header.made_at.tzinfo is None or not _FIRST_YEAR <= header.made_at.year < _LAST_YEAR:
        raise NoBackup(path=str(path))  # no moment that can be told in every zone
    return header, head


class _Format(msgspec.Struct, frozen=True):
    format: int


def key_of(path: Path, passphrase: str | None, known: BackupKey | None = None) -> BackupKey | None:
    """Return the key of a backup; None where it needs none. `known` is the shop's own, tried where none is typed.

    Raise `PassphraseNeeded`, `PassphraseWrong` or what `read_header` raises.
    """
    header = read_header(path)
    if not header.encrypted:
        return None
    if passphrase is None:
        if known is None or not _fits(known, header):
            raise PassphraseNeeded(path=str(path))
        return known
    key = BackupKey.of(passphrase, bytes.fromhex(header.salt))
    if not _fits(key, header):
        raise PassphraseWrong(path=str(path))
    return key


def _fits(key: BackupKey, header: BackupHeader) -> bool:
    return hmac.compare_digest(key.derived(b"check").hex()[:16], header.key_check)


def unpack(path: Path, target: Path, key: BackupKey | None) -> BackupHeader:
    """Write the database that a backup holds to `target`, for its owner alone, and return the header.

    Raise `NoBackup`, `BackupDamaged`, `BackupUnreadable`, or a problem of the disk that `target` is on; what was begun
    is then removed.
    """
    target.unlink(missing_ok=True)
    try:
        with _reading(path), path.open("rb") as file:
            header, head = _head(file, path)
            _unpack(file, path, target, _opener(header, head, key, path))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if (target.stat().st_size, digest) != (header.size, header.sha256):
        target.unlink()
        raise BackupDamaged(path=str(path))
    return header


def _opener(
    header: BackupHeader, head: bytes, key: BackupKey | None, path: Path
) -> Callable[[int, bytes, bytes], bytes]:
    if not header.encrypted:
        return lambda _frame, data, _place: data
    if key is None:
        raise PassphraseNeeded(path=str(path))
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher, bound = AESGCM(key.derived(bytes.fromhex(header.file_salt))), hashlib.sha256(head).digest()
    return lambda frame, data, place: cipher.decrypt(frame.to_bytes(12, "big"), data, bound + place)


def _unpack(file: IO[bytes], path: Path, target: Path, open_frame: Callable[[int, bytes, bytes], bytes]) -> None:
    unpacker = zlib.decompressobj()
    handle = _own(target)
    try:
        with os.fdopen(handle, "wb") as out:
            for data in _frames(file, path, open_frame):
                _put(out, unpacker.decompress(data), target)
            _put(out, unpacker.flush(), target)
            _settle(out, target)
    except zlib.error as error:
        raise BackupDamaged(path=str(path)) from error
    if not unpacker.eof:
        raise BackupDamaged(path=str(path))


def _frames(file: IO[bytes], path: Path, open_frame: Callable[[int, bytes, bytes], bytes]) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag

    for frame in range(1 << 32):
        length = file.read(_LENGTH)
        size = int.from_bytes(length, "big")
        data = file.read(size) if len(length) == _LENGTH and size <= _LARGEST_FRAME else b""
        if len(length) < _LENGTH or len(data) < size:
            raise BackupDamaged(path=str(path))
        try:
            plain = open_frame(frame, data, b"end" if _is_end(size, file) else b"")
        except InvalidTag as error:
            raise BackupDamaged(path=str(path)) from error
        if not plain:
            return
        yield plain


def _is_end(size: int, file: IO[bytes]) -> bool:
    """Tell whether the frame just read is the last: it is empty, but for a seal, and nothing follows."""
    return size <= _KEY_BYTES and not file.peek(1)  # type: ignore[attr-defined]  # a buffered reader


def _own(target: Path) -> int:
    try:
        return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise problem_of_writing(error)(path=str(target)) from error


def _put(out: IO[bytes], data: bytes, target: Path) -> None:
    try:
        out.write(data)
    except OSError as error:
        raise problem_of_writing(error)(path=str(target)) from error


def _settle(out: IO[bytes], target: Path) -> None:
    try:
        out.flush()
        os.fsync(out.fileno())
    except OSError as error:
        raise problem_of_writing(error)(path=str(target)) from error


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    _need_file(path)
    try:
        yield
    except OSError as error:
        raise BackupUnreadable(path=str(path), reason=error.strerror or type(error).__name__) from error


def _need_file(path: Path) -> None:
    """Raise `BackupUnreadable` for what is there and no file: a pipe is waited for as long as nobody writes to it."""
    with contextlib.suppress(OSError):  # reading it says why not
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            reason = os.strerror(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL)
            raise BackupUnreadable(path=str(path), reason=reason)


@contextlib.contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """Turn the system's errors within the block into what a person is told of the place that backups go to."""
    try:
        yield
    except OSError as error:
        raise _problem_of_place(error, target.parent) from error


def _problem_of_place(error: OSError, place: Path) -> CodedError:
    number = error.errno or 0
    if number in _PLACE_FULL:
        return BackupPlaceFull(path=str(place))
    if number in _PLACE_READ_ONLY:
        return BackupPlaceReadOnly(path=str(place))
    if number in _PLACE_GONE:
        return BackupPlaceMissing(path=str(place))
    return BackupPlaceFault(path=str(place), reason=error.strerror or type(error).__name__)
