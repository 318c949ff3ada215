"""What `make audit` makes of an answer: sound is only what was looked up."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).parents[2] / "tools" / "audit.py"
_SPEC = importlib.util.spec_from_file_location("audit", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
audit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)

SOUND: dict[str, Any] = {"name": "a", "version": "1", "vulns": []}
BAD: dict[str, Any] = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
UNKNOWN: dict[str, Any] = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([SOUND], 0, "1 packages, none with a known advisory."),
        ([SOUND, BAD], 1, "b 2: CVE-1, mended in 3"),
        ([BAD, UNKNOWN], 1, "CVE-1"),
        ([SOUND, UNKNOWN], 2, "of 2 packages the advisory service did not answer for 1."),
        ([], 2, "could not be audited"),
    ],
)
def test_what_was_not_looked_up_is_not_sound(
    found: list[dict[str, Any]], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.told(found) == code
    out = capsys.readouterr()
    assert said in out.out + out.err
    assert (out.out + out.err).count("\n") == 1
