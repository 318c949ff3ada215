"""A shop that was used elsewhere last: it is noticed, nothing is written, and it goes on with numbers of its own."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from pos_app.app import build
from pos_app.cli import main
from pos_app.data import place as places
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import KeyUnreadable
from pos_app.data.place import ShopLock, place_code
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import setting
from pos_app.domain.journal import Tag
from pos_app.domain.problems import DiskFull, LookOnly, ShopElsewhere
from pos_app.services.backups import continue_shop
from pos_app.services.backups.continue_shop import continue_here
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop import home
from pos_app.services.shop.open_shop import open_shop
from pos_app.services.shop.set_up import NewShop
from pos_app.services.shop.vault import FILES
from tests.data.test_next_key import unread
from tests.factories.shops import MILK, code_on_paper, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        sell(services, MILK)
    return folder


@pytest.fixture
def copy(shop: Path, tmp_path: Path) -> Path:
    shutil.copytree(shop, tmp_path / "copy")
    return tmp_path / "copy"


def refused(services: Services, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        sell(services, MILK)
    with pytest.raises(kind):
        services.drawer.note_opening("change")
    with pytest.raises(kind):
        services.settings.change(shop_name="Elsewhere")


def test_where_it_was_last_it_just_opens(shop: Path, tmp_path: Path) -> None:
    with closing(build(shop)) as services:
        assert sell(services, MILK).number == "T1-000002"
    (tmp_path / "link").symlink_to(shop)
    with closing(build(tmp_path / "link")) as services:
        assert sell(services, MILK).number == "T1-000003"


def test_a_copy_can_be_read_and_is_not_written_to(copy: Path) -> None:
    before = (copy / "shop.db").read_bytes()
    with closing(build(copy)) as services:
        refused(services, ShopElsewhere)
        assert services.status.today().orders == 1
        services.shop.database.refusal = LookOnly
        refused(services, LookOnly)
    assert (copy / "shop.db").read_bytes() == before


def test_going_on_begins_numbers_of_its_own_and_is_journaled(shop: Path, copy: Path) -> None:
    went_on = continue_here(copy)
    assert (went_on.generation, went_on.new_key) == (1, False)
    with closing(build(copy)) as services, closing(build(shop)) as first:
        here, there = sell(services, MILK).number, sell(first, MILK).number
        assert here == went_on.first_number
        assert here.startswith("T1b")
        assert (len(here), there) == (len("T1bXXXX-000001"), "T1-000002")
        assert verify(services.shop.database).first is None
        with services.shop.database.read() as connection:
            query = select(journal.c.body).where(journal.c.tag == Tag.SHOP_CONTINUED.value)
            body = json.loads(connection.execute(query).scalar_one())
    assert (body["why"], body["generation"], body["left_hash"]) == ("copied", 1, None)


def test_another_computer_is_another_place(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_machine", lambda: "another")
    with closing(build(shop)) as services:
        refused(services, ShopElsewhere)


def test_what_a_computer_is_called_comes_from_the_system_or_its_name(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("0123\n")
    assert places._machine((tmp_path / "absent", tmp_path / "id")) == "0123"
    assert places._machine((tmp_path / "absent",)) != ""
    assert place_code(tmp_path) != place_code(tmp_path / "sub")


def forget_place(folder: Path) -> None:
    """Make a shop what one of an older version is."""
    with closing(Database(sqlite_url(folder / "shop.db"))) as database, database.write() as connection:
        connection.execute(delete(setting).where(setting.c.scope == "place"))


def test_a_shop_that_does_not_know_where_it_was_is_at_home_where_it_is_opened(copy: Path, tmp_path: Path) -> None:
    forget_place(copy)
    with closing(build(copy)) as services:
        sell(services, MILK)
    shutil.copytree(copy, tmp_path / "second")
    with closing(build(tmp_path / "second")) as services:
        refused(services, ShopElsewhere)
    with closing(build(copy)) as services:
        sell(services, MILK)


def test_a_command_that_reads_a_shop_on_a_full_disk_leaves_it_for_later(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_place(copy)

    def full(*_given: object) -> None:
        raise DiskFull(path=str(copy))

    with monkeypatch.context() as patched:
        patched.setattr(home, "note_place", full)
        build(copy).close()
    with closing(Database(sqlite_url(copy / "shop.db"))) as database, database.read() as connection:
        there = connection.execute(select(setting.c.value).where(setting.c.scope == "place")).all()
    assert there == []
    build(copy).close()
    with closing(Database(sqlite_url(copy / "shop.db"))) as database, database.read() as connection:
        assert home.is_here(connection, copy)
        assert not home.is_here(connection, copy / "elsewhere")


def test_rehearsals_may_lie_anywhere(tmp_path: Path) -> None:
    open_shop(tmp_path / "bench", new=NewShop(kind="rehearsal")).close()
    shutil.copytree(tmp_path / "bench", tmp_path / "copy")
    with closing(open_shop(tmp_path / "copy")) as opened:
        assert opened.database.refusal is None


def test_commands_that_read_ask_nothing_and_those_that_write_say_so(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(copy), "verify"]) == 0
    assert main(["--data", str(copy), "journal", "export", str(tmp_path / "journal.jsonl")]) == 0
    assert main(["--data", str(copy), "backup", str(tmp_path)]) == 0
    assert main(["--data", str(copy), "import", "products", str(tmp_path / "goods.csv")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("This shop was last used in another place, so nothing is written.")
    assert said.count("\n") == 1


@pytest.mark.parametrize("cut_at", ["the books", "the key"])
def test_a_copy_without_its_key_that_is_cut_off_while_it_goes_on_has_the_key_that_its_books_name(
    copy: Path, monkeypatch: pytest.MonkeyPatch, cut_at: str
) -> None:
    """Its keys lie in the keyring of another computer; it goes on with a new one, or asks once more."""
    with closing(build(copy)) as services:
        services.shop.database.refusal = None
        code = code_on_paper(services).code
        public = services.shop.vault.till_key().public
    for name in FILES.values():
        (copy / name).unlink()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if cut_at == "the books":
            patched.setattr(continue_shop, "note_place", cut)
        else:
            patched.setattr(continue_shop, "make_whole", cut)
        with pytest.raises(KeyboardInterrupt):
            continue_here(copy)
    assert (copy / "till-1.key.next").exists()
    with closing(build(copy)) as services:
        went_on = services.shop.database.refusal is None
        assert went_on == (cut_at == "the key")
    if not went_on:
        continue_here(copy)
    assert not (copy / "till-1.key.next").exists()
    with closing(build(copy)) as services:
        services.recovery.open(code)
        assert services.shop.vault.till_key().public != public
        sell(services, MILK)
        assert verify(services.shop.database, services.shop.vault.till_key().public).first is None


def test_the_only_copy_of_the_key_survives_a_read_that_fails(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was cut off when the books named the next key; the next start cannot read it, and the one after that can."""
    (copy / "till-1.key").unlink()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(continue_shop, "make_whole", cut)
        with pytest.raises(KeyboardInterrupt):
            continue_here(copy)
    key = (copy / "till-1.key.next").read_bytes()
    lock = ShopLock(copy)
    lock.take()
    with monkeypatch.context() as patched:
        unread(patched, copy / "till-1.key.next")
        with pytest.raises(KeyUnreadable):
            open_shop(copy, lock=lock)
        assert main(["--data", str(copy), "verify"]) == 0, "whoever only looks needs no key"
    assert (copy / "till-1.key.next").read_bytes() == key
    with closing(build(copy, lock=lock)) as services:
        sell(services, MILK)
    lock.release()
    assert (copy / "till-1.key").read_bytes() == key
