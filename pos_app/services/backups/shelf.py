"""Where backups lie, which there are, and what is remembered of the last ones.

What counts says so itself: only a backup that was restored and verified bears the name of one. What is remembered lies
beside the shop's database and not in it, because a restored database would know nothing of what came after it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from pos_app.data.backup import BackupKey, read_header, writing_to
from pos_app.data.json_text import UNREADABLE, from_json
from pos_app.data.keys import UNFINISHED, keep
from pos_app.data.problems import problem_of_writing
from pos_app.data.put_aside import FOLDER
from pos_app.data.tables.shop import setting
from pos_app.domain.backups import (
    ENDING,
    UNVERIFIED,
    BackupHeader,
    BackupKeyDamaged,
    BackupUntrue,
    TillEnd,
    kept,
    mark_of,
)
from pos_app.domain.errors import CodedError
from pos_app.services.shop.open_shop import DATABASE_NAME
from pos_app.services.shop.put_back import LAST_NAME, KnownEnd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import tzinfo
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.backups import KeepRule

_KEY = "backup.key"
FULL_EVERY = timedelta(days=7)
"""From one verification from the beginning to the next: what a disk does to old rows comes out so."""
_MARK_SIGNS = 12
"""Of a shop's uid, its end: the beginning is the time."""
_OURS = rf"countertop-\d{{8}}-\d{{6}}.*{re.escape(ENDING)}"
"""Names that the program gives to backups."""


class LastBackup(Struct, frozen=True):
    """What is remembered of the last attempt."""

    at: datetime
    """When it ended."""
    folder: str
    good: datetime | None = None
    """When the last one that counts was made."""
    file: str = ""
    """Name of that one."""
    code: str = ""
    """Of the error that the last attempt ended with; empty where it counts."""
    params: dict[str, str] = {}
    shop: str = ""
    """uid in hex: a folder may hold other shops' backups too."""
    good_folder: str = ""
    """Where the last one that counts lies; empty where an earlier version remembered it: `folder`."""
    elsewhere: str = ""
    """The folder that somebody had one put into last, beside those of every day."""
    verified: tuple[TillEnd, ...] = ()
    """Where the books ended in the last one that counts: what came before was verified row by row."""
    full: datetime | None = None
    """When the last one was made that was verified row by row from the beginning; None: the next one is."""
    full_with: str = ""
    """Version of the program and of the schema that did so."""
    full_file: str = ""
    """Name of that one. It stays until there is another, whatever the rule: those since were looked at in part."""


class Kept(Struct, frozen=True):
    """A backup that counts."""

    path: str
    made_at: datetime
    size: int
    """Bytes of the file."""
    encrypted: bool
    shop: str
    """uid in hex."""
    name: str
    """What the shop calls itself; empty where the backup does not say."""
    zone: str
    """Name of the shop's time zone; empty where neither the backup nor the database beside it says."""
    tills: tuple[TillEnd, ...] = ()
    """Where its books end."""

    @property
    def ends(self) -> Iterator[KnownEnd]:
        """Where the books ended when it was made."""
        name = PurePath(self.path).name
        return (
            KnownEnd(end.number, end.sequence, end.hash, self.made_at, name, end.generation, end.prefix)
            for end in self.tills
        )

    @property
    def branch(self) -> str:
        """Return what tells it from backups of the same shop where that goes on elsewhere; empty for the first."""
        return next((mark_of(end.prefix, end.generation) for end in self.tills), "")

    def is_ahead(self, tills: Iterable[TillEnd]) -> bool:
        """Tell whether its books go on further than others of the same shop."""
        others = {end.uid: end.sequence for end in tills}
        return any(end.sequence > others.get(end.uid, 0) for end in self.tills)


def place_of(shop_folder: Path, chosen: str) -> Path:
    """Return the folder that backups go to; `chosen` is the setting."""
    return type(shop_folder)(chosen) if chosen and _is_path(chosen) else shop_folder / FOLDER


def chosen_place(connection: Connection) -> str:
    """Return the folder for backups that the settings in a shop's books say; empty for the shop's own."""
    said = select(setting.c.value).where(setting.c.scope == "shop", setting.c.name == "backup_folder")
    folder = from_json(connection.execute(said).scalar_one_or_none())
    return folder if isinstance(folder, str) and _is_path(folder) else ""


def _is_path(text: str) -> bool:
    """Tell whether a system takes it for a path at all; what a bad disk wrote may be none."""
    return "\0" not in text


