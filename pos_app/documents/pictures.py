"""Rules, banners and logos as ink across the roll. Pillow is loaded on the first use."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pos_app.documents.characters import CELL_DOTS, cleaned, wrap
from pos_app.documents.codes import INK, in_the_middle
from pos_app.documents.glyphs import CELL_HEIGHT, Style, draw
from pos_app.domain.printing import UnreadableLogo

if TYPE_CHECKING:
    from PIL.Image import Image

RULE_ROOM = 10
"""Dots of white above and below a rule."""
BANNER_ROOM = 10
"""Dots of black above and below the words of a banner."""
LOGO_HEIGHT = 160
"""Dots a logo may be high: 2 cm."""
_BANNER = Style(bold=True, width=2, height=2)
_SMALL_BANNER = Style(bold=True)


def rule(dots: int, thickness: int = 1) -> Image:
    """Return a quiet line across the roll with room around it."""
    from PIL import Image  # heavy: loaded when first printed

    row = Image.new("1", (dots, 2 * RULE_ROOM + thickness))
    row.paste(INK, (0, RULE_ROOM, dots, RULE_ROOM + thickness))
    return row


def banner(text: str, dots: int) -> Image:
    """Return white words on a black band, large where they fit one line."""
    from PIL import Image, ImageChops  # heavy: loaded when first printed

    columns = dots // CELL_DOTS
    large = wrap(cleaned(text), columns // 2 - 1)
    style, lines = (_BANNER, large) if len(large) == 1 else (_SMALL_BANNER, wrap(cleaned(text), columns - 2))
    high = CELL_HEIGHT * style.height
    words = Image.new("1", (dots, len(lines) * high + 2 * BANNER_ROOM))
    for place, line in enumerate(lines):
        words.paste(in_the_middle(draw(line, style), dots), (0, BANNER_ROOM + place * high))
    return ImageChops.invert(words)


def logo(png: bytes, dots: int) -> Image:
    """Return the picture as ink on white, never enlarged, in the middle of the roll; raise `UnreadableLogo`."""
    from PIL import Image, ImageOps  # heavy: loaded when first printed

    try:
        picture = Image.open(io.BytesIO(png)).convert("RGBA")
    except Exception as problem:  # Pillow's decoders raise whatever a broken file leads them to
        raise UnreadableLogo from problem
    white = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(white, picture).convert("L")
    grey.thumbnail((dots * 3 // 4, LOGO_HEIGHT))
    return in_the_middle(ImageOps.invert(grey).convert("1"), dots)
