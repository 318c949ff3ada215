"""A damaged database at the real window: said plainly, and the last good backup brought back where one says so."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tzlocal import get_localzone_name

from pos_app.app import build
from pos_app.cli import window as window_command
from pos_app.data.backup import read_header
from pos_app.domain.problems import DatabaseDamaged, ShopLost
from pos_app.services.backups import shelf
from pos_app.services.shop.set_up import NewShop
from pos_app.ui import run
from tests.factories.shops import sell
from tests.ui.person import Person
from tests.ui.shop import MILK, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services.shop)
        sell(services, MILK.code)
        services.backups.make()
        sell(services, MILK.code)
    return folder


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("gone", [True, False])
def test_the_last_good_backup_is_offered_and_sells_on(
    shop: Path, gone: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    wreck = b"a shopping list" * 1000
    if gone:
        (shop / "shop.db").unlink()
    else:
        (shop / "shop.db").write_bytes(wreck)
    person, numbers = Person("Bring it back"), list[str]()

    def act(window: MainWindow) -> None:
        numbers.append(sell(window.services, MILK.code).number)
        window.close()

    assert window_command.open_window(shop, shown=act) == 0
    person.done()
    assert len(person.asked) == 1
    assert ("ring it up again" in person.told[0]) == gone
    assert ("The damaged file is kept" in person.told[0]) != gone
    said = capsys.readouterr().err
    assert ("what was there before is kept as" in said) != gone
    assert "Numbers go on as T1b" in said
    assert ("empty or gone" if gone else "damaged or no shop file") in person.asked[0]
    assert numbers[0].startswith("T1b")
    kept = list((shop / "backups").glob("replaced-*.db"))
    assert [path.read_bytes() for path in kept] == ([] if gone else [wreck])


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("far", [True, False])
@pytest.mark.parametrize("early", [False, True])
def test_the_moment_is_told_by_the_shops_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, far: bool, early: bool
) -> None:
    """Also of a backup of a version that did not say the zone: the damaged database does."""
    zone, told = ("Pacific/Kiritimati", " (Pacific/Kiritimati)") if far else (get_localzone_name(), "")
    folder = tmp_path / "shop"
    with closing(build(folder, new=NewShop(zone=zone))) as services:
        backup = services.backups.make().path
    made_at = read_header(backup).made_at
    if early:
        monkeypatch.setattr(shelf, "_header", lambda path: replace(read_header(path), zone=""))
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        file.execute("DROP TABLE setting")
        file.commit()
    person = Person("Leave it")
    with pytest.raises(DatabaseDamaged):
        window_command.open_window(folder, shown=lambda _window: pytest.fail("there is no shop"))
    person.done()
    moment = f"{made_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    assert f"The last good backup is of {moment}{told}. Bring it back?" in person.told[0]


@pytest.mark.usefixtures("qapp")
def test_on_a_chinese_screen_all_of_it_is_chinese(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "screen_language", lambda _chosen: "zh_CN")
    (shop / "shop.db").unlink()
    person = Person("恢复它")
    assert window_command.open_window(shop, shown=_close) == 0
    person.done()
    (asked,), (told,) = person.asked, person.told
    assert "备份" in asked
    assert "此后的销售已随文件丢失" in told
    assert capsys.readouterr().err.startswith("备份已恢复。编号从 T1b")


@pytest.mark.usefixtures("qapp")
def test_where_nothing_says_which_shop_it_was_a_person_is_asked_by_name(shop: Path, tmp_path: Path) -> None:
    with closing(build(shop)) as services:
        services.settings.change(shop_name="Milk & Tea")
        services.backups.make()
    with closing(build(tmp_path / "other")) as other:
        other.settings.change(shop_name="Café Nord")
        theirs = other.backups.make().path
    shutil.copy2(theirs, shop / "backups" / "countertop-of-another-shop.countertop")
    (shop / "backups" / "last.json").unlink()
    (shop / "shop.db").unlink()
    person = Person(lambda told: "Bring it back" if "“Milk & Tea”" in told else "Leave it")

    def act(window: MainWindow) -> None:
        assert window.services.settings.values.shop_name == "Milk & Tea"
        window.close()

    assert window_command.open_window(shop, shown=act) == 0
    person.done()
    asked = [told.split("“")[1].split("”")[0] for told in person.told]
    assert asked == ["Café Nord", "Milk & Tea"], "the newest first, until one is wanted"


@pytest.mark.usefixtures("qapp")
def test_who_leaves_it_finds_everything_as_it_was(shop: Path) -> None:
    (shop / "shop.db").write_bytes(b"a shopping list" * 1000)
    person = Person("Leave it")
    with pytest.raises(DatabaseDamaged):
        window_command.open_window(shop, shown=lambda _window: pytest.fail("there is no shop"))
    person.done()
    assert (shop / "shop.db").read_bytes() == b"a shopping list" * 1000


@pytest.mark.usefixtures("qapp")
def test_without_a_backup_nothing_is_offered(shop: Path) -> None:
    for path in (shop / "backups").glob("*.countertop"):
        path.unlink()
    (shop / "shop.db").unlink()
    with pytest.raises(ShopLost):
        window_command.open_window(shop, shown=lambda _window: pytest.fail("there is no shop"))


def _close(window: MainWindow) -> None:
    window.close()
