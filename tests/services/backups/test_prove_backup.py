"""A backup that was changed since it was made takes no shop's place, however well its file holds together."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import msgspec
import pytest

from pos_app.data.backup import read_header, unpack, write_backup
from pos_app.data.engine import Database, sqlite_url
from pos_app.domain.backups import BackupChanged, BackupOfAnotherKey
from pos_app.services.backups import restore_backup
from pos_app.services.backups.preview_backup import prove
from pos_app.services.backups.restore_backup import restore
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import public_key
from tests.factories.shops import MILK, TEA, HandClock, TestPrinter, open_test_shop, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories.databases import ShopFile

STOCK = "INSERT INTO level SELECT max(variant.id), max(location.id), 1, 0 FROM variant, location"
TRIGGER = "DROP TRIGGER append_only_orders_update"
FOREIGN = "CREATE TRIGGER helper AFTER INSERT ON orders BEGIN SELECT 1; END"
TOTAL = "UPDATE orders SET total = total - 1 WHERE id = 1"


@pytest.fixture
def shop(tmp_path: Path, shop_file_made: ShopFile, clock: HandClock) -> tuple[Path, Path]:
    """A shop that nobody has open, and a backup of it."""
    folder = tmp_path / "shop"
    folder.mkdir()
    shop_file_made.copy(folder / "shop.db")
    services = open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, clock, TestPrinter())
    stock_up(services, folder)
    for goods in (MILK, TEA):
        sell(services, goods)
    backup = services.backups.make().path
    sell(services, MILK)
    services.close()
    return folder, backup


def changed(backup: Path, target: Path, *changes: str) -> Path:
    """Write a backup anew, with other contents; its hash is theirs."""
    content = target.with_suffix(".db")
    header = unpack(backup, content, None)
    with closing(Database(sqlite_url(content))) as database, database.write() as connection:
        for change in changes:
            connection.exec_driver_sql(change)
    restore_backup.settle(content)
    write_backup(content, target, header, None)
    content.unlink()
    return target


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("triggers", [TRIGGER]),
        ("triggers", [FOREIGN]),
        ("triggers", [TRIGGER, TOTAL]),
        ("levels", [STOCK]),
    ],
)
def test_what_was_changed_takes_no_shops_place(
    shop: tuple[Path, Path], tmp_path: Path, clock: HandClock, check: str, changes: list[str]
) -> None:
    folder, backup = shop
    before = (folder / "shop.db").read_bytes()
    other = changed(backup, tmp_path / "other.countertop", *changes)
    for call in (lambda: prove(folder, other), lambda: restore(folder, other, clock=clock)):
        with pytest.raises(BackupChanged) as refused:
            call()
        assert refused.value.params["check"] == check
        assert refused.value.params["path"] == str(other)
        assert (folder / "shop.db").read_bytes() == before


def test_where_there_is_no_other_it_comes_back_as_it_is(
    shop: tuple[Path, Path], tmp_path: Path, clock: HandClock
) -> None:
    folder, backup = shop
    other = changed(backup, tmp_path / "other.countertop", TRIGGER, TOTAL)
    restore(folder, other, clock=clock, untrue=True)
    services = open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, clock, TestPrinter())
    assert sell(services, TEA).number.endswith("b-000001")
    first = verify(services.shop.database).first
    services.close()
    assert first is not None
    assert first.check == "orders", "the protection is there again, and what was changed is still found"


def test_what_another_signed_from_the_beginning_is_no_backup_of_the_shop(
    shop: tuple[Path, Path], tmp_path: Path, clock: HandClock
) -> None:
    """Somebody sets a shop of the same name up, sells what suits, and signs it all."""
    folder, backup = shop
    there = tmp_path / "there"
    there.mkdir()
    services = open_test_shop(f"sqlite:///{there / 'shop.db'}", there, clock, TestPrinter())
    stock_up(services, there)
    sell(services, MILK)
    made = services.backups.make().path
    services.close()
    uid = read_header(backup).shop
    forged = changed(made, tmp_path / "forged.countertop", f"UPDATE shop SET uid = x'{uid}'")
    header = read_header(forged)
    content = tmp_path / "content.db"
    unpack(forged, content, None)
    forged.unlink()
    write_backup(content, forged, msgspec.structs.replace(header, shop=uid), None)
    with pytest.raises(BackupOfAnotherKey) as refused:
        restore(folder, forged, clock=clock)
    assert refused.value.params == {"path": str(forged), "till": 1}
    assert restore(tmp_path / "new", forged, clock=clock).kept is None, "where nothing is known it cannot be told"


def test_a_till_that_went_on_with_a_new_key_takes_backups_of_before_and_of_elsewhere(
    shop: tuple[Path, Path], tmp_path: Path, clock: HandClock
) -> None:
    folder, backup = shop
    new = tmp_path / "new"
    assert restore(new, backup, clock=clock).went_on.new_key
    services = open_test_shop(f"sqlite:///{new / 'shop.db'}", new, clock, TestPrinter())
    sell(services, TEA)
    elsewhere = services.backups.make().path
    services.close()
    restore(new, backup, clock=clock)
    restore(folder, elsewhere, clock=clock)
    with closing(Database(sqlite_url(folder / "shop.db"))) as database:
        assert verify(database, public_key(folder, database)).first is None


def test_what_was_proved_is_not_looked_at_again_and_anything_else_is(
    shop: tuple[Path, Path], tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, backup = shop
    proved = prove(folder, backup)
    other = changed(backup, tmp_path / "other.countertop", TRIGGER)
    with pytest.raises(BackupChanged):
        restore(folder, other, clock=clock, proved=proved)
    monkeypatch.setattr(restore_backup, "refuse_untrue", lambda *_: pytest.fail("looked at twice"))
    restore(folder, backup, clock=clock, proved=proved)
