"""`pos backup [DIR]`: a backup that was brought back on trial and verified."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pos_app.app import assemble
from pos_app.cli.arguments import shop_folder
from pos_app.cli.passphrase import asked, from_file
from pos_app.data.backup import BackupKey
from pos_app.domain.backups import PassphraseNeeded
from pos_app.domain.problems import NoShopHere
from pos_app.services.shop.open_shop import is_shop, is_untouched, open_shop

if TYPE_CHECKING:
    import argparse


def run(given: argparse.Namespace) -> int:
    """Make it and say where it lies."""
    folder = shop_folder(given)
    if not is_shop(folder) and is_untouched(folder):  # a backup of a shop that is made for it would lull its owner
        raise NoShopHere(path=str(folder))
    key = _key(given)
    # one whose key or protection is gone needs a backup all the more
    with contextlib.closing(assemble(open_shop(folder, checked=False))) as services:
        made = services.backups.make(given.place.absolute() if given.place else None, key=key)
    how, megabytes = "encrypted, " if made.header.encrypted else "", max(made.size / 1e6, 0.1)
    print(
        f"{made.path}: {how}{megabytes:,.1f} MB, {made.orders} orders, brought back on trial and verified"
        f"{'' if made.in_full else ' from where the last one ended'}, in {made.seconds:.1f} s."
    )
    return 0


def _key(given: argparse.Namespace) -> BackupKey | None:
    """Return what encrypts it; None where the shop's own settings decide."""
    if given.passphrase_file:
        return BackupKey.of(from_file(given.passphrase_file))
    if not given.encrypt:
        return None
    typed = asked(twice=True)
    if typed is None:
        raise PassphraseNeeded(path="-")
    return BackupKey.of(typed)
