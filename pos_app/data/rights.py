"""Who may read what a shop writes: its owner alone, unless the folder was shared on purpose.

On Windows a file has the rights of its folder, and a user's own folders are closed to others: nothing is done there.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@contextlib.contextmanager
def owner_only(folder: Path) -> Iterator[None]:
    """Let what this process and its children write meanwhile be read by nobody else.

    A shop's folder that others may write to was given to them: then the system's own rule stays.
    """
    if os.name != "posix" or _is_shared(folder):
        yield
        return
    usual = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(usual)


def narrow(folder: Path) -> None:
    """Take from others what an earlier version let them read in a shop's folder; what is not ours is left alone."""
    if os.name != "posix" or _is_shared(folder):
        return
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                mode = path.lstat().st_mode
                if mode & _OTHERS and not stat.S_ISLNK(mode):
                    path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _is_shared(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & _OTHERS_WRITE)
    except OSError:  # it is made later, with narrow rights
        return False
