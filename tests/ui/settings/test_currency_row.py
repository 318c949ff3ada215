"""The shop's money is typed by its code or its name; what is neither is refused by what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from pos_app.domain.formats import Formats
from pos_app.services.language import translator
from pos_app.ui.settings.currency_row import CurrencyRow
from tests.ui.hands import press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


@pytest.fixture
def row(qtbot: QtBot, theme: Theme, wording: Wording) -> CurrencyRow:
    return shown(qtbot, theme, wording)


def shown(qtbot: QtBot, theme: Theme, wording: Wording) -> CurrencyRow:
    made = CurrencyRow(theme, wording)
    qtbot.addWidget(made)
    made.show_value("CNY", "")
    made.show()
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    made.field.selectAll()
    return made


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("jpy", "JPY", "Japanese Yen"),
        ("Yen", "JPY", "Japanese Yen"),
        ("euro", "EUR", "Euro"),
        (" swiss ", "CHF", "Swiss Franc"),
        ("US dollar", "USD", "US Dollar"),
    ],
)
def test_a_code_or_a_name_is_taken(qtbot: QtBot, row: CurrencyRow, typed: str, code: str, name: str) -> None:
    type_text(typed, at=row.field)
    assert row.name.text().startswith(f"{name} · ")
    with qtbot.waitSignal(row.entered) as entered:
        press(Qt.Key.Key_Return, at=row.field)
    assert entered.args == [code]
    assert row.field.text() == code


@pytest.mark.parametrize(("typed", "given"), [("xqq", "XQQ"), ("dollar", "DOLLAR"), ("x" * 60, "X" * 40)])
def test_what_is_none_or_several_is_given_as_it_was_typed(
    qtbot: QtBot, row: CurrencyRow, typed: str, given: str
) -> None:
    type_text(typed, at=row.field)
    assert row.name.text() == ""
    with qtbot.waitSignal(row.entered) as entered:
        press(Qt.Key.Key_Return, at=row.field)
    assert entered.args == [given]


def test_a_name_in_the_language_of_the_screen_is_taken(qtbot: QtBot, theme: Theme, wording: Wording) -> None:
    chinese = replace(wording, translate=translator("zh_CN"), formats=Formats("zh_CN", "CNY", 2))
    row = shown(qtbot, theme, chinese)
    row.field.setText("日元")
    with qtbot.waitSignal(row.entered) as entered:
        press(Qt.Key.Key_Return, at=row.field)
    assert entered.args == ["JPY"]
