"""The page Codes: a layout is chosen or written, tried with a label, refused with its reason, and then in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from pos_app.domain.scale_label import USUAL
from tests.ui.hands import compose, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    window.show_settings("Codes")
    return window


def layouts(page: MainWindow) -> QPlainTextEdit:
    editor = page.settings.rows["scale_labels"].field.editor
    assert isinstance(editor, QPlainTextEdit)
    return editor


def choose(page: MainWindow, place: int) -> None:
    page.settings.usual.setCurrentIndex(place)
    page.settings.usual.activated.emit(place)


def test_a_label_says_what_it_would_ring_up(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.label
    type_text("2104011007343", at=row.field)
    press(Qt.Key.Key_Return, at=row.field)
    assert "looks like a label of a scale" in row.outcome.text()
    choose(page, 1)
    qtbot.waitUntil(lambda: page.services.settings.values.scale_labels == USUAL[0])
    assert row.outcome.text() == "Apples, Fuji, loose: 0.734 kg × 15.80 = ¥11.60"
    assert row.field.selectedText() == row.field.text()
    assert page.services.ring_up.resume() is None


def test_a_scan_that_nothing_ends_is_read_after_a_moment(qtbot: QtBot, page: MainWindow) -> None:
    layouts(page).setPlainText(USUAL[1])
    type_text("2004011011602", at=page.settings.label.field)
    qtbot.waitUntil(lambda: page.settings.label.outcome.text().endswith("= ¥11.60"))
    assert page.services.settings.values.scale_labels == ""  # tried before it is saved


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2104011007342", "its check digit is wrong"),
        ("2199999007348", "goods with the number 99999, and no goods have it"),
        ("134567890123456789", "a customer's code to pay with"),
        ("6901234567892", "Oat milk, barista, 1 l: 1 × 12.90 = ¥12.90"),
        ("4011", "Apples, Fuji, loose; the till asks how much"),
        ("🍎", "Nothing has the code"),
        ("", ""),
    ],
)
def test_what_else_is_tried_is_said_too(page: MainWindow, text: str, said: str) -> None:
    layouts(page).setPlainText(USUAL[0])
    row = page.settings.label
    row.field.setFocus()
    compose(text)
    press(Qt.Key.Key_Return, at=row.field)
    assert said in row.outcome.text()
    assert bool(row.outcome.text()) is bool(said)


def test_a_layout_that_cannot_work_is_refused_beside_its_field(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["scale_labels"]
    layouts(page).setFocus()
    type_text("21 PPPPP C", at=layouts(page))
    page.settings.label.field.setFocus()
    qtbot.waitUntil(lambda: "says neither weight nor amount" in row.said.text())
    page.settings.label.take_code("6901234567892")
    assert "says neither weight nor amount" in page.settings.label.outcome.text()
    assert page.services.settings.values.scale_labels == ""


def test_a_usual_layout_is_added_once(qtbot: QtBot, page: MainWindow) -> None:
    for place in (1, 3, 1, 0):
        choose(page, place)
    qtbot.waitUntil(lambda: page.services.settings.values.scale_labels == f"{USUAL[2]}\n{USUAL[0]}")
    assert page.settings.usual.currentIndex() == 0
