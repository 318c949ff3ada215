"""`pos restore FILE [--preview]`: a backup takes the shop's place, and what was there is kept."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos_app.app import build
from pos_app.cli.acting import ask_for_leave
from pos_app.cli.arguments import shop_folder
from pos_app.cli.passphrase import asked, from_file
from pos_app.domain.backups import PassphraseNeeded
from pos_app.domain.money import plain
from pos_app.domain.permissions import Permission
from pos_app.services.backups.continue_shop import By
from pos_app.services.backups.preview_backup import preview
from pos_app.services.backups.restore_backup import restore
from pos_app.services.shop.vault import PEPPER
from pos_app.ui.wording.backups import salvaged_words, went_on_words

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from pos_app.services.backups.preview_backup import Preview

_SHOWN = 20
"""Sales that are named one by one."""


def run(given: argparse.Namespace) -> int:
    """Show what would be undone; without --preview, do it."""
    folder, file = shop_folder(given), given.file.absolute()
    passphrase = from_file(given.passphrase_file) if given.passphrase_file else None
    try:
        seen = preview(folder, file, passphrase)
    except PassphraseNeeded:
        passphrase = asked(twice=False)
        if passphrase is None:
            raise
        seen = preview(folder, file, passphrase)
    print("\n".join(_said(seen)))
    if not given.preview:
        by = ask_for_leave(folder, given, Permission.SETTINGS_CHANGE)
        _restore(folder, file, passphrase, by, untrue=given.untrue)
        _open_keys(folder, from_file(given.recovery_code_file) if given.recovery_code_file else None)
    return 0


def _restore(folder: Path, file: Path, passphrase: str | None, by: bytes | None, *, untrue: bool) -> None:
    if not untrue:
        print("The books in it are verified; that takes a minute in a big shop.", flush=True)
    done = restore(folder, file, passphrase, By(by) if by else None, untrue=untrue)
    if done.kept is not None:
        print(f"What was there before is kept in {done.kept}.")
    if done.salvaged is not None:
        print(salvaged_words(done.salvaged, str))
    for words in went_on_words(done.went_on, str):
        print(words)
    print(f"The shop in {folder} is the backup. Numbers go on as {done.went_on.first_number}.")


def _open_keys(folder: Path, code: str | None) -> None:
    """Open the keys of PINs and of customers' data with the recovery code, where this computer has them not."""
    with contextlib.closing(build(folder)) as services:
        vault = services.shop.vault
        if code is not None:
            services.recovery.open(code)
            print("The recovery code has opened the shop's keys.")
        elif vault.is_wrapped() and not vault.opens(PEPPER):
            print(
                "PINs and customers' data wait for the recovery code: F10 on the locked till takes it,"
                " or --recovery-code-file here."
            )


def _said(seen: Preview) -> list[str]:
    """Return what bringing it back would do, in sentences."""
    zone = ZoneInfo(seen.zone)
    lines = [f"The backup was made {seen.header.made_at.astimezone(zone):%Y-%m-%d %H:%M:%S}."]
    if not seen.readable:
        lines.append("There is no shop here that can be read, so nothing is known of what would be undone.")
        return lines + _of_damage(seen)
    if not seen.sales:
        lines.append("No sale would be undone.")
    else:
        total = f"{plain(seen.total, seen.currency.digits)} {seen.currency.code}"
        word = "sale" if len(seen.sales) == 1 else "sales"
        first, last = (f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}" for one in (seen.sales[0], seen.sales[-1]))
        lines.append(f"{len(seen.sales)} {word} of {total} from {first} to {last} would be undone:")
        lines += [
            f"  {one.number}  {one.at.astimezone(zone):%Y-%m-%d %H:%M}  {plain(one.total, seen.currency.digits)}"
            for one in seen.sales[:_SHOWN]
        ]
        if len(seen.sales) > _SHOWN:
            lines.append(f"  … and {len(seen.sales) - _SHOWN} more")
    if seen.shifts_closed:
        lines.append(f"Shifts closed since: {seen.shifts_closed}.")
    if seen.comes_back:
        lines.append(f"Sales that are in the backup alone and would come back: {seen.comes_back}.")
    return lines + _of_damage(seen)


def _of_damage(seen: Preview) -> list[str]:
    """Say that of a damaged file what was sold since is not lost without a try."""
    if not seen.damaged:
        return []
    text = (
        "The shop's file is damaged: what was sold since is brought along where it can be read and proves true;"
        " else it is listed in a file, to be rung up again."
    )
    return [text]
