"""The paper as it comes out: exact ESC/POS bytes in, exact dots out.

An emulator of the commands that the program's documents use, for the built-in printer's preview and for tests. A
command it does not know raises `UnknownCommand`, so that nothing is ever shown that a printer would not print.
Pillow is loaded on the first use.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from pos_app.documents.characters import chopped
from pos_app.documents.codepage import UPPER, upper_half
from pos_app.documents.glyphs import CELL_HEIGHT, PLAIN, Style, draw
from pos_app.domain.printing import CHINESE_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from pos_app.domain.ports import PrinterProfile

TAIL = 64
"""Dots of white between the last line and the cut."""
WHITE = 255
"""What Pillow calls a white dot of a 1-bit picture."""
DEFAULT_SPACING = 30
"""Dots from line to line before a document sets its own."""

_Command: TypeAlias = "Callable[[_Roll, bytes], None]"


class UnknownCommand(ValueError):
    """The bytes hold a command the emulator does not know, or end inside one: a fault of ours."""


def paper_png(data: bytes, profile: PrinterProfile, *, edges: bool = False) -> bytes:
    """Return a 1-bit PNG of what a printer makes of the bytes, as wide as the roll's printable dots, at its resolution.

    With `edges` the white that no printer reaches is around it, as wide as on the real roll.
    """
    paper = _with_edges(data, profile) if edges else paper_image(data, profile)
    picture = io.BytesIO()
    paper.save(picture, "PNG", dpi=(profile.dpi, profile.dpi), optimize=True)
    return picture.getvalue()


def paper_pdf(data: bytes, profile: PrinterProfile, title: str) -> bytes:
    """Return the same as a PDF of one page as large as the paper, dot by dot: no reader needs a font for it."""
    file = io.BytesIO()
    _with_edges(data, profile).save(file, "PDF", resolution=profile.dpi, title=title, producer="Countertop")
    return file.getvalue()


def _with_edges(data: bytes, profile: PrinterProfile) -> Image:
    from PIL import ImageOps  # heavy: loaded when first drawn

    edge = (round(profile.width_mm * profile.dpi / 25.4) - profile.dots) // 2
    return ImageOps.expand(paper_image(data, profile), edge, WHITE)


def paper_image(data: bytes, profile: PrinterProfile) -> Image:
    """Return the same as a Pillow image: mode `1`, black ink on white."""
    roll = _Roll(profile)
    at = 0
    while at < len(data):
        at = _step(roll, data, at)
    return roll.torn_off()


def _step(roll: _Roll, data: bytes, at: int) -> int:
    """Carry out what stands at `at`; return where the next thing starts."""
    byte = data[at]
    if byte >= UPPER and roll.setting.chinese:
        return roll.pair(data, at)
    if byte >= UPPER or 0x20 <= byte < 0x7F:  # noqa: PLR2004 - printable ASCII
        roll.letter(byte)
        return at + 1
    for lead, (length, act) in _COMMANDS.items():
        if data.startswith(lead, at):
            start = at + len(lead)
            return _raster(roll, data, start) if lead == _RASTER else _act(roll, data, start, length, act)
    raise UnknownCommand(f"{data[at : at + 4].hex(' ')} at byte {at}")


def _act(roll: _Roll, data: bytes, start: int, length: int, act: _Command) -> int:
    parameters = data[start : start + length]
    if len(parameters) < length:
        raise UnknownCommand(f"cut short at byte {start}")
    act(roll, parameters)
    return start + length


def _raster(roll: _Roll, data: bytes, start: int) -> int:
    """`GS v 0 m xL xH yL yH` and its dots, a byte for eight."""
    head = data[start : start + 5]
    width, height = int.from_bytes(head[1:3], "little"), int.from_bytes(head[3:5], "little")
    dots = data[start + 5 : start + 5 + width * height]
    if len(head) < 5 or head[0] != 0 or len(dots) < width * height:  # noqa: PLR2004 - m and two 16-bit sizes
        raise UnknownCommand(f"raster at byte {start}")
    roll.raster(width * 8, height, dots)
    return start + 5 + width * height


class _Setting(Struct, frozen=True):
    """What commands have told the printer."""

    style: Style = PLAIN
    centred: bool = False
    spacing: int = DEFAULT_SPACING
    code_page: str = "CP437"
    chinese: bool = False
    """Bytes above ASCII come in pairs."""


class _Roll:
    """The paper so far, and the line in the buffer."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._strips: list[tuple[int, int, Image]] = []
        self._height = 0
        self._line = ""
        self.setting = _Setting()

    def tell(self, **changes: object) -> None:
        """Change a setting."""
        self.setting = replace(self.setting, **changes)

    def letter(self, byte: int) -> None:
        """Put a letter into the buffer."""
        self._line += chr(byte) if byte < UPPER else upper_half(self.setting.code_page)[byte - UPPER]

    def pair(self, data: bytes, at: int) -> int:
        """Put the Chinese letter of two bytes at `at` into the buffer; return where the next thing starts."""
        try:
            self._line += data[at : at + 2].decode(CHINESE_TEXT)
        except UnicodeDecodeError as problem:
            raise UnknownCommand(f"half a letter at byte {at}") from problem
        return at + 2

    def end_line(self) -> None:
        """Print the buffer and feed one line, broken where the roll ends."""
        style, room = self.setting.style, self._profile.columns // self.setting.style.width
        for line in chopped(self._line, room):
            ink = draw(line, style)
            left = (self._profile.dots - ink.width) // 2 if self.setting.centred else 0
            self._strips.append((left, self._height, ink))
            self._height += max(self.setting.spacing, CELL_HEIGHT * style.height)
        self._line = ""

    def raster(self, width: int, height: int, dots: bytes) -> None:
        """Print dots as they are."""
        from PIL import Image  # heavy: loaded when first drawn

        if self._line or width > self._profile.dots:
            raise UnknownCommand("raster inside a line, or wider than the roll")
        self._strips.append((0, self._height, Image.frombytes("1", (width, height), dots)))
        self._height += height

    def feed(self, dots: int) -> None:
        """Move the paper, printing what is in the buffer."""
        if self._line:
            self.end_line()
        self._height += dots

    def torn_off(self) -> Image:
        """Return the paper, black on white."""
        from PIL import Image, ImageChops  # heavy: loaded when first drawn

        if self._line:
            self.end_line()
        paper = Image.new("1", (self._profile.dots, max(self._height, 1)))
        for left, top, ink in self._strips:
            paper.paste(ink, (left, top))
        return ImageChops.invert(paper)


