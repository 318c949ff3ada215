"""The serial ports that this computer has, as a person knows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.ports import SerialPort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from serial.tools.list_ports_common import ListPortInfo

BY_ID = Path("/dev/serial/by-id")
"""Linux keeps names here that stay when a device is plugged into another socket."""


def found_ports(
    listed: Callable[[], Iterable[ListPortInfo]] | None = None, by_id: Path = BY_ID
) -> tuple[SerialPort, ...]:
    """Return the ports, those first whose device is known; a device that has a name that stays is called by it."""
    if listed is None:
        from serial.tools.list_ports import comports  # not needed by a till without serial devices

        listed = comports
    names = {str(link.resolve()): str(link) for link in sorted(by_id.glob("*"))}
    found = [SerialPort(names.get(port.device, port.device), _title(port)) for port in listed()]
    return tuple(sorted(found, key=lambda port: (not port.title, port.name)))


def _title(port: ListPortInfo) -> str:
    """Return maker and device, each once; a built-in port has neither."""
    maker, device = port.manufacturer or "", port.product or port.description or ""
    if device in {"n/a", port.name, port.device}:
        device = ""
    return device if maker and device.startswith(maker) else " ".join(part for part in (maker, device) if part)
