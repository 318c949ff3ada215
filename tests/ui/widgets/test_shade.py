"""The shadow under what drops over the screen: where it is, how dark, and in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Appearance
from pos_app.ui.widgets.shade import BLUR, Shade

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme


class Board(QWidget):
    """White, with a white sheet over it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setStyleSheet("background: white")
        self.resize(400, 300)
        self.sheet = QWidget(self)
        self.sheet.setGeometry(100, 80, 200, 120)
        self.shade = Shade(self.sheet, theme)


@pytest.fixture
def board(qtbot: QtBot, theme: Theme) -> Board:
    made = Board(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def greys(image: QImage, points: list[tuple[int, int]]) -> list[int]:
    return [image.pixelColor(*point).lightness() for point in points]


def test_it_is_darkest_at_the_edge_and_fades(board: Board) -> None:
    image = board.grab().toImage()
    below = greys(image, [(200, y) for y in range(200, 200 + BLUR + 6, 4)])
    assert below[0] < 240
    assert below == sorted(below)
    assert greys(image, [(200, 260), (20, 20), (200, 100)]) == [255, 255, 255]
    # lower than the sheet, and the same at both sides
    assert greys(image, [(200, 79)]) > greys(image, [(200, 200)])
    assert greys(image, [(99, 140)]) == greys(image, [(300, 140)])
    # round at the corners
    assert greys(image, [(305, 205)]) > greys(image, [(305, 150)])


def test_it_goes_where_the_sheet_goes(board: Board) -> None:
    board.sheet.setGeometry(10, 10, 50, 20)
    assert board.shade.geometry().contains(board.sheet.geometry())
    board.sheet.hide()
    assert not board.shade.isVisible()
    board.sheet.show()
    assert board.shade.isVisible()


def test_the_sheet_stays_above_it_and_clicks_go_through(board: Board) -> None:
    board.sheet.raise_()
    assert board.childAt(board.sheet.geometry().center()) is board.sheet
    beside = QPoint(board.sheet.geometry().left() - BLUR // 2, 140)
    assert board.shade.geometry().contains(QRect(beside, beside))
    assert board.childAt(beside) is None


def test_in_the_dark_there_is_none(board: Board, theme: Theme) -> None:
    theme.choose(Appearance.DARK)
    assert not board.shade.isVisible()
    theme.choose(Appearance.LIGHT)
    assert board.shade.isVisible()
