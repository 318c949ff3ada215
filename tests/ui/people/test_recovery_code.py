"""The recovery code at the real window: made, shown once, printed, and typed on a locked till; by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.domain.recovery_code import CHANCE_BYTES, recovery_code
from pos_app.services.people.sign_in import PIN
from pos_app.services.shop.vault import WrongRecoveryCode
from pos_app.ui.actions import State
from tests.factories.shops import code_on_paper
from tests.simulators.system_keyring import KeptKeyring
from tests.ui.hands import CTRL, SHIFT, click, press, type_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.code_sheet import CodeSheet
    from pos_app.ui.people.forgot_sheet import ForgotSheet

CTRL_SHIFT = CTRL | SHIFT


@pytest.fixture
def safe() -> Iterator[KeptKeyring]:
    """The system's keyring, for the time of a test."""
    made = KeptKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]


def made(qtbot: QtBot, window: MainWindow) -> CodeSheet:
    """Make a code on the page of the staff and return the sheet that shows it."""
    window.show_settings("Staff")
    qtbot.waitUntil(window.settings.staff.card.table.hasFocus)
    press(Qt.Key.Key_M, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.entrance.keys.sheet is not None and window.entrance.keys.sheet.isActiveWindow())
    assert window.entrance.keys.sheet is not None
    return window.entrance.keys.sheet


def forgotten(qtbot: QtBot, window: MainWindow) -> ForgotSheet:
    qtbot.waitUntil(lambda: window.entrance.keys.forgot is not None and window.entrance.keys.forgot.code.hasFocus())
    assert window.entrance.keys.forgot is not None
    sheet = window.entrance.keys.forgot
    qtbot.waitUntil(lambda: sheet.owner.count() == 1)
    return sheet


def test_a_code_is_made_printed_and_put_away(qtbot: QtBot, window: MainWindow) -> None:
    sheet = made(qtbot, window)
    code = " ".join(row.text() for row in sheet.code)
    assert len(code.split()) == 7
    press(Qt.Key.Key_P, CTRL)
    # the first paper loads what draws letters
    qtbot.waitUntil(lambda: sheet.said.text().startswith("There is no printer of paper yet"), timeout=30_000)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.entrance.keys.sheet is None)
    said = window.settings._keys_card.state
    qtbot.waitUntil(lambda: "was made on" in said.text())
    assert "does not protect against theft" in said.text()  # no keyring here
    uid = window.services.shop.duty.person_uid
    window.services.recovery.recover(code, uid, PIN, "2468")


def test_a_sheet_that_is_left_keeps_the_shop_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    before = code_on_paper(window.services).code
    sheet = made(qtbot, window)
    code = " ".join(row.text() for row in sheet.code)
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("There is no printer of paper yet"), timeout=30_000)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.entrance.keys.sheet is None)
    assert window.services.recovery.look().in_files
    uid = window.services.shop.duty.person_uid
    with pytest.raises(WrongRecoveryCode):
        window.services.recovery.recover(code, uid, PIN, "1357")
    window.services.recovery.recover(before, uid, PIN, "2468")


@pytest.mark.parametrize("by", ["key", "button"])
def test_an_owner_who_forgot_the_pin_comes_in_with_the_code(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow], by: str
) -> None:
    uid = services.shop.duty.person_uid
    services.staff.set_pin(uid, "1357")
    code = code_on_paper(services).code
    window = open_window()
    qtbot.waitUntil(lambda: window.is_covered and window.entrance.lock.page.form.who.hasFocus())
    assert window.actions_set.state is State.LOCKED
    if by == "key":
        press(Qt.Key.Key_F10)
    else:
        click(window.entrance.lock.page.forgot)
    sheet = forgotten(qtbot, window)
    type_text(recovery_code(b"\x01" * CHANCE_BYTES)[:-1] + "?")
    press(Qt.Key.Key_Return)
    assert "28 letters" in sheet.said.text()
    sheet.code.clear()
    type_text(recovery_code(b"\x01" * CHANCE_BYTES))
    press(Qt.Key.Key_Return)
    for pin, again in (("2468", "2469"), ("2468", "2468")):
        qtbot.waitUntil(sheet.pin.hasFocus)
        type_text(pin)
        press(Qt.Key.Key_Return)
        type_text(again)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("This recovery code opens nothing here"))
    assert window.is_covered
    sheet.code.setFocus()
    sheet.code.clear()
    type_text(code.lower())
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_covered)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    window.services.sign_in.sign_in(uid, PIN, "2468")


@pytest.mark.parametrize("locked", [True, False])
def test_where_no_code_was_made_none_is_asked_for(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow], locked: bool
) -> None:
    if locked:
        services.staff.set_pin(services.shop.duty.person_uid, "1357")
    window = open_window()
    if locked:
        qtbot.waitUntil(lambda: window.is_covered and window.entrance.lock.page.form.who.hasFocus())
    else:
        window.show_settings("Staff")
        qtbot.waitUntil(window.settings.staff.card.table.hasFocus)
    press(Qt.Key.Key_F10)
    keys = window.entrance.keys
    qtbot.waitUntil(lambda: keys.without is not None and keys.without.button.hasFocus())
    assert keys.without is not None
    assert keys.forgot is None
    assert "Another owner can give a new PIN" in keys.without.said.text()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys.without is None)
    assert window.is_covered == locked


def test_a_pin_that_is_none_is_said_before_the_code_is_tried(qtbot: QtBot, window: MainWindow) -> None:
    code_on_paper(window.services)
    window.show_settings("Staff")
    qtbot.waitUntil(window.settings.staff.card.table.hasFocus)
    press(Qt.Key.Key_F10)
    sheet = forgotten(qtbot, window)
    type_text(recovery_code(b"\x01" * CHANCE_BYTES))
    press(Qt.Key.Key_Return)
    type_text("1")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert "4 to 12 digits" in sheet.said.text()
    assert sheet.pin.hasFocus()
    for pin in ("2468", "2468"):
        sheet.pin.clear()
        sheet.pin.setFocus()
        type_text(pin)
        press(Qt.Key.Key_Return)
        type_text(pin)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "opens nothing here" in sheet.said.text())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.entrance.keys.forgot is None)


@pytest.mark.parametrize("trouble", ["locked", "empty"])
def test_a_keyring_in_trouble_is_said_on_the_locked_till_and_the_code_lets_in(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow], safe: KeptKeyring, trouble: str
) -> None:
    uid = services.shop.duty.person_uid
    services.staff.set_pin(uid, "1357")
    code = code_on_paper(services).code
    services.shop._vault = None  # as after a new start
    kept = dict(safe.kept)
    if trouble == "locked":
        safe.locked = True
    else:
        safe.kept.clear()
    window = open_window()
    form = window.entrance.lock.page.form
    qtbot.waitUntil(lambda: window.is_covered and form.model.rowCount() == 1 and form.who.hasFocus())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(form.secret.hasFocus)
    type_text("1357")
    press(Qt.Key.Key_Return)
    said = "is locked or does not answer" if trouble == "locked" else "has not the keys of this shop"
    qtbot.waitUntil(lambda: said in form.said.text())
    press(Qt.Key.Key_F10)
    forgotten(qtbot, window)
    for text in (code, "2468", "2468"):
        type_text(text)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.is_covered)
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert safe.kept == kept  # filled again, or as it was behind its lock
