"""The random seller, with imports, backups and restores between its acts; it says when each begins and has ended.

Run as `python -m tests.torture.importing_seller FOLDER SEED`. The files come from the folder beside it, and so does the
recovery code: each restore finds an empty keyring and no key in the folder, as on a computer that lost them.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.data.put_aside import FOLDER
from pos_app.services.backups.make_backup import BackupOrder, back_up
from pos_app.services.backups.restore_backup import restore
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.shop.vault import FILES
from tests.journeys.random_seller import RandomSeller, say
from tests.torture.importing import write_file

if TYPE_CHECKING:
    from pos_app.services.backups.make_backup import MadeBackup
    from pos_app.services.services import Services

ACTS_BETWEEN, ROWS = 60, 150
CODE_FILE = "code"
"""Name of the file beside the shop that has its recovery code."""


def main() -> None:
    """Sell, import, back up and bring back until killed."""
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance, number, services = random.Random(seed), 0, build(folder)
    while True:
        services.printing.recover()
        seller = RandomSeller(services, seed + number, say)
        _act(services, seller)
        number += 1
        path = write_file(folder.parent, number, ROWS, chance)
        say(f"IMPORTING {path.name}")
        report = services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
        assert report.added == ROWS
        say(f"IMPORTED {path.name}")
        backup = _back_up(folder, datetime.now(UTC) + timedelta(seconds=number))  # each has a name of its own
        _act(services, seller)
        services = _bring_back(services, folder, backup)


def _act(services: Services, seller: RandomSeller) -> None:
    """Sell for a while, and until somebody stands at the till who may bring goods in."""
    seller.answer_doubts()
    for _ in range(ACTS_BETWEEN):
        seller.act()
    while services.sign_in.is_locked():
        seller.act()


def _back_up(folder: Path, at: datetime) -> Path:
    """Back up in this very process, whose writes are seen."""
    made: list[MadeBackup] = []
    say("BACKING-UP -")
    back_up(made.append, BackupOrder(folder, folder / FOLDER, chosen=False, at=at))
    say(f"BACKED-UP {made[0].path.name}")
    return made[0].path


def _bring_back(services: Services, folder: Path, backup: Path) -> Services:
    services.close()
    for name in FILES.values():
        (folder / name).unlink()
    say(f"RESTORING {backup.name}")
    restore(folder, backup)
    say(f"RESTORED {backup.name}")
    opened = build(folder)
    opened.recovery.open((folder.parent / CODE_FILE).read_text("ascii"))
    return opened


if __name__ == "__main__":
    main()
