"""Bar codes and QR codes as exact dots, so that every printer and the preview show the same modules.

The encoders are loaded on the first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.printing import CodeTooLong

if TYPE_CHECKING:
    from PIL.Image import Image

INK = 255
"""What Pillow calls a set dot of a 1-bit picture."""
BAR_HEIGHT = 72
"""Height of the bars: 9 mm, enough for a hand scanner held askew."""
BAR_QUIET = 10
"""Modules of white that Code128 asks for on each side."""
WIDEST_BAR = 3
"""Dots of a module where there is room: 0.375 mm."""
WIDEST_SQUARE = 5
"""Dots of a QR module where there is room: 0.625 mm."""
QR_QUIET = 4
"""Modules of white that a QR code asks for on each side."""


def code128(text: str, dots: int) -> Image:
    """Return the text as Code128 ink in the middle of a row of `dots`; raise `CodeTooLong` where it cannot fit."""
    import barcode  # noqa: F401 - its package first: a thread that loads it whole meanwhile would meet this one half-way
    from barcode.codex import Code128  # heavy: loaded when first printed
    from PIL import Image

    modules: str = Code128(text).build()[0]
    size = _module_dots(len(modules) + 2 * BAR_QUIET, dots, WIDEST_BAR, text)
    line = Image.new("1", (len(modules), 1))
    line.putdata([INK * int(module) for module in modules])
    bars = line.resize((len(modules) * size, BAR_HEIGHT), Image.Resampling.NEAREST)
    return in_the_middle(bars, dots)


def qr_code(text: str, dots: int) -> Image:
    """Return the text as a QR code with its quiet zone, in the middle of a row of `dots`; raise `CodeTooLong`."""
    import segno  # heavy: loaded when first printed
    from PIL import Image

    try:
        matrix = segno.make_qr(text, error="m").matrix
    except segno.DataOverflowError as problem:
        raise CodeTooLong(text=text[:40], dots=dots) from problem
    side = len(matrix)
    size = _module_dots(side + 2 * QR_QUIET, dots, WIDEST_SQUARE, text)
    small = Image.new("1", (side + 2 * QR_QUIET,) * 2)
    for y, line in enumerate(matrix):
        for x, module in enumerate(line):
            small.putpixel((x + QR_QUIET, y + QR_QUIET), INK * int(module))
    return in_the_middle(small.resize((small.width * size,) * 2, Image.Resampling.NEAREST), dots)


def in_the_middle(ink: Image, dots: int) -> Image:
    """Return the ink on a row as wide as the roll."""
    from PIL import Image  # heavy: loaded when first printed

    row = Image.new("1", (dots, ink.height))
    row.paste(ink, ((dots - ink.width) // 2, 0))
    return row


def _module_dots(modules: int, dots: int, widest: int, text: str) -> int:
    size = min(widest, dots // modules)
    if size == 0:
        raise CodeTooLong(text=text[:40], dots=dots)
    return size
