"""Steps reach the disk in their order; after a failure none overtakes, and the line says so."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from sqlalchemy import update

from pos_app.data.ids import new_uid
from pos_app.data.tables.catalog import variant
from pos_app.domain.changes import Changes
from pos_app.domain.problems import DatabaseBusy, DiskFull
from pos_app.domain.sale import Sale, Unkept, begin
from pos_app.domain.steps import AddLine
from pos_app.services.sales.keep_step import BasketClosed
from pos_app.ui.sales.keeper import RETRY_MS, Keeper
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import press, type_text
from tests.ui.sales.baskets import basket, uid
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import MILK, SAUCE, TEA

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from pos_app.domain.errors import EnvironmentProblem
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.tasks import Tasks
    from tests.ui.conftest import Recorder


class Disk:
    """Takes steps, until it is full."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self.full_at: set[int] = set()

    def keep(self, unkept: Unkept) -> Changes:
        """Keep a step or refuse it."""
        if unkept.position in self.full_at:
            raise DiskFull
        self.kept.append(unkept.position)
        return Changes(baskets=True)


def sales(count: int) -> list[Sale]:
    made = [begin(uid(200))]
    for line in basket(*((f"goods {number}", 100, 1000) for number in range(count))).lines:
        made.append(made[-1].after(AddLine(line), "line"))
    return made[1:]


def test_steps_are_kept_in_order(qtbot: QtBot, tasks: Tasks) -> None:
    disk = Disk()
    keeper = Keeper(disk.keep, tasks)
    for sale in sales(20):
        keeper.keep(sale)
    assert len(keeper.saving()) == 20
    qtbot.waitUntil(lambda: not keeper.saving())
    assert disk.kept == list(range(1, 21))


def test_none_overtakes_a_failed_step_and_all_are_tried_again(qtbot: QtBot, tasks: Tasks) -> None:
    disk = Disk()
    disk.full_at = {2}
    keeper = Keeper(disk.keep, tasks)
    problems: list[object] = []
    keeper.troubled.connect(problems.append)
    first, second, third, fourth = sales(4)
    for sale in (first, second, third):
        keeper.keep(sale)
    qtbot.waitUntil(lambda: keeper.failing and tasks.pending == 0)
    assert disk.kept == [1]
    assert keeper.unsaved() == {second.lit, third.lit}
    assert keeper.saving() == frozenset()
    keeper.keep(fourth)
    assert len(problems) == 1
    disk.full_at = set()
    keeper.retry()
    qtbot.waitUntil(lambda: disk.kept == [1, 2, 3, 4])
    qtbot.waitUntil(lambda: not keeper.failing and not keeper.saving())
    assert keeper.trouble is None


