"""Text drawn on the printer's grid of cells, so that drawn lines and lines of the printer's own letters agree.

Pictures here are 1-bit with 1 = ink, as `GS v 0` wants them. Pillow is loaded on the first use.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.documents.characters import CELL_DOTS, cells, pieces
from pos_app.documents.fonts import LETTER_SIZE, face_for, loaded

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

CELL_HEIGHT = 24
"""Height of a letter of font A in dots."""
BASELINE = 19
"""Where letters stand, in dots from the top of the cell."""
WIDE_SIZE = 22
"""Pixel size of Chinese letters: a breath less than their two cells."""
INK = 128
"""How much of a dot a stroke must cover to burn it, of 255."""


class Style(Struct, frozen=True):
    """How a line of text looks; sizes are multiples of font A."""

    bold: bool = False
    width: int = 1
    height: int = 1


PLAIN = Style()


def draw(text: str, style: Style = PLAIN) -> Image:
    """Return the text as ink: as wide as its cells, `CELL_HEIGHT` high, both times the style's sizes."""
    from PIL import Image  # heavy: loaded when first drawn

    paper = Image.new("1", (cells(text) * CELL_DOTS * style.width, CELL_HEIGHT * style.height))
    at = 0
    for piece, width, run in pieces(text):
        if piece != " ":
            paper.paste(_piece(piece, width, run, style), (at * CELL_DOTS * style.width, 0))
        at += width
    return paper


@lru_cache(maxsize=4096)
def _piece(text: str, width: int, run: bool, style: Style) -> Image:
    """Draw one letter or run in the middle of its cells, at the style's height, then fit it to the style's width."""
    from PIL import Image, ImageDraw  # heavy: loaded when first drawn

    scale, room = style.height, width * CELL_DOTS * style.height
    face = face_for(text, style.bold, joined=run)
    size = LETTER_SIZE if run or width == 1 else WIDE_SIZE
    font = loaded(face, size * scale)
    if font.getlength(text) > room + scale:
        font = loaded(face, int(size * scale * room / font.getlength(text)))
    ink = Image.new("L", (room, CELL_HEIGHT * scale))
    pen = ImageDraw.Draw(ink)
    thick = scale if style.bold and not face.bold else 0
    for shift in {0, thick}:
        at = ((room - font.getlength(text)) / 2 + shift, _stand(text, font, scale))
        pen.text(at, text, fill=255, font=font, anchor="ls")
    if style.width != style.height:
        ink = ink.resize((width * CELL_DOTS * style.width, CELL_HEIGHT * scale), Image.Resampling.BOX)
    return ink.point(lambda value: 255 * (value >= INK)).convert("1")


def _stand(text: str, font: FreeTypeFont, scale: int) -> int:
    """Return where the piece stands: on the baseline, lower where accents over accents would be cut off."""
    _, top, _, bottom = font.getbbox(text, anchor="ls")
    return max(BASELINE * scale, min(int(-top), CELL_HEIGHT * scale - int(bottom)))
