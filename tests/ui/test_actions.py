"""Actions as data: no key twice on one screen, every action with a title, a handler and a place in the F1 sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.domain.permissions import Permission
from pos_app.ui.action_set import ActionSet
from pos_app.ui.actions import CODE_ACTION, SETTINGS_PAGES, Action, State, all_actions, matching, page_action
from pos_app.ui.help_sheet import HelpSheet
from pos_app.ui.palette import Palette, action_model
from tests.ui.hands import followed, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme

ACTIONS = all_actions(str)


@pytest.mark.parametrize("state", list(State))
def test_no_key_has_two_meanings_on_one_screen(state: State) -> None:
    keys = [
        QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString()
        for action in ACTIONS
        if state in action.states
        for key in action.keys
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_complete(action: Action) -> None:
    assert action.title
    assert action.group
    assert bool(action.keys) == (action.id not in {*map(page_action, SETTINGS_PAGES), CODE_ACTION})
    assert all(not QKeySequence(key).isEmpty() for key in action.keys)
    assert action.states


def test_ids_are_unique() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_f1_shows_every_action_with_a_key(qtbot: QtBot, theme: Theme) -> None:
    sheet = HelpSheet(None, theme, ACTIONS, ("A tip.",), str)
    qtbot.addWidget(sheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    titles: dict[bool, set[str]] = {True: set(), False: set()}
    for action in ACTIONS:
        titles[bool(action.keys)].add(action.title)
    assert titles[True] <= shown
    assert not titles[False] & shown
    assert {action.group for action in ACTIONS} <= shown
    assert "A tip." in shown


def test_actions_are_found_by_the_beginnings_of_their_words() -> None:
    assert [action.id for action in matching(ACTIONS, "pri qu")] == ["paper.queue"]
    assert [action.id for action in matching(ACTIONS, "f a rec")] == ["paper.find"]
    assert matching(ACTIONS, "zebra") == []
    chinese = Action("a", "打开钱箱", ("F1",), "a", "g", frozenset(State))
    assert matching([chinese], "钱箱") == [chinese]


def test_what_else_is_typed_for_a_page_finds_it_behind_what_is_called_so() -> None:
    assert [action.id for action in matching(ACTIONS, "scanner")] == [page_action("Codes")]
    assert [action.id for action in matching(ACTIONS, "curr")] == [page_action("Prices")]
    assert [action.id for action in matching(ACTIONS, "drawer")][-1] == page_action("Printer")
    assert [action.id for action in matching(ACTIONS, "settings drawer")] == [page_action("Printer")]


def test_the_palette_runs_what_is_chosen(qtbot: QtBot, theme: Theme) -> None:
    ran: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    palette = Palette(window, theme, ACTIONS, ran.append, str)
    palette.show()
    qtbot.waitExposed(palette)
    type_text("zzzq", at=palette.field)
    assert palette.nothing.isVisible()
    assert not palette.table.isVisible()
    palette.field.clear()
    type_text("go to", at=palette.field)
    assert not palette.nothing.isVisible()
    assert palette.model.rowCount() == 7
    press(Qt.Key.Key_Down, at=palette.field)
    press(Qt.Key.Key_Return, at=palette.field)
    assert ran in (["go.catalog"], ["go.sales"])
    assert not palette.isVisible()


def test_the_palette_runs_nothing_where_nothing_matches(qtbot: QtBot, theme: Theme) -> None:
    ran: list[str] = []
    palette = Palette(None, theme, ACTIONS, ran.append, str)
    qtbot.addWidget(palette)
    palette.show()
    type_text("zebra", at=palette.field)
    press(Qt.Key.Key_Return, at=palette.field)
    assert ran == []
    assert palette.isVisible()
    palette.reject()


def test_the_palettes_model() -> None:
    model = action_model(str)
    model.show(ACTIONS)
    tester = followed(model)
    model.show(ACTIONS[:3])
    assert model.rowCount() == 3
    assert tester.model() is model


class Counting:
    """Handlers that count their calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def handlers(self) -> dict[str, object]:
        """Return one for every action."""
        return {action.handler: (lambda name=action.handler: self.calls.append(name)) for action in ACTIONS}


def not_the_drawer(permission: Permission) -> bool:
    return permission is not Permission.DRAWER_OPEN


def make_set(qtbot: QtBot, counting: Counting, state: State) -> tuple[QWidget, ActionSet]:
    window = QWidget()
    qtbot.addWidget(window)
    made = ActionSet(window, ACTIONS, counting.handlers(), state, not_the_drawer)  # type: ignore[arg-type]
    window.show()
    window.activateWindow()
    window.setFocus()
    qtbot.waitUntil(window.hasFocus)
    return window, made


def test_shortcuts_follow_the_screen(qtbot: QtBot) -> None:
    counting = Counting()
    window, made = make_set(qtbot, counting, State.SELLING)
    press(Qt.Key.Key_F12, at=window)
    press(Qt.Key.Key_F5, at=window)
    assert counting.calls == ["pay"]
    made.follow(State.PAYING)
    press(Qt.Key.Key_F5, at=window)
    press(Qt.Key.Key_F2, at=window)
    assert counting.calls == ["pay", "tender_cash"]


def test_what_makes_no_sense_or_is_not_allowed_does_not_run(qtbot: QtBot) -> None:
    counting = Counting()
    window, made = make_set(qtbot, counting, State.SELLING)
    made.follow(State.SELLING, frozenset({"sales.pay"}))
    press(Qt.Key.Key_F12, at=window)
    made.run("sales.pay")
    made.run("sales.drawer")
    made.run("pay.finish")
    assert counting.calls == []
    made.run("sales.undo")
    assert counting.calls == ["undo"]
    assert "sales.drawer" not in {action.id for action in made.available()}


def test_an_action_without_a_handler_is_found_at_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(LookupError, match="change_quantity"):
        ActionSet(window, ACTIONS, {}, State.SELLING)
