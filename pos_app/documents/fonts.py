"""Fonts of this machine: which one has a letter, and how wide a run of letters is in it.

Nothing is shipped. The usual folders of Linux, Windows and macOS are walked once; well-known families come first,
every other font file is a last resort for rare letters. Where nothing is installed at all, Pillow's own Latin face
speaks. Pillow is loaded on the first use, because the window opens without it.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.printing import NoFontFor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFont import FreeTypeFont

LETTER_SIZE = 20
"""Pixel size at which a monospaced face's letters advance by one cell of 12 dots."""
BUILT_IN = ""
"""Path that stands for the face inside Pillow."""

_SUFFIXES = {".ttf", ".ttc", ".otf"}
_ONE_WIDTH: tuple[tuple[str, str, int], ...] = (
    ("DejaVuSansMono", "DejaVuSansMono-Bold", 0),
    ("consola", "consolab", 0),
    ("Menlo", "", 0),
    ("LiberationMono-Regular", "LiberationMono-Bold", 0),
    ("NotoSansMono-Regular", "NotoSansMono-Bold", 0),
    ("cour", "courbd", 0),
)
"""File names of a family's regular and bold face (empty: none of its own) and the face inside a collection."""
_FREE_WIDTH: tuple[tuple[str, str, int], ...] = (
    ("NotoSansCJK-Regular", "NotoSansCJK-Bold", 2),
    ("NotoSansCJKsc-Regular", "NotoSansCJKsc-Bold", 0),
    ("msyh", "msyhbd", 0),
    ("PingFang", "", 0),
    ("Hiragino Sans GB", "", 0),
    ("wqy-microhei", "", 0),
    ("wqy-zenhei", "", 0),
    ("simhei", "", 0),
    ("simsun", "", 0),
    ("DejaVuSans", "DejaVuSans-Bold", 0),
    ("NotoSans-Regular", "NotoSans-Bold", 0),
    ("segoeui", "segoeuib", 0),
    ("arial", "arialbd", 0),
)
"""The same of families whose letters are of different widths, Chinese ones first."""


class Face(Struct, frozen=True):
    """One face of one font file."""

    path: str
    index: int = 0
    bold: bool = False
    """True where the strokes are bold by design."""


def face_for(text: str, bold: bool = False, *, joined: bool = False) -> Face:
    """Return the first face that has every character of the text, or raise `NoFontFor`.

    For `joined` letters faces of free width come first: those of one width pull them apart.
    """
    face = _find(text, bold, joined)
    if face is None:
        raise NoFontFor(characters=text)
    return face


def shows(char: str) -> bool:
    """Tell whether some font of this machine has the character."""
    return char == " " or _find(char, False, False) is not None


def run_width(text: str) -> int:
    """Return the width in dots of a shaped run at letter size; raise `NoFontFor` where it cannot be drawn."""
    from PIL import features  # heavy: loaded when first drawn

    if not features.check("raqm"):
        raise NoFontFor(characters=text)
    return int(loaded(face_for(text, joined=True), LETTER_SIZE).getlength(text)) + 1


@lru_cache(maxsize=512)
def loaded(face: Face, size: int) -> FreeTypeFont:
    """Return the face at a pixel size."""
    from PIL import ImageFont  # heavy: loaded when first drawn

    if face.path == BUILT_IN:
        return ImageFont.load_default(size)  # type: ignore[return-value]  # FreeType is in every wheel of Pillow
    return ImageFont.truetype(face.path, size, index=face.index)


@lru_cache(maxsize=16384)
def _find(text: str, bold: bool, joined: bool) -> Face | None:
    return next((face for face in _faces(bold, joined) if _covers(face, text)), None)


@lru_cache(maxsize=4)
def _faces(bold: bool, joined: bool) -> tuple[Face, ...]:
    """All faces in the order they are asked; bold ones of a family before its regular ones where bold is wanted."""
    files = _files()
    faces = []
    for regular, heavy, index in (*_FREE_WIDTH, *_ONE_WIDTH) if joined else (*_ONE_WIDTH, *_FREE_WIDTH):
        if bold and heavy in files:
            faces.append(Face(files[heavy], index, bold=True))
        if regular in files:
            faces.append(Face(files[regular], index))
    rest = sorted(files, key=lambda stem: ("Sans" not in stem, "Bold" in stem, "Italic" in stem, stem))
    return (*faces, Face(BUILT_IN), *(Face(files[stem]) for stem in rest))


def _files() -> dict[str, str]:
    """Return the font files of the machine by stem, walked once by its only, cached caller."""
    found: dict[str, str] = {}
    for folder in _folders():
        for root, _, names in os.walk(folder):
            for name in sorted(names):
                file = Path(root, name)
                if file.suffix.lower() in _SUFFIXES:
                    found.setdefault(file.stem, str(file))
    return found


def _folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        yield Path(os.environ.get("LOCALAPPDATA", home), "Microsoft", "Windows", "Fonts")
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    else:
        shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        yield from (Path(share, "fonts") for share in shares.split(":"))
        yield from (home / ".local" / "share" / "fonts", home / ".fonts")


def _covers(face: Face, text: str) -> bool:
    """Compare each glyph with the one the face shows for what it has not."""
    try:
        return all(char == " " or _glyph(face, char) not in _absent(face) for char in text)
    except (OSError, ValueError):
        # a file that FreeType cannot open at this size, as colour bitmaps; a sign that cannot be shaped alone
        return False


def _glyph(face: Face, char: str) -> bytes:
    """Draw without shaping, which would make a letter that the face lacks of a plain one and a mark beside it."""
    mask = _unshaped(face).getmask(char, mode="1")
    return repr(mask.size).encode() + bytes(mask)


@lru_cache(maxsize=512)
def _unshaped(face: Face) -> FreeTypeFont:
    from PIL import ImageFont  # heavy: loaded when first drawn

    font = loaded(face, LETTER_SIZE)
    if face.path == BUILT_IN:
        return font
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1024)
def _absent(face: Face) -> frozenset[bytes]:
    """Return how the face draws a character that no font has, and nothing at all."""
    missing = _glyph(face, "\U0010fffe")
    return frozenset({missing, repr((0, 0)).encode()})
