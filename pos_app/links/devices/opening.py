"""From a setting's text to a printer. Nothing is connected or written until the first document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pos_app.domain.printing import UnknownPrinterAddress
from pos_app.links.devices.builtin import BuiltinPrinter
from pos_app.links.devices.file import FilePrinter
from pos_app.links.devices.network import PORT, NetworkPrinter

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Printer, PrinterProfile

BUILTIN = "builtin"
"""The address of the printer a fresh machine starts with."""


def open_printer(
    address: str,
    profile: PrinterProfile,
    *,
    folder: Path | None = None,
    on_paper: Callable[[bytes], None] | None = None,
) -> Printer:
    """Return the printer that `builtin`, `tcp://HOST[:PORT]` or `file:///PATH` names.

    `folder` (where documents are kept) and `on_paper` (told the bytes of each, on the sending thread) are for the
    built-in printer. Raise `UnknownPrinterAddress` for anything else.
    """
    if address == BUILTIN:
        return BuiltinPrinter(profile, folder, on_paper)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORT
    except ValueError as problem:
        raise UnknownPrinterAddress(address=address) from problem
    if parts.scheme == "tcp" and host and not parts.path.strip("/"):
        return NetworkPrinter(host, port, profile)
    if parts.scheme == "file" and not host and parts.path:
        from urllib.request import url2pathname  # loads what speaks HTTP too

        return FilePrinter(Path(url2pathname(parts.path)), profile)
    raise UnknownPrinterAddress(address=address)
