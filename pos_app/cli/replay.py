"""`pos replay ITEMS.csv BASKETS.csv`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import to_builtins

from pos_app.app import assemble
from pos_app.cli.arguments import shop_folder
from pos_app.services.rehearsal.open_rehearsal import open_rehearsal
from pos_app.services.rehearsal.replay import Replay

if TYPE_CHECKING:
    import argparse


def run(given: argparse.Namespace) -> int:
    """Ring the baskets up and print what they came to."""
    days = max(1, given.days)
    shop, clock = open_rehearsal(shop_folder(given), days)
    services = assemble(shop)
    try:
        figures = Replay(services, clock).run(given.items, given.baskets, days)
    finally:
        services.close()
    if given.json:
        print(json.dumps(to_builtins(figures), ensure_ascii=False))
        return 0
    print(f"{figures.baskets:,} baskets, {figures.lines:,} lines in {figures.seconds:.1f} s")
    code = shop.profile.currency.code
    print(f"revenue {figures.revenue} {code}")
    for rate, amount in figures.tax.items():
        print(f"tax {rate} %: {amount} {code}")
    return 0
