"""Settings at the real window: made from their declarations, saved when left, refused beside the field, previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit

from pos_app.services.shop.settings import declared
from pos_app.ui.actions import State
from pos_app.ui.settings.fields import choice_name
from pos_app.ui.widgets.basics import KeyCap
from pos_app.ui.widgets.inputs import CheckBox, ComboBox
from tests.ui.hands import CTRL, click, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.settings.rows import SettingRow


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.show_settings("Shop")
    qtbot.waitUntil(window.settings.preview.paper.has_paper, timeout=30_000)  # the first drawing loads fonts
    return window


def line(row: SettingRow) -> QLineEdit:
    assert isinstance(row.field.editor, QLineEdit)
    return row.field.editor


def test_the_page_list_says_which_keys_turn_the_pages(page: MainWindow) -> None:
    pages = page.settings.pages
    page.resize(960, 560)
    QApplication.processEvents()
    said = [text.text() for text in pages.findChildren(QLabel) if text.isVisible()]
    caps = [cap for cap in pages.findChildren(KeyCap) if cap.isVisible()]
    assert said == ["Turn the pages"]
    assert [cap.accessibleName() for cap in caps] == ["Ctrl PgUp", "Ctrl PgDown"]
    lowest = pages.tabs[-1].geometry().bottom()
    for cap in caps:
        place = QRect(cap.mapTo(pages, QPoint()), cap.size())
        assert pages.rect().contains(place)
        assert place.top() > lowest


def test_every_setting_is_on_the_page(page: MainWindow) -> None:
    assert set(page.settings.rows) == set(declared())
    values = page.services.settings.values
    for name, row in page.settings.rows.items():
        assert row.field.value() == getattr(values, name)
        assert row.field.editor.accessibleName()


def test_a_text_is_saved_when_the_person_leaves_it(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["shop_name"]
    line(row).selectAll()
    type_text("Corner shop", at=line(row))
    assert page.services.settings.values.shop_name == "Countertop"
    shown = [other for other in page.settings.rows.values() if other.isVisible()]
    places = [other.geometry() for other in shown]
    press(Qt.Key.Key_Tab, at=line(row))
    qtbot.waitUntil(lambda: page.services.settings.values.shop_name == "Corner shop")
    qtbot.waitUntil(lambda: row.said.text() == "Saved")
    page.grab()
    assert [other.geometry() for other in shown] == places


def test_filling_the_page_saves_nothing(qtbot: QtBot, page: MainWindow) -> None:
    with qtbot.assertNotEmitted(page.settings.announced):
        page.settings._fill()
        qtbot.waitUntil(lambda: page.tasks.pending == 0)


def test_a_refused_value_is_said_beside_its_field(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["shop_name"]
    line(row).clear()
    press(Qt.Key.Key_Return, at=line(row))
    qtbot.waitUntil(lambda: "Something must stand here" in row.said.text())
    assert page.services.settings.values.shop_name == "Countertop"


def test_an_amount_is_typed_as_money(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["cash_rounding"]
    assert line(row).text() == "0.00"
    line(row).setText("five")
    press(Qt.Key.Key_Return, at=line(row))
    assert "no amount" in row.said.text()
    line(row).setText("0.05")
    press(Qt.Key.Key_Return, at=line(row))
    qtbot.waitUntil(lambda: page.services.settings.values.cash_rounding == 5)


def test_choices_and_flags_are_saved_at_once(qtbot: QtBot, page: MainWindow) -> None:
    flag = page.settings.rows["merge_lines"].field.editor
    assert isinstance(flag, CheckBox)
    flag.click()
    qtbot.waitUntil(lambda: not page.services.settings.values.merge_lines)
    choice = page.settings.rows["paper_width"].field.editor
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(choice.findData(58))
    choice.activated.emit(choice.currentIndex())
    qtbot.waitUntil(lambda: page.services.settings.values.paper_width == 58)


def test_the_appearance_changes_with_its_setting(qtbot: QtBot, page: MainWindow) -> None:
    choice = page.settings.rows["theme"].field.editor
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(choice.findData("dark"))
    choice.activated.emit(choice.currentIndex())
    qtbot.waitUntil(lambda: page._theme.tokens.dark)


def test_the_receipt_is_drawn_while_typing(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["receipt_footer"]
    field = row.field.editor
    assert isinstance(field, QPlainTextEdit)
    page.settings.show_page("Receipt")
    before = page.settings.preview.paper._whole.toImage()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    type_text(" Open until nine", at=field)
    qtbot.waitUntil(lambda: page.settings.preview.paper._whole.toImage() != before)
    assert "nine" not in page.services.settings.values.receipt_footer
    page.settings.rows["receipt_header"].field.editor.setFocus()
    qtbot.waitUntil(lambda: "nine" in page.services.settings.values.receipt_footer)


def test_a_logo_that_is_none_is_said_in_the_preview(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["logo"]
    line(row).setText("/no/such/logo.png")
    press(Qt.Key.Key_Return, at=line(row))
    qtbot.waitUntil(lambda: page.services.settings.values.logo == "/no/such/logo.png")
    qtbot.waitUntil(lambda: page.tasks.pending == 0 and not page.settings.preview.drawing)
    assert page.settings.preview.paper.has_paper()


def test_a_fault_while_drawing_is_followed_by_the_next_drawing(
    qtbot: QtBot, page: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_wanted: object) -> None:
        raise ZeroDivisionError

    qtbot.waitUntil(lambda: page.tasks.pending == 0 and not page.settings.preview.drawing)
    monkeypatch.setattr(page.services.paper, "sample", stumble)
    page.settings.preview.draw()
    qtbot.waitUntil(lambda: len(crashes) == 1)
    crashes.clear()
    monkeypatch.undo()
    assert not page.settings.preview.drawing
    before = page.settings.preview.paper._whole.toImage()
    line(page.settings.rows["shop_name"]).setText("Another name")
    page.settings.preview.draw()
    qtbot.waitUntil(lambda: page.settings.preview.paper._whole.toImage() != before)


def test_declarations_are_read_whole() -> None:
    width = declared()["paper_width"]
    assert (width.group, width.widget, width.unit, width.choices) == ("Printer", "choice", "mm", (58, 80))
    assert choice_name(58, "mm", str) == "58 mm"
    assert choice_name("zh_CN", "", str) == "简体中文"


def test_a_click_on_a_tab_leaves_what_was_typed_saved(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.rows["tax_number"]
    line(row).setFocus()
    type_text("CN-1", at=line(row))
    click(page.header.tabs[0])
    press(Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(lambda: page.services.settings.values.tax_number == "CN-1")


def test_a_list_of_choices_shows_them_all(page: MainWindow) -> None:
    field = page.settings.rows["tax_rounding"].field.editor
    assert isinstance(field, ComboBox)
    page.settings.show_page("Prices")
    field.showPopup()
    last = field.model().index(field.count() - 1, 0)
    assert field.view().viewport().rect().contains(field.view().visualRect(last))
    field.hidePopup()


def test_pages_turn_by_key_and_the_first_field_has_the_focus(qtbot: QtBot, page: MainWindow) -> None:
    settings = page.settings
    assert settings.groups == [
        "Shop",
        "Prices",
        "Taxes",
        "Receipt",
        "Printer",
        "Codes",
        "Scale",
        "Staff",
        "Backups",
        "Screen",
    ]
    assert settings.rows["shop_name"].field.editor.hasFocus()
    press(Qt.Key.Key_PageDown, CTRL)
    assert settings.rows["tax_rounding"].isVisible()
    press(Qt.Key.Key_PageDown, CTRL)
    assert settings.state is State.TAXES
    assert not settings.preview.isVisible()
    qtbot.waitUntil(settings.taxes.table.hasFocus)
    for _ in range(9):
        press(Qt.Key.Key_PageDown, CTRL)
    assert settings.rows["language"].field.editor.hasFocus()
    assert not settings.preview.isVisible()
    press(Qt.Key.Key_PageUp, CTRL)
    assert settings.backups.card.table.hasFocus()
    press(Qt.Key.Key_PageUp, CTRL)
    assert settings.staff.card.table.hasFocus()
    press(Qt.Key.Key_PageUp, CTRL)
    assert settings.rows["scale_kind"].field.editor.hasFocus()
    press(Qt.Key.Key_PageUp, CTRL)
    assert settings.rows["scanner_port"].field.editor.hasFocus()
    press(Qt.Key.Key_PageUp, CTRL)
    assert settings.preview.isVisible()


def test_arrows_move_among_the_pages(page: MainWindow) -> None:
    tabs = page.settings.pages.tabs
    tabs[0].setFocus()
    press(Qt.Key.Key_Down)
    assert tabs[1].isChecked()
    assert page.settings.currency.isVisible()
    page.grab()


def test_the_usual_tax_class_is_one_that_is_there(qtbot: QtBot, page: MainWindow) -> None:
    field = page.settings.rows["default_tax_class"].field
    editor = field.editor
    assert isinstance(editor, ComboBox)
    qtbot.waitUntil(lambda: editor.count() == 4)
    page.services.tax_class.add("books", "Books", page.services.taxes.today(), [])
    page.settings.shown()
    qtbot.waitUntil(lambda: editor.count() == 5)
    assert [editor.itemText(place) for place in range(5)] == ["13 %", "9 %", "6 %", "0 %", "Books (books)"]
    assert field.value() == "13"
    editor.setCurrentIndex(4)
    editor.activated.emit(4)
    qtbot.waitUntil(lambda: page.services.settings.values.default_tax_class == "books")


def test_a_printers_model_is_chosen_by_its_name(qtbot: QtBot, page: MainWindow) -> None:
    editor = page.settings.rows["printer_model"].field.editor
    assert isinstance(editor, ComboBox)
    qtbot.waitUntil(lambda: editor.findText("Epson TM-T20II") > 0)
    assert editor.currentText() == "Another model"
    place = editor.findText("Zjiang POS5890 Series")
    editor.setCurrentIndex(place)
    editor.activated.emit(place)
    qtbot.waitUntil(lambda: page.services.settings.values.printer_model == "POS-5890")


def test_the_money_stays_once_goods_have_prices(qtbot: QtBot, page: MainWindow) -> None:
    row = page.settings.currency
    qtbot.waitUntil(lambda: not row.field.isEnabled())
    assert row.field.text() == "CNY"
    assert "Chinese Yuan" in row.name.text()
    assert "Goods have prices in CNY" in row.help.text()
    page.settings.show_page("Prices")
    page.settings._focus_page()
    assert page.settings.rows["merge_lines"].field.editor.hasFocus()
