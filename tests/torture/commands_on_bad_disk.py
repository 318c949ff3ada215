"""Commands while the disk is full, broken or write-protected: one sentence that names the cause, and no harm done.

Run under the recorder as `python -m tests.torture.commands_on_bad_disk FOLDER STRIDE`. The last line counts the trials
by disk, command and what was said, as JSON. Whatever else is found ends it with an assertion.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pos_app.cli import main as pos
from tests.torture.bad_disk import EVERY, OPENING, SYNCING, WRITING, BadDisk

FULL, BROKEN, PROTECTED = "The disk is full", "reports errors", "may not be written to"


@dataclass(frozen=True)
class Way:
    """A way to fail."""

    name: str
    kinds: int
    error: int
    says: tuple[str, ...]
    """What the sentence may say."""


WAYS = (
    Way("full", WRITING, errno.ENOSPC, (FULL,)),
    Way("broken", WRITING | SYNCING, errno.EIO, (BROKEN,)),
    Way("read-only", WRITING | OPENING, errno.EROFS, (PROTECTED,)),
    Way("not allowed", WRITING | OPENING, errno.EACCES, (PROTECTED,)),
)


def run(folder: Path, *words: str) -> tuple[int, str]:
    """Run a command; return its code and what it said on stderr."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = pos(["--data", str(folder), *words])
    return code, said.getvalue().strip()


class Commands:
    """A command in a shop as it was before, with the disk failing at one place after the other."""

    def __init__(self, disk: BadDisk, place: Path, stride: int) -> None:
        self._disk = disk
        self._place = place
        self._stride = stride
        self.said: Counter[str] = Counter()

    def look(self, name: str, before: Path | None, words: tuple[str, ...], stride: int = 4) -> None:
        """Let a command fail everywhere; it says why, and does its work when the disk does."""
        for way in WAYS:
            folder = self._afresh(before)
            self._disk.count(way.kinds)
            assert run(folder, *words)[0] == 0
            calls = self._disk.seen
            self._disk.mend()
            every = self._stride * stride if way.kinds & OPENING == 0 else calls + 1  # such a disk fails from the start
            for at in range(1, calls + 1, every):
                self._fail(f"{way.name}, {name}", way, self._afresh(before), words, at)

    def _fail(self, name: str, way: Way, folder: Path, words: tuple[str, ...], at: int) -> None:
        self._disk.fail(way.kinds, way.error, at, EVERY)
        code, said = run(folder, *words)
        self._disk.mend()
        if code == 0:  # what failed was not needed
            self.said[f"{name}: nothing"] += 1
        else:
            assert any(words in said for words in way.says), f"{name} at {at}: {said}"
            assert "no shop" not in said, f"{name} at {at}: {said}"
            self.said[f"{name}: {next(words for words in way.says if words in said)}"] += 1
            if words[:2] == ("import", "products"):
                again = run(folder, "import", "finish")
                assert again[0] == 0 or "no import" in again[1].lower(), f"{name} at {at}: {again}"
            code, said = run(folder, *words)
            # a sync that failed leaves it open whether what it should have kept is there: an undo may be done already
            assert code == 0 or "nothing to finish or undo" in said, f"{name} at {at}, mended: {said}"
        assert run(folder, "verify")[0] == 0

    def _afresh(self, before: Path | None) -> Path:
        folder = self._place / "shop"
        shutil.rmtree(folder, ignore_errors=True)
        if before is not None:
            shutil.copytree(before, folder)
        return folder


def main() -> None:
    """Try every command that writes."""
    place, stride = Path(sys.argv[1]), int(sys.argv[2])
    goods = place / "goods.csv"
    goods.write_text("sku,name,price\nMILK,Oat milk,12.90\nTEA,Green tea,68.00\n", encoding="utf-8")
    # made where they are tried: a copy elsewhere would ask first whether it goes on there
    disk, shop, empty, stocked = BadDisk(), place / "shop", place / "empty", place / "stocked"
    assert run(shop, "setup")[0] == 0
    shutil.copytree(shop, empty)
    assert run(shop, "import", "products", str(goods))[0] == 0
    shutil.copytree(shop, stocked)
    commands = Commands(disk, place, stride)
    commands.look("setup", None, ("setup",), 40)
    commands.look("import", empty, ("import", "products", str(goods)))
    commands.look("undo", stocked, ("import", "undo", "--last"))
    commands.look("verify", stocked, ("verify",))
    sys.stdout.write(json.dumps(commands.said) + "\n")


if __name__ == "__main__":
    main()
