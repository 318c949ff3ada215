"""Whether a shop's database was put back to an earlier moment behind the program's back: by a copy, an image of a disk.

Numbers that were given since would be given again. What lies beside the database knows where its books ended: a note of
when they were last looked at or closed, the last backup, and each backup's header. A journal never becomes shorter by
itself.
"""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
from sqlalchemy import select

from pos_app.data.json_text import UNREADABLE
from pos_app.data.keys import keep
from pos_app.data.put_aside import FOLDER
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till, till_head
from pos_app.domain.backups import mark_of
from pos_app.domain.journal import Tag
from pos_app.domain.problems import ShopPutBack
from pos_app.services.shop.number_series import receipts_begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.engine import Database

_T = TypeVar("_T")
LOOKED_NAME = "looked.json"
"""The file that says up to where the books were found true."""
ENDS_NAME = "ends.json"
"""The file that says where the books ended when they were last looked at or closed, true or not."""
LAST_NAME = "last.json"
"""The file in the folder of backups that says what became of the last one."""


class KnownEnd(NamedTuple):
    """Where the books of a till ended once."""

    till: int
    """Its number."""
    sequence: int
    """Of the journal's entry."""
    hash: str
    """Of that entry."""
    at: datetime | None
    """When that was, where the shop may have gone on from an earlier moment since and said so; None: it has not."""
    told_by: str
    """Name of the file that knows."""
    generation: int = 0
    """Of the numbers of receipts then."""
    prefix: str = ""
    """What they began with, where it may be another branch of the shop that went on by itself; empty: not."""

    def is_left(self, generation: int, prefix: str) -> bool:
        """Tell whether books whose newest receipts are of this generation left it behind, or another branch has it.

        Numbers of an earlier generation are not given any more. A later one of the same branch is no other's. Clocks
        have no say in it.
        """
        if not self.prefix:
            return False
        if mark_of(self.prefix, self.generation) != mark_of(prefix, generation):
            return True
        return self.generation < generation or (self.generation == generation and self.prefix != prefix)


class _End(msgspec.Struct, frozen=True):
    number: int
    sequence: int
    hash: str
    generation: int = 0
    prefix: str = ""


class _Last(msgspec.Struct, frozen=True):
    shop: str = ""
    good: datetime | None = None
    file: str = LAST_NAME
    verified: tuple[_End, ...] = ()


_Ends = dict[int, tuple[int, str]]
"""Sequence and hash of the journal's last entry, by the till's number."""
NOTES = (LOOKED_NAME, ENDS_NAME)
"""What goes away with a database that a restore replaces."""


def note_ends(database: Database, folder: Path) -> None:
    """Note where the books end now, for the next start. A note of further on stays; what cannot be kept is none."""
    if database.dialect != "sqlite" or database.refusal is not None:
        return
    query = select(till.c.number, till_head.c.journal_sequence, till_head.c.journal_hash).join(till_head)
    known = _read(folder / ENDS_NAME, _Ends) or {}
    with database.read() as connection:
        ends = {row.number: (row.journal_sequence, row.journal_hash) for row in connection.execute(query)}
    for number, end in known.items():
        if end[0] >= ends.get(number, (0, ""))[0]:
            ends[number] = end
    fresh = folder / f"{ENDS_NAME}.new"
    with contextlib.suppress(OSError):
        fresh.write_bytes(msgspec.json.encode(ends))
        fresh.replace(folder / ENDS_NAME)


def refuse_put_back(database: Database, connection: Connection, folder: Path, shop: bytes) -> None:
    """Let nothing be written where the books go on further in what lies beside them; they can be read."""
    if database.dialect == "sqlite" and later(connection, remembered(folder, shop.hex())) is not None:
        database.refusal = ShopPutBack


def remembered(folder: Path, shop: str) -> Iterator[KnownEnd]:
    """Give where the books of a shop (its uid in hex) ended, by the files beside them; an unreadable one says nothing.

    The notes go away with the database that a restore replaces, so nobody has gone on since behind their back.
    """
    for number, (sequence, digest) in (_read(folder / ENDS_NAME, _Ends) or {}).items():
        yield KnownEnd(number, sequence, digest, None, ENDS_NAME)
    last = _read(folder / FOLDER / LAST_NAME, _Last)
    if last is not None and last.shop == shop:
        for end in last.verified:
            yield KnownEnd(end.number, end.sequence, end.hash, last.good, last.file, end.generation, end.prefix)


def later(connection: Connection, ends: Iterable[KnownEnd]) -> KnownEnd | None:
    """Return the first of these ends that is not in the books, though nobody let them go on from an earlier moment."""
    query = select(journal.c.hash).join(till, till.c.id == journal.c.till_id)
    for end in ends:
        if end.is_left(*receipts_begin(connection).get(end.till, (0, ""))):
            continue
        found = connection.execute(query.where(till.c.number == end.till, journal.c.sequence == end.sequence)).scalar()
        if end.hash != found and not _is_left_by_time(connection, end):
            return end
    return None


def forget_ends(folder: Path) -> None:
    """Let what lies beside a shop know no end any more: it goes on from an earlier moment, or is another's copy.

    Raise `OSError`.
    """
    for name in NOTES:
        (folder / name).unlink(missing_ok=True)
    path = folder / FOLDER / LAST_NAME
    try:
        known = json.loads(path.read_bytes())
    except (OSError, *UNREADABLE):  # there is none, or it says nothing
        return
    if isinstance(known, dict) and known.get("verified"):
        keep(path, json.dumps(known | {"verified": []}).encode())


def _is_left_by_time(connection: Connection, end: KnownEnd) -> bool:
    """Tell whether the shop went on since from an earlier moment; asked where its numbers then are not known."""
    if end.prefix or end.at is None:
        return False
    went_on = _went_on(connection)
    return went_on is not None and end.at <= went_on


def _went_on(connection: Connection) -> datetime | None:
    """Return when the shop last went on from an earlier moment, or elsewhere, and said so."""
    query = select(journal.c.at, journal.c.body).where(journal.c.tag == Tag.SHOP_CONTINUED.value)
    moments = []
    for at, body in connection.execute(query):
        until = json.loads(body).get("until")  # the newest backup that was left, by whatever clock that had
        moments += [at, datetime.fromisoformat(until)] if until else [at]
    return max(moments, default=None)


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, *UNREADABLE):
        return None