def _size(roll: _Roll, parameter: bytes) -> None:
    width, height = (parameter[0] >> 4) + 1, (parameter[0] & 0x0F) + 1
    roll.tell(style=replace(roll.setting.style, width=width, height=height))


def _code_page(roll: _Roll, parameter: bytes) -> None:
    from escpos.capabilities import get_profile_class  # heavy: loaded when first drawn

    pages = get_profile_class(roll._profile.name).profile_data["codePages"]  # noqa: SLF001 - one module
    roll.tell(code_page=pages[str(parameter[0])])


def _align(roll: _Roll, parameter: bytes) -> None:
    if parameter[0] not in {0, 1}:
        raise UnknownCommand(f"alignment {parameter[0]}")
    roll.tell(centred=parameter[0] == 1)


_RASTER = b"\x1dv0"
_COMMANDS: dict[bytes, tuple[int, _Command]] = {
    b"\n": (0, lambda roll, _: roll.end_line()),
    b"\x1b@": (0, lambda roll, _: roll.tell(style=PLAIN, centred=False, spacing=DEFAULT_SPACING, chinese=False)),
    b"\x1c.": (0, lambda roll, _: roll.tell(chinese=False)),
    b"\x1c&": (0, lambda roll, _: roll.tell(chinese=True)),
    b"\x1bt": (1, _code_page),
    b"\x1b3": (1, lambda roll, n: roll.tell(spacing=n[0])),
    b"\x1bE": (1, lambda roll, n: roll.tell(style=replace(roll.setting.style, bold=bool(n[0] & 1)))),
    b"\x1ba": (1, _align),
    b"\x1d!": (1, _size),
    b"\x1bJ": (1, lambda roll, n: roll.feed(n[0])),
    b"\x1bd": (1, lambda roll, n: roll.feed(n[0] * roll.setting.spacing)),
    b"\x1dVB": (1, lambda roll, n: roll.feed(TAIL + n[0])),
    b"\x1bp": (3, lambda _roll, _: None),  # the drawer opens; nothing comes out
    _RASTER: (0, lambda _roll, _: None),  # its length is in its own head
}
