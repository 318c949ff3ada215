"""Ends `make mutate` with an error where too few mutants were killed: `python tests/mutants_killed.py STATS.json`.

STATS.json is what `mutmut export-cicd-stats` wrote.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 90
"""Percent of all mutants."""
_DEAD = ("killed", "timeout", "segfault")
"""Noticed: a test failed, never ended, or took the program down."""


def enough(stats: Mapping[str, int]) -> bool:
    """Tell whether enough were killed; one that no test ran against, or that was not tried, lives."""
    return sum(stats[kind] for kind in _DEAD) * 100 >= stats["total"] * LEAST > 0


def main(path: Path) -> int:
    """Say how many were killed; 1 where those are too few."""
    stats = json.loads(path.read_text("utf-8"))
    dead, total = sum(stats[kind] for kind in _DEAD), stats["total"]
    sys.stdout.write(f"{dead} of {total} mutants were killed; at least {LEAST} % must be.\n")
    return 0 if enough(stats) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
