"""A disk as a power cut leaves it: what was synced is there; of the rest some is, some is not, some is torn."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
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
    """The files of one folder, followed through a record."""

    def __init__(self, start: Path) -> None:
        """Begin with a folder as it lies on disk, all of it durable."""
        self._files = {
            str(path.relative_to(start)): _File(bytearray(path.read_bytes()))
            for path in start.rglob("*")
            if path.is_file() and not path.name.endswith(_NOT_KEPT)
        }

    def follow(self, entry: Entry) -> None:
        """Do what the process did."""
        if entry.path.endswith(_NOT_KEPT) or entry.kind == "A":
            return
        if entry.kind == "U":
            self._files.pop(entry.path, None)
        elif entry.kind == "R":
            self._files[entry.to] = self._files.pop(entry.path)
        elif entry.kind == "S":
            self._files[entry.path].sync()
        else:
            file = self._files.setdefault(entry.path, _File(bytearray()))
            if entry.kind in {"W", "T"}:
                file.pending.append(entry)

    def cut(self, target: Path, chance: random.Random) -> None:
        """Put what a power cut leaves into an empty folder."""
        shutil.rmtree(target, ignore_errors=True)
        for name, file in self._files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.cut(chance))
            path.chmod(0o600)


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
