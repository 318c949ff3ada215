"""Which faces to write with: one with tabular figures where the system has one, and one that knows Chinese."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase

from pos_app.ui import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

PREFERRED = ("Inter", "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei")
"""Faces with tabular figures, best first."""
DISPLAY = {"Inter": "Inter Display"}
"""The cut of a face drawn for large titles. Its figures have different widths: it writes words alone."""
_LARGE = 20
_TIGHTER = 0.02
"""Large figures stand closer together, by this part of their size."""
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
"""Faces that draw Simplified Chinese in its mainland shapes, best first."""


def latin_face(families: Collection[str]) -> str | None:
    """Return the best face for figures among the system's, or None to keep the system's own."""
    return next((face for face in PREFERRED if face in families), None)


def chinese_face(families: Collection[str], capable: Callable[[], Collection[str]]) -> str | None:
    """Return the face for Chinese goods: a known one, else any of those that can draw them, else None."""
    known = next((face for face in CHINESE if face in families), None)
    return known or next(iter(sorted(capable())), None)


@cache
def system_chinese() -> str | None:
    """Return the system's face for Chinese, None where it has none; asked once."""
    # Qt looks at every face for a writing system, so that is asked only where none is known by name
    return chinese_face(
        QFontDatabase.families(), lambda: QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    )


def system_faces() -> list[str]:
    """Return the faces to set on every font, best first; Qt falls through them glyph by glyph."""
    fallback = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return [latin_face(QFontDatabase.families()) or fallback, *filter(None, [system_chinese()])]


def notice(_: Callable[[str], str], chinese: str | None) -> str | None:
    """Return one sentence where the system has no face for Chinese, else None."""
    if chinese is not None:
        return None
    return _(
        "This computer has no font for Chinese, so Chinese names show as boxes; "
        "install Noto Sans CJK or WenQuanYi Micro Hei and start again."
    )


def font(faces: list[str], size: int = tokens.BASE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font of `size` pixels with figures of one width, where the face has them."""
    made = QFont(faces)
    made.setPixelSize(size)
    made.setWeight(weight)
    # Full hinting makes Inter's stems uneven at 13 px; the drawings show the unhinted shapes.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    if size >= _LARGE:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -_TIGHTER * size)
    return made


def title_faces(faces: list[str]) -> list[str]:
    """Return the faces for large titles: the large cut of the first one, where the system has it, before the rest."""
    large = DISPLAY.get(faces[0]) if faces else None
    return [large, *faces] if large is not None and QFontDatabase.hasFamily(large) else faces
