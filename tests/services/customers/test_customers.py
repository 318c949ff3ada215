"""Customers on each database: kept encrypted, found again, given baskets, handed their data, erased without a trace."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from pos_app.app import assemble
from pos_app.data import put_aside
from pos_app.data.backup import unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.tables.baskets import basket_note
from pos_app.data.tables.customers import customer
from pos_app.data.tables.orders import order_note, orders
from pos_app.domain.backups import BackupPlaceMissing
from pos_app.domain.customers import CustomerCard, CustomerGone, KeptInvoice
from pos_app.domain.journal import Tag
from pos_app.domain.problems import DatabaseBusy, DatabaseReadOnly, DiskFull, FolderMissing, LookOnly, ShopElsewhere
from pos_app.domain.steps import GiveTo, decode, encode
from pos_app.services.books import Posting
from pos_app.services.customers import erase
from pos_app.services.customers.erase import ERASED_NAME, UNSWEPT_NAME, erase_again
from pos_app.services.customers.sealing import Sealer
from pos_app.services.proof.export_journal import export_journal
from pos_app.services.proof.verify_books import verify
from pos_app.services.sales.take_payment import CASH, Completed
from pos_app.services.shop.bring_forward import back_up
from pos_app.services.shop.open_shop import open_database
from pos_app.services.shop.vault import DATA, PEPPER, DataKeyMissing, PepperMissing, Vault
from tests.factories.shops import MILK, TEA, keep, scan
from tests.services.people.test_staff import entries

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import CodedError
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock, TestPrinter

LI = CustomerCard(
    name="Li Nadezhda",
    company="Teahouse Zanzibar",
    phone="+86 138 1234 5678",
    email="Nadezhda@Zanzibar.example",
    address="17 Quixotic Lane\n200000 Shanghai",
    tax_number="91310000QUIX",
    language="zh_CN",
    note="allergic to walnuts",
    consent=True,
)
TRACES = ("Nadezhda", "Zanzibar", "1234 5678", "12345678", "Quixotic", "91310000QUIX", "walnuts")


def sell_to(services: Services, uid: bytes | None, *codes: str, note: str = "") -> Completed:
    """Give a basket to a customer, hold and recall it where it bears a note, and sell it."""
    sale = scan(services, services.ring_up.begin(), *codes)
    sale = keep(services, services.ring_up.give_to(sale, uid))
    if note:
        services.hold.hold(sale, note)
        sale = services.hold.recall(sale.basket.uid)
    due = services.take_payment.due(sale, (), CASH)
    done = services.take_payment.take(sale, CASH, due.to_pay, services.take_payment.new_payment_uid())
    assert isinstance(done, Completed)
    return done


def row(services: Services, uid: bytes) -> Any:
    with services.shop.database.read() as connection:
        return connection.execute(select(customer).where(customer.c.uid == uid)).one()


def traces(place: Path) -> dict[str, list[str]]:
    """Return in which files of a folder a word of the person is, in any of the usual writings."""
    forms = {word: (word.encode(), word.lower().encode(), word.encode("utf-16-le")) for word in TRACES}
    found: dict[str, list[str]] = {}
    for file in place.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            names = [word for word, written in forms.items() if any(form in content for form in written)]
            if names:
                found[file.name] = names
    return found


def test_a_card_comes_back_as_it_was_kept(services: Services) -> None:
    uid = services.customers.add(LI)
    assert services.customers.card(uid) == LI
    assert entries(services, Tag.CUSTOMER_ADDED)[0][1]["consent"] is True
    changed = replace(LI, phone="", address="2 Road", consent=False)
    assert services.customers.change(uid, changed).customers
    assert services.customers.card(uid) == changed
    assert row(services, uid).phone is None
    assert row(services, uid).phone_index is None


def test_consent_keeps_its_day_when_a_card_is_saved_again(services: Services, clock: HandClock) -> None:
    uid = services.customers.add(LI)
    first = row(services, uid).consent_at
    clock.go(days=3)
    services.customers.change(uid, replace(LI, note="new"))
    assert row(services, uid).consent_at == first
    services.customers.change(uid, replace(LI, consent=False))
    assert row(services, uid).consent_at is None


def test_phone_email_and_address_lie_in_no_column_in_the_clear(services: Services) -> None:
    uid = services.customers.add(LI)
    twin = services.customers.add(LI)
    kept, other = row(services, uid), row(services, twin)
    for name in ("phone", "email", "address", "tax_number", "note"):
        assert getattr(LI, name).encode() not in getattr(kept, name)
        assert getattr(kept, name) != getattr(other, name)  # the same words never look the same
    assert kept.phone_index == other.phone_index  # and are found together all the same


def test_a_field_is_bound_to_its_row_and_column(services: Services) -> None:
    uid, twin = services.customers.add(LI), services.customers.add(replace(LI, name="Other"))
    sealer, kept = Sealer(services.shop.vault), row(services, uid)
    assert sealer.opened(uid, "phone", kept.phone) == LI.phone
    for wrong in ((twin, "phone"), (uid, "email")):
        with pytest.raises(DataKeyMissing):
            sealer.opened(*wrong, kept.phone)


@pytest.mark.parametrize("typed", ["nad", "li zan", "13812345678", "+86 (138) 1234-5678", "NADEZHDA@zanzibar.EXAMPLE"])
def test_a_customer_is_found_by_name_company_phone_and_email(services: Services, typed: str) -> None:
    uid = services.customers.add(LI)
    services.customers.add(CustomerCard(name="Somebody else", phone="13812345679", email="other@zanzibar.example"))
    found = services.customers.find(typed)
    assert [one.uid for one in found] == [uid]
    assert (found[0].phone, found[0].email) == (LI.phone, LI.email)


def test_the_list_begins_with_everybody_by_name_and_shows_fifty(services: Services) -> None:
    for place in range(60):
        services.customers.add(CustomerCard(name=f"Person {place:02}"))
    assert [one.name for one in services.customers.find("")] == [f"Person {place:02}" for place in range(50)]
    assert services.customers.find("nobody") == ()


def test_a_basket_is_given_to_a_customer_and_the_order_keeps_the_uid(services: Services) -> None:
    uid = services.customers.add(LI)
    sale = keep(services, services.ring_up.give_to(services.ring_up.begin(), uid))
    sale = scan(services, sale, MILK)
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket.customer == uid  # after any crash
    undone = services.ring_up.give_to(sale, None)
    assert undone.basket.customer is None
    done = sell_to(services, uid, TEA)
    with services.shop.database.read() as connection:
        query = select(customer.c.uid).join(orders, orders.c.customer_id == customer.c.id)
        assert connection.execute(query.where(orders.c.uid == done.order_uid)).scalar() == uid
    assert services.customers.called(uid) == "Li Nadezhda"
    assert decode(*encode(GiveTo(uid))) == GiveTo(uid)
    assert decode(*encode(GiveTo(None))) == GiveTo(None)


def test_a_discount_leaves_the_basket_with_its_customer(services: Services) -> None:
    uid = services.customers.add(LI)
    sale = scan(services, services.ring_up.begin(), MILK)
    sale = services.ring_up.discount_basket(services.ring_up.give_to(sale, uid), None)
    assert sale.basket.customer == uid
    assert services.ring_up.undo(services.ring_up.undo(sale)).basket.customer is None


def test_all_that_is_held_on_a_person_is_handed_over(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = services.customers.add(LI)
    done = sell_to(services, uid, MILK, TEA, note="comes back at five")
    sell_to(services, services.customers.add(CustomerCard(name="Other")), MILK)
    path = tmp_path / "person.json"
    services.customer_records.export(uid, path)
    held = json.loads(path.read_text("utf-8"))
    assert held["customer"]["name"] == LI.name
    assert {held["customer"][name] for name in ("phone", "email", "address", "note")} == {
        LI.phone,
        LI.email,
        LI.address,
        LI.note,
    }
    (sale,) = held["sales"]
    assert (sale["number"], sale["total"], sale["note"]) == (done.number, "80.90", "comes back at five")
    assert sale["keep_until"] == "2036-12-31"
    assert [line["name"] for line in sale["lines"]] == ["Oat milk, barista, 1 l", "Green tea, Longjing"]
    assert sale["payments"][0]["tender"] == CASH
    assert [one["what"] for one in held["journal"]] == [Tag.CUSTOMER_ADDED]
    assert len(entries(services, Tag.CUSTOMER_EXPORTED)) == 1
    with pytest.raises(DatabaseReadOnly):
        services.customer_records.export(uid, tmp_path)  # a folder
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise DiskFull(path="shop.db")

        patched.setattr(Posting, "finish", full)
        with pytest.raises(DiskFull):
            services.customer_records.export(uid, tmp_path / "unwritten.json")
    assert not (tmp_path / "unwritten.json").exists(), "nothing is handed over that the journal does not know of"
    with pytest.raises(CustomerGone):
        services.customer_records.export(b"\x01" * 16, path)


def test_what_was_sold_stays_and_says_until_when(services: Services) -> None:
    uid = services.customers.add(LI)
    done = sell_to(services, uid, MILK)
    kept = KeptInvoice(done.number, date(2026, 3, 2), 1290, "CNY", date(2036, 12, 31))
    assert services.customer_records.kept(uid) == (kept,)
    services.settings.change(keep_invoices_years=7)
    assert services.erase_customer.erase(uid).kept == (replace(kept, keep_until=date(2033, 12, 31)),)
    with pytest.raises(CustomerGone):
        services.erase_customer.erase(uid)


def test_an_erased_customer_is_nowhere_in_the_list(services: Services, tmp_path: Path) -> None:
    uid = services.customers.add(LI)
    sell_to(services, uid, MILK, note="for Nadezhda")
    services.erase_customer.erase(uid)
    assert services.customers.find("") == ()
    assert services.customers.find(LI.phone) == ()
    assert services.customers.called(uid) == ""
    with pytest.raises(CustomerGone):
        services.customers.card(uid)
    with pytest.raises(CustomerGone):
        services.customers.change(uid, LI)
    kept = row(services, uid)
    personal = ("name", "company", "phone", "email", "address", "tax_number", "note", "phone_index", "email_index")
    assert {getattr(kept, name) for name in personal} == {None}
    with services.shop.database.read() as connection:
        assert connection.execute(select(order_note)).all() == []
        assert connection.execute(select(orders.c.customer_id)).scalar_one() == kept.id
    sell_to(services, uid, MILK)  # in a basket that was open meanwhile: a walk-in's now
    with services.shop.database.read() as connection:
        assert None in set(connection.execute(select(orders.c.customer_id)).scalars())
    assert uid.hex() in (tmp_path / ERASED_NAME).read_text()


def leave_what_is_deleted(services: Services) -> None:
    """Let SQLite leave deleted bytes where they are, as it does by default: some systems' overwrites them at once."""
    with services.shop.database.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete = OFF").scalar() == 0


