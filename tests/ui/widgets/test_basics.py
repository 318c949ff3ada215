"""Buttons with keys, money, notices, inputs: what they show, what they say to a screen reader, what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from pos_app.ui.tokens import LIGHT
from pos_app.ui.widgets.basics import (
    ElidedLabel,
    EmptyState,
    KeyCap,
    MoneyLabel,
    Notice,
    Pill,
    StatusDot,
    balanced,
    label,
    set_look,
)
from pos_app.ui.widgets.inputs import CheckBox, ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.long_words import breakable
from pos_app.ui.widgets.painting import fitting
from pos_app.ui.widgets.paper_view import PaperView
from tests.ui.hands import click

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme


def inks(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_a_button_tells_its_label_and_key(qtbot: QtBot, theme: Theme) -> None:
    button = KeyButton(theme, "Pay", "F12", Kind.PRIMARY, 60)
    qtbot.addWidget(button)
    button.show()
    assert (button.accessibleName(), button.accessibleDescription()) == ("Pay", "F12")
    assert button.height() == 60
    narrow = button.minimumSizeHint().width()
    button.set_title("Pay ¥ 151.83")
    assert button.accessibleName() == "Pay ¥ 151.83"
    assert button.minimumSizeHint().width() > narrow
    assert {LIGHT.accent, LIGHT.on_accent} <= inks(button)


def test_a_click_leaves_the_focus_where_it_is(qtbot: QtBot, theme: Theme) -> None:
    page, field, button = QWidget(), QLineEdit(), KeyButton(theme, "Hold", "F7")
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(field)
    layout.addWidget(button)
    page.show()
    field.setFocus()
    with qtbot.waitSignal(button.clicked):
        click(button)
    assert page.focusWidget() is field


def test_the_chosen_and_the_disabled_look_so(qtbot: QtBot, theme: Theme) -> None:
    button = KeyButton(theme, "Cash", "F5")
    qtbot.addWidget(button)
    plain = inks(button)
    button.set_chosen(True)
    assert button.chosen
    assert LIGHT.selection in inks(button) - plain
    button.setEnabled(False)
    assert LIGHT.accent not in inks(button)


def test_money_is_never_cut_and_is_spoken_whole(qtbot: QtBot, theme: Theme) -> None:
    money = MoneyLabel(theme, "¥")
    qtbot.addWidget(money)
    money.set("8.17")
    small = money.minimumSizeHint().width()
    money.set("101,234.56", "good")
    assert money.minimumSizeHint().width() > small
    assert money.accessibleName() == "¥ 101,234.56"
    assert money.text() == "101,234.56"
    tall = money.sizeHint().height()
    money.set_size(44)
    assert money.sizeHint().height() > tall


def test_a_figure_is_written_smaller_before_it_is_cut(theme: Theme) -> None:
    font = theme.font(15)
    wide = QFontMetricsF(font).horizontalAdvance("1,234,567.89")
    assert fitting(font, "1,234,567.89", wide, 11).pixelSize() == 15
    smaller = fitting(font, "1,234,567.89", wide - 10, 11)
    assert 11 <= smaller.pixelSize() < 15
    assert QFontMetricsF(smaller).horizontalAdvance("1,234,567.89") <= wide - 10
    assert fitting(font, "1,234,567.89", 3, 11).pixelSize() == 11


def test_a_long_name_gives_way_and_is_spoken_whole(qtbot: QtBot) -> None:
    name = ElidedLabel("strong")
    qtbot.addWidget(name)
    name.setText("Wiederverwendbare Einkaufstasche aus Biobaumwolle")
    assert name.minimumSizeHint().width() == 0
    name.resize(60, 20)
    name.show()
    assert inks(name)
    assert name.text().endswith("Biobaumwolle")


def test_the_primary_action_can_be_read_while_it_is_off(qtbot: QtBot, theme: Theme) -> None:
    button = KeyButton(theme, "Pay", "F12", Kind.PRIMARY)
    qtbot.addWidget(button)
    button.setEnabled(False)
    assert {LIGHT.tile, LIGHT.muted} <= inks(button)


def test_a_notice_takes_no_room_while_it_says_nothing(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice(theme)
    qtbot.addWidget(notice)
    notice.say("Careful.", "warn")
    assert notice.isVisible()
    assert notice.text() == notice.accessibleName() == "Careful."
    notice.resize(200, 24)
    assert LIGHT.warn in inks(notice)
    notice.say("")
    assert not notice.isVisible()


LONG = "queue://Kassenbondrucker%20im%20Erdgeschoss%20hinten%20links"


def test_a_notice_turns_within_a_word_that_is_longer_than_its_row(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice(theme)
    qtbot.addWidget(notice)
    sentence = f"The system has no queue for {LONG}."
    notice.say(sentence, "warn")
    assert notice.text() == notice.accessibleName() == sentence
    assert notice.minimumSizeHint().width() < 200 < QFontMetricsF(notice.font()).horizontalAdvance(LONG)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The printer is off.", "The printer is off."),
        ("tcp://192.168.1.50:9100", "tcp://192.168.1.50:9100"),
        ("file:///dev/usb/lp0?x=1234567890", "file:///|dev/|usb/|lp0?|x=|1234567890"),
        ("Betriebswerkbauunterbeamtengesellschaft", "Betriebswerk|bauunterbeam|tengesellsch|aft"),
        ("//////////////////////////////x", "//////////////////////////////|x"),
        (
            "超长的中文商品名称非常非常长的名字有机无糖燕麦奶咖啡大师版一升装",
            "超长的中文商品名称非常非常长的名字有机无糖燕麦奶咖啡大师版一升装",
        ),
        ("\u0627\u0644" * 20, "\u0627\u0644" * 20),
    ],
)
def test_long_words_may_turn_behind_signs_and_within_letters(text: str, shown: str) -> None:
    assert breakable(text) == shown.replace("|", "\u200b")


def test_a_label_shows_names_as_they_are_written(qtbot: QtBot) -> None:
    shown = label("<b>Bold</b> & co")
    qtbot.addWidget(shown)
    assert shown.textFormat() == Qt.TextFormat.PlainText
    set_look(shown, "bad")
    assert shown.property("look") == "bad"


def test_small_things_have_names(qtbot: QtBot, theme: Theme) -> None:
    cap, pill = KeyCap(theme, "Ctrl K"), Pill(theme, "2")
    dot = StatusDot(theme, "Books balance")
    empty = EmptyState(theme, "Nothing", "Do this.", (("Help", "F1"),))
    for widget in (cap, pill, dot, empty):
        qtbot.addWidget(widget)
    assert cap.accessibleName() == "Ctrl K"
    pill.set("120")
    assert pill.text() == "120"
    assert pill.width() > pill.height()
    dot.set("Books do not balance", "bad")
    assert dot.text() == "Books do not balance"
    assert [shown.accessibleName() for shown in empty.findChildren(KeyCap)] == ["F1"]


def test_a_check_box_takes_a_click_on_its_label(qtbot: QtBot, theme: Theme) -> None:
    check = CheckBox(theme, "Yes")
    qtbot.addWidget(check)
    check.resize(check.sizeHint())
    check.show()
    click(check)
    assert check.isChecked()
    assert LIGHT.accent in inks(check)


def test_a_choice_shows_its_arrow(qtbot: QtBot, theme: Theme) -> None:
    choice = ComboBox(theme)
    qtbot.addWidget(choice)
    choice.addItems(["one", "two"])
    choice.resize(200, 32)
    choice.show()
    image = choice.grab().toImage()
    right = {image.pixelColor(x, y).name().upper() for x in range(178, 192) for y in range(8, 24)}
    assert right - {LIGHT.surface}


def test_paper_fits_the_room_and_can_be_taken_away(qtbot: QtBot, tmp_path: Path) -> None:
    paper = QPixmap(576, 900)
    paper.fill(Qt.GlobalColor.white)
    path = tmp_path / "paper.png"
    assert paper.save(str(path))
    view = PaperView("Paper")
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.show_paper(path.read_bytes())
    assert view.has_paper()
    assert view._picture.sizeHint().width() <= 300
    view.resize(200, 400)
    assert view._picture.sizeHint().width() <= 200
    view.clear_paper()
    assert not view.has_paper()


def test_scrolling_past_a_choice_leaves_it_as_it_is(qtbot: QtBot, theme: Theme) -> None:
    choice = ComboBox(theme)
    qtbot.addWidget(choice)
    choice.addItems(["58 mm", "80 mm"])
    choice.show()
    choice.setFocus()
    down, nowhere = QPoint(0, -120), QPoint()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        nowhere,
        down,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, wheel)
    assert choice.currentIndex() == 0
    assert not wheel.isAccepted()


def test_a_balanced_sentence_leaves_no_word_alone(theme: Theme) -> None:
    text, font = "No quick keys yet. Ring something up, then press Ctrl Shift K to put it here.", theme.font()
    room = round(QFontMetricsF(font).horizontalAdvance(text)) - 20
    assert room * 0.5 < balanced(text, font, room) < room * 0.65
    assert balanced("Short", font, room) <= QFontMetricsF(font).horizontalAdvance("Short") + 2
    assert balanced("", font, room) <= 1
