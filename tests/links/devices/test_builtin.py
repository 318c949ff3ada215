"""The printer of a fresh machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.printing import PROFILES
from pos_app.links.devices.builtin import REMEMBERED, STORED, BuiltinPrinter

if TYPE_CHECKING:
    from pathlib import Path


def test_the_program_is_told_after_the_document_is_stored(tmp_path: Path) -> None:
    told: list[tuple[bytes, bool]] = []
    stored = tmp_path / "papers" / "000001.bin"
    BuiltinPrinter(PROFILES["80"], stored.parent, lambda data: told.append((data, stored.exists()))).send(b"paper")
    assert told == [(b"paper", True)]
    assert stored.read_bytes() == b"paper"


def test_numbers_go_on_after_a_restart_and_the_oldest_go(tmp_path: Path) -> None:
    for number in (1, 2):
        BuiltinPrinter(PROFILES["80"], tmp_path).send(b"%d" % number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.bin", "000002.bin"]
    printer = BuiltinPrinter(PROFILES["80"], tmp_path)
    for number in range(3, STORED + 3):
        printer.send(b"%d" % number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert (len(names), names[0], names[-1]) == (STORED, "000003.bin", f"{STORED + 2:06d}.bin")


def test_memory_holds_the_last_documents() -> None:
    printer = BuiltinPrinter(PROFILES["80"])
    for number in range(REMEMBERED + 5):
        printer.send(b"%d" % number)
    assert printer.papers[0] == b"5"
    assert len(printer.papers) == REMEMBERED
