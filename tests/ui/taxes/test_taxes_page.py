"""The taxes page at the real window, by keys alone: classes, stacked taxes, what is refused, what comes."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.tax_rules import TaxDraft
from pos_app.ui.tasks import Operation
from pos_app.ui.taxes.template_sheet import TemplateSheet
from pos_app.ui.widgets.rows_model import Role
from tests.factories.taxes import class_of
from tests.ui.hands import CTRL, SHIFT, click, focused, followed, press, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.taxes.view import TaxesPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> TaxesPage:
    press(Qt.Key.Key_6, CTRL)
    window.settings.show_page("Taxes")
    window.settings.taxes.focus()
    qtbot.waitUntil(lambda: window.settings.taxes.model.rowCount() == 4)
    return window.settings.taxes


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


@contextmanager
def held_writer(window: MainWindow) -> Iterator[None]:
    """Let nothing be written until the block ends."""
    gate = threading.Event()
    window.tasks.write(Operation(gate.wait))
    try:
        yield
    finally:
        gate.set()


def begin_class(page: TaxesPage, name: str, code: str) -> None:
    press(Qt.Key.Key_N, CTRL)
    type_text(name)
    press(Qt.Key.Key_Tab)
    type_text(code)
    page.form.lines.lines[0].rate.setFocus()
    type_text("13")


def example(page: TaxesPage) -> list[tuple[str, str]]:
    return [(row.name.text(), row.figure.text()) for row in page.form.figures]


def test_the_list_says_what_is_in_force(page: TaxesPage) -> None:
    rows = [page.model.index(place, 0) for place in range(4)]
    assert [row.data() for row in rows] == ["13 %", "9 %", "6 %", "0 %"]
    assert followed(page.model) is not None
    assert page.form.title.text() == "13 %"
    assert page.form.day.text() == page.presenter._services.taxes.today().isoformat()
    assert example(page) == [("Price", "100.00"), ("Net", "88.50"), ("VAT 13%, inside", "11.50"), ("To pay", "¥100.00")]
    assert not page.form.buttons["taxes.save"].isEnabled()
    page.window().grab()


def test_arrows_in_the_list_bring_a_class_into_the_form(page: TaxesPage) -> None:
    press(Qt.Key.Key_Down)
    assert page.form.title.text() == "9 %"
    assert page.form.lines.lines[0].rate.text() == "9"


def test_stacked_taxes_are_typed_tried_and_kept(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    press(Qt.Key.Key_N, CTRL)
    assert page.form.name.hasFocus()
    assert page.table.row() == -1
    type_text("Old Quebec")
    press(Qt.Key.Key_Tab)
    type_text("quebec")
    first = page.form.lines.lines[0]
    first.name.setFocus()
    first.name.selectAll()
    type_text("GST")
    press(Qt.Key.Key_Tab)
    type_text("5,0")
    first.side.setCurrentIndex(first.side.findData(False))
    first.side.activated.emit(1)
    press(Qt.Key.Key_N, CTRL | SHIFT)
    type_text("QST")
    press(Qt.Key.Key_Tab)
    assert page.form.figures == [], "no rate, no example"
    type_text("7.5")
    second = page.form.lines.lines[1]
    assert not second.side.currentData(), "on the side of the one above"
    assert first.compound.isHidden()
    click(second.compound)
    assert example(page) == [
        ("Price", "100.00"),
        ("GST 5%, on top", "5.00"),
        ("QST 7.5%, on top", "7.88"),
        ("To pay", "¥112.88"),
    ]
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: page.form.saved.text() == "Saved")
    settle(qtbot, window)
    kept = class_of(window.services, "quebec")
    assert [TaxDraft.of(tax) for tax in kept.taxes] == [
        TaxDraft("GST", 50_000, included=False, order=1),
        TaxDraft("QST", 75_000, included=False, order=2, compound=True),
    ]
    assert page.model.rowCount() == 5
    assert page.form.title.text() == "Old Quebec"
    assert not page.presenter.dirty


def test_filling_the_form_keeps_nothing_and_esc_leaves_it(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    with qtbot.assertNotEmitted(page.announced):
        page.form.lines.lines[0].rate.setFocus()
        page.form.lines.lines[0].rate.selectAll()
        type_text("99")
        page.table.setFocus()
        press(Qt.Key.Key_Down)
        assert "not saved yet" in page.form.said.text()
        assert page.form.title.text() == "13 %"
        assert page.table.row() == 0
        press(Qt.Key.Key_N, CTRL)
        assert not page.presenter.new
        page.reload()
        settle(qtbot, window)
        assert page.form.lines.lines[0].rate.text() == "99", "work that is not saved is never filled over"
        press(Qt.Key.Key_Escape)
        assert page.form.lines.lines[0].rate.text() == "13"
        assert page.form.said.text() == ""
        press(Qt.Key.Key_Down)
        assert page.form.title.text() == "9 %"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("rate", "", "rate is missing"),
        ("rate", "much", "no percentage"),
        ("rate", "2000", "no rate a tax can have"),
        ("tax", " ", "needs a name"),
        ("day", "soon", "no day"),
        ("day", "2020-01-01", "Taxes change from today"),
        ("code", "9", "has the code 9"),
        ("name", " ", "needs a code and a name"),
    ],
)
def test_what_is_refused_is_said_below_the_form(
    qtbot: QtBot, window: MainWindow, page: TaxesPage, field: str, text: str, said: str
) -> None:
    line = page.form.lines.lines[0]
    fields = {"rate": line.rate, "tax": line.name, "day": page.form.day, "code": page.form.code, "name": page.form.name}
    wanted = fields[field]
    if field == "day":
        line.rate.setFocus()
        line.rate.selectAll()
        type_text("14")
    wanted.setFocus()
    wanted.selectAll()
    press(Qt.Key.Key_Backspace)
    type_text(text)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: said in page.form.said.text())
    settle(qtbot, window)
    assert wanted.hasFocus()
    assert [tax.rate_ppm for tax in class_of(window.services, "13").taxes] == [130_000]


def test_a_change_to_come_is_shown_and_taken_back(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    later = window.services.taxes.today() + timedelta(days=40)
    line = page.form.lines.lines[0]
    line.rate.setFocus()
    line.rate.selectAll()
    type_text("14")
    page.form.day.setFocus()
    page.form.day.selectAll()
    type_text(later.strftime("%d.%m.%Y"))
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(page.form.buttons["taxes.take_back"].isVisible)
    settle(qtbot, window)
    assert page.form.lines.lines[0].rate.text() == "13"
    assert [rule.valid_from for rule in class_of(window.services, "13").coming] == [later]
    press(Qt.Key.Key_B, CTRL | SHIFT)
    qtbot.waitUntil(lambda: page.form.saved.text() == "Taken back")
    settle(qtbot, window)
    assert class_of(window.services, "13").coming == ()
    assert not page.form.buttons["taxes.take_back"].isVisible()


def test_a_class_may_have_no_tax(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    page.form.lines.lines[0].off.setFocus()
    press(Qt.Key.Key_Space)
    assert page.form.lines.none.isVisible()
    assert example(page) == [("Price", "100.00"), ("To pay", "¥100.00")]
    press(Qt.Key.Key_N, CTRL | SHIFT)
    press(Qt.Key.Key_N, CTRL | SHIFT)
    first, second = page.form.lines.lines
    click(first.off)
    assert focused() is second.name
    click(second.off)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: page.form.saved.text() == "Saved")
    settle(qtbot, window)
    assert class_of(window.services, "13").taxes == ()
    assert page.model.index(0, 0).data(Role.NOTE) == "usual · No tax"


def test_archiving_says_why_not_and_that_it_was_done(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    qtbot.waitUntil(lambda: "is the usual tax class" in page.form.said.text())
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    click(page.form.buttons["taxes.archive"])
    qtbot.waitUntil(lambda: page.form.saved.text() == "Archived")
    settle(qtbot, window)
    assert page.model.rowCount() == 3


def test_goods_in_the_shop_bar_the_templates(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    press(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: page.window().findChild(TemplateSheet) is not None)
    sheet = page.window().findChild(TemplateSheet)
    assert isinstance(sheet, TemplateSheet)
    assert "8 articles have their tax class" in sheet.said.text()
    assert not sheet.use.isEnabled()
    press(Qt.Key.Key_Return, at=sheet)
    settle(qtbot, window)
    sheet.reject()
    assert len(window.services.taxes.classes()) == 4


def test_saving_twice_fast_is_one_wish(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    begin_class(page, "Fresh food", "new")
    with held_writer(window):
        press(Qt.Key.Key_S, CTRL)
        press(Qt.Key.Key_S, CTRL)
    settle(qtbot, window)
    assert page.form.saved.text() == "Saved"
    assert page.form.said.text() == ""
    assert page.form.title.text() == "Fresh food"
    assert [tax.name for tax in class_of(window.services, "new").taxes] == ["VAT"]


def test_what_is_typed_while_a_class_is_written_stays(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    begin_class(page, "Fresh food", "new")
    with held_writer(window):
        press(Qt.Key.Key_S, CTRL)
        page.form.name.setFocus()
        type_text(" and milk")
        press(Qt.Key.Key_N, CTRL)
        press(Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert class_of(window.services, "new").name == "Fresh food"
    assert page.form.name.text() == "Fresh food and milk"
    assert page.form.title.text() == "Fresh food"
    assert page.form.buttons["taxes.save"].isEnabled()
    press(Qt.Key.Key_S, CTRL)
    settle(qtbot, window)
    assert class_of(window.services, "new").name == "Fresh food and milk"
    assert not page.presenter.dirty
    assert page.model.rowCount() == 5


def test_nothing_is_taken_back_or_archived_over_unsaved_work(qtbot: QtBot, window: MainWindow, page: TaxesPage) -> None:
    later = window.services.taxes.today() + timedelta(days=40)
    kept = class_of(window.services, "9")
    window.services.tax_class.change(kept.uid, "9", "9 %", day=later, taxes=[TaxDraft("VAT", 80_000, included=True)])
    press(Qt.Key.Key_Down)
    page.reload()
    qtbot.waitUntil(page.form.buttons["taxes.take_back"].isVisible)
    page.form.name.setFocus()
    page.form.name.selectAll()
    type_text("Reduced")
    for button in ("taxes.take_back", "taxes.archive"):
        assert not page.form.buttons[button].isEnabled()
    press(Qt.Key.Key_B, CTRL | SHIFT)
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    page.presenter.take_back()
    page.presenter.archive()
    settle(qtbot, window)
    assert page.form.name.text() == "Reduced"
    assert class_of(window.services, "9").coming != ()
    with held_writer(window):
        press(Qt.Key.Key_S, CTRL)
        assert not page.form.buttons["taxes.take_back"].isEnabled()
    settle(qtbot, window)
    press(Qt.Key.Key_B, CTRL | SHIFT)
    settle(qtbot, window)
    assert (class_of(window.services, "9").coming, class_of(window.services, "9").name) == ((), "Reduced")


def test_what_is_typed_on_a_class_while_it_is_archived_is_no_other_classs(
    qtbot: QtBot, window: MainWindow, page: TaxesPage
) -> None:
    press(Qt.Key.Key_Down)
    with held_writer(window):
        click(page.form.buttons["taxes.archive"])
        page.form.name.setFocus()
        page.form.name.selectAll()
        type_text("Reduced")
    settle(qtbot, window)
    assert page.form.name.text() == "Reduced"
    assert page.table.row() == -1
    press(Qt.Key.Key_S, CTRL)
    settle(qtbot, window)
    assert [one.name for one in window.services.taxes.classes() if one.code in {"9", "13"}] == ["13 %", "Reduced"]


def test_a_fault_in_saving_leaves_the_form_and_the_keys(
    qtbot: QtBot, window: MainWindow, page: TaxesPage, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.form.name.setFocus()
    type_text(" usual")
    with monkeypatch.context() as broken:
        broken.setattr(window.services.tax_class, "change", lambda *_: 1 / 0)
        press(Qt.Key.Key_S, CTRL)
        settle(qtbot, window)
    assert [type(fault) for fault in crashes] == [ZeroDivisionError]
    crashes.clear()
    assert page.presenter.dirty
    press(Qt.Key.Key_S, CTRL)
    settle(qtbot, window)
    assert class_of(window.services, "13").name == "13 % usual"
