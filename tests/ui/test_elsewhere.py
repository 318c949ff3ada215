"""A copy of the shop at the real window: it asks once, and does what was chosen."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import window as window_command
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import LookOnly
from pos_app.ui.run import Way, asks_how_to_go_on
from tests.factories.shops import sell
from tests.ui.person import Person
from tests.ui.shop import MILK, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    with closing(build(tmp_path / "shop")) as services:
        stock_up(services.shop)
        sell(services, MILK.code)
        services.staff.set_pin(services.shop.duty.person_uid, "1357")
    shutil.copytree(tmp_path / "shop", tmp_path / "copy")
    return tmp_path / "copy"


def owner(window: MainWindow) -> bytes:
    return window.services.sign_in.people()[0].uid


@pytest.mark.usefixtures("qapp")
def test_look_only_shows_the_shop_and_sells_nothing(copy: Path) -> None:
    person, seen = Person("Look only"), list[object]()

    def look(window: MainWindow) -> None:
        seen.append(window.is_covered)
        seen.append(window.header.who.text())
        with pytest.raises(LookOnly):
            sell(window.services, MILK.code)
        for asked in (window.services.journal.people, lambda: window.services.contacts.of(owner(window))):
            with pytest.raises(LookOnly):  # what needs leave is nobody's where nobody can sign in
                asked()
        seen.append(window.services.status.has_goods())
        window.close()

    for _ in range(2):
        assert window_command.open_window(copy, shown=look) == 0
    person.done()
    assert len(person.asked) == 2, "it is asked at each start until somebody goes on here"
    assert seen[::3] == [False, False]
    assert "look only" in str(seen[1])


@pytest.mark.usefixtures("qapp")
def test_continue_here_is_asked_once(copy: Path) -> None:
    person, numbers = Person("Continue here"), list[str]()

    def act(window: MainWindow) -> None:
        window.services.shop.rights = frozenset(Permission)  # whoever signs in
        numbers.append(sell(window.services, MILK.code).number)
        window.close()

    for _ in range(2):
        assert window_command.open_window(copy, shown=act) == 0
    person.done()
    assert len(person.asked) == 1
    assert [number[:3] for number in numbers] == ["T1b", "T1b"]
    assert [number[-1] for number in numbers] == ["1", "2"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("answer", ["Look only", "Continue here", "Bring it back"])
def test_a_shop_that_was_put_back_asks_how_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services.shop)
        sell(services, MILK.code)
    shutil.copy(folder / "shop.db", tmp_path / "copy.db")
    with closing(build(folder)) as services:
        sell(services, MILK.code)
        services.backups.make()
    shutil.copy(tmp_path / "copy.db", folder / "shop.db")
    person, seen = Person(answer), list[str]()

    def act(window: MainWindow) -> None:
        seen.append(str(window.services.status.today().orders))
        if answer == "Look only":
            with pytest.raises(LookOnly):
                sell(window.services, MILK.code)
        else:
            seen.append(sell(window.services, MILK.code).number)
        window.close()

    assert window_command.open_window(folder, shown=act) == 0
    person.done()
    assert len(person.asked) == 1
    assert "put back to an earlier moment: the backup of" in person.asked[0]
    assert seen[0] == ("2" if answer == "Bring it back" else "1")
    if answer != "Look only":  # with a mark: what was given since then nobody can know
        assert re.fullmatch(r"T1b[0-9A-Z]{4}-000001", seen[1])


@pytest.mark.usefixtures("qtbot")
def test_a_shop_that_was_put_back_without_a_backup_asks_too() -> None:
    person = Person("Continue here")
    assert asks_how_to_go_on(None, argv=[]) is Way.CONTINUE
    person.done()
    assert "Does it go on from here?" in person.asked[0]
