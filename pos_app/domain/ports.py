"""The Protocols that the outer floors fulfil: what the rules and the use cases need from the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pos_app.domain.errors import EnvironmentProblem
    from pos_app.domain.weighing import Reading


class Clock(Protocol):
    """Tells the time. Tests, rehearsals and the bench bring their own."""

    def __call__(self) -> datetime:
        """Return the present moment: aware, in UTC."""
        ...


class PrinterProfile(Struct, frozen=True):
    """What a receipt printer can do; the paper is laid out for it."""

    name: str
    """A profile name of python-escpos' capability list, for example `default`."""
    width_mm: int
    """Width of the roll: 58 or 80."""
    dots: int
    """Printable dots a line: at 203 dpi usually 384 on 58 mm, 576 on 80 mm."""
    columns: int
    """Characters a line in font A: 32 on 58 mm, 48 on 80 mm."""
    code_page: str = "CP437"
    """The code page text is sent in, `GB18030`, or `ASCII` for none; what it cannot show goes as raster."""
    cuts: bool = True
    drawer_pin: int = 2
    """The connector pin that opens the cash drawer: 2 or 5."""
    dpi: int = 203
    """Dots an inch."""


class Printer(Protocol):
    """A receipt printer with, perhaps, a cash drawer on it."""

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        ...

    @property
    def trouble(self) -> EnvironmentProblem | None:
        """Why it was `offline` when it was last asked; None where it was not, or where no more is known."""
        ...

    @property
    def may_hang(self) -> bool:
        """Whether a paper that broke off may leave it waiting for the rest, and take the next paper for that."""
        ...

    def status(self) -> str:
        """Return `ready`, `out_of_paper`, `offline` or `unknown` (a device that cannot say)."""
        ...

    def send(self, data: bytes) -> None:
        """Deliver the exact bytes of one document, or raise `PrinterOffline` / `PrinterInterrupted`.

        `PrinterOffline` means that not one byte left; `PrinterInterrupted` that some may have.
        """
        ...

    def kick_drawer(self) -> None:
        """Open the cash drawer once, or raise `PrinterOffline`."""
        ...


class Scanner(Protocol):
    """A scanner that sends codes by itself, over a serial line or USB-COM."""

    def start(self, hear: Callable[[str], None], stand: Callable[[EnvironmentProblem | None], None]) -> None:
        """Begin to listen. `hear` is told each code, `stand` what is wrong (None: all is well again).

        Both are called on a thread of the scanner's own. One that goes away comes back by itself.
        """
        ...

    def stop(self) -> None:
        """Listen no more; when this returns nothing is told any more."""
        ...


class Scale(Protocol):
    """A scale on a port that is asked for its weight. Any thread may ask; one is answered after the other."""

    def read(self) -> Reading:
        """Ask for the weight. Raise `ScaleAway`, `ScaleRefused`, `ScaleSilent` or `ScaleGarbled`."""
        ...

    def tare(self) -> Reading | None:
        """Let the scale take off what lies still on it; return what that is, None where it takes nothing off.

        Raise what `read` raises, but `ScaleSilent`: scales that are not let take off a tare do not answer.
        """
        ...

    def clear_tare(self) -> None:
        """Let the scale take off nothing any more. Raise what `tare` raises."""
        ...

    def close(self) -> None:
        """Give the port back, at the end of what is being asked at the latest.

        A scale that was told to take something off is told once to clear it, and that is waited for; nothing else is.
        """
        ...


class SerialPort(Struct, frozen=True):
    """A serial port that this computer has."""

    name: str
    """As it is opened: `COM3`, `/dev/ttyUSB0`, or the name under `/dev/serial/by-id` that stays the same."""
    title: str
    """What the system knows of the device; empty for nothing."""
