"""From a setting's text to a printer. Nothing is connected or written until the first document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from pos_app.domain.ports import Printer
from pos_app.domain.printing import BUILTIN, PROFILES, UnknownPrinterAddress
from pos_app.links.devices.builtin import BuiltinPrinter

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from pos_app.domain.ports import PrinterProfile

_DEVICES = Path("/dev")


def open_printer(
    address: str,
    profile: PrinterProfile,
    *,
    folder: Path | None = None,
    on_paper: Callable[[bytes], None] | None = None,
    over: Event | None = None,
) -> Printer:
    """Return the printer that an address names.

    `builtin`, `tcp://HOST[:PORT]`, `usb://VENDOR:PRODUCT[/SERIAL]`, `serial://PORT[?speed=…]`, `queue://NAME`, or
    `file:///PATH` of a file or device. `folder` (where documents are kept) and `on_paper` (told the bytes of each, on
    the sending thread) are for the built-in printer, `over` (set when nothing shall be waited for any more) for queues.
    Raise `UnknownPrinterAddress` for anything else.
    """
    if address == BUILTIN:
        return BuiltinPrinter(profile, folder, on_paper)
    return _opened(address, profile, over)


def same_printer(first: str, second: str) -> bool:
    """Tell whether two addresses name one printer, however each is written. Raise as `open_printer`."""
    if first == second or BUILTIN in {first, second}:
        return first == second
    any_roll = PROFILES["80"]
    return _opened(first, any_roll, None).address == _opened(second, any_roll, None).address


class _Addressed(Printer, Protocol):
    """One that has an address, written in one way only."""

    @property
    def address(self) -> str: ...


def _opened(address: str, profile: PrinterProfile, over: Event | None) -> _Addressed:
    make = _KINDS.get(address.partition(":")[0])
    try:
        made = make(address, profile, over) if make else None
    except ValueError as problem:
        raise UnknownPrinterAddress(address=address) from problem
    if made is None:
        raise UnknownPrinterAddress(address=address)
    return made


# each kind is loaded when it is used: a till has one printer


def _network(address: str, profile: PrinterProfile, _over: Event | None) -> _Addressed | None:
    from pos_app.links.devices.network import PORT, NetworkPrinter

    parts = urlsplit(address)
    if not parts.hostname or parts.path.strip("/"):
        return None
    parts.hostname.encode("idna")  # as connecting does: what is no name there is none here, and no fault then
    return NetworkPrinter(parts.hostname, parts.port or PORT, profile)


def _file(address: str, profile: PrinterProfile, _over: Event | None) -> _Addressed | None:
    parts = urlsplit(address)
    if parts.hostname or not parts.path:
        return None
    from urllib.request import url2pathname  # loads what speaks HTTP too

    path = Path(url2pathname(parts.path))
    if os.name == "posix" and path.is_relative_to(_DEVICES):
        from pos_app.links.devices.device_node import DevicePrinter

        return DevicePrinter(path, profile)
    from pos_app.links.devices.file import FilePrinter

    return FilePrinter(path, profile)


def _usb(address: str, profile: PrinterProfile, _over: Event | None) -> _Addressed:
    from pos_app.links.devices.usb_line import UsbAddress, UsbPrinter

    return UsbPrinter(UsbAddress.read(address), profile)


def _serial(address: str, profile: PrinterProfile, _over: Event | None) -> _Addressed:
    from pos_app.links.devices.serial_line import SerialAddress, SerialPrinter

    return SerialPrinter(SerialAddress.read(address), profile)


def _queue(address: str, profile: PrinterProfile, over: Event | None) -> _Addressed | None:
    from pos_app.links.devices.queue_printer import QueuePrinter
    from pos_app.links.devices.system_queues import system_spooler

    name = unquote(address.removeprefix("queue://"))
    if not address.startswith("queue://") or not name.strip():
        return None
    return QueuePrinter(name, profile, system_spooler(), over=over)


_KINDS: dict[str, Callable[[str, PrinterProfile, Event | None], _Addressed | None]] = {
    "tcp": _network,
    "file": _file,
    "usb": _usb,
    "serial": _serial,
    "queue": _queue,
}
