"""`pos doctor`: what is well with the shop, and what to do about the rest."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from pos_app import __version__
from pos_app.app import assemble
from pos_app.cli.arguments import shop_folder
from pos_app.cli.screen import QT_PACKAGES, has_display
from pos_app.cli.words import sentence_of
from pos_app.services.doctor.examine import Finding, examine
from pos_app.services.shop.open_shop import DATABASE_NAME, KEY_NAME, open_shop

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

_ADVICE = {
    ("schema", "older"): "start `pos`: it makes a backup and brings the file forward",
    (
        "shop",
        "not_set_up",
    ): "there is no shop in the database: its set-up was cut off, or the file was emptied; if you sold"
    " with it before, bring back the newest backup (`pos restore FILE`), else start `pos` and the set-up is finished",
    ("key", "another"): "this is not the key the till began with; bring the right one back from the backup",
    ("books", "broken"): "run `pos verify` to see which figure diverges, and keep the newest backup safe",
    ("books", "put_back"): "the backup named goes on further than the books do, so numbers would be given twice: start"
    " `pos`, which asks how the shop goes on, or bring that backup back (`pos restore FILE`)",
    ("backup", "failed"): "there is no backup of the last try: Settings, Backups says why, and `pos backup` makes one",
    ("printer", "offline"): "switch it on, or correct its address in Settings; receipts wait in the queue (Ctrl+J)",
    ("printer", "out_of_paper"): "put paper in; receipts wait in the queue (Ctrl+J)",
    ("jobs", "doubtful"): "open the queue (Ctrl+J) and say for each whether the paper came",
    ("fonts", "no_chinese"): "install a font with Chinese letters, for example: sudo apt install fonts-noto-cjk",
    ("room", "little"): "make room on the disk before the day's sales do not fit",
    ("import", "cut_off"): "run `pos import finish` or `pos import undo`",
    ("window", "missing"): f"install what Qt needs: sudo apt install {QT_PACKAGES}",
}
_DAMAGED = "the shop's file is damaged; do not go on selling, and bring back the newest backup (`pos restore FILE`)"
_LIBRARIES = ("PySide6_Essentials", "SQLAlchemy", "python-escpos", "cryptography", "babel")


def run(given: argparse.Namespace) -> int:
    """Print what was found; 1 where something is to be done."""
    folder = shop_folder(given)
    if not (folder / DATABASE_NAME).exists() and not (folder / KEY_NAME).exists():
        # like every command, on an empty folder it sets the shop up first
        open_shop(folder).close()
    findings = [*examine(folder, assemble), _window()]
    for finding in findings:
        mark = "well " if finding.well else "SEE  "
        detail = f", {finding.detail}" if finding.detail else ""
        print(f"{mark} {finding.subject:<10} {finding.state.replace('_', ' ')}{detail}")
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    base = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    print(f"      versions   Countertop {__version__}, {base}")
    print(f"                 {libraries}")
    wrong = [finding for finding in findings if not finding.well]
    for finding in wrong:
        print(f"{finding.subject}: {_advice(finding, folder)}", file=sys.stderr)
    return 1 if wrong else 0


def _advice(finding: Finding, folder: Path) -> str:
    """Return what to do about a finding."""
    if finding.problem is not None:
        return sentence_of(finding.problem, folder)
    return _ADVICE.get((finding.subject, finding.state), _DAMAGED) + "."


def _window() -> Finding:
    """Tell whether Qt's own libraries can be loaded here."""
    try:
        from PySide6 import QtWidgets  # noqa: F401 - loading it is the question
    except ImportError as error:
        return Finding("window", "missing", well=False, detail=str(error).splitlines()[0])
    if not has_display():
        return Finding("window", "no display here", well=True, detail="`pos demo --headless DIR` sells without one")
    return Finding("window", "can be shown", well=True)