def known_places(shop_folder: Path, *chosen: str) -> set[Path]:
    """Return where backups of a shop may lie: in its own folder, where the last ones went, and in what was `chosen`."""
    last = last_backup(shop_folder)
    remembered = {last.folder, last.good_folder, last.elsewhere} if last else set()
    paths = (one for one in {*remembered, *chosen} if one and _is_path(one))
    return {shop_folder / FOLDER, *map(type(shop_folder), paths)}


def backups_in(place: Path, shop: str | None = None) -> list[Kept]:
    """Return the backups that count in a folder, the newest first; `shop` is the uid in hex of whose."""
    found: list[Kept] = []
    with contextlib.suppress(OSError):  # a disk that is not there has none
        found = [
            Kept(
                str(path),
                header.made_at,
                path.stat().st_size,
                header.encrypted,
                header.shop,
                header.name,
                header.zone,
                header.tills,
            )
            for path in place.iterdir()
            if path.name.endswith(ENDING) and (header := _header(path)) and shop in {None, header.shop}
        ]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def to_bring_back(shop_folder: Path, tried: Collection[str] = ()) -> tuple[list[Kept], bool]:
    """Return what can take the place of a shop's database that is gone or damaged, and whether it is this shop's.

    Where anything says which shop it was, that is the newest backup of it, or none. Where nothing does, it is the
    newest of each shop that has some, the newest first, and a person has to say whose it was. Those that were `tried`
    in vain, by their paths, are left out.
    """
    last = last_backup(shop_folder)
    known = (last.shop if last else "") or _shop_in(shop_folder)
    places = known_places(shop_folder)
    newest: dict[str, Kept] = {}
    for one in sorted((one for place in places for one in backups_in(place)), key=lambda one: one.made_at):
        if one.path not in tried:
            newest[one.shop] = one
    if known:
        return [_zoned(shop_folder, newest[known])] if known in newest else [], True
    return sorted(newest.values(), key=lambda one: one.made_at, reverse=True), False


def _zoned(shop_folder: Path, backup: Kept) -> Kept:
    """Return a backup with the zone of its shop, which one of an earlier version does not say."""
    said = backup.zone or _said_in(shop_folder, "zone")
    return replace(backup, zone=said if isinstance(said, str) else "")


def _shop_in(shop_folder: Path) -> str:
    """Return the uid in hex of the shop in a folder, where a damaged database still says so."""
    found = _said_in(shop_folder, "uid")
    return found.hex() if isinstance(found, bytes) else ""


def _said_in(shop_folder: Path, column: Literal["uid", "zone"]) -> object:
    """Return what a damaged database still says of its shop; None where it says nothing."""
    query = {"uid": "SELECT uid FROM shop", "zone": "SELECT zone FROM shop"}[column]
    try:
        with contextlib.closing(sqlite3.connect(f"{(shop_folder / DATABASE_NAME).as_uri()}?mode=ro", uri=True)) as file:
            found = file.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return found[0] if found else None


def clear(
    place: Path, shop: str, rule: KeepRule, zone: tzinfo, spared: str = "", ends: Iterable[TillEnd] = ()
) -> list[Path]:
    """Remove the backups of a shop that its rule does not keep, and return them; one that will not go stays.

    So does the one with the name that is `spared`, and what goes on further than the shop's books (`ends`) do: there
    may be no other trace of what they lack.
    """
    ends = tuple(ends)
    there = backups_in(place, shop)
    local = [one.made_at.astimezone(zone) for one in there]
    of_branch: dict[str, list[datetime]] = {}
    for one, moment in zip(there, local, strict=True):
        of_branch.setdefault(one.branch, []).append(moment)
    # a shop that goes on elsewhere as well has its own last of each day
    wanted = {branch: kept(moments, rule) for branch, moments in of_branch.items()}
    gone = []
    for one, moment in zip(there, local, strict=True):
        # moments of two zones in an hour that comes twice are never equal; names that people gave are theirs to keep
        name = type(place)(one.path).name
        needed = moment in wanted[one.branch] or name == spared or (ends and one.is_ahead(ends))
        if not needed and re.fullmatch(_OURS, name):
            with contextlib.suppress(OSError):
                path = type(place)(one.path)
                path.unlink()
                gone.append(path)
    return gone


def unfinished_of(path: Path, shop: str) -> Path:
    """Return what a backup is called while it is made: another shop may be at work in the same folder."""
    return path.with_name(f"{path.name}.{shop[-_MARK_SIGNS:]}{UNFINISHED}")


