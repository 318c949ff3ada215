"""`pos journal export FILE`: the journal as a file that a stranger can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.cli.arguments import shop_folder
from pos_app.domain.fingerprint import key_fingerprint
from pos_app.services.proof.export_journal import export_journal, keys_used
from pos_app.services.shop.open_shop import look_into, public_key

if TYPE_CHECKING:
    import argparse


def run(given: argparse.Namespace) -> int:
    """Write the file and say with which key it can be proved."""
    folder = shop_folder(given)
    database = look_into(folder)
    try:
        count = export_journal(database, given.file)
        keys = keys_used(database) if public_key(folder, database) is not None else []
    finally:
        database.close()
    print(f"{count} entries are in {given.file}.")
    if keys:
        named = " ".join(f"--key {key_fingerprint(key).replace(' ', '')}" for key in keys)
        print(f"Check it with: python tools/verify_journal.py {given.file} {named}")
    return 0
