"""The printers that the settings name, opened again when they change."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.links.devices.models import profile_for
from pos_app.links.devices.opening import open_printer, same_printer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.ports import Printer, PrinterProfile
    from pos_app.services.shop.settings import Settings


def profile_of(settings: Settings) -> PrinterProfile:
    """Return the profile of the printer, the roll, the letters and the drawer that the settings name."""
    profile = profile_for(settings.printer_model, settings.paper_width, settings.code_page)
    return replace(profile, drawer_pin=settings.drawer_pin)


def drawer_is_elsewhere(settings: Settings) -> bool:
    """Tell whether the drawer hangs on another printer than receipts come from."""
    return bool(settings.drawer) and not same_printer(settings.drawer, settings.printer)


class PrinterChoice:
    """Gives the receipt printer of this till, opened anew when the settings name another.

    Raise `UnknownPrinterAddress` for an address that names none.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        folder: Path,
        on_paper: Callable[[bytes], None],
        over: threading.Event | None = None,
    ) -> None:
        """`over`, `folder` and `on_paper` are as of `open_printer`."""
        self._settings = settings
        self._kept = _Kept(partial(open_printer, folder=folder, on_paper=on_paper, over=over))

    def __call__(self) -> Printer:
        """Return the printer."""
        settings = self._settings()
        return self._kept.of(settings.printer, profile_of(settings))


class DrawerChoice:
    """Gives the printer that the drawer hangs on: the receipt printer itself, or what the settings name instead."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        receipt_printer: Callable[[], Printer],
        over: threading.Event | None = None,
    ) -> None:
        self._settings = settings
        self._receipt_printer = receipt_printer
        self._kept = _Kept(partial(open_printer, over=over))

    def __call__(self) -> Printer:
        """Return the printer."""
        settings = self._settings()
        if not drawer_is_elsewhere(settings):
            return self._receipt_printer()
        return self._kept.of(settings.drawer, profile_of(settings))


class _Kept:
    """A printer, one to all threads, so that its own lock keeps papers apart."""

    def __init__(self, open_: Callable[[str, PrinterProfile], Printer]) -> None:
        self._open = open_
        self._lock = threading.Lock()
        self._kept: tuple[tuple[str, PrinterProfile], Printer] | None = None

    def of(self, address: str, profile: PrinterProfile) -> Printer:
        wanted = (address, profile)
        with self._lock:
            if self._kept is None or self._kept[0] != wanted:
                self._kept = (wanted, self._open(*wanted))
            return self._kept[1]