def test_no_byte_of_an_erased_person_is_left(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = sqlite_shop
    leave_what_is_deleted(services)
    (tmp_path / "goods.csv").unlink()
    uid = services.customers.add(LI)
    for number in range(40):  # cards that come and go, so that pages are split, filled and freed
        one = services.customers.add(replace(LI, name=f"Nadezhda {number}", note="walnuts " * number))
        services.customers.change(one, CustomerCard(name="x"))
    services.customers.change(uid, replace(LI, address="18 Quixotic Lane"))
    sell_to(services, uid, MILK, note="Nadezhda comes at five")
    assert {"Nadezhda", "Zanzibar"} <= {word for words in traces(tmp_path).values() for word in words}
    swept, before = erase.sweep, list[dict[str, list[str]]]()

    def look_first(database: Database) -> None:
        with database.writer.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        before.append(traces(tmp_path))
        swept(database)

    monkeypatch.setattr(erase, "sweep", look_first)
    services.erase_customer.erase(uid)
    assert before[0].keys() == {"shop.db"}, "blanked alone it stays"
    export_journal(services.shop.database, tmp_path / "journal.jsonl")
    assert traces(tmp_path) == {}
    assert verify(services.shop.database).first is None
    with services.shop.database.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    services.close()
    assert traces(tmp_path) == {}


def test_no_byte_is_left_in_what_was_put_aside_either(sqlite_shop: Services, tmp_path: Path) -> None:
    """What a restore or an upgrade put aside goes where the person is in it, or may be; backups say who was erased."""
    services, stick = sqlite_shop, tmp_path / "stick"
    (tmp_path / "goods.csv").unlink()
    stick.mkdir()
    services.settings.change(backup_folder=str(stick))
    aside = tmp_path / "backups"
    back_up(tmp_path / "shop.db", aside / "before-0001.db")  # the person was no customer yet
    uid = services.customers.add(LI)
    sell_to(services, uid, MILK, note="Nadezhda comes at five")
    backup = services.backups.make().path
    for name in (
        "backups/replaced-20260301-090000-000001.db",
        "backups/before-0002.db",
        "backups/replaced-20260301-090000-000002.db.unfinished",
        "backups/copy.db",
        "shop.db.restoring",
        "shop.db.looking",
        "shop.db.wreck",
    ):
        back_up(tmp_path / "shop.db", tmp_path / name)
    damaged = aside / "replaced-20260301-100000-000000.db"
    damaged.write_bytes(b"not a database any more, of Nadezhda")
    log = aside / "replaced-20260301-110000-000000.db-wal"
    log.write_bytes(b"a log without its database, of Nadezhda")
    assert len(traces(tmp_path)) > 8
    erased = services.erase_customer.erase(uid)
    assert erased.put_aside == 9
    assert entries(services, Tag.CUSTOMER_ERASED)[0][1]["put_aside"] == 9
    assert services.erase_customer.hand_out() == ()
    assert traces(tmp_path) == {}
    assert [path.name for path in sorted(aside.glob("*.db*"))] == ["before-0001.db"]
    assert uid.hex() in (stick / ERASED_NAME).read_text()
    unpack(backup, tmp_path / "proof", None)
    assert "Nadezhda" in traces(tmp_path)["proof"]  # as SECURITY.md says; a restore erases again
    assert verify(services.shop.database).first is None


def test_what_was_put_aside_goes_with_an_erasure_that_was_cut_off(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = sqlite_shop.customers.add(LI)
    aside = tmp_path / "backups" / "replaced-20260301-090000-000001.db"
    back_up(tmp_path / "shop.db", aside)

    def fails(_paths: object) -> None:
        raise OSError(13, "not allowed")

    with monkeypatch.context() as patched:
        patched.setattr(put_aside, "remove", fails)
        erasure = sqlite_shop.erase_customer.erase(uid)
    assert isinstance(erasure.hindrance, DatabaseReadOnly)
    assert erasure.put_aside == 0
    assert b"Nadezhda" not in (tmp_path / "shop.db").read_bytes(), "what could be done is"
    assert aside.exists()
    assert (tmp_path / UNSWEPT_NAME).exists()
    assert erase_again(sqlite_shop.shop) == 0
    assert not aside.exists()
    assert not (tmp_path / UNSWEPT_NAME).exists()


def test_a_place_of_backups_that_is_not_there_is_told_at_the_next_start(services: Services, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    services.settings.change(backup_folder=str(stick))
    uid = services.customers.add(LI)
    services.erase_customer.erase(uid)
    assert services.erase_customer.hand_out() == (str(stick),)
    services.look_after_copies()
    stick.mkdir()
    services.look_after_copies()
    assert (stick / ERASED_NAME).read_text().split() == [uid.hex()]
    services.look_after_copies()
    assert (stick / ERASED_NAME).read_text().split() == [uid.hex()]


def test_what_was_put_aside_is_cleared_after_thirty_days(services: Services, tmp_path: Path, clock: HandClock) -> None:
    aside = tmp_path / "backups"
    aside.mkdir()
    now = clock()
    for name, days in (("replaced", 31), ("replaced", 29)):
        at = now - timedelta(days=days)
        for part in ("", "-wal"):
            (aside / f"{name}-{at:%Y%m%d-%H%M%S}-000000.db{part}").write_bytes(b"x")
    before = aside / "before-0002.db"
    before.write_bytes(b"x")
    os.utime(before, (now.timestamp() - 29 * 86_400,) * 2)
    (aside / "countertop-20200101-090000.countertop").write_bytes(b"x")
    services.look_after_copies()
    left = {path.name for path in aside.iterdir()}
    assert len(left) == 4
    assert "before-0002.db" in left
    os.utime(before, (now.timestamp() - 31 * 86_400,) * 2)
    services.look_after_copies()
    assert not before.exists()


def test_a_clock_that_is_a_year_ahead_removes_nothing_that_was_put_aside(
    services: Services, tmp_path: Path, clock: HandClock
) -> None:
    aside = tmp_path / "backups" / f"replaced-{clock():%Y%m%d-%H%M%S}-000000.db"
    aside.parent.mkdir()
    aside.write_bytes(b"x")
    clock.go(days=365)
    services.look_after_copies()
    assert aside.exists()
    services.drawer.note_opening("change")  # the books have come so far, too
    services.look_after_copies()
    assert not aside.exists()


def test_a_copy_that_is_only_looked_at_removes_nothing_and_tells_nobody(
    services: Services, tmp_path: Path, clock: HandClock
) -> None:
    stick = tmp_path / "stick"
    services.settings.change(backup_folder=str(stick))
    services.erase_customer.erase(services.customers.add(LI))
    stick.mkdir()
    aside = tmp_path / "backups" / f"replaced-{clock() - timedelta(days=31):%Y%m%d-%H%M%S}-000000.db"
    aside.parent.mkdir(exist_ok=True)
    aside.write_bytes(b"x")
    for refusal in (ShopElsewhere, LookOnly):
        services.shop.database.refusal = refusal
        services.look_after_copies()
        assert aside.exists()
        assert not (stick / ERASED_NAME).exists()
    services.shop.database.refusal = None
    services.look_after_copies()
    assert not aside.exists()
    assert (stick / ERASED_NAME).exists()


def test_the_place_of_somebodys_own_backup_is_told_too(sqlite_shop: Services, tmp_path: Path) -> None:
    daily, failed, own = (tmp_path / name for name in ("daily", "failed", "own"))
    for place in (daily, own):
        place.mkdir()
    services = sqlite_shop
    uid = services.customers.add(LI)
    services.settings.change(backup_folder=str(daily))
    services.backups.make()
    services.backups.make(own)
    services.settings.change(backup_folder=str(failed))
    with pytest.raises(BackupPlaceMissing):
        services.backups.make()
    services.settings.change(backup_folder="")
    services.erase_customer.erase(uid)
    assert services.erase_customer.hand_out() == (str(failed),)
    for place in (daily, own):
        assert uid.hex() in (place / ERASED_NAME).read_text()


@pytest.mark.parametrize("in_the_log", [False, True])
def test_looking_into_what_was_put_aside_changes_nothing_of_it(
    sqlite_shop: Services, tmp_path: Path, in_the_log: bool
) -> None:
    """It is evidence: its log stays beside it, and is read all the same."""
    services, aside = sqlite_shop, tmp_path / "backups"
    aside.mkdir(exist_ok=True)
    if not in_the_log:
        uid = services.customers.add(LI)
    with services.shop.database.writer.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    if in_the_log:
        uid = services.customers.add(LI)
        assert (tmp_path / "shop.db-wal").stat().st_size > 0
    for part in ("", "-wal"):
        shutil.copy(tmp_path / f"shop.db{part}", aside / f"replaced-20260301-090000-000000.db{part}")
    before = {path.name: path.read_bytes() for path in aside.glob("replaced-*")}
    assert len(before) == 2
    found = [aside / "replaced-20260301-090000-000000.db"]
    assert put_aside.holding(tmp_path, "shop.db", {uid}) == found
    assert put_aside.holding(tmp_path, "shop.db", {b"n" * 16}) == []
    assert {path.name: path.read_bytes() for path in aside.glob("replaced-*")} == before


def test_a_backup_from_before_brings_nobody_back(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter
) -> None:
    uid, other = sqlite_shop.customers.add(LI), sqlite_shop.customers.add(CustomerCard(name="Other"))
    sell_to(sqlite_shop, uid, MILK)
    back_up(tmp_path / "shop.db", tmp_path / "old.db")
    sqlite_shop.erase_customer.erase(uid)
    sqlite_shop.close()
    for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.move(tmp_path / "old.db", tmp_path / "shop.db")
    shop = open_database(Database(sqlite_url(tmp_path / "shop.db")), tmp_path, clock=clock)
    restored = assemble(shop, printer=lambda: printer)
    assert restored.customers.card(uid) == LI
    restored.shop.rights = None  # the till may be locked
    assert erase_again(restored.shop) == 1
    assert erase_again(restored.shop) == 0
    restored.shop.rights = shop.rights = frozenset(sqlite_shop.shop.rights or ())
    assert [one.uid for one in restored.customers.find("")] == [other]
    (tmp_path / "goods.csv").unlink()
    assert traces(tmp_path) == {}
    assert verify(shop.database).first is None
    restored.close()


def test_the_list_beside_a_backup_counts_too_and_a_line_that_was_cut_off_does_not(
    services: Services, tmp_path: Path
) -> None:
    uid, other = services.customers.add(LI), services.customers.add(CustomerCard(name="Other"))
    listed = tmp_path / "of-the-backup"
    listed.write_text(f"{uid.hex()}\n{other.hex()[:20]}")
    assert erase_again(services.shop, listed) == 1
    assert [one.uid for one in services.customers.find("")] == [other]
    assert uid.hex() in (tmp_path / ERASED_NAME).read_text()
    assert erase_again(services.shop, tmp_path / "nowhere") == 0


def test_a_lost_data_key_is_said_and_names_stay(services: Services, tmp_path: Path) -> None:
    uid = services.customers.add(LI)
    path = tmp_path / "data.key"
    kept = path.read_bytes()
    for content in (None, b"short", bytes(32)):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        services.customers._sealer = Sealer(Vault(tmp_path, services.shop.database))
        if content is None:
            path.write_bytes(b"")  # as a full disk leaves it
        with pytest.raises(DataKeyMissing):
            services.customers.card(uid)
        assert services.customers.called(uid) == LI.name
    path.write_bytes(kept)
    services.customers._sealer = Sealer(Vault(tmp_path, services.shop.database))
    assert services.customers.card(uid) == LI
    assert services.shop.vault.get(DATA) == kept


def test_no_new_key_takes_the_place_of_one_that_something_was_kept_with(services: Services, tmp_path: Path) -> None:
    services.customers.add(CustomerCard(name="Nothing is encrypted of this one"))
    services.customers.add(LI)
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    for name, file, missing in ((DATA, "data.key", DataKeyMissing), (PEPPER, "pepper", PepperMissing)):
        kept = (tmp_path / file).rename(tmp_path / "away")
        with pytest.raises(missing):
            Vault(tmp_path, services.shop.database).get_or_make(name)
        assert not (tmp_path / file).exists()
        kept.rename(tmp_path / file)
    assert services.customers.find("li")[0].phone == LI.phone


def test_notes_on_baskets_of_an_erased_person_go_whatever_became_of_them(services: Services) -> None:
    uid = services.customers.add(LI)
    for _ in range(2):
        sale = scan(services, services.ring_up.begin(), MILK)
        sale = keep(services, services.ring_up.give_to(sale, uid))
        services.hold.hold(sale, "Mrs Nadezhda, 0151 12345678")
    dropped = services.hold.recall(sale.basket.uid)
    services.hold.drop(dropped)
    services.erase_customer.erase(uid)
    with services.shop.database.read() as connection:
        assert connection.execute(select(basket_note.c.note)).scalars().all() == []


def test_an_erasure_whose_sweeping_was_kept_from_it_is_swept_at_the_next_start(
    sqlite_shop: Services, tmp_path: Path
) -> None:
    uid = sqlite_shop.customers.add(LI)
    leave_what_is_deleted(sqlite_shop)
    aside = tmp_path / "backups" / "replaced-20260301-090000-000001.db"
    back_up(tmp_path / "shop.db", aside)
    with sqlite_shop.shop.database.read() as connection:
        connection.execute(select(customer)).all()  # somebody looks at an older state meanwhile
        erasure = sqlite_shop.erase_customer.erase(uid)
    assert isinstance(erasure.hindrance, DatabaseBusy)
    assert erasure.put_aside == 1
    assert not aside.exists()
    assert sqlite_shop.erase_customer.hand_out() == ()
    assert uid.hex() in (aside.parent / ERASED_NAME).read_text("ascii")
    assert (tmp_path / UNSWEPT_NAME).exists()
    assert sqlite_shop.erase_again() == 0
    assert not (tmp_path / UNSWEPT_NAME).exists()
    assert all(b"Nadezhda" not in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_an_erasure_that_no_list_can_tell_of_does_all_the_rest(sqlite_shop: Services, tmp_path: Path) -> None:
    uid = sqlite_shop.customers.add(LI)
    leave_what_is_deleted(sqlite_shop)
    listed = tmp_path / ERASED_NAME
    listed.touch()
    listed.chmod(0o400)
    why: type[CodedError] = DatabaseReadOnly
    if os.access(listed, os.W_OK):  # whoever runs this may write everywhere
        listed.unlink()
        listed.symlink_to(tmp_path / "gone" / "nowhere")
        why = FolderMissing
    erasure = sqlite_shop.erase_customer.erase(uid)
    assert isinstance(erasure.hindrance, why)
    assert b"Nadezhda" not in (tmp_path / "shop.db").read_bytes()
    assert (tmp_path / UNSWEPT_NAME).exists()
    listed.unlink()
    assert sqlite_shop.erase_again() == 0
    assert uid.hex() in listed.read_text("ascii")
    assert not (tmp_path / UNSWEPT_NAME).exists()


class PowerGone(BaseException):
    """The computer is off."""


def test_who_was_erased_just_before_a_power_cut_is_on_the_list_at_the_next_start(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blanking is on the disk, and of all that follows nothing is, not even a name that says it has to follow."""
    uid = sqlite_shop.customers.add(LI)
    leave_what_is_deleted(sqlite_shop)
    aside = tmp_path / "backups" / "replaced-20260301-090000-000001.db"
    back_up(tmp_path / "shop.db", aside)

    def goes(_folder: Path, _uid: bytes) -> None:
        raise PowerGone

    with monkeypatch.context() as patched:
        patched.setattr(erase, "_note_erased", goes)
        with pytest.raises(PowerGone):
            sqlite_shop.erase_customer.erase(uid)
    (tmp_path / UNSWEPT_NAME).unlink()  # as an earlier version left it
    assert not (tmp_path / ERASED_NAME).exists()
    assert sqlite_shop.erase_again() == 0
    assert uid.hex() in (tmp_path / ERASED_NAME).read_text("ascii")
    assert not aside.exists()
    assert not (tmp_path / UNSWEPT_NAME).exists()
    assert all(b"Nadezhda" not in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_one_who_is_missing_on_the_list_has_the_file_swept(sqlite_shop: Services, tmp_path: Path) -> None:
    uid = sqlite_shop.customers.add(LI)
    sqlite_shop.erase_customer.erase(uid)
    (tmp_path / ERASED_NAME).write_text("\n", "ascii")
    aside = tmp_path / "backups" / "replaced-20260301-090000-000001.db"
    aside.parent.mkdir(exist_ok=True)
    aside.write_bytes(b"not a database any more")
    assert sqlite_shop.erase_again() == 0
    assert uid.hex() in (tmp_path / ERASED_NAME).read_text("ascii")
    assert not aside.exists()
