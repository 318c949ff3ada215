"""Characters on a grid of cells: how wide a text is on paper, and where it may break.

A cell is the width of one letter of the printer's font A (12 dots). Letters take one cell, Chinese, Japanese and
Korean ones two. Scripts whose letters join or stack (Arabic, Indic, Thai, …) are drawn as a whole run and take as
many cells as the run is wide.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pos_app.documents.direction import mirrored, runs
from pos_app.documents.fonts import run_width, shows

if TYPE_CHECKING:
    from collections.abc import Iterator

CELL_DOTS = 12
"""Width of a cell in dots at 203 dpi."""

_JOINING = (
    r"[\u0590-\u05ff\ufb1d-\ufb4f]",
    r"[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe]",
    *(rf"[\u{block:04x}-\u{block + 0x7F:04x}]" for block in range(0x0900, 0x0F00, 0x80)),
    r"[\u0f00-\u0fff]",
    r"[\u1000-\u109f]",
    r"[\u1780-\u17ff]",
)
"""Hebrew, Arabic, the Indic scripts with Thai and Lao by their blocks, Tibetan, Burmese, Khmer."""
_RUN = re.compile(
    "|".join([*(f"{x}+(?: +{x}+)*" for x in _JOINING), r"(?P<accented>[^\u0300-\u036f][\u0300-\u036f]+)"])
)
_CLOSING = "，。、！？；：）》」』】〉”’,.!?;:)"
_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_UNIT = re.compile(rf"\s+|[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+")
_SPACES = dict.fromkeys(map(ord, "\t\n\r\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"), " ")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_LONE_JOINER = re.compile(rf"(?<![^\W\d_])[{_JOINERS}]|[{_JOINERS}](?![^\W\d_])")
"""A joiner that joins no letters: what a left-out pictograph leaves behind."""


def cleaned(text: str) -> str:
    """Return the text as paper takes it: composed, without invisible marks, all spaces plain.

    Pictographs that no font of this machine has are left out; letters never are.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.translate(_SPACES))
    return _LONE_JOINER.sub("", "".join(char for char in composed if _has_ink(char)))


def _has_ink(char: str) -> bool:
    category = unicodedata.category(char)
    if category in {"So", "Sk", "Co", "Cn"}:
        return shows(char)
    return (category not in {"Cc", "Cf", "Cs"} and not "\ufe00" <= char <= "\ufe0f") or char in _JOINERS


def pieces(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield what is drawn as one, from the left: its characters, its cells, and whether it must be shaped."""
    for run, from_right in runs(text):
        if not from_right:
            yield from _in_order(run)
            continue
        for piece, width, shaped in reversed(list(_in_order(run))):
            yield (piece if shaped else mirrored(piece)), width, shaped


def _in_order(text: str) -> Iterator[tuple[str, int, bool]]:
    at = 0
    for run in _RUN.finditer(text):
        yield from _letters(text[at : run.start()])
        accented = run["accented"] is not None
        yield run[0], _letter_cells(run[0][0]) if accented else -(-run_width(run[0]) // CELL_DOTS), True
        at = run.end()
    yield from _letters(text[at:])


def _letters(text: str) -> Iterator[tuple[str, int, bool]]:
    for char in text:
        yield char, _letter_cells(char), False


def _letter_cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """Return how many cells the text takes."""
    return len(text) if text.isascii() else sum(width for _, width, _ in pieces(text))


def wrap(text: str, width: int) -> list[str]:
    """Break the text into lines of at most `width` cells: between words, between Chinese letters, else anywhere."""
    lines, line = [], ""
    for unit in _UNIT.findall(text.strip()):
        if cells(line + unit.rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = chopped(unit.lstrip(), width)
        lines += full
    return [*lines, line.rstrip()] if line.strip() else lines


def balanced(text: str, width: int) -> list[str]:
    """Break as `wrap` does, into as few lines but of like length, so that no last word stands alone in the middle."""
    lines = wrap(text, width)
    narrower = width - 1
    while len(lines) > 1 and len(tried := wrap(text, narrower)) == len(lines):
        lines, narrower = tried, narrower - 1
    return lines


def chopped(text: str, width: int) -> list[str]:
    """Cut what is longer than a line anywhere; what is not comes back whole."""
    parts = [""]
    for char in text:
        marks = unicodedata.combining(char) > 0
        if parts[-1] and not marks and cells(parts[-1] + char) > width:
            parts.append("")
        parts[-1] += char
    return parts