def test_a_fault_of_ours_is_a_failure_and_tried_again(
    qtbot: QtBot, window: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    view, keeper = window.sales.widget, window.sales.basket._keeper
    real = keeper._keep

    def stumble(_unkept: Unkept) -> Changes:
        raise ZeroDivisionError

    monkeypatch.setattr(keeper, "_keep", stumble)
    scan(MILK.code)
    scan(TEA.code)
    qtbot.waitUntil(lambda: keeper.failing and window.tasks.pending == 0)
    assert [type(fault) for fault in crashes] == [ZeroDivisionError]
    assert keeper._retry.isActive()
    assert keeper._retry.interval() == 2 * RETRY_MS
    assert len(keeper.unsaved()) == 2
    assert view.said.text().startswith("The basket could not be saved, by a fault of the program")
    assert not view.pay_button.isEnabled()
    monkeypatch.setattr(keeper, "_keep", real)
    keeper.retry()
    qtbot.waitUntil(lambda: view.pay_button.isEnabled() and window.tasks.pending == 0)
    assert keeper._retry.interval() == RETRY_MS
    resumed = window.services.ring_up.resume()
    assert resumed is not None
    assert len(resumed.sale.basket.lines) == 2
    crashes.clear()


def test_a_sale_without_a_new_step_has_nothing_to_keep(tasks: Tasks) -> None:
    keeper = Keeper(Disk().keep, tasks)
    keeper.keep(begin(uid(1)))
    assert tasks.pending == 0


def test_a_step_that_comes_while_they_are_tried_again_follows_them(qtbot: QtBot, tasks: Tasks) -> None:
    disk = Disk()
    disk.full_at = {1}
    keeper = Keeper(disk.keep, tasks)
    first, second = sales(2)
    keeper.keep(first)
    qtbot.waitUntil(lambda: keeper.failing and tasks.pending == 0)
    disk.full_at = set()
    keeper.retry()
    keeper.keep(second)
    qtbot.waitUntil(lambda: not keeper.failing and not keeper.saving())
    assert disk.kept == [1, 2]


def test_the_same_problem_is_told_once_and_another_one_again(qtbot: QtBot, tasks: Tasks) -> None:
    problems: list[EnvironmentProblem] = [DiskFull(), DiskFull(), DatabaseBusy()]
    left = list(problems)

    def refuse(_unkept: Unkept) -> Changes:
        raise left.pop(0)

    keeper = Keeper(refuse, tasks)
    told: list[object] = []
    keeper.troubled.connect(told.append)
    keeper.keep(sales(1)[0])
    for tries in (2, 1, 0):
        qtbot.waitUntil(lambda tries=tries: len(left) == tries and tasks.pending == 0)  # type: ignore[misc]
        if tries:
            keeper.retry()
    assert told == [problems[0], problems[2]]


def test_the_till_says_not_saved_and_why_paying_is_off_until_it_is(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = window.sales.widget
    keeper = window.sales.basket._keeper
    real = keeper._keep

    def full(_unkept: Unkept) -> Changes:
        raise DiskFull

    monkeypatch.setattr(keeper, "_keep", full)
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    said = recorder.take()
    assert said.startswith("The disk is full")
    assert said.endswith("Paying is off until the basket is saved.")
    note = view.lines.model.index(0, 1).data(Role.NOTE)
    assert str(note).startswith("Not saved")
    assert not view.pay_button.isEnabled()
    press(Qt.Key.Key_F12)
    assert not view.pay.isVisible()
    assert recorder.take() == said
    # The next scan clears what stood there; that nothing is saved stays true, so it stays said.
    scan(TEA.code)
    assert recorder.take() == said
    assert view.said.text() == said
    # What is refused meanwhile is seen on the line; that it is not saved stands under the scan line already.
    press(Qt.Key.Key_F4)
    type_text("500")
    press(Qt.Key.Key_Return)
    assert recorder.take().startswith("“500” takes off more than the goods cost.")
    assert "“500”" in str(view.lines.model.index(1, 1).data(Role.NOTE))
    press(Qt.Key.Key_Escape)
    keeper.retry()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert not view.pay_button.isEnabled()
    monkeypatch.setattr(keeper, "_keep", real)
    keeper.retry()
    qtbot.waitUntil(lambda: view.pay_button.isEnabled() and window.tasks.pending == 0)
    assert view.said.text() == ""
    resumed = window.services.ring_up.resume()
    assert resumed is not None
    assert len(resumed.sale.basket.lines) == 2


def test_a_step_held_up_by_another_program_is_told_before_it_fails(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    view, keeper = window.sales.widget, window.sales.basket._keeper
    keeper._late.setInterval(1)
    other = sqlite3.connect(str(window.services.shop.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    said = recorder.take()
    assert said.startswith("Saving takes longer than usual")
    press(Qt.Key.Key_F12)
    assert not view.pay.isVisible()
    assert recorder.take() == said
    other.execute("ROLLBACK")
    other.close()
    qtbot.waitUntil(view.pay_button.isEnabled)
    assert view.said.text() == ""
    press(Qt.Key.Key_F12)
    assert view.pay.isVisible()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_a_step_that_can_never_be_kept_is_given_up_and_said(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    """The goods went with an undone import between the scan and its writing: the till goes on with what is saved."""
    ring_up, basket_shown = window.services.ring_up, window.sales.basket
    scan(MILK.code)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    gone = ring_up.look_up(TEA.code)[0]
    with window.services.shop.database.write() as connection:
        connection.execute(update(variant).where(variant.c.id == gone.item.variant_id).values(uid=new_uid()))
    basket_shown.add(gone)
    scan(SAUCE.code)
    qtbot.waitUntil(lambda: len(recorder.said) > 0)
    said = recorder.take()
    assert TEA.code in said
    assert said.endswith("The basket is shown as it was saved before.")
    assert window.sales.widget.said.text() == said
    assert [line.item.name for line in basket_shown.sale.basket.lines] == [MILK.name]
    assert window.sales.widget.pay_button.isEnabled()
    scan(SAUCE.code)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    resumed = ring_up.resume()
    assert resumed is not None
    assert [line.item.name for line in resumed.sale.basket.lines] == [MILK.name, SAUCE.name]


def test_a_refused_step_takes_what_came_after_it_along(qtbot: QtBot, tasks: Tasks) -> None:
    keeper = Keeper(refuse_the_second, tasks)
    kept: list[object] = []
    refusals: list[object] = []
    keeper.refused.connect(refusals.append)
    keeper.kept.connect(kept.append)
    for sale in sales(4):
        keeper.keep(sale)
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert [type(refusal) for refusal in refusals] == [BasketClosed]
    assert len(kept) == 1
    assert not keeper.failing
    assert keeper.trouble is None
    assert keeper.saving() | keeper.unsaved() == frozenset()


def refuse_the_second(unkept: Unkept) -> Changes:
    if unkept.position == 2:
        raise BasketClosed
    return Changes(baskets=True)


def test_a_window_with_lines_that_are_not_saved_asks_before_it_goes(
    qtbot: QtBot, window: MainWindow, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_unkept: Unkept) -> Changes:
        raise DiskFull

    monkeypatch.setattr(window.sales.basket._keeper, "_keep", full)
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(recorder.said) == 1)
    recorder.take()
    assert not window.close()
    assert window.isVisible()
    assert recorder.take().startswith("Some lines are not saved yet")
    assert window.close()
