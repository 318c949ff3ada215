"""The message seam: who has something to say to the person says it here and imports no widget."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.printing import PRINTER_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError


class Tone(Enum):
    """How a message is meant; always shown with an icon as well, never by colour alone."""

    PLAIN = "muted"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Place(Enum):
    """Where a message stands: beside the thing it concerns."""

    LINE = "line"
    BASKET = "basket"
    MACHINE = "machine"
    PRINTER = "printer"
    SCANNER = "scanner"


class Message(Struct, frozen=True):
    """Something said."""

    place: Place
    text: str
    tone: Tone
    line_uid: str = ""
    """Of a message about a line."""


class Messages(QObject):
    """Says things beside what they concern. Nothing said here ever takes the focus."""

    said = Signal(object)
    """A `Message`."""
    cleared = Signal(object, str)
    """A `Place` and, for a line, its uid (empty: every line)."""

    def __init__(self) -> None:
        super().__init__()
        self.till_in_sight: Callable[[], bool] = lambda: True
        """Whether the place under the scan line can be seen; the window knows."""

    def tell(self, text: str, tone: Tone) -> None:
        """Say something where it is seen: under the scan line, or in the status bar while another tab is in front."""
        (self.about_basket if self.till_in_sight() else self.about_machine)(text, tone)

    def about_line(self, line_uid: str, text: str, tone: Tone = Tone.BAD) -> None:
        """Say something on a line of the basket."""
        self.said.emit(Message(Place.LINE, text, tone, line_uid))

    def about_basket(self, text: str, tone: Tone = Tone.BAD) -> None:
        """Say something under the scan line."""
        self.said.emit(Message(Place.BASKET, text, tone))

    def about_machine(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Say something in the status bar."""
        self.said.emit(Message(Place.MACHINE, text, tone))

    def about_scanner(self, text: str, tone: Tone = Tone.WARN) -> None:
        """Say something of the scanner in the status bar, until it is said otherwise."""
        self.said.emit(Message(Place.SCANNER, text, tone))

    def about_trouble(self, problem: CodedError, text: str) -> None:
        """Say in the status bar what went wrong; of the printer it is said until the printer is ready."""
        place = Place.PRINTER if isinstance(problem, PRINTER_PROBLEMS) else Place.MACHINE
        self.said.emit(Message(place, text, Tone.WARN))

    def clear_line(self, line_uid: str = "") -> None:
        """Take back what was said about a line, or about all of them."""
        self.cleared.emit(Place.LINE, line_uid)

    def clear_basket(self) -> None:
        """Take back what stands under the scan line."""
        self.cleared.emit(Place.BASKET, "")

    def clear_machine(self) -> None:
        """Take back what the status bar says of something that somebody did."""
        self.cleared.emit(Place.MACHINE, "")

    def clear_scanner(self) -> None:
        """Take back what the status bar says of the scanner."""
        self.cleared.emit(Place.SCANNER, "")

    def clear_printer(self) -> None:
        """Take back what the status bar says of the printer."""
        self.cleared.emit(Place.PRINTER, "")
