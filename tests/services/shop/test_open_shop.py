"""Opening: an empty folder becomes a shop that sells; what is not safe to open is refused in words."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from pos_app.app import build
from pos_app.data import append_only, migrations
from pos_app.data.engine import Database
from pos_app.data.keys import KeyDamaged, KeyMissing
from pos_app.data.place import IMPORT_LOCK, ShopLock
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import series
from pos_app.data.tables.taxes import tax
from pos_app.domain.journal import Tag
from pos_app.domain.problems import (
    DatabaseDamaged,
    DatabaseReadOnly,
    KeyOfAnotherTill,
    NetworkDrive,
    NewerSchema,
    ProtectionMissing,
    ShopLost,
    UnknownZone,
    UpgradeBlocked,
    UpgradeFailed,
)
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop import open_shop as opening
from pos_app.services.shop.bring_forward import back_up
from pos_app.services.shop.open_shop import is_shop, look_into, open_database, open_shop
from pos_app.services.shop.set_up import NewShop, UnknownCurrency, currency_digits, system_zone
from tests.factories.shops import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.data.engine import Database as AnyDatabase


def test_a_new_shop_has_the_defaults(database: AnyDatabase, tmp_path: Path) -> None:
    shop = open_database(database, tmp_path, clock=HandClock())
    assert (shop.profile.kind, shop.profile.currency.code, shop.profile.currency.digits) == ("real", "CNY", 2)
    assert shop.profile.zone == system_zone()
    duty = shop.duty
    assert (duty.person_name, duty.till_number, duty.till_name) == ("owner", 1, "Till 1")
    with database.read() as connection:
        taxes = list(connection.execute(select(tax.c.rate_ppm, tax.c.included).order_by(tax.c.id)))
        prefixes = list(connection.execute(select(series.c.prefix).order_by(series.c.id)).scalars())
    assert taxes == [(130_000, True), (90_000, True), (60_000, True), (0, True)]
    assert prefixes == ["T1-", "T1R-", "Z1-"]
    again = open_database(database, tmp_path)
    assert again.duty == duty


def test_a_rehearsal_has_numbers_of_its_own(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, new=NewShop(kind="rehearsal", currency="JPY", zone="Asia/Tokyo", language="zh_CN"))
    with shop.database.read() as connection:
        assert list(connection.execute(select(series.c.prefix)).scalars()) == ["R1-", "R1R-", "R1Z-"]
    assert (shop.profile.currency.digits, shop.profile.language) == (0, "zh_CN")
    shop.close()


def test_currencies_have_their_digits() -> None:
    assert [currency_digits(code) for code in ("CNY", "EUR", "JPY", "KWD")] == [2, 2, 0, 3]
    with pytest.raises(UnknownCurrency):
        currency_digits("XQQ")


def test_a_set_up_that_was_cut_off_is_finished(tmp_path: Path) -> None:
    with pytest.raises(UnknownCurrency):
        open_shop(tmp_path, new=NewShop(currency="XQQ"))
    shop = open_shop(tmp_path)
    assert shop.profile.currency.code == "CNY"
    shop.close()


def test_a_key_without_a_byte_from_a_set_up_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "till-1.key").write_bytes(b"")
    open_shop(tmp_path).close()
    assert (tmp_path / "till-1.key").stat().st_size == 32
    (tmp_path / "till-1.key").write_bytes(b"")
    with pytest.raises(KeyDamaged):
        open_shop(tmp_path)
    assert (tmp_path / "till-1.key").stat().st_size == 0


def test_a_shop_is_one_when_it_is_set_up(tmp_path: Path) -> None:
    assert not is_shop(tmp_path)
    (tmp_path / "shop.db").write_bytes(b"")
    assert not is_shop(tmp_path)
    with pytest.raises(UnknownCurrency):
        open_shop(tmp_path, new=NewShop(currency="XQQ"))
    assert not is_shop(tmp_path)
    open_shop(tmp_path).close()
    assert is_shop(tmp_path)
    (tmp_path / "shop.db").write_bytes(b"a shopping list" * 1000)
    assert not is_shop(tmp_path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    open_shop(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    with pytest.raises(NewerSchema):
        open_shop(tmp_path)


def test_an_older_schema_is_backed_up_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_shop(tmp_path).close()
    monkeypatch.setattr(migrations, "is_current", lambda _database: False)
    open_shop(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "backups" / f"before-{migrations.HEAD}.db")) as copy:
        assert copy.execute("SELECT count(*) FROM shop").fetchone() == (1,)


def _in_the_middle(upgrade: Callable[[Database], None], *, committed: bool) -> Callable[[Database], None]:
    """Return an upgrade that changes the books and the schema, and then fails."""

    def failing(database: Database) -> None:
        upgrade(database)
        with database.writer.connect() as connection:
            for wrong in ("ALTER TABLE shop ADD COLUMN half TEXT", "UPDATE alembic_version SET version_num = '9999'"):
                connection.exec_driver_sql(wrong)
            if committed:
                connection.commit()
        raise RuntimeError("the step was wrong")

    return failing


@pytest.mark.parametrize("committed", [True, False])
def test_an_upgrade_that_fails_leaves_the_shop_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    open_shop(tmp_path).close()

    def contents() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
            return list(file.iterdump())

    before = contents()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "is_current", lambda _database: False)
        patched.setattr(migrations, "upgrade", _in_the_middle(migrations.upgrade, committed=committed))
        with pytest.raises(UpgradeFailed) as raised:
            open_shop(tmp_path)
    assert raised.value.params["reason"] == "the step was wrong"
    assert contents() == before
    assert not (tmp_path / "shop.db.unfinished").exists()
    open_shop(tmp_path).close()


def test_an_upgrade_that_loses_where_the_books_end_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(tmp_path).close()

    def losing(database: Database) -> None:
        with database.writer.connect() as connection:
            connection.exec_driver_sql("UPDATE till_head SET journal_hash = ''")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "is_current", lambda _database: False)
        patched.setattr(migrations, "upgrade", losing)
        with pytest.raises(UpgradeFailed):
            open_shop(tmp_path)
    shop = open_shop(tmp_path)
    assert verify(shop.database).first is None
    shop.close()


@pytest.mark.parametrize("name", ["shop.lock", IMPORT_LOCK])
def test_a_shop_that_another_program_has_open_is_not_brought_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    open_shop(tmp_path).close()
    monkeypatch.setattr(migrations, "is_current", lambda _database: False)
    lock = ShopLock(tmp_path, name)
    lock.take()
    for opened in (open_shop, look_into):
        with pytest.raises(UpgradeBlocked):
            opened(tmp_path)
    assert not (tmp_path / "backups").exists()
    lock.release()
    open_shop(tmp_path).close()
    lock.take()
    lock.release()


def test_the_window_brings_its_shop_forward_under_the_lock_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(tmp_path).close()
    monkeypatch.setattr(migrations, "is_current", lambda _database: False)
    lock = ShopLock(tmp_path)
    lock.take()
    build(tmp_path, lock=lock).close()
    with pytest.raises(UpgradeBlocked):
        build(tmp_path)
    lock.release()


def test_missing_triggers_and_a_missing_key_are_refused(tmp_path: Path) -> None:
    open_shop(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
        file.execute("DROP TRIGGER append_only_orders_update")
        file.commit()
    with pytest.raises(ProtectionMissing):
        open_shop(tmp_path)
    open_shop(tmp_path, checked=False).close()
    (tmp_path / "till-1.key").write_bytes(b"no key")
    looked_into = open_shop(tmp_path, checked=False)
    with pytest.raises(KeyDamaged), looked_into.books.posting(looked_into.duty) as posting:
        posting.journal(Tag.DRAWER_OPENED, None, {})
    with looked_into.database.read() as connection:
        assert Tag.DRAWER_OPENED.value not in set(connection.execute(select(journal.c.tag)).scalars())
    looked_into.close()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
        file.execute(append_only.expected("sqlite")["append_only_orders_update"][1])
        file.commit()
    with pytest.raises(KeyDamaged):
        open_shop(tmp_path)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"a shopping list" * 1000)
    with pytest.raises(DatabaseDamaged):
        open_shop(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseReadOnly):
        open_shop(tmp_path / "file" / "shop")


def test_a_backup_is_whole_or_not_there(tmp_path: Path) -> None:
    open_shop(tmp_path).close()
    target = tmp_path / "backups" / "first.db"
    (tmp_path / "list.txt").write_bytes(b"a shopping list" * 1000)
    with pytest.raises(DatabaseDamaged):
        back_up(tmp_path / "list.txt", target)
    assert not target.exists()
    back_up(tmp_path / "shop.db", target)
    assert [path.name for path in target.parent.iterdir()] == ["first.db"]
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM shop").fetchone() == (1,)
    second = target.with_name("second.db")
    second.with_name("second.db.unfinished").mkdir()
    with pytest.raises(DatabaseReadOnly):
        back_up(tmp_path / "shop.db", second)
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseReadOnly):
        back_up(tmp_path / "shop.db", tmp_path / "file" / "third.db")


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise NetworkDrive(path=str(folder), kind="nfs")

    monkeypatch.setattr(opening, "refuse_network_drive", refuse)
    with pytest.raises(NetworkDrive):
        open_shop(tmp_path)
    assert not (tmp_path / "shop.db").exists()


def test_the_whole_is_built_from_a_folder(tmp_path: Path) -> None:
    services = build(tmp_path / "shop")
    assert services.ring_up.resume() is None
    services.close()
    assert isinstance(Database(f"sqlite:///{tmp_path / 'shop' / 'shop.db'}").dialect, str)


def test_nothing_is_connected_at_import() -> None:
    heavy = {"alembic", "pypinyin", "openpyxl", "escpos", "PIL", "PySide6"}
    code = f"import pos_app.app, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"


def test_the_key_of_another_till_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        open_shop(tmp_path / name).close()
    (tmp_path / "a" / "till-1.key").write_bytes((tmp_path / "b" / "till-1.key").read_bytes())
    with pytest.raises(KeyOfAnotherTill):
        open_shop(tmp_path / "a")
    # a window opens first and looks then; nothing is signed with it either way
    shop = open_shop(tmp_path / "a", hurried=True)
    entries = select(func.count()).select_from(journal)
    with shop.database.read() as connection:
        before = connection.execute(entries).scalar_one()
    with pytest.raises(KeyOfAnotherTill):
        shop.books.look_at_key()
    with pytest.raises(KeyOfAnotherTill), shop.posting(None) as posting:
        posting.journal(Tag.TILL_LOCKED, None, {})
    with shop.database.read() as connection:
        assert connection.execute(entries).scalar_one() == before
    shop.close()


def test_a_key_that_is_none_is_refused_however_much_hurry_there_is(tmp_path: Path) -> None:
    open_shop(tmp_path).close()
    (tmp_path / "till-1.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged):
        open_shop(tmp_path, hurried=True)
    (tmp_path / "till-1.key").unlink()
    with pytest.raises(KeyMissing):
        open_shop(tmp_path, hurried=True)


@pytest.mark.parametrize("gone", [True, False])
def test_a_shop_that_was_lost_is_not_replaced_by_a_new_one(tmp_path: Path, gone: bool) -> None:
    open_shop(tmp_path).close()
    (tmp_path / "papers").mkdir()
    for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    if not gone:
        (tmp_path / "shop.db").touch()
    with pytest.raises(ShopLost):
        open_shop(tmp_path)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Asia", "../etc/passwd", "\x00"])
def test_a_zone_that_nobody_knows_is_refused_in_words(tmp_path: Path, zone: str) -> None:
    open_shop(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
        file.execute("UPDATE shop SET zone = ?", (zone,))
        file.commit()
    with pytest.raises(UnknownZone) as refused:
        build(tmp_path)
    assert refused.value.params == {"zone": zone}


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as file:
        file.execute("CREATE TABLE t (x)")
        file.commit()
    with pytest.raises(DatabaseDamaged):
        open_shop(tmp_path)
