"""The hairline table paints what its roles say, and chooses rows as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from pos_app.ui.theme import Appearance
from pos_app.ui.tokens import LIGHT, LINES, SMALL, TILL_ROW
from pos_app.ui.widgets.painting import wrapped
from pos_app.ui.widgets.row_painter import PADDING, RowPainter, pieces
from pos_app.ui.widgets.rows_model import Cell, RowsModel
from pos_app.ui.widgets.table import HairlineTable
from tests.ui.hands import followed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QStaticText
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme


class Two(RowsModel[int]):
    """Two columns: a name with a note, and a figure."""

    def __init__(self) -> None:
        super().__init__(("Name", "Figure"), {1})
        self._rows = [0, 1, 2]

    def cell(self, row: int, column: int) -> Cell:
        if column == 1:
            return Cell(f"row {row}")
        return Cell(f"row {row}", "note" if row == 0 else "", bold=((0, 3),), note_tint="bad")


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> HairlineTable:
    made = HairlineTable(theme, "Rows", till=True)
    qtbot.addWidget(made)
    model = Two()
    model.setParent(made)
    made.tester = followed(model)  # type: ignore[attr-defined]  # kept as long as the table
    made.setModel(model)
    made.set_columns({1: 120}, stretch=0)
    made.resize(400, 300)
    made.show()
    return made


def colours(image: QImage, top: int, bottom: int) -> set[str]:
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(top, bottom)}


def test_rows_have_the_height_of_the_till(table: HairlineTable) -> None:
    assert table.rowHeight(0) == TILL_ROW


def test_a_chosen_row_is_lit_and_the_others_are_not(table: HairlineTable) -> None:
    table.choose_row(1)
    assert table.row() == 1
    image = table.viewport().grab().toImage()
    assert LIGHT.selection in colours(image, TILL_ROW, 2 * TILL_ROW)
    assert LIGHT.selection not in colours(image, 0, TILL_ROW)
    assert LIGHT.line in colours(image, TILL_ROW - 1, TILL_ROW)


def test_a_note_stands_in_its_own_colour(table: HairlineTable) -> None:
    image = table.viewport().grab().toImage()
    noted = colours(image, 0, TILL_ROW)
    reds = {name for name in noted if int(name[1:3], 16) > int(name[3:5], 16) + 60}
    assert reds
    assert not {name for name in colours(image, TILL_ROW, 2 * TILL_ROW) if int(name[1:3], 16) > int(name[3:5], 16) + 60}


def test_a_row_that_is_not_there_lets_the_choice_go(table: HairlineTable) -> None:
    table.choose_row(1)
    table.choose_row(7)
    assert table.row() == -1


def test_the_dark_reaches_what_is_painted(table: HairlineTable, theme: Theme) -> None:
    before = table.viewport().grab().toImage()
    theme.choose(Appearance.DARK)
    assert table.viewport().grab().toImage() != before


def test_bold_spans_cut_the_text_and_stop_at_its_end() -> None:
    assert pieces("oat milk", [(0, 3)]) == [("oat", True), (" milk", False)]
    assert pieces("oat milk", [(4, 4), (0, 3)]) == [("oat", True), (" ", False), ("milk", True)]
    assert pieces("oat…", [(0, 3), (9, 2)]) == [("oat", True), ("…", False)]


class Refused(Two):
    """Its last row says a sentence."""

    def cell(self, row: int, column: int) -> Cell:
        if row == 2 and column == 0:
            return Cell(
                "row 2", "This is not what was meant, and here is said at length what to do. " * 3, sentence=True
            )
        return super().cell(row, column)


def test_a_row_grows_with_its_sentence_and_stays_in_sight(qtbot: QtBot, theme: Theme) -> None:
    made = HairlineTable(theme, "Rows", till=True)
    qtbot.addWidget(made)
    model = Refused()
    model.setParent(made)
    made.setModel(model)
    made.set_columns({1: 120}, stretch=0)
    made.let_rows_grow(0)
    made.resize(400, 33 + 3 * TILL_ROW)
    made.show()
    made.choose_row(2)
    model.dataChanged.emit(model.index(2, 0), model.index(2, 1))
    assert made.rowHeight(2) > TILL_ROW
    assert made.viewport().rect().contains(made.visualRect(model.index(2, 0)))
    high = made.rowHeight(2)
    made.resize(900, 33 + 3 * TILL_ROW)
    qtbot.waitUntil(lambda: made.rowHeight(2) < high)
    assert made.rowHeight(1) == TILL_ROW


def test_a_text_that_is_too_long_is_cut_and_a_figure_is_made_smaller(table: HairlineTable) -> None:
    painter = table._painter
    name, figure = Cell("a long name that goes on and on " * 5), Cell("1,234,567,890.00")
    (cut,) = painter._text(name, painter.place(0, 2, 0, 120, figure=False))
    assert cut.text.text().endswith("…")
    assert cut.text.size().width() <= 120
    (whole,) = painter._text(figure, painter.place(1, 2, 0, 120, figure=True))
    assert whole.text.text() == figure.text
    assert whole.left + whole.text.size().width() == 120 - PADDING - 16


class Written:
    """Stands for a painter and remembers the texts: (from where, text, pixels wide)."""

    def __init__(self) -> None:
        self.texts: list[tuple[float, str, float]] = []

    def drawStaticText(self, at: QPointF, text: QStaticText) -> None:
        self.texts.append((at.x(), text.text(), text.size().width()))

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_what: None


def written(table: HairlineTable, cell: Cell, width: int, *, figure: bool = False) -> list[tuple[float, str, float]]:
    painter, rows = Written(), table._painter
    place = rows.place(1, 3, 0, width + 2 * PADDING, figure=figure)
    rows.paint(painter, QRectF(0, 0, 900, TILL_ROW), [cell], [place], lit=False)  # type: ignore[arg-type]
    return painter.texts


def test_a_sentence_is_written_whole_wherever_it_is_turned(table: HairlineTable) -> None:
    sentence = "caféAVAWATo 12,345.67To–TyVA “Milk”AVAWAToTy"
    for width in range(60, 240):
        _text, *rows = written(table, Cell("goods", sentence, sentence=True), width)
        whole = "".join(text for _left, text, _width in rows)
        if len(rows) < 4:
            assert whole.replace(" ", "") == sentence.replace(" ", "")
        else:
            assert "…" not in "".join(text for _left, text, _width in rows[:-1])


def test_figures_that_are_partly_bold_stand_side_by_side_at_the_right(table: HairlineTable) -> None:
    (first, one, wide), (second, other, narrow) = written(table, Cell("12345.67", bold=((0, 5),)), 200, figure=True)
    assert (one, other) == ("12345", ".67")
    assert second + narrow == PADDING + 200
    assert first + wide == pytest.approx(second, abs=1)


FAMILY = "\N{DOG FACE}\N{CAT FACE}\N{RED APPLE} for all of them"
ARABIC = "\u062d\u0644\u064a\u0628 \u0627\u0644\u0634\u0648\u0641\u0627\u0646"


def test_a_sentence_keeps_all_its_letters_where_it_turns(theme: Theme) -> None:
    sentence = f"Only 2 are left of {FAMILY}, {FAMILY} and {FAMILY}"
    rows = wrapped(sentence, theme.font(SMALL), 130, 99)
    assert len(rows) > 3
    assert "".join(rows).replace(" ", "") == sentence.replace(" ", "")
    assert " ".join(rows).split().count("all") == 3, "it turns between words"
    first, rest = wrapped(f"{FAMILY}, {FAMILY}", theme.font(SMALL), 160, 2)
    assert f"{FAMILY}, {FAMILY}".startswith(f"{first} {rest.rstrip('…')}")


def test_what_is_read_from_right_to_left_stays_in_one_piece(table: HairlineTable) -> None:
    painter = table._painter
    place = painter.place(0, 2, 0, 400, figure=False)
    (whole,) = painter._text(Cell(ARABIC, bold=((0, 4),)), place)
    assert whole.text.text() == ARABIC
    assert len(painter._text(Cell("oat milk", bold=((0, 3),)), place)) == 2


def test_marks_over_marks_stay_in_their_row(theme: Theme) -> None:
    painter, ground = RowPainter(theme, LINES, TILL_ROW, 16, "surface"), theme.colour("surface").rgb()
    image = QImage(200, 3 * TILL_ROW, QImage.Format.Format_RGB32)
    image.fill(ground)
    brush = QPainter(image)
    tall = Cell("o" + "\N{COMBINING ACUTE ACCENT}" * 40)
    painter.paint(
        brush, QRectF(0, TILL_ROW, 200, TILL_ROW), [tall], [painter.place(0, 1, 0, 200, figure=False)], lit=False
    )
    brush.end()
    outside = [*range(TILL_ROW), *range(2 * TILL_ROW, 3 * TILL_ROW)]
    assert {image.pixel(x, y) for x in range(200) for y in outside} == {ground}
