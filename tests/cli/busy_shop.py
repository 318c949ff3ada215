"""A day in a shop with people, papers, backups, a crash and a window, under the rights that a system usually gives.

Run as `python -m tests.cli.busy_shop FOLDER`. What is exported lies in FOLDER-out.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication
from sqlalchemy.exc import DBAPIError

from pos_app.app import build
from pos_app.data.rights import owner_only
from pos_app.domain.denominations import of_sum
from pos_app.services.people import keep_staff
from pos_app.services.people.sign_in import PASSWORD, PIN, WrongSecret
from pos_app.services.proof.export_journal import export_journal
from pos_app.ui.crash import note
from pos_app.ui.main_window import WindowFile
from tests.factories.shops import MILK, sell, stock_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.services.services import Services

OWNER_PIN, OTHER_PIN, WRONG_PIN = "864209751357", "975318642086", "770011223344"
NEW_BADGE = "BADGE-0009998887"
SECRET_PASSWORD, BADGE, PASSPHRASE = "Correct-Horse-77", "BADGE-5551234567", "twelve grey herons fly"


def main() -> None:
    """Open the shop as the program does, and do a little of everything."""
    os.umask(0o022)
    folder = Path(sys.argv[1])
    with owner_only(folder):
        _day(folder)


def _day(folder: Path) -> None:
    out = folder.with_name(f"{folder.name}-out")
    out.mkdir()
    services = build(folder)
    stock_up(services, out)
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, OWNER_PIN)
    services.staff.set_password(owner, SECRET_PASSWORD)
    other = services.staff.add("li", "Li", ("manager",))
    services.staff.set_pin(other, OTHER_PIN)
    services.staff.set_badge(other, BADGE)
    _crash(services.staff.set_pin, other, OTHER_PIN, folder / "crash.log")
    _refused_by_the_database(services, other, folder / "crash.log")
    with contextlib.suppress(WrongSecret):
        services.sign_in.sign_in(other, PIN, WRONG_PIN)
    services.sign_in.sign_in_by_badge(BADGE)
    sell(services, MILK)
    services.printing.run()
    services.sign_in.sign_in(owner, PASSWORD, SECRET_PASSWORD)
    services.close_shift.close(of_sum(1290))
    services.open_shift.open(of_sum(1290))
    services.printing.run()
    services.self_check.look()
    services.backups.make()
    services.backups.set_passphrase(PASSPHRASE)
    services.backups.make(out)
    export_journal(services.shop.database, out / "journal.jsonl")
    window = QCoreApplication([])
    WindowFile(folder / "window.ini").save("geometry", b"1")
    window.processEvents()
    # as a killed one leaves it: the log of the database beside it
    os._exit(0)


def _crash(act: Callable[[bytes, str], object], person: bytes, pin: str, log: Path) -> None:
    with patch.object(keep_staff, "kept", side_effect=RuntimeError("a stray")):
        try:
            act(person, pin)
        except RuntimeError as fault:
            note(log, fault)


def _refused_by_the_database(services: Services, person: bytes, log: Path) -> None:
    """Let the database refuse what changes a person: its message must not name the values."""
    database = services.shop.database
    stop = "CREATE TRIGGER stop BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'no'); END"
    with database.write() as connection:
        connection.exec_driver_sql(stop)
    try:
        services.staff.set_badge(person, NEW_BADGE)
    except DBAPIError as fault:
        note(log, fault)
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER stop")


if __name__ == "__main__":
    main()
