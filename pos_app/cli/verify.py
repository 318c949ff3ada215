"""`pos verify`: tell whether the books are true."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from msgspec import structs, to_builtins

from pos_app.cli.arguments import shop_folder
from pos_app.services.backups.ahead import ahead
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import is_shop, look_into, public_key

if TYPE_CHECKING:
    import argparse


OWN_TILL = 1
"""Number of the till of this PC, whose journal `--since` counts along."""


def run(given: argparse.Namespace) -> int:
    """Verify the shop; 1 where a figure diverges."""
    folder = shop_folder(given)
    new = not is_shop(folder)
    database = look_into(folder)
    if new:  # a mistyped folder, most likely: its books are true, and nobody's
        print(f"There was no shop in {folder}; a new one is set up there.", file=sys.stderr)
    try:
        since = None if given.since is None else {OWN_TILL: given.since}
        verdict = verify(database, public_key(folder, database), since, aside=True)
        if verdict.first is None:
            further = ahead(database, folder)
            verdict = structs.replace(verdict, first=further.divergence if further else None)
    finally:
        database.close()
    if given.json:
        print(json.dumps({"ok": verdict.first is None, **to_builtins(verdict)}, ensure_ascii=False))
    elif verdict.first is None:
        print(
            f"The books are true: {verdict.checks} checks over {verdict.orders} orders, {verdict.movements} stock"
            f" movements and {verdict.entries} journal entries in {verdict.seconds:.1f} s{_begun(given.since)}."
        )
    if verdict.first is not None:
        wrong = verdict.first
        print(
            f"The books diverge: {wrong.check}, {wrong.where}: expected {wrong.expected}, found {wrong.found}.",
            file=sys.stderr,
        )
        return 1
    return 0


def _begun(since: int | None) -> str:
    return "" if since is None else f", row by row from entry {since} on"
