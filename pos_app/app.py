"""The composition root: a folder becomes an open shop with everything one can ask of it.

Tests and rehearsals pass a clock or a printer of their own; importing this module connects to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.services import Services
from pos_app.services.shop.open_shop import open_shop, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.data.place import ShopLock
    from pos_app.domain.ports import Clock, Printer
    from pos_app.services.shop.set_up import NewShop
    from pos_app.services.shop.shop import Shop


def build(
    folder: Path,
    *,
    clock: Clock = utc_now,
    new: NewShop | None = None,
    printer: Callable[[], Printer] | None = None,
    lock: ShopLock | None = None,
    hurried: bool = False,
) -> Services:
    """Open the shop in `folder`, setting it up where there is none, and return its use cases.

    `lock` is the shop's, where the caller holds it; what is `hurried` looks at its key later. Raise what
    `open_shop` raises.
    """
    return assemble(open_shop(folder, clock=clock, new=new, lock=lock, hurried=hurried), printer=printer)


def assemble(shop: Shop, *, printer: Callable[[], Printer] | None = None) -> Services:
    """Return the use cases of a shop that is open."""
    return Services(shop, printer)
