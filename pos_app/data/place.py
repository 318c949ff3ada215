"""Where a shop's file may lie, and the lock that lets only one window open it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
import time
from pathlib import Path
from typing import IO

from pos_app.data.problems import problem_of_writing
from pos_app.domain.problems import NetworkDrive, ShopInUse

WINDOW_LOCK = "shop.lock"
"""Name of the lock that lets one window have a shop open."""
IMPORT_LOCK = "import.lock"
"""Name of the lock that lets one import at a time work in a shop; it stays as a trace that the shop was used."""
_NETWORK_KINDS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "sshfs",
    "fuse.sshfs",
    "afs",
    "ncpfs",
    "webdav",
    "davfs",
}
_ESCAPED = r"\\(\d{3})"
"""How the list of mounts writes a space in a place: as its octal number."""
_DRIVE_REMOTE = 4
"""What Windows' GetDriveType answers for a network drive."""


def refuse_network_drive(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise `NetworkDrive` where SQLite's locks cannot be trusted.

    `mounts` is the system's list of mounted file systems, one a line: device, place, kind.
    """
    kind = _windows_kind(folder) if sys.platform == "win32" else _mounted_kind(folder, mounts)
    if kind in _NETWORK_KINDS:
        raise NetworkDrive(path=str(folder), kind=kind)


def _mounted_kind(folder: Path, mounts: Path) -> str:
    """Return the kind of the file system that `folder` lies on; empty where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = folder.resolve()
    best, kind = -1, ""
    for line in lines:
        parts = line.split()
        if len(parts) < 3:  # noqa: PLR2004 - device, place, kind
            continue
        mounted = Path(re.sub(_ESCAPED, lambda found: chr(int(found[1], 8)), parts[1]))
        if place.is_relative_to(mounted) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), parts[2]
    return kind


def _windows_kind(folder: Path) -> str:
    if sys.platform == "win32":
        import ctypes  # only Windows has the call

        drive = os.path.splitdrive(folder.resolve())[0] + "\\"
        remote = ctypes.windll.kernel32.GetDriveTypeW(drive) == _DRIVE_REMOTE
        return "smbfs" if remote or drive.startswith("\\\\") else ""
    return ""


def place_code(folder: Path) -> str:
    """Return what this computer and this folder are together, in a short hash: a copy elsewhere has another."""
    told = "\0".join((_machine(), str(folder.resolve())))
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _machine(files: tuple[Path, ...] = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))) -> str:
    """Return what the system calls itself once for all; where it says nothing, the name of the computer."""
    if sys.platform == "win32":
        import winreg  # only Windows has it

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    for file in files:
        with contextlib.suppress(OSError):
            if found := file.read_text("ascii", errors="replace").strip():
                return found
    import platform  # slow to load, and the last resort

    return platform.node()


_LOOK_SECONDS = 0.25
"""Between two tries to take a lock that somebody has."""


class ShopLock:
    """The operating system's lock on a shop's folder; it ends with the process, however that ends."""

    def __init__(self, folder: Path, name: str = WINDOW_LOCK) -> None:
        self._path = folder / name
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Hold the lock, or raise `ShopInUse` where another process has it, or of `problem_of_writing`."""
        try:
            file = self._path.open("a+b")
        except OSError as error:
            raise problem_of_writing(error)(path=str(self._path.parent)) from error
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise ShopInUse(path=str(self._path.parent)) from error
        self._file = file

    def take_behind(self, seconds: float) -> None:
        """Hold the lock behind whoever has it, within so many seconds. Raise what `take` raises."""
        until = time.monotonic() + seconds
        while True:
            try:
                self.take()
            except ShopInUse:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK_SECONDS)
            else:
                return

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # only Windows has it

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # Windows has none

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
