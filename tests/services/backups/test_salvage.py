"""A damaged database: what it still holds behind the last backup is brought along where it proves true, else listed."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import main
from pos_app.data.backup import unpack
from pos_app.data.salvage import is_damaged
from pos_app.domain.formats import Formats
from pos_app.domain.journal import Tag
from pos_app.domain.journal_view import Wanted
from pos_app.services.backups.preview_backup import preview
from pos_app.services.backups.restore_backup import restore
from pos_app.services.backups.shelf import to_bring_back
from pos_app.services.language import translator
from pos_app.services.people.sign_in import UnknownBadge, WrongSecret
from pos_app.services.proof.verify_books import verify
from pos_app.ui.backups.restore_sheet import said
from pos_app.ui.wording import Wording
from pos_app.ui.wording.backups import salvaged_words
from pos_app.ui.wording.journal import details
from tests.factories.shops import MILK, TEA, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.backups.restore_backup import Restored

_WORDING = Wording(translator("en"), Formats("en", "CNY", 2), UTC)
_NEW = (("BREAD", "6901234500301", "Rye bread", "9.90", "13", "piece"),)


@pytest.fixture
def sold(tmp_path: Path) -> tuple[Path, list[str]]:
    """A shop with a backup, and what was sold behind it, goods that came in behind it too."""
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        for _ in range(3):
            sell(services, TEA)
        services.backups.make()
        numbers = [sell(services, MILK).number for _ in range(30)]
        stock_up(services, tmp_path, _NEW)
        numbers.append(sell(services, _NEW[0][1]).number)
        services.settings.change(shop_name="Behind the backup")
    return folder, numbers


def change(folder: Path, statement: str) -> None:
    """Change rows past the ledgers' protection, as a bad disk does."""
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        protection = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in protection:
            file.execute(f"DROP TRIGGER {name}")
        assert file.execute(statement).rowcount > 0
        for _name, sql in protection:
            file.execute(sql)
        file.commit()


def damage(folder: Path, name: str) -> None:
    """Overwrite the first page of a table or an index; of the file itself where it has no name."""
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        size = file.execute("PRAGMA page_size").fetchone()[0]
        page = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    with (folder / "shop.db").open("r+b") as file:
        file.seek((page[0] - 1) * size if page else 0)
        file.write(b"\xa5" * size)
    assert is_damaged(folder / "shop.db")


def brought_back(folder: Path) -> Restored:
    (backup,), known = to_bring_back(folder)
    assert known
    wreck = (folder / "shop.db").read_bytes()
    done = restore(folder, type(folder)(backup.path))
    assert done.kept is not None
    if done.salvaged is not None:
        assert done.kept.read_bytes() == wreck, "the damaged file is kept as it is"
    assert not [path for path in folder.iterdir() if path.name.startswith("shop.db.")]
    return done


def comes_along(folder: Path, numbers: list[str]) -> bool:
    """Bring the backup back; tell whether what was sold behind it came along, all of which could be read."""
    salvaged = brought_back(folder).salvaged
    assert salvaged is not None
    assert salvaged.sales == len(numbers)
    return salvaged.whole


def numbers_in(folder: Path) -> list[str]:
    with closing(build(folder)) as services:
        assert verify(services.shop.database).first is None
        after = sell(services, MILK).number
        assert after.startswith("T1b")
        with services.shop.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT number FROM orders ORDER BY id").all()
    return [row[0] for row in rows if row[0] != after]


@pytest.mark.parametrize("name", ["ix_orders_number", "ix_barcode_code", "search_rest_0_data"])
def test_what_can_be_read_whole_is_brought_along(sold: tuple[Path, list[str]], name: str) -> None:
    folder, numbers = sold
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        names = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE rootpage > 0")}
    if name not in names:  # the parts of the search have names of their own
        name = min(found for found in names if found.startswith(name.rpartition("_")[0].rpartition("_")[0]))
    damage(folder, name)
    done = brought_back(folder)
    assert done.salvaged is not None
    assert (done.salvaged.sales, done.salvaged.whole) == (len(numbers), True)
    assert done.salvaged.listing is None, "nobody rings up again what is in the shop"
    assert not list((folder / "backups").glob("salvaged-*"))
    assert numbers_in(folder)[3:] == numbers
    with closing(build(folder)) as services:
        assert services.settings.values.shop_name == "Behind the backup"
        assert [hit.item.sku for hit in services.ring_up.look_up(_NEW[0][1])] == ["BREAD"]


