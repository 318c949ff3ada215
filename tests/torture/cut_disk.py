"""A disk as a power cut leaves it: what was synced is there; of the rest some is, some is not, some is torn."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from tests.torture.recording import Entry

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
_NOT_KEPT = "-shm"
"""SQLite's shared memory is made anew at every start."""


@dataclass
class _File:
    """A file's bytes that no power cut can take, and what was done to it since."""

    durable: bytearray
    pending: list[Entry] = field(default_factory=list)

    made: int = 0
    """Which act on names gave it its last one."""

    def sync(self) -> None:
        for entry in self.pending:
            _apply(self.durable, entry)
        self.pending.clear()

    def cut(self, chance: random.Random) -> bytes:
        """Return what is found after a power cut here and now."""
        if not self.pending:
            return bytes(self.durable)
        image = bytearray(self.durable)
        for entry in self.pending:
            fate = chance.random()
            if entry.kind == "T":
                if fate < 0.5:
                    _apply(image, entry)
            elif fate < 0.4:
                _apply(image, entry)
            elif fate < 0.6:
                _tear(image, entry, chance)
        return bytes(image)


class CutDisk:
    """The files of one folder, followed through a record.

    Names are kept in the order in which they were given and taken, as file systems with a journal keep them: a power
    cut leaves all up to some of them. Syncing a file keeps all up to its own name, syncing a folder all up to its last.
    """

    def __init__(self, start: Path) -> None:
        """Begin with a folder as it lies on disk, all of it durable."""
        self._names = {
            path.relative_to(start).as_posix(): _File(bytearray(path.read_bytes()))
            for path in start.rglob("*")
            if path.is_file() and not path.name.endswith(_NOT_KEPT)
        }
        self._durable = dict(self._names)
        self._acts: list[tuple[Entry, _File]] = []
        """On names, that a power cut may take, in order."""
        self._counted = 0

    def follow(self, entry: Entry) -> None:
        """Do what the process did."""
        if entry.path.endswith(_NOT_KEPT) or entry.kind == "A":
            return
        if entry.kind in {"O", "U", "R", "L"}:
            self._name(entry)
        elif entry.kind == "S":
            self._sync(entry.path)
        else:
            if entry.path not in self._names:
                self._name(type(entry)("O", entry.path))
            self._names[entry.path].pending.append(entry)

    def _name(self, entry: Entry) -> None:
        file = None if entry.kind == "O" else self._names.get(entry.path)
        file = file or _File(bytearray())
        self._acts.append((entry, file))
        self._counted += 1
        file.made = self._counted
        _rename(self._names, entry, file)

    def _sync(self, path: str) -> None:
        file = self._names.get(path)
        if file is not None:
            file.sync()
            self._keep_names(len(self._acts) - (self._counted - file.made))
            return
        within = [at for at, (entry, _) in enumerate(self._acts, 1) if path in _folders(entry)]
        self._keep_names(max(within, default=0))

    def _keep_names(self, count: int) -> None:
        for entry, file in self._acts[: max(count, 0)]:
            _rename(self._durable, entry, file)
        del self._acts[: max(count, 0)]

    def cut(self, target: Path, chance: random.Random) -> None:
        """Put what a power cut leaves into an empty folder."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        left = dict(self._durable)
        for entry, file in self._acts[: chance.randint(0, len(self._acts))]:
            _rename(left, entry, file)
        contents = {id(file): file.cut(chance) for file in left.values()}
        for name, file in left.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents[id(file)])
            path.chmod(0o600)


def _rename(names: dict[str, _File], entry: Entry, file: _File) -> None:
    """Give or take a name."""
    if entry.kind == "O":
        names[entry.path] = file
    elif entry.kind == "U":
        names.pop(entry.path, None)
    elif entry.kind == "L":
        names[entry.to] = file
    else:
        names.pop(entry.path, None)
        names[entry.to] = file


def _folders(entry: Entry) -> set[str]:
    """Return the folders whose names an act gives or takes; `.` is the recorded one itself."""
    return {PurePosixPath(name).parent.as_posix() for name in (entry.path, entry.to) if name}


def _apply(image: bytearray, entry: Entry) -> None:
    if entry.kind == "T":
        del image[entry.offset :]
        image.extend(bytes(entry.offset - len(image)))
        return
    end = entry.offset + len(entry.data)
    if len(image) < end:
        image.extend(bytes(end - len(image)))
    image[entry.offset : end] = entry.data


def _tear(image: bytearray, entry: Entry, chance: random.Random) -> None:
    """Write some sectors of a write and not the others."""
    first = entry.offset // SECTOR
    last = (entry.offset + len(entry.data) - 1) // SECTOR
    for sector in range(first, last + 1):
        if chance.random() < 0.5:
            begin = max(entry.offset, sector * SECTOR)
            end = min(entry.offset + len(entry.data), (sector + 1) * SECTOR)
            part = entry.data[begin - entry.offset : end - entry.offset]
            _apply(image, type(entry)("W", entry.path, begin, part))
