"""The staff page of Settings at the real window: somebody is added, given a PIN, changed, sent away."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from pos_app.domain.people import Contact
from pos_app.domain.problems import DiskFull
from pos_app.services.people.sign_in import PASSWORD, PIN
from pos_app.ui.actions import State
from tests.ui.hands import CTRL, press, type_text

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.domain.people import Person
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.staff_card import StaffCard

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def card(qtbot: QtBot, window: MainWindow) -> StaffCard:
    window.services.staff.set_pin(window.services.shop.duty.person_uid, "1357")
    window.show_settings("Staff")
    card = window.settings.staff.card
    qtbot.waitUntil(lambda: card.model.rowCount() == 1 and card.table.hasFocus())
    assert window.settings.state is State.STAFF
    return card


def put(card: StaffCard, name: str, login: str, role: str, pin: str = "", badge: str = "") -> None:
    """Type a person into the fields."""
    for field, text in ((card.name, name), (card.login, login), (card.pin, pin), (card.badge, badge)):
        field.clear()
        type_text(text, at=field)
    card.role.setCurrentIndex(card.role.findData(role))


def people(window: MainWindow) -> dict[str, Person]:
    return {one.login: one for one in window.services.staff.everybody()}


def test_somebody_is_added_and_comes_in(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    assert card.title.text() == "New person"
    assert not any(card.buttons[name].isEnabled() for name in ("staff.archive", "staff.unlock", "staff.export"))
    press(Qt.Key.Key_N, CTRL)
    assert card.name.hasFocus()
    put(card, "Li Na", "li", "cashier", "2468", "04A1B2C3")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved" and card.model.rowCount() == 2)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert (card.title.text(), card.pin.text(), card.badge.text()) == ("Li Na", "", "")
    li = people(window)["li"]
    assert (li.roles, li.has_pin, li.has_badge) == (("cashier",), True, True)
    assert window.services.sign_in.sign_in(li.uid, PIN, "2468").name == "Li Na"


def test_a_pin_that_is_none_keeps_all_of_it_from_being_saved(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    press(Qt.Key.Key_N, CTRL)
    put(card, "Li", "li", "cashier", "12")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text().startswith("A PIN has 4 to 12 digits"))
    assert people(window).keys() == {"owner"}
    assert card.name.text() == "Li"  # nothing typed is lost


def test_a_badge_that_cannot_be_given_keeps_all_of_it_from_being_saved(
    qtbot: QtBot, window: MainWindow, card: StaffCard
) -> None:
    window.services.staff.set_badge(window.services.shop.duty.person_uid, "04A1B2C3")
    press(Qt.Key.Key_N, CTRL)
    put(card, "Li", "li", "cashier", "2468", "12")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: "four signs" in card.said.text())
    assert people(window).keys() == {"owner"}
    put(card, "Li", "li", "cashier", "2468", "04A1B2C3")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: "has this badge" in card.said.text())
    assert people(window).keys() == {"owner"}
    put(card, "Li", "li", "cashier", "2468", "04A1B2C4")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved")


def test_somebody_who_was_saved_in_half_is_changed_next_time_and_not_added_again(
    qtbot: QtBot, window: MainWindow, card: StaffCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise DiskFull(path="shop.db")

        patched.setattr(window.services.staff, "set_pin", full)
        press(Qt.Key.Key_N, CTRL)
        put(card, "Li", "li", "cashier", "2468")
        press(Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(lambda: card.title.text() == "Li")
    assert "full" in card.said.text()
    type_text("2468", at=card.pin)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved")
    assert people(window)["li"].has_pin


def test_a_password_is_given_beside_the_pin(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    press(Qt.Key.Key_N, CTRL)
    put(card, "Li Na", "li", "stock", "2468")
    type_text("short", at=card.password)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text().startswith("A password has 8 to"))
    assert people(window).keys() == {"owner"}
    type_text(" no more", at=card.password)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved" and card.model.rowCount() == 2)
    qtbot.waitUntil(lambda: card.password.placeholderText().strip() == "as it is")
    assert card.password.text() == ""
    li = people(window)["li"]
    assert (li.has_pin, li.has_password) == (True, True)
    assert window.services.sign_in.sign_in(li.uid, PASSWORD, "short no more").name == "Li Na"


def test_how_somebody_is_reached_is_kept_and_handed_over(
    qtbot: QtBot, window: MainWindow, card: StaffCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(Qt.Key.Key_N, CTRL)
    put(card, "Li Na", "li", "cashier", "2468")
    type_text("12", at=card.phone)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text().startswith("A phone number has five digits"))
    assert people(window).keys() == {"owner"}, "what cannot be kept keeps all of it away"
    type_text("345678", at=card.phone)
    type_text("li@example.cn", at=card.email)
    card.address.setText("北京市东城区 1 号")
    card.language.setCurrentIndex(card.language.findData("zh_CN"))
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved" and card.model.rowCount() == 2)
    li = people(window)["li"]
    assert li.language == "zh_CN"
    assert window.services.contacts.of(li.uid) == Contact("12345678", "li@example.cn", "北京市东城区 1 号")
    card.table.choose_row(1)
    qtbot.waitUntil(lambda: card.title.text() == "owner" and window.tasks.pending == 0)
    assert (card.phone.text(), card.address.text()) == ("", "")
    card.table.choose_row(0)
    qtbot.waitUntil(lambda: card.phone.text() == "12345678")
    assert card.language.currentData() == "zh_CN"
    monkeypatch.setattr("pos_app.ui.files.documents", lambda: tmp_path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _parent, _title, proposed, *_: (proposed, ""))
    press(Qt.Key.Key_H, CTRL_SHIFT)
    qtbot.waitUntil(lambda: card.said.text().startswith("All that the shop holds"))
    assert "li@example.cn" in (tmp_path / "Li Na.json").read_text("utf-8")


def test_a_phone_that_is_set_back_is_set_back(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    owner = window.services.shop.duty.person_uid
    window.services.contacts.keep(owner, Contact("11111111", "me@example.cn"))
    card.table.choose_row(0)
    qtbot.waitUntil(lambda: card.phone.text() == "11111111")
    for number in ("22222222", "11111111"):
        card.said.say("")
        card.phone.clear()
        type_text(number, at=card.phone)
        press(Qt.Key.Key_S, CTRL)
        qtbot.waitUntil(lambda: card.said.text() == "Saved")
        assert window.services.contacts.of(owner) == Contact(number, "me@example.cn")


def test_nothing_is_typed_over_what_is_not_read_yet(
    qtbot: QtBot, window: MainWindow, card: StaffCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, contacts, goes_on = window.services.shop.duty.person_uid, window.services.contacts, threading.Event()
    kept = Contact("12345678", "li@example.cn", "1 Long Road")
    contacts.keep(owner, kept)
    of = contacts.of

    def slow(uid: bytes) -> Contact:
        goes_on.wait(10)
        return of(uid)

    monkeypatch.setattr(contacts, "of", slow)
    card.table.choose_row(0)
    qtbot.waitUntil(lambda: card.title.text() == "owner")
    assert not card.phone.isEnabled()
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: card.said.text() == "Saved")
    goes_on.set()
    qtbot.waitUntil(lambda: card.phone.text() == "12345678")
    assert card.phone.isEnabled()
    assert of(owner) == kept


def test_a_cashier_who_looks_at_the_page_sees_nobodys_phone(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    services = window.services
    li = services.staff.add("li", "Li", ("cashier",))
    services.staff.set_pin(li, "2468")
    services.contacts.keep(li, Contact("12345678"))
    services.sign_in.sign_in(li, PIN, "2468")
    window.settings.staff.reload()
    qtbot.waitUntil(lambda: card.model.rowCount() == 2)
    card.table.choose_row(0)
    qtbot.waitUntil(lambda: card.title.text() == "Li" and window.tasks.pending == 0)
    assert card.phone.text() == ""
    assert not card.phone.isEnabled()
    assert QApplication.activeModalWidget() is None, "nobody is asked for leave because a row was chosen"


def test_a_person_is_changed_and_sent_away(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    window.services.staff.add("li", "Li", ("cashier",))
    window.settings.staff.reload()
    qtbot.waitUntil(lambda: card.model.rowCount() == 2)
    card.table.choose_row(0)
    assert card.title.text() == "Li"
    put(card, "Li Na", "li", "manager")
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: people(window)["li"].roles == ("manager",))
    qtbot.waitUntil(lambda: card.title.text() == "Li Na")
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: not people(window)["li"].active)
    qtbot.waitUntil(lambda: not card.buttons["staff.save"].isEnabled())


def test_the_last_owner_stays(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    card.table.choose_row(0)
    press(Qt.Key.Key_Delete, CTRL_SHIFT)
    qtbot.waitUntil(lambda: "is the last owner" in card.said.text())
    assert people(window)["owner"].active


def test_somebody_locked_is_let_in_again(qtbot: QtBot, window: MainWindow, card: StaffCard) -> None:
    services = window.services
    services.settings.change(lock_after=5)
    uid = services.staff.add("li", "Li", ("cashier",))
    services.staff.set_pin(uid, "2468")
    from sqlalchemy import update

    from pos_app.data.tables.people import person
    from pos_app.domain.signing_in import FOR_GOOD

    with services.shop.database.write() as connection:
        connection.execute(update(person).where(person.c.uid == uid).values(failures=5, locked_until=FOR_GOOD))
    window.settings.staff.reload()
    qtbot.waitUntil(lambda: card.model.rowCount() == 2)
    card.table.choose_row(0)
    assert card.model.index(0, 3).data() == "locked"
    press(Qt.Key.Key_U, CTRL)
    qtbot.waitUntil(lambda: people(window)["li"].locked_until is None)
    qtbot.waitUntil(lambda: card.model.index(0, 3).data() == "PIN")
