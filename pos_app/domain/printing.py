"""What goes wrong on the way to paper, the rolls the program knows, and what a receipt's codes say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import EnvironmentProblem, PosError
from pos_app.domain.money import plain
from pos_app.domain.ports import PrinterProfile

if TYPE_CHECKING:
    from pos_app.domain.receipt import Receipt

READY = "ready"
OUT_OF_PAPER = "out_of_paper"
OFFLINE = "offline"
UNKNOWN = "unknown"
"""The four answers of a printer's `status`."""

BUILTIN, NETWORK, USB, SERIAL, DEVICE, QUEUE, FILE = (
    "builtin",
    "network",
    "usb",
    "serial",
    "device",
    "queue",
    "file",
)
"""The ways a printer may be reached."""
_KINDS = {
    "builtin": BUILTIN,
    "tcp:": NETWORK,
    "usb:": USB,
    "serial:": SERIAL,
    "queue:": QUEUE,
    "file:///dev/": DEVICE,
    "file:": FILE,
}

ANY_MODEL = "default"
"""The model of a printer whose maker is not known."""
ASCII = "ASCII"
"""The code page of a printer that has none of ours."""
CHINESE_TEXT = "GB18030"
"""Stands among the code pages for letters of two bytes that the printer draws itself."""

PROFILES = {
    "58": PrinterProfile(name="default", width_mm=58, dots=384, columns=32),
    "80": PrinterProfile(name="default", width_mm=80, dots=576, columns=48),
}
"""The two rolls, by their width in millimetres as the setting names them."""


class PrinterModel(Struct, frozen=True):
    """A printer that can be bought, and what is known of it; None where the roll's setting decides."""

    key: str
    """Its name in python-escpos' list."""
    title: str
    """Maker and name."""
    width_mm: int | None
    """Width of its roll: 58 or 80."""
    dots: int | None
    """Printable dots a line."""
    columns: int
    """Letters of font A a line."""
    dpi: int
    code_pages: frozenset[str]
    cuts: bool


class PrinterOffline(EnvironmentProblem):
    """Not one byte left: sending the same document again prints it once. Params: address, reason."""


class PrinterStuck(PrinterOffline):
    """It has answered before and says nothing now: it waits for the rest of something. Params: address, reason."""


class PrinterUnheard(PrinterOffline):
    """The program ended within a paper, and the printer does not say that it is done. Params: address, reason."""


class PrinterSilent(PrinterOffline):
    """It hangs on a wire that cannot tell silence from off, and does not answer. Params: address, reason."""


class CoverOpen(PrinterOffline):
    """It says that its cover is open. Params: address, reason."""


class PrinterForbidden(PrinterOffline):
    """The system lets this user not have the printer. Params: address, reason."""


class PrinterBusy(PrinterOffline):
    """Another program has the printer. Params: address, reason."""


class QueueAway(PrinterOffline):
    """The system has no queue of this name. Params: address, reason."""


class PrintServiceAway(QueueAway):
    """The system has no print service, or it does not answer. Params: address, reason."""


class QueueStopped(PrinterOffline):
    """The system's queue is stopped or takes no papers. Params: address, reason."""


class DrawerBusy(PrinterOffline):
    """The drawer's printer was printing for so long that the drawer stays shut. Params: address, reason."""


class DrawerAway(EnvironmentProblem):
    """The drawer that hangs elsewhere than the receipt printer could not be opened. Params: address, reason."""


class PrinterOutOfPaper(EnvironmentProblem):
    """The printer says that it has no paper. No params."""


class PrinterInterrupted(EnvironmentProblem):
    """The line broke while bytes were leaving: paper may or may not have come. Params: address, sent, size."""


class UnknownPrinterAddress(PosError):
    """The setting names no printer this program can open. Params: address."""


PRINTER_PROBLEMS = (PrinterOffline, PrinterOutOfPaper, PrinterInterrupted, UnknownPrinterAddress)
"""What is no more once the printer says that it is ready."""


class FoundPrinter(Struct, frozen=True):
    """A place where a printer is, or may be."""

    kind: str
    """`network`, `usb`, `serial`, `device` or `queue`."""
    name: str
    """What it calls itself, or what the system calls it; empty where nobody says."""
    address: str
    """What the setting takes."""
    trouble: PrinterOffline | None = None
    """Why it cannot be used as it is."""


class NoFontFor(EnvironmentProblem):
    """No font of this machine can draw some characters. Params: characters."""


class UnreadableLogo(PosError):
    """The logo is no picture. No params."""


class CodeTooLong(PosError):
    """A code does not fit the roll even at its finest. Params: text, dots."""


def spelled_out(address: str) -> str:
    """Return how a setting names what a person typed: an IP address alone, as a self-test prints it, is a network's."""
    import ipaddress  # not needed to open a till

    host, _, port = address.strip().partition(":")
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return address.strip()
    return f"tcp://{host}:{port}" if port else f"tcp://{host}"


def kind_of_printer(address: str) -> str:
    """Return the way a printer's address names; empty for none that is known."""
    return next((kind for begin, kind in _KINDS.items() if address.startswith(begin)), "")


def receipt_scan_text(receipt: Receipt) -> str:
    """Return what the receipt's QR code says: number, local time, currency and total, parted by spaces.

    For example `T1-000123 2025-11-14T15:04 EUR 8.82`. The Code128 says the number alone.
    """
    placed = receipt.placed_at.strftime("%Y-%m-%dT%H:%M")
    return f"{receipt.number} {placed} {receipt.currency} {plain(receipt.total, receipt.digits)}"


def receipt_number_of(scan: str) -> str:
    """Return the receipt number that a scan of either of a receipt's codes begins with."""
    return scan.strip().partition(" ")[0]