@pytest.mark.parametrize("name", ["order_line", "journal", "series_counter"])
def test_what_cannot_be_proved_is_listed(sold: tuple[Path, list[str]], name: str) -> None:
    folder, numbers = sold
    damage(folder, name)
    done = brought_back(folder)
    assert done.salvaged is not None
    assert (done.salvaged.sales, done.salvaged.whole) == (len(numbers), False)
    assert done.salvaged.listing is not None
    with done.salvaged.listing.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == numbers
    assert {(row["paid"], row["currency"]) for row in rows} == {("12.90", "CNY"), ("9.90", "CNY")}
    assert len(numbers_in(folder)) == 3


@pytest.mark.parametrize("name", ["orders", ""])
def test_where_no_sale_can_be_read_the_backup_stands(sold: tuple[Path, list[str]], name: str) -> None:
    folder, _numbers = sold
    damage(folder, name)
    done = brought_back(folder)
    assert done.salvaged is not None
    assert (done.salvaged.sales, done.salvaged.listing) == (0, None)
    assert len(numbers_in(folder)) == 3


def test_a_changed_figure_is_not_brought_along(sold: tuple[Path, list[str]]) -> None:
    """What can be read and is not true stays out: it is listed as it stands."""
    folder, numbers = sold
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        file.execute("DROP TRIGGER append_only_orders_update")
        file.execute("UPDATE orders SET total = 1 WHERE id = (SELECT max(id) FROM orders)")
        file.commit()
    damage(folder, "ix_orders_number")
    assert not comes_along(folder, numbers)


def test_no_sale_is_left_behind_for_a_pin_that_was_changed_since(tmp_path: Path) -> None:
    """The page of the staff is lost: the PIN in the backup counts again, and the journal says so."""
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        owner = services.shop.duty.person_uid
        services.staff.set_pin(owner, "1357")
        services.backups.make()
        services.staff.set_pin(owner, "8642")
        services.staff.set_badge(owner, "BADGE-1")
        numbers = [sell(services, MILK).number for _ in range(3)]
    damage(folder, "person")
    done = brought_back(folder)
    assert done.salvaged is not None
    assert (done.salvaged.sales, done.salvaged.whole, done.salvaged.listing) == (3, True, None)
    assert done.salvaged.older == {(owner, "pin"), (owner, "badge")}
    assert "are those of the backup again" in salvaged_words(done.salvaged, translator("en"))
    assert numbers_in(folder) == numbers
    with closing(build(folder)) as services:
        with pytest.raises(WrongSecret):
            services.sign_in.sign_in(owner, "pin", "8642")
        with pytest.raises(UnknownBadge):
            services.sign_in.sign_in_by_badge("BADGE-1")
        services.sign_in.sign_in(owner, "pin", "1357")
        said = [row for row in services.journal.page(Wanted(), 0, 100) if row.tag == Tag.PROOF_SET.value]
    assert {str(row.body["kind"]): row.body["mark"] is None for row in said[:2]} == {"pin": False, "badge": True}
    told = [details(row, translator("en"), _WORDING.formats) for row in said[:2]]
    assert sorted(one.rpartition(" · ")[2] for one in told) == ["PIN", "badge: none"]


_TORN = {
    "entry": "UPDATE journal SET body = substr(body, 3) WHERE sequence = 1",
    "person": "UPDATE person SET created_at = 'no moment'",
}


@pytest.mark.parametrize("torn", sorted(_TORN))
def test_a_garbled_row_of_the_staff_keeps_no_backup_from_coming_back(sold: tuple[Path, list[str]], torn: str) -> None:
    folder, numbers = sold
    change(folder, _TORN[torn])
    damage(folder, "ix_orders_number")
    assert not comes_along(folder, numbers)
    assert len(numbers_in(folder)) == 3


@pytest.mark.parametrize("page_damaged", [True, False])
def test_a_sale_whose_time_cannot_be_read_keeps_nobody_from_looking(
    sold: tuple[Path, list[str]], page_damaged: bool
) -> None:
    folder, numbers = sold
    change(folder, "UPDATE orders SET at = replace(at, '-1', '-1B') WHERE id = (SELECT max(id) FROM orders)")
    if page_damaged:
        damage(folder, "ix_orders_number")
    (backup,), _known = to_bring_back(folder)
    assert not preview(folder, type(folder)(backup.path)).readable
    if page_damaged:
        assert not comes_along(folder, numbers)
    else:
        assert brought_back(folder).salvaged is None
    assert len(numbers_in(folder)) == 3


