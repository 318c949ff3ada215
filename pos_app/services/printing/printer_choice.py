"""The printer that the settings name, opened again when they change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.links.devices.models import profile_for
from pos_app.links.devices.opening import open_printer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.ports import Printer, PrinterProfile
    from pos_app.services.shop.settings import Settings


def profile_of(settings: Settings) -> PrinterProfile:
    """Return the profile of the printer, the roll, the letters and the drawer that the settings name."""
    profile = profile_for(settings.printer_model, settings.paper_width, settings.code_page)
    return replace(profile, drawer_pin=settings.drawer_pin)


class PrinterChoice:
    """Gives the receipt printer of this till: one to all threads, so that its own lock keeps papers apart.

    Raise `UnknownPrinterAddress` for an address that names none.
    """

    def __init__(self, settings: Callable[[], Settings], folder: Path, on_paper: Callable[[bytes], None]) -> None:
        self._settings = settings
        self._folder = folder
        self._on_paper = on_paper
        self._lock = threading.Lock()
        self._open: tuple[tuple[str, PrinterProfile], Printer] | None = None

    def __call__(self) -> Printer:
        """Return the printer."""
        settings = self._settings()
        wanted = (settings.printer, profile_of(settings))
        with self._lock:
            if self._open is None or self._open[0] != wanted:
                printer = open_printer(*wanted, folder=self._folder, on_paper=self._on_paper)
                self._open = (wanted, printer)
            return self._open[1]


class DrawerChoice:
    """Gives the printer that the drawer hangs on: the receipt printer, or what the settings name instead."""

    def __init__(self, settings: Callable[[], Settings], receipt_printer: Callable[[], Printer]) -> None:
        self._settings = settings
        self._receipt_printer = receipt_printer
        self._lock = threading.Lock()
        self._open: tuple[tuple[str, PrinterProfile], Printer] | None = None

    def __call__(self) -> Printer:
        """Return it; one to all threads, as the receipt printer is."""
        settings = self._settings()
        if settings.drawer in {"", settings.printer}:
            return self._receipt_printer()
        wanted = (settings.drawer, profile_of(settings))
        with self._lock:
            if self._open is None or self._open[0] != wanted:
                self._open = (wanted, open_printer(*wanted))
            return self._open[1]
