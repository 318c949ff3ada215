"""Lists load what is seen, and an older answer never overwrites a newer one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt

from pos_app.domain.problems import DatabaseBusy
from pos_app.ui.tasks import Tasks
from pos_app.ui.widgets.paged_model import PAGE, Column, PagedTableModel
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import followed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ROOT = QModelIndex()


def count_to(total: int, asked: list[tuple[str, int, int]]) -> object:
    def fetch(text: str, after: int, limit: int) -> list[int]:
        asked.append((text, after, limit))
        return list(range(after + 1, min(after + limit, total) + 1))

    return fetch


def make(tasks: Tasks, fetch: object) -> PagedTableModel[int]:
    columns: list[Column[int]] = [
        Column("Number", str, figure=True, tint=lambda row: "bad" if row % 2 else "text"),
        Column("Twice", lambda row: str(2 * row)),
    ]
    return PagedTableModel(columns, fetch, lambda row: row, lambda: 12, tasks)  # type: ignore[arg-type]


def test_pages_come_one_after_another_until_the_end(qtbot: QtBot, tasks: Tasks) -> None:
    asked: list[tuple[str, int, int]] = []
    model = make(tasks, count_to(PAGE + 30, asked))
    tester = followed(model)
    with qtbot.waitSignal(model.loaded):
        model.search("")
    assert model.rowCount() == PAGE
    # The tester asks for more by itself, as a view does; asking again while it is on its way is one question.
    model.fetchMore(ROOT)
    model.fetchMore(ROOT)
    qtbot.waitUntil(lambda: model.rowCount() == PAGE + 30)
    assert not model.canFetchMore(ROOT)
    assert asked == [("", 0, PAGE), ("", PAGE, PAGE)]
    assert tester.model() is model


def test_all_rows_are_counted_away_from_the_screen(qtbot: QtBot, tasks: Tasks) -> None:
    model = make(tasks, count_to(3, []))
    with qtbot.waitSignal(model.counted) as counted:
        model.search("")
    assert counted.args == [12]
    with qtbot.assertNotEmitted(model.counted), qtbot.waitSignal(model.loaded):
        model.search("tea")


def test_a_search_brings_the_best_matches_once(qtbot: QtBot, tasks: Tasks) -> None:
    model = make(tasks, count_to(10 * PAGE, []))
    with qtbot.waitSignal(model.loaded):
        model.search("tea")
    assert model.rowCount() == PAGE
    assert not model.canFetchMore(ROOT)
    assert model.text == "tea"


def test_a_late_answer_to_an_older_text_is_thrown_away(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()

    def fetch(text: str, _after: int, _limit: int) -> list[int]:
        if text == "t":
            gate.wait()
            return [1]
        return [2]

    model = make(tasks, fetch)
    model.search("t")
    with qtbot.waitSignal(model.loaded):
        model.search("te")
    gate.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert model.row_at(0) == 2


def test_a_page_that_cannot_be_read_is_told_and_can_be_asked_again(qtbot: QtBot, tasks: Tasks) -> None:
    problems: list[object] = []
    broken = [True]

    def fetch(_text: str, _after: int, _limit: int) -> list[int]:
        if broken[0]:
            raise DatabaseBusy
        return [1]

    model = make(tasks, fetch)
    model.failed.connect(problems.append)
    model.search("")
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert not model.loading
    broken[0] = False
    with qtbot.waitSignal(model.loaded):
        model.search("")
    assert model.rowCount() == 1


def test_a_fault_in_a_page_leaves_a_list_that_can_be_asked_again(qtbot: QtBot, qapp: QApplication) -> None:
    assert qapp is not None
    crashes: list[BaseException] = []
    tasks = Tasks(crashes.append)

    def fetch(_text: str, _after: int, _limit: int) -> list[int]:
        raise ZeroDivisionError

    model = make(tasks, fetch)
    model.search("tea")
    model.search("teas")
    qtbot.waitUntil(lambda: len(crashes) == 2)
    assert not model.loading
    assert not model.canFetchMore(ROOT)
    tasks.shutdown()


def test_cells_say_what_their_column_says(qtbot: QtBot, tasks: Tasks) -> None:
    model = make(tasks, count_to(3, []))
    with qtbot.waitSignal(model.loaded):
        model.search("")
    first = model.index(0, 0)
    assert first.data() == "1"
    assert model.index(2, 1).data() == "6"
    assert first.data(Role.TOKEN) == "bad"
    assert first.data(Role.ROW) == 1
    assert first.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Twice"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.row_at(3) is None
