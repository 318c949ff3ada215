"""Another database takes the place of a shop's: whole or not at all, at whatever instant the power is cut.

What is to be done is written down first, and synced; from that instant on it is done, by the next start if need be.
Until then nothing of the shop was touched. Each step may be done twice.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from pos_app.data.keys import UNFINISHED, keep
from pos_app.data.syncing import sync_file, sync_folder
from pos_app.domain.problems import MarkDamaged

if TYPE_CHECKING:
    from pathlib import Path

SWAP_NAME = "shop.swap"
"""Name of the file that says what takes whose place; it is there for as long as that lasts."""
PARTS = ("", "-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a database for the files that belong to it."""

_STAGED = (".restoring", ".wreck", ".overlaid", UNFINISHED)
"""Behind the name of a shop's database, for what is made beside it by whoever has the shop for itself."""
_LOOKED_INTO = ".looking"
"""The same for what a backup is unpacked to so that it can be looked into; it takes no place."""


class Swap(Struct, frozen=True):
    """What is to be done; all names are within the shop's folder."""

    new: str
    target: str
    kept: dict[str, str]
    """Files of the former database, and the second names under which they stay."""
    gone: tuple[str, ...]
    """What goes before the new database comes: SQLite would play the former one's log into it."""


def is_begun(folder: Path) -> bool:
    """Tell whether a database is about to take the place of the shop's: the program ended meanwhile."""
    return (folder / SWAP_NAME).exists()


def swap(folder: Path, new: Path, target: Path, kept: Path | None, also_gone: tuple[str, ...] = ()) -> None:
    """Let `new` take the place of `target`, and keep that as `kept`; nobody has either open.

    Raise `OSError`: then either nothing was changed, or the next start does it.
    """
    there = [target.with_name(target.name + part) for part in PARTS if target.with_name(target.name + part).exists()]
    names = {
        path.name: (kept.with_name(kept.name + path.name.removeprefix(target.name))).relative_to(folder).as_posix()
        for path in there
        if kept is not None
    }
    gone = (*(f"{target.name}{part}" for part in PARTS[1:]), *also_gone)
    sync_file(new)
    sync_folder(folder)  # the names of what is about to be moved
    try:
        keep(folder / SWAP_NAME, msgspec.json.encode(Swap(new.name, target.name, names, gone)))
        finish(folder)
    except OSError:
        if new.exists() and all(path.exists() for path in there):
            _abandon(folder, names)
        raise


def finish(folder: Path) -> None:
    """Do what was written down, all of it or the rest; nothing where nothing was. Raise `OSError`.

    Raise `MarkDamaged` where what was written down cannot be read.
    """
    mark = folder / SWAP_NAME
    try:
        wanted = msgspec.json.decode(mark.read_bytes(), type=Swap)
    except FileNotFoundError:
        return
    except ValueError as error:  # of UTF-8 too
        raise MarkDamaged(path=str(mark)) from error
    new = folder / wanted.new
    if new.exists():
        _keep_former(folder, wanted.kept)
        for name in wanted.gone:
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)  # no log of the former one comes back beside the new one
        new.replace(folder / wanted.target)
    sync_folder(folder)
    mark.unlink()
    sync_folder(folder)


def keep_mark_aside(folder: Path) -> None:
    """Give what was written down, and nobody can read, another name; nothing is to be done then. Raise `OSError`."""
    mark = folder / SWAP_NAME
    mark.rename(mark.with_name(f"{SWAP_NAME}.damaged-{secrets.token_hex(4)}"))
    sync_folder(folder)


def is_staged(target: Path) -> bool:
    """Tell whether anything lies beside a database that may have been about to take its place."""
    return any(target.with_name(target.name + name).exists() for name in _STAGED)


def clear_staged(target: Path) -> None:
    """Remove what was made beside a database and never took its place: whoever made it was cut off."""
    for name in (*_STAGED, _LOOKED_INTO):
        for part in PARTS:
            with contextlib.suppress(OSError):
                target.with_name(f"{target.name}{name}{part}").unlink()


def _keep_former(folder: Path, kept: dict[str, str]) -> None:
    places = {(folder / name).parent for name in kept.values()}
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
    for name, second in kept.items():
        if not (folder / second).exists():
            _twice(folder / name, folder / second)
    for place in (*places, *(place.parent for place in places)):
        sync_folder(place)


def _twice(there: Path, second: Path) -> None:
    """Give a file a second name; where the disk knows no such thing, a copy, which is whole before it has the name."""
    try:
        os.link(there, second)
    except OSError:
        unfinished = second.with_name(second.name + UNFINISHED)
        shutil.copy2(there, unfinished)
        sync_file(unfinished)
        unfinished.replace(second)


def _abandon(folder: Path, kept: dict[str, str]) -> None:
    """Take back what was written down, while the shop is as it was. Where that fails the next start does it all."""
    with contextlib.suppress(OSError):
        (folder / SWAP_NAME).unlink(missing_ok=True)
        sync_folder(folder)
        for second in kept.values():
            (folder / second).unlink(missing_ok=True)
