"""Keeps customers and erases them, with a database put aside that holds them; it says who, before and behind.

Run as `python -m tests.torture.erasing_seller FOLDER SEED`.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from pos_app.app import build
from pos_app.domain.customers import CustomerCard
from pos_app.services.shop.bring_forward import back_up
from tests.journeys.random_seller import say
from tests.services.customers.test_customers import leave_what_is_deleted


def main() -> None:
    """Keep and erase until killed."""
    folder, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
    services = build(folder)
    leave_what_is_deleted(services)
    while True:
        name = f"Person-{chance.getrandbits(64):016x}"
        uid = services.customers.add(CustomerCard(name=name, note="walnuts"))
        back_up(folder / "shop.db", folder / "backups" / f"replaced-20260301-090000-{chance.randrange(10**6):06}.db")
        say(f"ERASING {uid.hex()} {name}")
        assert services.erase_customer.erase(uid).put_aside == 1
        say(f"ERASED {uid.hex()} {name}")


if __name__ == "__main__":
    main()