def clear_unfinished(place: Path, name: str, shop: str) -> None:
    """Remove what a shop began and was cut off, while it is not at it; of what did not verify the newest stays."""
    with contextlib.suppress(OSError):
        unverified = [path for path in sorted(place.glob(f"{name}-*{UNVERIFIED}")) if _shop_of(path) == shop]
        for path in [*place.glob(f"{name}-*.{shop[-_MARK_SIGNS:]}{UNFINISHED}"), *unverified[:-1]]:
            path.unlink()


def last_backup(shop_folder: Path) -> LastBackup | None:
    """Return what is remembered of the last attempt; None where there was none, or nothing can be read of it."""
    try:
        return msgspec.json.decode((shop_folder / FOLDER / LAST_NAME).read_bytes(), type=LastBackup)
    except (OSError, *UNREADABLE):
        return None


def remember(shop_folder: Path, last: LastBackup) -> None:
    """Keep what became of an attempt. It may be lost without harm: a backup that counts says so itself."""
    with contextlib.suppress(OSError):
        (shop_folder / FOLDER).mkdir(exist_ok=True)
        keep(shop_folder / FOLDER / LAST_NAME, msgspec.json.encode(last))


def failed(last: LastBackup | None, at: datetime, folder: Path, error: CodedError, shop: str) -> LastBackup:
    """Return what is remembered of an attempt that failed."""
    before = last or LastBackup(at, str(folder), shop=shop)
    if isinstance(error, BackupUntrue):  # until the books are true again nothing is taken for verified
        before = msgspec.structs.replace(before, full=None)
    params = {name: str(value) for name, value in error.params.items()}
    return msgspec.structs.replace(before, at=at, folder=str(folder), code=error.code, params=params)


def in_full(last: LastBackup | None, at: datetime, program: str) -> bool:
    """Tell whether the next one is verified from the beginning: the first, and one a week, and one for each program.

    A clock that was set back makes the last time one of the future: that is no reason to trust it for long.
    """
    if last is None or last.full is None or last.full_with != program:
        return True
    return abs(at - last.full) >= FULL_EVERY


def make_room(place: Path, *, chosen: bool) -> None:
    """Make the folder that backups go to. One on another disk is not made behind the disk's back: it must be there.

    Raise why it cannot take backups.
    """
    with writing_to(place / "any"):
        if chosen:
            os.stat(place)  # noqa: PTH116 - Path.is_dir() would say no instead of why
        else:
            place.mkdir(parents=True, exist_ok=True)


def backup_key(shop_folder: Path) -> BackupKey | None:
    """Return the key that the shop's own passphrase made; None where backups are not encrypted.

    Raise `BackupKeyDamaged` or a problem of the disk.
    """
    try:
        found = BackupKey.from_bytes((shop_folder / _KEY).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:  # or backups would be in clear without a word
        raise problem_of_writing(error)(path=str(shop_folder / _KEY)) from error
    if found is None:
        raise BackupKeyDamaged(path=str(shop_folder / _KEY))
    return found


def is_encrypted(shop_folder: Path) -> bool:
    """Tell whether backups are encrypted by the shop's own passphrase, whether or not what it made can be read."""
    return (shop_folder / _KEY).exists()


def keep_backup_key(shop_folder: Path, key: BackupKey | None) -> None:
    """Keep the key for backups that nobody is asked for, or none any more. Raise a problem of the disk."""
    path = shop_folder / _KEY
    try:
        if key is None:
            path.unlink(missing_ok=True)
        else:
            keep(path, key.to_bytes())
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error


@contextlib.contextmanager
def former_key_stays(shop_folder: Path) -> Iterator[None]:
    """Put the key for backups back as it was where what is done meanwhile fails: what is refused changes nothing."""
    path = shop_folder / _KEY
    there, former = path.exists(), _bytes(path)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            if former is None and not there:
                path.unlink(missing_ok=True)
            elif former is not None and _bytes(path) != former:
                keep(path, former)
        raise


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # what cannot be read cannot be put back either
        return None


def sweep_key(shop_folder: Path) -> None:
    """Remove what is left of a key that was cut off while it was being kept; one that will not go stays."""
    with contextlib.suppress(OSError):
        (shop_folder / f"{_KEY}{UNFINISHED}").unlink(missing_ok=True)


def _shop_of(path: Path) -> str | None:
    header = _header(path)
    return header.shop if header else None


def _header(path: Path) -> BackupHeader | None:
    try:
        return read_header(path)
    except CodedError:
        return None
