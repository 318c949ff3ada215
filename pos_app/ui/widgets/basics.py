"""Small things every screen is made of: cards, hairlines, labels, caps, dots, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.long_words import breakable
from pos_app.ui.widgets.painting import CAP_HEIGHT, box, cap_width, fitting, paint_cap

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme

HINT_GAP = "\N{EN SPACE}"
"""In front of a field's hint: the caret would stand against its first letter."""
_PILL_HEIGHT = 18
_READABLE = 480
_KEYS_GAP = 8
"""Pixels after which a sentence turns to the next row."""
_ENDLESS = 10_000.0


def label(text: str = "", look: str = "", align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QLabel:
    """Return a label of a look that the style sheet knows; never rich text, whatever goods are called."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
    made.setProperty("look", look)
    return made


class ElidedLabel(QLabel):
    """A label that gives way: cut with an ellipsis where others need the room, whole for a screen reader."""

    def __init__(self, look: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text may be cut."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class BalancedLabel(QLabel):
    """A sentence in the middle of its room whose rows are about equally long: no word is left alone on the last."""

    def __init__(self, text: str, look: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setWordWrap(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it no wider than its rows need."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        room = min(self.width(), _READABLE)
        width = balanced(self.text(), self.font(), room)
        area = QRectF((self.width() - width) / 2, 0, width, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.text())


def balanced(text: str, font: QFont, room: int) -> int:
    """Return the least width, of at most `room`, at which a text takes no more rows than in all of it."""
    metrics = QFontMetricsF(font)

    def height(width: int) -> float:
        area = QRectF(0, 0, width, _ENDLESS)
        taken = metrics.boundingRect(area, int(Qt.TextFlag.TextWordWrap), text)
        # A word wider than the room sticks out instead of turning.
        return taken.height() if taken.width() <= width else _ENDLESS

    wanted = height(room)
    narrow, wide = 0, room
    while wide - narrow > 1:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if height(middle) <= wanted else (middle, wide)
    return wide


def set_look(widget: QWidget, look: str) -> None:
    """Change a widget's look while it is shown."""
    if widget.property("look") == look:
        return
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def vertical(margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
    """Return a vertical layout with exactly these margins and gaps."""
    layout = QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout


def horizontal(margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QHBoxLayout:
    """Return a horizontal layout with exactly these margins and gaps."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout


class Card(QFrame):
    """A surface with a hairline and round corners."""

    def __init__(self, layout: QLayout | None = None, look: str = "card") -> None:
        super().__init__()
        self.setProperty("look", look)
        if layout is not None:
            self.setLayout(layout)


class Hairline(QFrame):
    """One pixel of line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "hairline")
        self.setFixedHeight(1)


class KeyCap(QWidget):
    """The cap of a key, standing by itself."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self._theme = theme
        self._key = key
        self.setFixedSize(round(cap_width(theme, key) + 0.5), CAP_HEIGHT)
        self.setAccessibleName(key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_cap(painter, QRectF(self.rect()), self._key, self._theme)


class Pill(QWidget):
    """A short count in a quiet round box."""

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._font = theme.font(tokens.CAP, QFont.Weight.DemiBold)
        self._text = ""
        self.set(text)

    def text(self) -> str:
        """Return what it says."""
        return self._text

    def set(self, text: str) -> None:
        """Say another count."""
        self._text = text
        width = QFontMetricsF(self._font).horizontalAdvance(text) + 14
        self.setFixedSize(max(round(width), _PILL_HEIGHT), _PILL_HEIGHT)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()), _PILL_HEIGHT / 2, self._theme.colour("selection"), None)
        painter.setFont(self._font)
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class Notice(QWidget):
    """A sentence with an icon in front, in a tone; it takes no room while there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._said = "muted", ""
        self._text = label()
        self._text.setWordWrap(True)
        row = horizontal((28, 0, 0, 0))
        row.addWidget(self._text)
        self.setLayout(row)
        self.hide()

    def text(self) -> str:
        """Return what is said, empty for nothing."""
        return self._said

    def say(self, text: str, look: str = "bad") -> None:
        """Say something in the look muted, good, warn or bad; empty takes it back."""
        self._icon, self._said = look, text
        self._text.setText(breakable(text))
        self.setAccessibleName(text)
        set_look(self._text, look)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon beside the first row of the text."""
        painter = QPainter(self)
        self._theme.icon(self._icon, self._icon).paint(painter, 0, 0, 20, max(20, min(self.height(), 22)))


class StatusDot(QWidget):
    """A dot and a word: the colour never speaks alone."""

    def __init__(self, theme: Theme, text: str, tint: str = "good") -> None:
        super().__init__()
        self._theme = theme
        self._tint = tint
        self._text = label(text, "small")
        row = horizontal((14, 0, 0, 0))
        row.addWidget(self._text)
        self.setLayout(row)

    def text(self) -> str:
        """Return the word beside the dot."""
        return self._text.text()

    def set(self, text: str, tint: str) -> None:
        """Say something else, in another of good, warn, bad."""
        self._tint = tint
        self._text.setText(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._tint))
        painter.drawEllipse(QPointF(4, self.height() / 2), 4, 4)


class MoneyLabel(QWidget):
    """An amount as the eye reads it: a small currency sign and the figure, right-aligned on one baseline."""

    def __init__(self, theme: Theme, sign: str, size: int = tokens.TOTAL, tint: str = "text") -> None:
        super().__init__()
        self._theme = theme
        self._sign = sign
        self._size = size
        self._tint = tint
        self._figure = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the figure."""
        return self._figure

    def set(self, figure: str, tint: str | None = None) -> None:
        """Show another figure, perhaps in another colour."""
        self._figure = figure
        self._tint = tint or self._tint
        self.setAccessibleName(f"{self._sign} {figure}")
        self.updateGeometry()
        self.update()

    def set_size(self, size: int) -> None:
        """Write in another size."""
        if size != self._size:
            self._size = size
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of sign and figure."""
        metrics = QFontMetricsF(self._figure_font())
        width = metrics.horizontalAdvance(self._figure) + self._sign_width() + 9
        return QSize(round(width) + 1, round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: money is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both on one baseline."""
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._tint))
        font = self._fitting_font()
        metrics = QFontMetricsF(font)
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        left = self.width() - metrics.horizontalAdvance(self._figure)
        painter.setFont(font)
        painter.drawText(QPointF(left, baseline), self._figure)
        painter.setFont(self._sign_font())
        painter.drawText(QPointF(left - self._sign_width() - 9, baseline), self._sign)

    def _figure_font(self) -> QFont:
        return self._theme.font(self._size, QFont.Weight.Bold)

    def _fitting_font(self) -> QFont:
        return fitting(self._figure_font(), self._figure, self.width() - self._sign_width() - 9, tokens.BASE)

    def _sign_font(self) -> QFont:
        return self._theme.font(max(tokens.LINES, self._size // 2), QFont.Weight.Medium)

    def _sign_width(self) -> float:
        return QFontMetricsF(self._sign_font()).horizontalAdvance(self._sign)


class NamedFigure(QWidget):
    """A name at the left and a figure at the right."""

    def __init__(self, name: str, look: str, figure_look: str) -> None:
        super().__init__()
        self.name = label(name, look)
        self.figure = label("", figure_look, Qt.AlignmentFlag.AlignRight)
        row = horizontal()
        row.addWidget(self.name)
        row.addWidget(self.figure, 1)
        self.setLayout(row)


class SearchField(QLineEdit):
    """A field to search with; Esc clears it."""

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__()
        self.setPlaceholderText(HINT_GAP + placeholder)
        self.setAccessibleName(name)
        self.setMinimumHeight(tokens.TARGET_DESK)


class EmptyState(QWidget):
    """What to do where nothing is yet: a title, a sentence, perhaps what to press, and keys that help."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        sentence: str = "",
        keys: tuple[tuple[str, str], ...] = (),
        doing: QWidget | None = None,
    ) -> None:
        super().__init__()
        layout = vertical((32, 32, 32, 32), _KEYS_GAP)
        layout.addStretch(1)
        self.title = label(title, "section", Qt.AlignmentFlag.AlignHCenter)
        self.sentence = label(sentence, "muted", Qt.AlignmentFlag.AlignHCenter)
        self.sentence.setWordWrap(True)
        self.sentence.setFixedWidth(_READABLE)
        layout.addWidget(self.title)
        # a wrapped text gets its height from its width in a box, but not where it is aligned in one
        middle = horizontal()
        middle.addStretch(1)
        middle.addWidget(self.sentence)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(8)
        if doing is not None:
            layout.addWidget(doing)
            layout.addSpacing(8)
        self._keys = [_key_row(theme, what, key) for what, key in keys]
        for row in self._keys:
            layout.addWidget(row)
        layout.addStretch(1)
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """Return room for title and sentence: the keys are left out where there is no more."""
        kept = super().minimumSizeHint()
        shown = sum(self._height_of(row) for row in self._keys if not row.isHidden())
        return QSize(kept.width(), kept.height() - shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys out where they would lie over each other."""
        super().resizeEvent(event)
        whole = self.minimumSizeHint().height() + sum(self._height_of(row) for row in self._keys)
        for row in self._keys:
            row.setVisible(self.height() >= whole)

    @staticmethod
    def _height_of(row: QWidget) -> int:
        return row.sizeHint().height() + _KEYS_GAP


def _key_row(theme: Theme, what: str, key: str) -> QWidget:
    whole = QWidget()
    row = horizontal(spacing=8)
    row.addStretch(1)
    row.addWidget(label(what, "muted"))
    row.addWidget(KeyCap(theme, key))
    row.addStretch(1)
    whole.setLayout(row)
    return whole
