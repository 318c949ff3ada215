"""Who a command acts as: nobody until an owner has a password, then whoever proves it, with that one's rights."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from pos_app.app import build
from pos_app.cli import main
from pos_app.data.tables.journal import journal
from pos_app.data.tables.people import person
from pos_app.domain.denominations import of_sum
from pos_app.domain.journal import Tag
from pos_app.services.people.first_owner import first_owner
from pos_app.services.people.keep_staff import LoginUnfit
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "import sys; from pos_app.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop whose owner, lea, has a password; li of the stock has one, too, and the packer has another."""
    folder = tmp_path / "shop"
    owner = first_owner("lea", "Lea", "1357", "1357", "lea's long word")
    with closing(build(folder, new=NewShop(owner=owner))) as services:
        for login, role in (("li", "stock"), ("pak", "packer")):
            services.staff.set_password(services.staff.add(login, login, (role,)), f"{login}'s long word")
            (tmp_path / login).write_text(f"{login}'s long word\nmore\n", "utf-8")
    (tmp_path / "lea").write_text("lea's long word", "utf-8")
    (tmp_path / "goods.csv").write_text("sku,name,price\nTEA,Tea,2.00\n", "utf-8")
    (tmp_path / "out").mkdir()
    return folder


def pos(shop: Path, *words: object) -> int:
    return main(["--data", str(shop), *map(str, words)])


def signed(tmp_path: Path, login: str) -> tuple[str, ...]:
    return ("--as", login, "--password-file", str(tmp_path / login))


def by(shop: Path, tag: str) -> list[str]:
    """Return whom the journal names for entries of a kind, by login."""
    with closing(build(shop)) as services, services.shop.database.read() as connection:
        logins = {uid: login for uid, login in connection.execute(select(person.c.uid, person.c.login))}  # noqa: C416
        found = connection.execute(select(journal.c.person_uid).where(journal.c.tag.startswith(tag))).scalars()
        return [logins[bytes(uid)] for uid in found]


def has_goods(shop: Path) -> bool:
    with closing(build(shop)) as services:
        return services.status.has_goods()


def test_what_changes_the_shop_asks_who_it_is(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "backup", tmp_path / "out") == 0
    (backup,) = (tmp_path / "out").glob("*.countertop")
    capsys.readouterr()
    goods = tmp_path / "goods.csv"
    commands = (("import", "products", goods), ("import", "finish"), ("import", "undo"), ("restore", backup))
    for command in commands:
        assert pos(shop, *command) == 1, command
        said = capsys.readouterr().err
        assert said.startswith("An owner has a password, so say who this is: --as LOGIN"), command
        assert said.count("\n") == 1
    assert not has_goods(shop)


def test_what_only_reads_asks_nobody(shop: Path, tmp_path: Path) -> None:
    assert pos(shop, "import", "products", tmp_path / "goods.csv", "--dry-run") == 0
    assert pos(shop, "verify") == 0
    assert pos(shop, "doctor") == 0
    assert pos(shop, "journal", "export", tmp_path / "journal.jsonl") == 0
    assert pos(shop, "backup", tmp_path / "out") == 0
    (backup,) = (tmp_path / "out").glob("*.countertop")
    assert pos(shop, "restore", backup, "--preview") == 0