def test_a_sale_with_a_byte_that_is_no_text_is_listed_too(sold: tuple[Path, list[str]]) -> None:
    folder, numbers = sold
    change(folder, "UPDATE orders SET number = CAST(x'5431ff' AS TEXT) WHERE id = (SELECT max(id) FROM orders)")
    damage(folder, "ix_orders_number")
    done = brought_back(folder)
    assert done.salvaged is not None
    assert done.salvaged.listing is not None
    listed = done.salvaged.listing.read_text("utf-8-sig")
    assert (done.salvaged.sales, done.salvaged.whole) == (len(numbers), False)
    assert "T1\ufffd," in listed
    assert "PINs, passwords and badges, are those of the backup" in salvaged_words(done.salvaged, translator("en"))


def test_a_bad_byte_in_what_is_known_of_the_pepper_takes_no_pin_off(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        owner = services.shop.duty.person_uid
        services.staff.set_pin(owner, "1357")
        services.backups.make()
        numbers = [sell(services, MILK).number for _ in range(3)]
    change(folder, "UPDATE setting SET value = 'X' || substr(value, 2) WHERE scope = 'proofs'")
    damage(folder, "ix_orders_number")
    done = brought_back(folder)
    assert done.salvaged is not None
    assert (done.salvaged.sales, done.salvaged.whole) == (len(numbers), True)
    assert not done.went_on.nobody_signs_in
    with closing(build(folder)) as services:
        services.sign_in.sign_in(owner, "pin", "1357")


def test_a_badge_that_two_people_would_have_is_not_brought_along(tmp_path: Path) -> None:
    """Rows of two moments lie side by side: whose row is lost has the badge again that another has by now."""
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        owner = services.shop.duty.person_uid
        services.staff.set_pin(owner, "1357")
        services.staff.set_badge(owner, "BADGE-1")
        lee = services.staff.add("lee", "Lee", ("cashier",))
        services.backups.make()
        services.staff.set_badge(owner, "BADGE-2")
        services.staff.set_badge(lee, "BADGE-1")
        numbers = [sell(services, MILK).number for _ in range(3)]
    with closing(sqlite3.connect(folder / "shop.db")) as file:  # what can be read of the damaged page
        with closing(sqlite3.connect(f"file:{_unpacked(folder, tmp_path)}?mode=ro", uri=True)) as before:
            (badge,) = before.execute("SELECT badge_index FROM person WHERE login <> 'lee'").fetchone()
        file.execute("UPDATE person SET badge_index = ? WHERE login <> 'lee'", (badge,))
        file.commit()
    damage(folder, "ix_orders_number")
    assert not comes_along(folder, numbers)
    assert numbers_in(folder) == []


def _unpacked(folder: Path, place: Path) -> Path:
    (backup,), _known = to_bring_back(folder)
    unpack(type(folder)(backup.path), place / "unpacked.db", None)
    return place / "unpacked.db"


def test_a_pin_that_was_written_in_by_hand_is_not_brought_along(tmp_path: Path) -> None:
    """What the damaged file holds of the staff and no entry tells of is no older PIN."""
    folder = tmp_path / "shop"
    with closing(build(folder)) as services:
        stock_up(services, tmp_path)
        services.staff.set_pin(services.shop.duty.person_uid, "1357")
        services.backups.make()
        numbers = [sell(services, MILK).number for _ in range(3)]
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        file.execute("UPDATE person SET pin_hash = x'00' WHERE pin_hash IS NOT NULL")
        file.commit()
    damage(folder, "ix_orders_number")
    assert not comes_along(folder, numbers)
    assert numbers_in(folder) == []


def test_a_sound_shop_is_not_salvaged(sold: tuple[Path, list[str]]) -> None:
    folder, _numbers = sold
    done = brought_back(folder)
    assert done.salvaged is None
    assert not is_damaged(folder / "shop.db")
    assert not is_damaged(folder / "absent")


def test_the_preview_says_beforehand_what_becomes_of_a_damaged_file(
    sold: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _numbers = sold
    (backup,), _known = to_bring_back(folder)
    look = ["--data", str(folder), "restore", backup.path, "--preview"]
    assert not preview(folder, type(folder)(backup.path)).damaged
    assert main(look) == 0
    assert "damaged" not in capsys.readouterr().out
    damage(folder, "ix_orders_number")
    seen = preview(folder, type(folder)(backup.path))
    assert seen.damaged
    assert "brought along where it can be read" in " ".join(said(seen, _WORDING))
    assert main(look) == 0
    assert "brought along where it can be read" in capsys.readouterr().out
