"""The look on a running program: palette, style sheet, fonts and icons from the tokens, light or dark."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap

from pos_app.ui import fonts, tokens
from pos_app.ui.style_sheet import style_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

STYLE = ("-style", "fusion")
"""What tells an application to draw with the style the look is made for. Asking for the style itself would load Qt's
566 names of what styles draw, which nothing here uses."""


class Appearance(Enum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Puts the tokens on the application and hands fonts, colours and icons to whatever paints itself.

    Follows the system's light or dark, also when it changes at run time, unless a person chose.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, icons: Path, choice: Appearance = Appearance.SYSTEM, *, dressed: bool = True
    ) -> None:
        """`dressed` puts the style sheet on at once; without, `dress` does."""
        super().__init__(app)
        self._dressed = dressed
        self._app = app
        self._icons = icons
        self._choice = choice
        self._faces = fonts.system_faces()
        self._fonts: dict[tuple[int, QFont.Weight], QFont] = {}
        self._colours: dict[str, QColor] = {}
        self._icon_cache: dict[tuple[str, str], QIcon] = {}
        self._system_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self.tokens = tokens.LIGHT
        app.setFont(self.font())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply(self._wanted())

    @property
    def choice(self) -> Appearance:
        """What the person chose."""
        return self._choice

    def choose(self, choice: Appearance) -> None:
        """Change the appearance at once, on every open window."""
        self._choice = choice
        # a new style sheet takes a third of a second on every widget: only where it is another one
        if self._wanted() is not self.tokens:
            self._apply(self._wanted())

    def colour(self, name: str) -> QColor:
        """Return the colour of a token by its name, for painting; the same one each time."""
        value = str(getattr(self.tokens, name))
        if value not in self._colours:
            self._colours[value] = QColor(value)
        return self._colours[value]

    def tile_colour(self, name: str) -> QColor:
        """Return the bar colour of a quick key's group; grey for a name that is not known."""
        pair = tokens.TILE_COLOURS.get(name, tokens.TILE_COLOURS["grey"])
        return QColor(pair[self.tokens.dark])

    def font(self, size: int = tokens.BASE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return a font of `size` pixels with tabular figures; the same one each time: Qt looks its face up once."""
        if (size, weight) not in self._fonts:
            self._fonts[size, weight] = fonts.font(self._faces, size, weight)
        return self._fonts[size, weight]

    def icon(self, name: str, tint: str = "muted") -> QIcon:
        """Return an outline icon of 20 px in the colour of the token `tint`; drawn for each screen's own pixels."""
        colour = str(getattr(self.tokens, tint))
        if (name, colour) not in self._icon_cache:
            self._icon_cache[name, colour] = self._drawn(name, colour)
        return self._icon_cache[name, colour]

    def dress(self) -> None:
        """Put the style sheet on when the first window is put together: each part was styled anew with each parent.

        It is never taken off again: Qt would then use a style after it has gone.
        """
        if not self._dressed:
            self._dressed = True
            self._put_sheet_on()

    def _drawn(self, name: str, colour: str) -> QIcon:
        # QtSvg is only needed once an icon shows.
        from PySide6.QtSvg import QSvgRenderer

        text = (self._icons / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(text.encode()))
        icon = QIcon()
        for ratio in (1, 2, 3):
            pixmap = QPixmap(QSize(20, 20) * ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, 20 * ratio, 20 * ratio))
            painter.end()
            pixmap.setDevicePixelRatio(ratio)
            icon.addPixmap(pixmap)
        return icon

    def _wanted(self) -> tokens.Tokens:
        dark = self._system_dark if self._choice is Appearance.SYSTEM else self._choice is Appearance.DARK
        return tokens.DARK if dark else tokens.LIGHT

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        self._system_dark = scheme is Qt.ColorScheme.Dark
        self._apply(self._wanted())

    def _apply(self, wanted: tokens.Tokens) -> None:
        self.tokens = wanted
        self._app.setPalette(palette(wanted))
        if self._dressed:
            self._put_sheet_on()
        self.changed.emit()

    def _put_sheet_on(self) -> None:
        self._app.setStyleSheet(style_sheet(self.tokens, fonts.title_faces(self._faces)))


def palette(chosen: tokens.Tokens) -> QPalette:
    """Return the palette of an appearance, for what Fusion draws by itself."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: chosen.window,
        QPalette.ColorRole.WindowText: chosen.text,
        QPalette.ColorRole.Base: chosen.surface,
        QPalette.ColorRole.AlternateBase: chosen.surface,
        QPalette.ColorRole.Text: chosen.text,
        QPalette.ColorRole.Button: chosen.surface,
        QPalette.ColorRole.ButtonText: chosen.text,
        QPalette.ColorRole.Highlight: chosen.selection,
        QPalette.ColorRole.HighlightedText: chosen.text,
        QPalette.ColorRole.PlaceholderText: chosen.muted,
        QPalette.ColorRole.ToolTipBase: chosen.raised,
        QPalette.ColorRole.ToolTipText: chosen.text,
        QPalette.ColorRole.Link: chosen.accent,
        QPalette.ColorRole.Mid: chosen.line,
        QPalette.ColorRole.Accent: chosen.accent,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.muted))
    return made
