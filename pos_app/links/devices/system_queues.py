"""Which spooler this system has."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.links.devices.spooler import Spooler


def system_spooler() -> Spooler:
    """Return this system's."""
    if sys.platform == "win32":
        from pos_app.links.devices.windows_spooler import WindowsSpooler

        return WindowsSpooler()
    from pos_app.links.devices.cups import CupsSpooler

    return CupsSpooler()
