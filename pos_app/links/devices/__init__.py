"""Things on the counter. `open_printer` makes the printer that a setting names."""

from __future__ import annotations

from pos_app.links.devices.opening import open_printer

__all__ = ["open_printer"]
