"""`make mutate` fails where too few mutants were killed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.mutants_killed import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("killed", "timeout", "no_tests", "total", "code"),
    [(90, 0, 0, 100, 0), (89, 1, 0, 100, 0), (89, 0, 11, 100, 1), (641, 0, 0, 676, 0), (0, 0, 0, 0, 1)],
)
def test_nine_in_ten_must_be_killed(
    tmp_path: Path, killed: int, timeout: int, no_tests: int, total: int, code: int
) -> None:
    path = tmp_path / "stats.json"
    rest = {"survived": total - killed - timeout - no_tests, "skipped": 0, "suspicious": 0, "segfault": 0}
    path.write_text(json.dumps({"killed": killed, "timeout": timeout, "no_tests": no_tests, "total": total, **rest}))
    assert main(path) == code
