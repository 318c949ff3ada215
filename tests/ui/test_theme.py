"""The theme on the running application: palette, choice, icons for sharp screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from pos_app.services.language import resources
from pos_app.ui.theme import Appearance
from pos_app.ui.tokens import DARK, LIGHT, contrast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme


def test_a_choice_changes_everything_at_once(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose(Appearance.DARK)
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.surface in qapp.styleSheet()
    assert LIGHT.surface not in qapp.styleSheet()


def test_the_system_decides_until_a_person_does(theme: Theme) -> None:
    theme.choose(Appearance.SYSTEM)
    # The platform of the tests has no dark mode, which counts as light.
    assert theme.tokens is LIGHT
    assert theme.choice is Appearance.SYSTEM


def test_it_follows_the_system_while_nobody_chose(theme: Theme) -> None:
    hints = QGuiApplication.styleHints()
    theme.choose(Appearance.SYSTEM)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    theme.choose(Appearance.LIGHT)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is LIGHT


def test_an_icon_has_the_colour_of_its_token_and_pixels_for_sharp_screens(theme: Theme) -> None:
    icon = theme.icon("warn", "bad")
    drawn = icon.pixmap(QSize(20, 20), 2.0).toImage()
    assert drawn.width() == 40
    inks = {
        drawn.pixelColor(x, y).name() for x in range(40) for y in range(40) if drawn.pixelColor(x, y).alpha() == 255
    }
    # Antialiasing on premultiplied pixels is off by one here and there; the ink itself is there and is the darkest.
    assert LIGHT.bad.lower() in inks
    assert all(contrast(ink, LIGHT.bad) < 1.02 for ink in inks)


@pytest.mark.parametrize("path", sorted((resources() / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_an_outline_on_the_grid(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert 'viewBox="0 0 20 20"' in text
    assert 'stroke="currentColor"' in text
    assert 'fill="none"' in text


def test_colours_of_quick_keys_fall_back_to_grey(theme: Theme) -> None:
    assert theme.tile_colour("no such colour") == theme.tile_colour("grey")
    assert theme.tile_colour("green") != theme.tile_colour("grey")
