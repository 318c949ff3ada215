"""The random seller, with an import between its acts; it says `IMPORTING name` and, when that ended, `IMPORTED name`.

Run as `python -m tests.torture.importing_seller FOLDER SEED`. The files come from the folder beside it.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from pos_app.app import build
from pos_app.services.catalog.import_model import ImportOptions
from tests.journeys.random_seller import RandomSeller, say
from tests.torture.importing import write_file

ACTS_BETWEEN, ROWS = 100, 150


def main() -> None:
    """Sell and import until killed."""
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance, number, services = random.Random(seed), 0, build(folder)
    services.printing.recover()
    seller = RandomSeller(services, seed, say)
    while True:
        for _ in range(ACTS_BETWEEN):
            seller.act()
        number += 1
        path = write_file(folder.parent, number, ROWS, chance)
        say(f"IMPORTING {path.name}")
        report = services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
        assert report.added == ROWS
        say(f"IMPORTED {path.name}")


if __name__ == "__main__":
    main()