def test_the_journal_names_whoever_it_was(shop: Path, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    assert pos(shop, "import", "products", goods, *signed(tmp_path, "li")) == 0
    assert has_goods(shop)
    assert set(by(shop, "import:")) == {"li"}
    assert by(shop, Tag.SIGNED_IN.value) == ["li"], "and that it was proved"
    assert pos(shop, "import", "undo", "--last", *signed(tmp_path, "lea")) == 0
    assert by(shop, "import:")[-1] == "lea"
    assert pos(shop, "verify") == 0


def test_a_person_may_no_more_than_at_the_till(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "import", "products", tmp_path / "goods.csv", *signed(tmp_path, "pak")) == 1
    assert "“Import goods” is not among what you may do." in capsys.readouterr().err
    assert not has_goods(shop)
    assert pos(shop, "backup", tmp_path / "out") == 0
    (backup,) = (tmp_path / "out").glob("*.countertop")
    assert pos(shop, "restore", backup, *signed(tmp_path, "li")) == 1
    assert "“Change settings” is not among what you may do." in capsys.readouterr().err
    assert pos(shop, "restore", backup, *signed(tmp_path, "lea")) == 0
    assert by(shop, Tag.SHOP_CONTINUED.value) == ["lea"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "nobody"), "Nobody who works here has the login nobody."),
        (("--as", "lea", "--password-file", "li"), "That was not right."),
        (("--as", "lea", "--password-file", "none"), "none"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    placed = [str(tmp_path / word) if word in {"li", "none"} else word for word in words]
    assert pos(shop, "import", "products", tmp_path / "goods.csv", *placed) == 1
    caught = capsys.readouterr().err
    assert said in caught
    assert caught.count("\n") == 1
    assert not has_goods(shop)


def test_the_system_acts_where_no_owner_has_a_password(tmp_path: Path) -> None:
    shop, goods = tmp_path / "shop", tmp_path / "goods.csv"
    goods.write_text("sku,name,price\nTEA,Tea,2.00\n", "utf-8")
    build(shop).close()
    assert pos(shop, "import", "products", goods, "--dry-run") == 0
    assert not by(shop, Tag.PERSON_ADDED.value), "a try changes nothing"
    assert pos(shop, "import", "products", goods) == 0
    assert has_goods(shop)
    assert pos(shop, "import", "undo", "--last") == 0
    assert set(by(shop, "import:")) == {":system"}
    assert len(by(shop, Tag.PERSON_ADDED.value)) == 1, "there is one for ever"
    with closing(build(shop)) as services:
        assert [one.login for one in services.staff.everybody()] == ["owner"], "nobody who could sign in"
        assert services.shop.duty.person_name == "owner", "the till is not the system's"
        assert "system" in [name for _, name in services.journal.people()]
    assert pos(shop, "verify") == 0


def test_whoever_brings_a_backup_back_is_named_and_not_who_opened_the_last_shift(shop: Path, tmp_path: Path) -> None:
    with closing(build(shop)) as services:
        li = next(one for one in services.sign_in.people() if one.login == "li")
        services.shop.duty = replace(services.shop.duty, person_id=2, person_uid=li.uid)
        with services.shop.database.read() as connection:
            known = select(person.c.id).where(person.c.uid == li.uid)
            assert connection.execute(known).scalar_one() == services.shop.duty.person_id
        services.close_shift.close(of_sum(services.look_at_shift.look().figures.expected_cash))
        services.open_shift.open(of_sum(0))
    assert pos(shop, "backup", tmp_path / "out") == 0
    (backup,) = (tmp_path / "out").glob("*.countertop")
    with closing(build(shop)) as services:
        assert services.shop.duty.person_uid == li.uid
    assert pos(shop, "restore", backup, *signed(tmp_path, "lea")) == 0
    assert by(shop, Tag.SHOP_CONTINUED.value) == ["lea"]
    assert pos(tmp_path / "new", "restore", backup) == 0
    assert by(tmp_path / "new", Tag.SHOP_CONTINUED.value) == [":system"]
    assert pos(tmp_path / "new", "verify") == 0


def test_nobody_is_called_as_the_system_is(shop: Path) -> None:
    with closing(build(shop)) as services, pytest.raises(LoginUnfit):
        services.staff.add(":system", "Somebody", ("cashier",))


def test_a_person_at_a_terminal_is_asked_and_a_pipe_is_not(shop: Path, tmp_path: Path) -> None:
    words = ("--data", shop, "import", "products", tmp_path / "goods.csv", "--as", "lea")
    command = [sys.executable, "-c", PROGRAM, *map(str, words)]
    piped = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert piped.returncode == 1
    assert "Nobody is here to type the password of lea." in piped.stderr
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as running:
        os.close(theirs)
        heard = b""
        while b"Password of lea: " not in heard:
            heard += os.read(ours, 1024)
        os.write(ours, b"lea's long word\n")
        assert running.wait(60) == 0
    os.close(ours)
    assert has_goods(shop)
