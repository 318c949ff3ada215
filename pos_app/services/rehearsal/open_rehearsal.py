"""Open the rehearsal shop in a folder, or make one there; its days go on where they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.tables.shop import till_head
from pos_app.services.books import zone_info
from pos_app.services.rehearsal.clock import RehearsalClock, opening_before
from pos_app.services.rehearsal.replay import NotARehearsal
from pos_app.services.shop.open_shop import is_shop, open_shop, utc_now
from pos_app.services.shop.set_up import NewShop, system_zone

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pos_app.services.shop.shop import Shop


def open_rehearsal(folder: Path, days: int) -> tuple[Shop, RehearsalClock]:
    """Return the rehearsal shop in a folder, a new one with its first day `days` days back.

    Raise `NotARehearsal` for a real shop.
    """
    if is_shop(folder):
        zone, last = _end(folder)
        clock = RehearsalClock(zone_info(zone), last)
        return open_shop(folder, clock=clock), clock
    here = zone_info(system_zone())
    clock = RehearsalClock(here, opening_before(utc_now(), here, days))
    return open_shop(folder, clock=clock, new=NewShop(kind="rehearsal")), clock


def _end(folder: Path) -> tuple[str, datetime]:
    """Return the zone of a rehearsal and the moment it came to."""
    shop = open_shop(folder)
    try:
        if shop.profile.kind != "rehearsal":
            raise NotARehearsal(path=str(folder))
        with shop.database.read() as connection:
            return shop.profile.zone, connection.execute(select(till_head.c.last_at)).scalar_one()
    finally:
        shop.close()
