"""The rows of a paper: text placed on cells, pictures, and room. Knows the roll's width, nothing of printers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from pos_app.documents.characters import balanced, cells, cleaned, wrap
from pos_app.documents.glyphs import PLAIN, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image

NARROWEST_LABEL = 10
"""Cells under which a label does not share its row with figures but stands above them."""


class Span(Struct, frozen=True):
    """A piece of text and the cell of its style's width at which it starts."""

    text: str
    at: int


class TextRow(Struct, frozen=True):
    """One line of text; a centred one has a single span at 0."""

    spans: tuple[Span, ...]
    style: Style = PLAIN
    centred: bool = False

    @property
    def text(self) -> str:
        """The line with spaces between its spans."""
        line = ""
        for span in self.spans:
            line += " " * (span.at - cells(line)) + span.text
        return line


class PictureRow(Struct, frozen=True):
    """Ink across the whole roll."""

    picture: Image
    """1-bit, 1 = ink, exactly as wide as the roll's dots."""
    says: str
    """What it shows, for whoever reads the paper as text; empty for ornament."""


class SpaceRow(Struct, frozen=True):
    """Empty paper, in dots."""

    dots: int


Row: TypeAlias = TextRow | PictureRow | SpaceRow


class Sheet:
    """Collects the rows of one document; every text is cleaned and wrapped so that no line is too long.

    `margin` is how many cells on the right are kept free under the figures' column (for the tax letters).
    """

    def __init__(self, columns: int, margin: int = 0) -> None:
        self.columns = columns
        self.margin = margin
        self.rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Take a row as it is."""
        self.rows.append(row)

    def space(self, dots: int) -> None:
        """Leave room."""
        self.add(SpaceRow(dots))

    def centred(self, text: str, style: Style = PLAIN) -> None:
        """Set each line of the text in the middle, broken evenly where it is too long."""
        for paragraph in text.splitlines():
            for line in balanced(cleaned(paragraph), self.columns // style.width):
                self.add(TextRow((Span(line, 0),), style, centred=True))

    def left(self, text: str, style: Style = PLAIN, indent: int = 0) -> None:
        """Set the text at the left, wrapped."""
        for line in wrap(cleaned(text), self.columns // style.width - indent):
            self.add(TextRow((Span(line, indent),), style))

    def pair(self, label: str, figure: str, style: Style = PLAIN, *, indent: int = 0, behind: str = "") -> None:
        """Set a label left and a figure right in the figures' column, `behind` following it in the margin.

        A long label wraps beside the figure, or stands above it where too little room is left.
        """
        label, figure = cleaned(label), cleaned(figure)
        end = (self.columns - self.margin) // style.width
        room = end - cells(figure) - 1 - indent
        if room >= min(NARROWEST_LABEL, cells(label)):
            first, *further = wrap(label, room) or [""]
            self.add(_row([(first, indent), *_ended(figure, end), *_started(behind, end)], style))
            self._lines(further, indent, style)
        else:
            self._lines(wrap(label, self.columns // style.width - indent), indent, style)
            self.figures([figure], [end], style, behind=behind)

    def edges(self, left: str, right: str) -> None:
        """Set two texts at the two edges, or under each other where both do not fit one line."""
        left, right = cleaned(left), cleaned(right)
        if cells(left) + 2 + cells(right) <= self.columns:
            self.add(_row([(left, 0), *_ended(right, self.columns)], PLAIN))
        else:
            self.left(left)
            self.left(right)

    def table(self, label: str, figures: Sequence[str], widths: Sequence[int], style: Style = PLAIN) -> None:
        """Set a label and its figures, each ending its column; `widths` are the columns' cells, left to right.

        A label that is too long stands above its figures.
        """
        label = cleaned(label)
        end = self.columns - self.margin
        ends = [end - sum(widths[place + 1 :]) for place in range(len(widths))]
        room = ends[0] - cells(cleaned(figures[0])) - 1
        if cells(label) > room:
            self.left(label, style)
            label = ""
        self.figures(figures, ends, style, label=label)

    def figures(
        self, figures: Sequence[str], ends: Sequence[int], style: Style, *, label: str = "", behind: str = ""
    ) -> None:
        """Set figures so that each ends at its cell; those that would run into each other get rows of their own."""
        texts = [cleaned(figure) for figure in figures]
        starts = [end - cells(text) for end, text in zip(ends, texts, strict=True)]
        befores = [cells(label), *ends[:-1]]
        if all(start >= max(before, 0) for start, before in zip(starts, befores, strict=True)):
            spans = [(label, 0), *zip(texts, starts, strict=True), *_started(behind, ends[-1])]
            self.add(_row(spans, style))
            return
        self._lines([label] if label else [], 0, style)
        for text in texts:
            for line in wrap(text, self.columns // style.width):
                self.add(_row([(line, self.columns // style.width - cells(line))], style))
        self._lines([behind] if behind else [], 0, style)

    def _lines(self, lines: Iterable[str], indent: int, style: Style) -> None:
        for line in lines:
            self.add(TextRow((Span(line, indent),), style))


def as_text(rows: Iterable[Row], columns: int) -> str:
    """Return the paper as plain text, for tests and for whoever listens to it instead of looking."""
    lines = []
    for row in rows:
        if isinstance(row, SpaceRow):
            continue
        text = _in_letters(row) if isinstance(row, TextRow) else row.says
        centred = isinstance(row, PictureRow) or row.centred
        lines.append(" " * ((columns - cells(text)) // 2 if centred else 0) + text)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _in_letters(row: TextRow) -> str:
    """Return a line of text in letters of one cell, figures still ending at the cell they end at on paper."""
    line = ""
    for span in row.spans:
        start = span.at * row.style.width + (cells(span.text) * (row.style.width - 1) if span.at else 0)
        line += " " * (start - cells(line)) + span.text
    return line


def _row(spans: Iterable[tuple[str, int]], style: Style) -> TextRow:
    return TextRow(tuple(Span(text, at) for text, at in spans if text), style)


def _ended(text: str, end: int) -> list[tuple[str, int]]:
    return [(text, end - cells(text))]


def _started(text: str, end: int) -> list[tuple[str, int]]:
    return [(text, end + 1)] if text else []
