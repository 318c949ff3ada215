"""Press every key in every state: no crash, no stray dialog, no sale without payment, no lost line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.torture.key_presser import Step, steps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STEPS = int(os.environ.get("TORTURE_KEYS", "1500"))
"""`make torture` sets 10,000."""
SEED = int(os.environ.get("TORTURE_SEED", "20261126"))
SHRINKS = 60
"""Attempts at most to find fewer steps that fail too."""


class Outcome(NamedTuple):
    """What became of a run."""

    fault: str
    """Empty where all was well."""
    at: int
    """The step of the fault, from 1."""
    sales: int


def run(folder: Path, pressed: Sequence[Step]) -> Outcome:
    """Press the steps in a shop of their own, in a process of its own: a crash below Python is a fault too."""
    folder.mkdir()
    (folder / "steps.json").write_text(json.dumps(pressed), "utf-8")
    command = [sys.executable, "-m", "tests.torture.key_presser", str(folder / "shop"), str(folder / "steps.json")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=3000, check=False)
    if well := re.search(r"^DONE (\d+)$", done.stdout, re.MULTILINE):
        return Outcome("", 0, int(well[1]))
    told = re.search(r"^FAULT (\d+): (.*)", done.stdout, re.MULTILINE | re.DOTALL)
    return Outcome(told[2].strip(), int(told[1]), 0) if told else Outcome(f"ended with {done.returncode}", 0, 0)


def shrunk(folder: Path, pressed: Sequence[Step]) -> list[Step]:
    """Return fewer of the steps that fail too: halves, quarters, … are left out while what is left still fails."""
    kept, size, tries = list(pressed), len(pressed) // 2, 0
    while size and tries < SHRINKS:
        place = 0
        while place < len(kept) and tries < SHRINKS:
            tries += 1
            fewer = [*kept[:place], *kept[place + size :]]
            found = run(folder / f"try{tries}", fewer)
            if found.fault:
                kept = fewer[: found.at] if found.at else fewer
            else:
                place += size
        size //= 2
    return kept


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_key_in_any_state_breaks_anything(tmp_path: Path) -> None:
    pressed = steps(SEED, STEPS)
    found = run(tmp_path / "all", pressed)
    if found.fault:
        failing = shrunk(tmp_path, pressed[: found.at] if found.at else pressed)
        pytest.fail(f"{found.fault}\nfewest steps found ({len(failing)}): {json.dumps(failing, ensure_ascii=False)}")
    assert found.sales > STEPS / 200, "hardly anything was sold: the keys went nowhere"


def test_the_same_seed_presses_the_same_keys() -> None:
    assert steps(7, 50) == steps(7, 50) != steps(8, 50)
