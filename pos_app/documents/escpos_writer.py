"""Rows to ESC/POS bytes through python-escpos: text where the code page can show it, else the line as raster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.documents.characters import CELL_DOTS
from pos_app.documents.codepage import can_show, folded
from pos_app.documents.codes import in_the_middle
from pos_app.documents.glyphs import CELL_HEIGHT, PLAIN, Style, draw
from pos_app.documents.layout import PictureRow, SpaceRow, TextRow
from pos_app.domain.printing import ASCII, CHINESE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from escpos.printer import Dummy
    from PIL.Image import Image

    from pos_app.documents.layout import Row
    from pos_app.domain.ports import PrinterProfile

LINE_DOTS = 30
"""From one line of text to the next."""
KANJI = b"\x1c&"
"""`FS &`: bytes above ASCII come in pairs, each a Chinese letter."""
CANCEL_KANJI = b"\x1c."
"""`FS .`: printers made for China start in a mode that pairs bytes above ASCII to Chinese letters."""
FEED = b"\x1bJ"
"""`ESC J n`: feed n dots."""
TEAR_LINES = 4
"""Lines to feed where there is no knife, so that the last one clears the tear bar."""
BAND = 240
"""Dots of raster sent at once: small printers have small buffers."""


def written(rows: Iterable[Row], profile: PrinterProfile) -> bytes:
    """Return the bytes of one document, from the printer's initialisation to the cut."""
    writer = _Writer(profile)
    for row in rows:
        writer.write(row)
    return writer.finished()


def row_picture(row: TextRow, dots: int) -> Image:
    """Return the line as ink as wide as the roll, as high as a line of text of its style."""
    from PIL import Image  # heavy: loaded when first printed

    style = row.style
    line = Image.new("1", (dots, max(LINE_DOTS, CELL_HEIGHT * style.height)))
    for span in row.spans:
        ink = draw(span.text, style)
        line.paste(in_the_middle(ink, dots) if row.centred else ink, (span.at * CELL_DOTS * style.width, 0))
    return line


class _Writer:
    """Keeps what the printer was last told, so that nothing is told twice."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._style, self._align = PLAIN, "left"
        self._printer = _printer(profile)
        self._printer.hw("INIT")
        self._chinese = profile.code_page == CHINESE_TEXT
        self._raw(KANJI if self._chinese else CANCEL_KANJI)
        if profile.code_page not in {ASCII, CHINESE_TEXT}:
            self._printer.charcode(profile.code_page)
        self._printer.line_spacing(LINE_DOTS)

    def write(self, row: Row) -> None:
        """Write one row."""
        if isinstance(row, PictureRow):
            self._picture(row.picture)
        elif isinstance(row, SpaceRow):
            self._raw(FEED + bytes([row.dots]))
        else:
            self._text(row)

    def finished(self) -> bytes:
        """Feed, cut where there is a knife, and return everything."""
        self._settle("left", PLAIN)
        if self._profile.cuts:
            self._printer.cut(feed=False)
        else:
            self._printer.print_and_feed(TEAR_LINES)
        return bytes(self._printer.output)

    def _text(self, row: TextRow) -> None:
        text = folded(row.text)
        if not self._can_send(text, row.style):
            self._picture(row_picture(row, self._profile.dots))
            return
        self._settle("center" if row.centred else "left", row.style)
        if self._chinese and not text.isascii():
            self._raw(text.encode(CHINESE_TEXT) + b"\n")
        else:
            self._printer.textln(text)

    def _can_send(self, text: str, style: Style) -> bool:
        """Tell whether the printer has the letters; Chinese ones only plainly: not all make them larger or bold."""
        plain = style == PLAIN or text.isascii() or not self._chinese
        return plain and can_show(text, self._profile.code_page)

    def _picture(self, ink: Image) -> None:
        from PIL import ImageChops  # heavy: loaded when first printed

        self._settle("left", self._style)
        self._printer.image(ImageChops.invert(ink), fragment_height=BAND)

    def _settle(self, align: str, style: Style) -> None:
        if align != self._align:
            self._printer.set(align=align)
        if style.bold != self._style.bold:
            self._printer.set(bold=style.bold)
        if (style.width, style.height) != (self._style.width, self._style.height):
            self._printer.set(custom_size=True, width=style.width, height=style.height)
        self._align, self._style = align, style

    def _raw(self, command: bytes) -> None:
        """Send what the library has no method for; it names this as the way."""
        self._printer._raw(command)  # noqa: SLF001


def _printer(profile: PrinterProfile) -> Dummy:
    """Return the library's recorder, told the roll's true width."""
    from escpos.capabilities import Profile, get_profile_class  # heavy: loaded when first printed
    from escpos.printer import Dummy

    known = Profile()
    media = {"dpi": profile.dpi, "width": {"mm": profile.width_mm, "pixels": profile.dots}}
    known.profile_data = {**get_profile_class(profile.name).profile_data, "media": media}
    return Dummy(profile=known)
