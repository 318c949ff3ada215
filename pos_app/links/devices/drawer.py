"""The pulse that opens a cash drawer on a printer's connector."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.domain.ports import PrinterProfile


def drawer_pulse(profile: PrinterProfile) -> bytes:
    """Return the bytes of one `ESC p` on the profile's pin."""
    from escpos.printer import Dummy  # heavy: loaded when the drawer first opens

    printer = Dummy()
    printer.cashdraw(profile.drawer_pin)
    return bytes(printer.output)
