"""First start at the real window: one page by keyboard, a shop that sells behind it, or nothing on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_app.app import build
from pos_app.cli import window as window_command
from pos_app.services.people.sign_in import PIN
from pos_app.services.proof.verify_books import verify
from pos_app.ui.first_start.page import FirstStart
from tests.factories.shops import sell
from tests.ui.hands import CTRL, click, focused, press, type_text
from tests.ui.shop import MILK, stock_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.ui.main_window import MainWindow

T = TypeVar("T")


class Hands:
    """Does something at the page once it is there; a fault of it ends the page and fails the test."""

    def __init__(self, act: Callable[[FirstStart], None]) -> None:
        self.seen = 0
        self.fault: BaseException | None = None
        self._act = act
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        page = QApplication.activeModalWidget()
        if not isinstance(page, FirstStart) or not page.isActiveWindow() or QApplication.focusWidget() is None:
            return
        self._timer.stop()
        self.seen += 1
        try:
            self._act(page)
        except BaseException as fault:  # noqa: BLE001 - raised again by `done`
            self.fault = fault
        if page.isVisible():
            page.reject()

    def done(self) -> None:
        self._timer.stop()
        if self.fault is not None:
            raise self.fault
        assert self.seen == 1


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    """Where a shop will be, on a computer with a screen in Berlin."""
    assert qapp is not None
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    monkeypatch.setattr(window_command, "has_screen", lambda: True)
    monkeypatch.setattr("pos_app.ui.first_start.form.system_zone", lambda: "Europe/Berlin")
    return tmp_path / "not there yet" / "shop"


def start(folder: Path, act: Callable[[FirstStart], None], seen: Callable[[MainWindow], T]) -> list[T]:
    """Start the program, act on its first page; return what was seen at the window behind it, if there is one."""
    hands, found = Hands(act), list[T]()

    def look(window: MainWindow) -> None:
        try:
            found.append(seen(window))
        finally:
            window.close()

    assert window_command.open_window(folder, shown=look) == 0
    hands.done()
    return found


def fill(field: QLineEdit, text: str) -> None:
    """Go to a field by Tab and type into it."""
    for _step in range(40):
        if focused() is field:
            break
        press(Qt.Key.Key_Tab)
    assert focused() is field
    type_text(text)


def test_enter_alone_makes_a_shop_that_sells(shop: Path) -> None:
    def sells(window: MainWindow) -> str:
        assert not window.services.sign_in.is_locked()
        stock_up(window.services.shop)
        return sell(window.services, MILK.code).number

    assert start(shop, lambda _page: press(Qt.Key.Key_Return), sells) == ["T1-000001"]
    services = build(shop)
    profile, values = services.shop.profile, services.settings.values
    assert (profile.currency.code, profile.zone, profile.kind) == ("EUR", "Europe/Berlin", "real")
    assert (values.shop_name, values.default_tax_class, values.language) == ("Countertop", "19", "en")
    assert verify(services.shop.database).first is None
    services.close()


def test_a_shop_with_everything_is_typed_without_the_mouse(shop: Path) -> None:
    def act(page: FirstStart) -> None:
        form = page.form
        assert focused() is form.name
        for field, text in (
            (form.name, "Teeladen"),
            (form.address, "Am Markt 1"),
            (form.town, "10115 Berlin"),
            (form.tax_number, "DE123456789"),
        ):
            fill(field, text)
        press(Qt.Key.Key_Tab)
        assert focused() is form.country
        type_text("Fr")
        assert form.country.currentText() == "France"
        assert (form.currency.currentData(), form.zone.currentData()) == ("EUR", "Europe/Paris")
        assert form.told.text().splitlines() == ["VAT 20%, inside", "VAT 0%, inside"]
        fill(form.rate, "5.5")
        fill(form.owner, "Lea Sommer")
        fill(form.login, "lea")
        fill(form.pin, "1357")
        fill(form.again, "1357")
        fill(form.password, "long enough")
        press(Qt.Key.Key_Return)

    assert start(shop, act, lambda window: (window.is_covered, window.header.who.text())) == [
        (True, "Till 1 · Lea Sommer")
    ]
    services = build(shop)
    values = services.settings.values
    assert values.shop_address == "Am Markt 1\n10115 Berlin"
    assert (values.shop_name, values.tax_number) == ("Teeladen", "DE123456789")
    assert [one.code for one in services.taxes.classes()] == ["5.5", "0"]
    (owner,) = services.staff.everybody()
    assert (owner.name, owner.login) == ("Lea Sommer", "lea")
    services.sign_in.sign_in(owner.uid, PIN, "1357")
    services.close()


def test_taxes_can_be_left(shop: Path) -> None:
    def act(page: FirstStart) -> None:
        press(Qt.Key.Key_Space, at=page.form.taxes)
        assert page.form.told.text() == "The shop begins without taxes. Settings, Taxes adds them."
        press(Qt.Key.Key_Return)

    assert start(shop, act, lambda window: [one.taxes for one in window.services.taxes.classes()]) == [[()]]


def test_what_is_wrong_is_said_on_the_page_and_nothing_is_made(shop: Path) -> None:
    def act(page: FirstStart) -> None:
        fill(page.form.pin, "1357")
        press(Qt.Key.Key_Return)
        assert page.said.text() == "The two PINs are not the same. Type it once more."
        assert focused() is page.form.again
        fill(page.form.again, "1357")
        page.form.country.setCurrentIndex(page.form.country.findData("FR"))
        page.form.rate.clear()
        fill(page.form.rate, "lots")
        press(Qt.Key.Key_Return)
        assert "lots" in page.said.text()
        assert page.isVisible()

    assert start(shop, act, lambda _window: None) == []
    assert not shop.parent.exists()


def test_escape_closes_the_program_without_having_made_anything(shop: Path) -> None:
    assert start(shop, lambda _page: press(Qt.Key.Key_Escape), lambda _window: None) == []
    assert not shop.parent.exists()


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_demo_shop_is_one_key_away(shop: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    shown: list[tuple[str, bool]] = []

    def shows(services: object, **_given: object) -> int:
        profile = services.shop.profile  # type: ignore[attr-defined]
        shown.append((profile.kind, services.status.has_goods()))  # type: ignore[attr-defined]
        return 0

    monkeypatch.setattr("pos_app.ui.run.run_window", shows)

    def act(page: FirstStart) -> None:
        if way == "key":
            press(Qt.Key.Key_D, CTRL)
        else:
            click(page.demo)

    assert start(shop, act, lambda _window: None) == []
    assert shown == [("rehearsal", True)]
    assert not shop.parent.exists()


def test_a_shop_that_is_there_and_a_computer_without_a_screen_are_not_asked(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def close(window: MainWindow) -> None:
        window.close()

    monkeypatch.setattr("pos_app.ui.first_start.page.ask_for_shop", lambda **given: asked.append(given))
    monkeypatch.setattr(window_command, "has_screen", lambda: False)
    assert window_command.open_window(shop, shown=close) == 0
    monkeypatch.setattr(window_command, "has_screen", lambda: True)
    assert window_command.open_window(shop, shown=close) == 0
    assert asked == []
