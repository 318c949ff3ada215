"""Runs a till under a recorder of everything it writes and syncs, and reads the record."""

from __future__ import annotations

import mmap
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCE = Path(__file__).with_name("recorder.c")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    kind: str
    """`W` written, `T` truncated, `S` synced, `O` made, `U` unlinked, `R` renamed, `L` given a second name.

    `A` said on standard output.
    """
    path: str = ""
    offset: int = 0
    """Of a write; the length of a truncation."""
    data: bytes = b""
    to: str = ""


def compiled(folder: Path) -> Path:
    """Compile the recorder; skip where there is no C compiler or the system knows no LD_PRELOAD."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("the recorder needs Linux and a C compiler: sudo apt install gcc libc6-dev")
    made = folder / "recorder.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", made, _SOURCE, "-ldl", "-pthread"], check=True)
    return made


def record(recorder: Path, shop: Path, log: Path, seller: str, seed: int, says: int) -> None:
    """Let a seller sell in a shop until it has said so many lines, and end it."""
    watch = {"RECORD_FOLDER": str(shop), "RECORD_LOG": str(log), "LD_PRELOAD": str(recorder)}
    command = [sys.executable, "-m", seller, str(shop), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **watch}) as till:
        assert till.stdout is not None
        for _ in range(says):
            assert till.stdout.readline(), "the till ended by itself"
        till.kill()
        till.stdout.read()


def entries(log: Path) -> Iterator[Entry]:
    """Read a record, however long; an entry that the end of the process cut short is left out."""
    with log.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as record:
        yield from _parsed(record)


def _parsed(record: mmap.mmap) -> Iterator[Entry]:
    at = 0
    while (end := record.find(b"\n", at)) >= 0:
        kind, *rest = record[at:end].decode().split(" ")
        at = end + 1
        size = int(rest[-1]) if kind in {"W", "A"} else 0
        data = record[at : at + size]
        if len(data) < size:
            return
        at += size
        match kind:
            case "W":
                yield Entry(kind, rest[0], int(rest[1]), data)
            case "T":
                yield Entry(kind, rest[0], int(rest[1]))
            case "A":
                yield Entry(kind, data=data)
            case "R" | "L":
                yield Entry(kind, rest[0], to=rest[1])
            case _:
                yield Entry(kind, rest[0])
