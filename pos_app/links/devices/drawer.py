"""The pulse that opens a cash drawer on a printer's connector, and how long it may wait for the printer."""

from __future__ import annotations

import contextlib
from time import monotonic
from typing import TYPE_CHECKING

from pos_app.domain.printing import DrawerBusy

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from pos_app.domain.ports import PrinterProfile

DRAWER_SECONDS = 8.0
"""How long the pulse may wait for the printer and be under way: a drawer must not open by itself later."""


@contextlib.contextmanager
def drawers_turn(lock: threading.Lock, seconds: float, address: str) -> Iterator[float]:
    """Have the printer for the pulse and tell how many seconds are left for it; raise `DrawerBusy`."""
    until = monotonic() + seconds
    if not lock.acquire(timeout=seconds):
        raise DrawerBusy(address=address, reason="busy")
    try:
        yield max(0.0, until - monotonic())
    finally:
        lock.release()


def drawer_pulse(profile: PrinterProfile) -> bytes:
    """Return the bytes of one `ESC p` on the profile's pin."""
    from escpos.printer import Dummy  # heavy: loaded when the drawer first opens

    printer = Dummy()
    printer.cashdraw(profile.drawer_pin)
    return bytes(printer.output)
