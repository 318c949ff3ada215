"""The locked till and leave on the spot, at the real window and by keys alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.journal import Tag
from pos_app.services.people.sign_in import WaitBeforeTrying, WrongSecret
from pos_app.ui.actions import State
from pos_app.ui.messages import Place
from tests.factories.shops import sell
from tests.ui.conftest import Recorder
from tests.ui.hands import CTRL, press, type_text
from tests.ui.people.proving import come_in, prove, scan
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from pytestqt.qtbot import QtBot

    from pos_app.domain.errors import CodedError
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.main_window import MainWindow


def states(window: MainWindow) -> tuple[State, list[Action]]:
    return window.actions_set.state, window.actions_set.available()


def said_in_journal(services: Services, tag: Tag) -> list[tuple[bytes, dict[str, object]]]:
    with services.shop.database.read() as connection:
        rows = connection.execute(select(journal.c.person_uid, journal.c.body).where(journal.c.tag == tag.value))
        return [(uid, json.loads(body)) for uid, body in rows]


def test_a_till_without_pins_opens_as_ever(window: MainWindow) -> None:
    assert not window.is_covered
    assert window.sales.widget.scan.hasFocus()


def test_a_till_begins_locked_and_opens_to_who_knows_a_pin(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    assert window.is_covered
    state, there = states(window)
    assert (state, [action.id for action in there]) == (State.LOCKED, ["keys.type"])
    come_in(qtbot, window, "wang", "3690")
    assert window.header.who.text().startswith("Till 1 · Wang")
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    assert states(window)[0] is State.SELLING
    assert staffed.shop.duty.person_name == "Wang"


def test_a_wrong_pin_is_said_and_typed_anew(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    form = window.entrance.lock.page.form
    qtbot.waitUntil(lambda: form.model.rowCount() == 3)
    prove(qtbot, form, "wang", "9999")
    qtbot.waitUntil(lambda: form.said.text() == "That was not right.")
    assert form.secret.text() == ""
    assert form.secret.hasFocus()
    press(Qt.Key.Key_Escape, at=form.secret)
    assert form.who.isVisible()
    prove(qtbot, form, "owner", "1357")
    qtbot.waitUntil(lambda: not window.is_covered)
    assert len(said_in_journal(staffed, Tag.SIGN_IN_REFUSED)) == 1


def test_a_badge_brings_its_owner_in(qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]) -> None:
    li = next(one.uid for one in staffed.staff.everybody() if one.login == "li")
    staffed.staff.set_badge(li, "04A1B2C3")
    window = open_window()
    form = window.entrance.lock.page.form
    qtbot.waitUntil(lambda: form.model.rowCount() == 3)
    type_text("04FFFFFF", at=form.who)
    press(Qt.Key.Key_Return, at=form.who)
    qtbot.waitUntil(lambda: form.said.text() == "Nobody who works here has this badge.")
    type_text("04A1B2C3", at=form.who)
    press(Qt.Key.Key_Return, at=form.who)
    qtbot.waitUntil(lambda: not window.is_covered)
    window.actions_set.run("person.lock")
    qtbot.waitUntil(lambda: window.is_covered)
    window.scanner.heard.emit("04A1B2C3")  # a scanner on a port
    qtbot.waitUntil(lambda: not window.is_covered)


def test_a_badge_read_where_a_pin_is_asked_for_is_a_badge(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    li = next(one.uid for one in staffed.staff.everybody() if one.login == "li")
    staffed.staff.set_badge(li, "0441234567890123")
    window = open_window()
    form = window.entrance.lock.page.form
    qtbot.waitUntil(lambda: form.model.rowCount() == 3)
    prove(qtbot, form, "wang", "0441234567890123")
    qtbot.waitUntil(lambda: not window.is_covered)
    assert staffed.shop.duty.person_name == "李娜 Li"
    assert not said_in_journal(staffed, Tag.SIGN_IN_REFUSED)


def test_of_two_people_of_one_name_the_login_tells_which(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    staffed.staff.set_pin(staffed.staff.add("wang2", "WANG", ("cashier",)), "8520")
    form = open_window().entrance.lock.page.form
    qtbot.waitUntil(lambda: form.model.rowCount() == 4)
    rows = [[str(form.model.index(row, column).data()) for column in (0, 1)] for row in range(4)]
    assert sorted(rows)[:2] == [["WANG", "wang2 · cashier"], ["Wang", "wang · manager"]]
    assert ["李娜 Li", "cashier"] in rows


def test_who_has_a_password_alone_comes_in_by_it(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    uid = staffed.staff.add("pak", "Pak", ("packer",))
    staffed.staff.set_password(uid, "a long word, 12")
    window = open_window()
    form = window.entrance.lock.page.form
    qtbot.waitUntil(lambda: form.model.rowCount() == 4)
    prove(qtbot, form, "pak", "another long word")
    qtbot.waitUntil(lambda: form.said.text() == "That was not right.")
    assert form.secret.placeholderText().strip() == "Password"
    type_text("a long word, 12", at=form.secret)
    press(Qt.Key.Key_Return, at=form.secret)
    qtbot.waitUntil(lambda: not window.is_covered)
    assert staffed.shop.duty.person_name == "Pak"


def test_what_is_to_be_waited_is_counted_down(
    qtbot: QtBot, staffed: Services, open_window: Callable[[], MainWindow]
) -> None:
    form, wording = (window := open_window()).entrance.lock.page.form, window.wording
    qtbot.waitUntil(lambda: form.model.rowCount() == 3)

    def counted(problem: CodedError, sentence: str) -> None:
        form.refuse_for(problem, wording)
        qtbot.waitUntil(lambda: form.said.text() == sentence.format(seconds=2))
        qtbot.waitUntil(lambda: form.said.text() == sentence.format(seconds=1))
        qtbot.waitUntil(lambda: form.said.text() == "")

    counted(WaitBeforeTrying(seconds=2), "Too many wrong ones. Try again in {seconds} s.")
    counted(WrongSecret(wait=2), "That was not right. Try again in {seconds} s.")
    form.refuse_for(WaitBeforeTrying(seconds=600), wording)
    type_text("wang", at=form.who)
    press(Qt.Key.Key_Return, at=form.who)
    assert form.said.text() == "", "what badges have to wait for is not told of a PIN"
    assert not any(
        timer.isActive() for timer in form.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    )
    form.begin()
    form.refuse_for(WrongSecret(wait=600), wording)
    prove(qtbot, form, "wang", "3690")
    qtbot.waitUntil(lambda: not window.is_covered)
    assert form.said.text() == "", "what was to be waited for somebody is not told the next"


def test_another_person_begins_at_the_till_and_reads_nothing_that_was_said_to_the_last(
    qtbot: QtBot, till: MainWindow
) -> None:
    lock, says = till.entrance.lock_till, Recorder(till.messages)
    cleared: list[object] = []
    till.messages.cleared.connect(lambda place, _uid: cleared.append(place))
    lock()
    come_in(qtbot, till, "wang", "3690")
    assert Place.MACHINE in cleared
    till.show_tab(4)
    cleared.clear()
    for name, pin, tab in (("wang", "3690", 4), ("li", "2468", 0)):
        lock()
        come_in(qtbot, till, name, pin)
        assert (till.pages.currentIndex(), Place.MACHINE in cleared) == (tab, tab == 0)
    assert not says.said


def test_the_day_s_figures_are_for_who_may_see_the_shift_s(qtbot: QtBot, till: MainWindow) -> None:
    sell(till.services, MILK.code)
    text = till.sales.widget.lines.empty.today.text
    for name, pin, seen in (("wang", "3690", True), ("li", "2468", False)):
        till.entrance.lock_till()
        come_in(qtbot, till, name, pin)
        assert (till.services.status.today_in_sight() is not None) is seen
        if seen:
            qtbot.waitUntil(lambda: "12.90" in text())
        else:
            qtbot.waitUntil(lambda: not text())
    assert till.services.status.today().orders == 1


def test_the_basket_stays_while_another_comes_in(qtbot: QtBot, till: MainWindow) -> None:
    scan(MILK.code)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    press(Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: till.is_covered)
    press(Qt.Key.Key_F12)  # nothing means anything now
    come_in(qtbot, till, "wang", "3690")
    assert [line.item.sku for line in till.sales.basket.sale.basket.lines] == [MILK.sku]
    assert till.sales.state is State.SELLING


def test_a_price_is_changed_with_leave_and_both_stand_in_the_journal(qtbot: QtBot, till: MainWindow) -> None:
    services = till.services
    scan(MILK.code)
    press(Qt.Key.Key_F3)
    entry = till.sales.widget.entry
    type_text("9.90", at=entry.field)
    press(Qt.Key.Key_Return, at=entry.field)
    qtbot.waitUntil(lambda: till.leave.sheet is not None)
    sheet = till.leave.sheet
    assert sheet is not None
    assert sheet.windowTitle() == "Change a price"
    qtbot.waitUntil(lambda: sheet.form.model.rowCount() == 2)  # the cashier is not among them
    prove(qtbot, sheet.form, "wang", "3690")
    qtbot.waitUntil(lambda: till.sales.basket.sale.priced.total == 990)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    ((who, body),) = said_in_journal(services, Tag.PRICE_CHANGED)
    people = {one.login: one.uid for one in services.staff.everybody()}
    assert (who, body["approved_by"]) == (people["li"], people["wang"].hex())
    assert services.shop.duty.person_uid == people["li"]
    press(Qt.Key.Key_F3)
    type_text("1.00", at=entry.field)
    press(Qt.Key.Key_Return, at=entry.field)
    # it was for that one thing
    qtbot.waitUntil(lambda: till.leave.sheet is not None and till.leave.sheet.form.who.hasFocus())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: till.leave.sheet is None)
    assert till.sales.basket.sale.priced.total == 990


def test_a_clock_far_behind_is_accepted_by_who_may(
    qtbot: QtBot, till: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pay() -> None:
        scan(MILK.code)
        qtbot.waitUntil(lambda: len(till.sales.basket.sale.priced.lines) == 1)
        press(Qt.Key.Key_F12)
        qtbot.waitUntil(till.sales.widget.pay.amount.hasFocus)
        press(Qt.Key.Key_Return)

    books = till.services.shop.books
    right = books._clock
    monkeypatch.setattr(books, "_clock", lambda: right() - timedelta(hours=1))
    pay()
    qtbot.waitUntil(lambda: till.leave.sheet is not None)
    sheet = till.leave.sheet
    assert sheet is not None
    assert sheet.windowTitle() == "Go on though the computer's clock is behind"
    qtbot.waitUntil(lambda: sheet.form.model.rowCount() == 2)
    prove(qtbot, sheet.form, "Wang", "3690")
    qtbot.waitUntil(till.sales.widget.done.isVisible)
    ((who, body),) = said_in_journal(till.services, Tag.CLOCK_ACCEPTED)
    people = {one.uid: one.login for one in till.services.staff.everybody()}
    assert people[who] == "li"
    assert people[bytes.fromhex(str(body["approved_by"]))] == "wang"
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    pay()
    qtbot.waitUntil(till.sales.widget.done.isVisible)
    assert till.leave.sheet is None, "once is enough"


def test_what_is_written_at_once_asks_for_leave_too(qtbot: QtBot, till: MainWindow) -> None:
    scan(MILK.code)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    till.actions_set.run("sales.drop")
    till.actions_set.run("sales.drop")
    qtbot.waitUntil(lambda: till.leave.sheet is not None)
    sheet = till.leave.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.form.model.rowCount() == 2)
    press(Qt.Key.Key_Escape, at=sheet.form.who)
    qtbot.waitUntil(lambda: "Drop the basket" in till.sales.widget.said.text())
    assert till.sales.basket.sale.basket.lines
    till.actions_set.run("sales.drop")
    till.actions_set.run("sales.drop")
    qtbot.waitUntil(lambda: till.leave.sheet is not None and till.leave.sheet.form.model.rowCount() == 2)
    assert till.leave.sheet is not None
    prove(qtbot, till.leave.sheet.form, "owner", "1357")
    qtbot.waitUntil(lambda: not till.sales.basket.sale.basket.lines)
    assert len(said_in_journal(till.services, Tag.BASKET_DROPPED)) == 1


def test_the_basket_says_who_began_it_where_that_is_somebody_else(till: MainWindow, qtbot: QtBot) -> None:
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(till.sales.basket.sale.basket.lines) == 1)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    starter = till.sales.widget.lines.starter
    assert starter.text() == ""
    press(Qt.Key.Key_L, CTRL)
    come_in(qtbot, till, "wang", "3690")
    qtbot.waitUntil(lambda: starter.text() == "begun by 李娜 Li")
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not till.sales.basket.sale.basket.lines)
    assert starter.text() == ""
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(till.sales.basket.sale.basket.lines) == 1)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    assert starter.text() == ""
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: till.sales.widget.shows("held"))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not till.sales.basket.sale.basket.lines)
    qtbot.waitUntil(till.sales.widget.scan.hasFocus)
    press(Qt.Key.Key_L, CTRL)
    come_in(qtbot, till, "li", "2468")
    (held,) = till.services.hold.held()
    till.sales.counter.recall(held.uid)
    qtbot.waitUntil(lambda: starter.text() == "begun by Wang")


def test_a_till_that_nobody_touches_locks_itself_and_keeps_the_basket(till: MainWindow, qtbot: QtBot) -> None:
    scan(MILK.code)
    qtbot.waitUntil(lambda: len(till.sales.basket.sale.basket.lines) == 1)
    press(Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    now = [0.0]
    till.entrance.idle_lock._clock = lambda: now[0]
    till.entrance.idle_lock.touch()
    now[0] = 299.0
    till.entrance.idle_lock.look()
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    assert not till.is_covered
    sheet = QApplication.activeModalWidget()
    handle = sheet.windowHandle() if sheet is not None else None
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)  # as the system hands it over
    now[0] = 301.0
    till.entrance.idle_lock.look()
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    assert not till.is_covered
    now[0] = 600.0
    till.entrance.idle_lock.look()
    qtbot.waitUntil(lambda: till.is_covered)
    assert QApplication.activeModalWidget() is None
    come_in(qtbot, till, "li", "2468")
    assert len(till.sales.basket.sale.basket.lines) == 1


def test_a_till_where_nobody_signs_in_or_that_shall_not_stays_open(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    window, now = open_window(), [0.0]
    window.entrance.idle_lock._clock = lambda: now[0]
    window.entrance.idle_lock.touch()
    for minutes in (5, 0):
        services.settings.change(lock_idle=minutes)
        now[0] += 10_000.0
        window.entrance.idle_lock.look()
        qtbot.waitUntil(lambda: window.tasks.pending == 0)
        assert not window.is_covered
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    now[0] += 10_000.0
    window.entrance.idle_lock.look()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert not window.is_covered
    assert window.status.said.text() == ""
