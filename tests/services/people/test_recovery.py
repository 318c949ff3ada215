"""The recovery code, and where the keys are: files, the keyring, a locked or empty one, a new computer."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from sqlalchemy import delete, select, update

from pos_app.app import assemble
from pos_app.data.engine import Database
from pos_app.data.keys import KEYS_ELSEWHERE, KeyMissing, TillKey
from pos_app.data.tables.shop import secret
from pos_app.domain.customers import CustomerCard
from pos_app.domain.fingerprint import key_fingerprint
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NotAllowed
from pos_app.domain.printing import PrinterOffline
from pos_app.domain.problems import DiskFull, KeyOfAnotherTill, ShopLost
from pos_app.domain.recovery_code import CHANCE_BYTES, RecoveryCodeMistyped, recovery_code
from pos_app.domain.signing_in import PinUnfit
from pos_app.links.system_keyring import KeyringLocked
from pos_app.services.people.recovery import SheetKeptByPrinter
from pos_app.services.people.sign_in import PASSWORD, PIN, PersonGone, PersonLocked, WaitBeforeTrying, WrongSecret
from pos_app.services.proof.export_journal import export_journal
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import open_database, refuse_lost
from pos_app.services.shop.vault import (
    DATA,
    PEPPER,
    TILL,
    KeyringEmpty,
    NoRecoveryCode,
    PepperMissing,
    Vault,
    WrongRecoveryCode,
)
from tests.factories.shops import MILK, code_on_paper, sell
from tests.services.people.test_staff import entries, hire
from tests.simulators.system_keyring import KeptKeyring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock, TestPrinter

OTHER = recovery_code(b"\x2a" * CHANCE_BYTES)
FILES = {"till-1.key", "pepper", "data.key"}


@pytest.fixture
def safe() -> Iterator[KeptKeyring]:
    """The system's keyring, for the time of a test."""
    made = KeptKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]


def again(services: Services, folder: Path, clock: HandClock, printer: TestPrinter) -> Services:
    """Open the same shop as the next start does."""
    url = services.shop.database.url
    services.close()
    return assemble(open_database(Database(url), folder, clock=clock), printer=lambda: printer)


def owner(services: Services) -> bytes:
    return services.recovery.owners()[0].uid


def keys_in(folder: Path) -> set[str]:
    return FILES & {path.name for path in folder.iterdir()}


def test_a_new_shop_says_that_it_has_no_code(services: Services) -> None:
    look = services.recovery.look()
    assert look.made is None
    assert look.in_files
    with pytest.raises(NoRecoveryCode):
        services.recovery.recover(OTHER, owner(services), PIN, "2468")


def test_a_code_lets_an_owner_in_who_forgot_the_pin(services: Services) -> None:
    me = owner(services)
    services.staff.set_pin(me, "1357")
    sheet = code_on_paper(services)
    services.sign_in.lock()
    for _try in range(services.settings.values.lock_after):
        with pytest.raises((WrongSecret, PersonLocked)):
            services.sign_in.sign_in(me, PIN, "9753")
        services.shop.books._clock.go(minutes=6)  # type: ignore[attr-defined]
    changed = services.recovery.recover(sheet.code.lower(), me, PIN, "2468")
    assert changed.people
    assert services.sign_in.is_locked()
    services.sign_in.sign_in(me, PIN, "2468")
    assert entries(services, Tag.PROOF_RECOVERED) == [
        (me, {"kind": "pin"} | entries(services, Tag.PROOF_RECOVERED)[0][1])
    ]
    services.recovery.recover(sheet.code, me, PASSWORD, "long enough")
    services.sign_in.sign_in(me, PASSWORD, "long enough")


def test_who_has_proved_it_by_the_code_waits_no_more(services: Services) -> None:
    me = owner(services)
    services.staff.set_pin(me, "1357")
    sheet = code_on_paper(services)
    services.sign_in.lock()
    for _try in range(services.settings.values.lock_after):
        with pytest.raises(WrongSecret):
            services.sign_in.sign_in(me, PIN, "9753")
        services.shop.books._clock.go(minutes=6)  # type: ignore[attr-defined]
    with pytest.raises(WrongSecret):
        services.sign_in.sign_in(me, PIN, "9753")
    with pytest.raises(WaitBeforeTrying):
        services.sign_in.sign_in(me, PIN, "1357")
    services.recovery.recover(sheet.code, me, PIN, "2468")
    services.sign_in.sign_in(me, PIN, "2468")


def test_a_newer_code_makes_the_one_before_void_once_it_is_on_paper(services: Services) -> None:
    old, new = code_on_paper(services), services.recovery.make()
    with pytest.raises(WrongRecoveryCode):
        services.recovery.recover(new.code, owner(services), PIN, "2468")
    services.recovery.recover(old.code, owner(services), PIN, "2468")
    assert len(entries(services, Tag.RECOVERY_CODE_MADE)) == 1
    services.recovery.settle()
    with pytest.raises(WrongRecoveryCode):
        services.recovery.recover(old.code, owner(services), PIN, "2468")
    services.recovery.recover(new.code, owner(services), PIN, "2468")
    assert len(entries(services, Tag.RECOVERY_REFUSED)) == 2
    assert len(entries(services, Tag.RECOVERY_CODE_MADE)) == 2
    services.recovery.settle()  # a second time, as where the keyring was locked
    assert len(entries(services, Tag.RECOVERY_CODE_MADE)) == 2


@pytest.mark.parametrize("keyring_there", [True, False])
def test_killed_before_a_newer_code_is_on_paper_the_one_before_opens_the_shop(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring, keyring_there: bool
) -> None:
    if not keyring_there:
        keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    me = owner(services)
    old = code_on_paper(services)
    before, made = wrapped(services), services.recovery.look().made
    new = services.recovery.make()
    services.recovery.print(new)
    assert wrapped(services) == before
    assert services.recovery.look().made == made
    opened = again(services, tmp_path, clock, printer)
    safe.kept.clear()
    for name in FILES:
        (tmp_path / name).unlink(missing_ok=True)
    with pytest.raises(WrongRecoveryCode):
        opened.recovery.open(new.code)
    opened.recovery.recover(old.code, me, PIN, "2468")
    sell(opened, MILK)
    assert verify(opened.shop.database).first is None
    opened.close()


def test_a_code_that_cannot_be_kept_voids_nothing(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = code_on_paper(services), services.recovery.make()

    def full(*_: object) -> None:
        raise DiskFull(path="here")

    with monkeypatch.context() as patched:
        patched.setattr(services.shop.books._key, "sign", full)
        with pytest.raises(DiskFull):
            services.recovery.settle()
    services.recovery.open(old.code)
    services.recovery.settle()
    services.recovery.open(new.code)
    with pytest.raises(WrongRecoveryCode):
        services.recovery.open(old.code)


def wrapped(services: Services) -> list[object]:
    with services.shop.database.read() as connection:
        return [tuple(row) for row in connection.execute(select(secret).order_by(secret.c.name, secret.c.wrapped_by))]


def test_the_code_gives_nobody_but_an_owner_a_pin(services: Services) -> None:
    services.staff.set_pin(owner(services), "1357")
    cashier, sheet = hire(services), code_on_paper(services)
    with pytest.raises(PersonGone):
        services.recovery.recover(sheet.code, cashier, PIN, "8642")
    with pytest.raises(PinUnfit):
        services.recovery.recover(sheet.code, owner(services), PIN, "1")
    with pytest.raises(RecoveryCodeMistyped):
        services.recovery.recover(
            sheet.code[:-1] + ("0" if sheet.code[-1] != "0" else "1"), owner(services), PIN, "2468"
        )


def test_only_an_owner_makes_a_code(services: Services) -> None:
    services.staff.set_pin(owner(services), "1357")
    services.sign_in.sign_in(hire(services, "Mia", "manager"), PIN, "2468")
    for call in (services.recovery.make, services.recovery.settle):
        with pytest.raises(NotAllowed):
            call()


def test_the_sheet_bears_the_fingerprint_and_the_day(services: Services) -> None:
    sheet = code_on_paper(services)
    assert sheet.key == key_fingerprint(services.shop.vault.till_key().public) == services.recovery.look().key
    assert sheet.day == services.recovery.look().made
    assert sheet.shop == services.settings.values.shop_name


def test_the_sheet_is_printed_and_lies_in_no_queue(services: Services, printer: TestPrinter) -> None:
    services.settings.change(printer="tcp://127.0.0.1:9100")
    sheet = services.recovery.make()
    assert services.recovery.print(sheet) is None
    assert printer.papers == [services.recovery.paper(sheet)]
    assert services.printing.jobs() == ()
    printer.state = "offline"
    with pytest.raises(PrinterOffline):
        services.recovery.print(sheet)


def test_a_printer_that_keeps_files_is_not_given_the_code(services: Services, printer: TestPrinter) -> None:
    sheet = services.recovery.make()
    picture = services.recovery.print(sheet)  # the built-in printer: on screen alone
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    services.settings.change(printer="file:papers")
    with pytest.raises(SheetKeptByPrinter):
        services.recovery.print(sheet)
    assert printer.papers == []


def test_no_file_of_the_shop_ever_has_the_code(sqlite_shop: Services, tmp_path: Path) -> None:
    sheet = code_on_paper(sqlite_shop)
    sqlite_shop.recovery.print(sheet)
    with pytest.raises(WrongRecoveryCode):
        sqlite_shop.recovery.open(OTHER)
    sqlite_shop.recovery.open(sheet.code)
    export_journal(sqlite_shop.shop.database, tmp_path / "journal.jsonl")
    forms = {sheet.code.encode(), sheet.code.replace(" ", "").encode(), sheet.code.replace(" ", "")[:12].encode()}
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(form in content for form in forms), file


def test_without_a_keyring_the_keys_stay_in_files_of_their_owner(services: Services, tmp_path: Path) -> None:
    services.staff.set_pin(owner(services), "1357")
    services.recovery.make()
    assert services.recovery.settle().in_files
    assert keys_in(tmp_path) == FILES
    if os.name == "posix":
        assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in FILES} == {0o600}


def test_with_a_keyring_no_key_is_left_in_the_folder(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring
) -> None:
    me = owner(services)
    services.staff.set_pin(me, "1357")
    services.recovery.make()
    assert keys_in(tmp_path) == FILES  # nobody has said yet that the sheet is there
    before = {name: services.shop.vault.get(name) for name in (TILL, PEPPER, DATA)}
    assert not services.recovery.settle().in_files
    assert keys_in(tmp_path) == set()
    assert len(safe.kept) == 1
    opened = again(services, tmp_path, clock, printer)
    assert safe.asked == 1  # only to see that it kept it: a start asks nothing
    sell(opened, MILK)
    opened.sign_in.sign_in(me, PIN, "1357")
    assert {name: opened.shop.vault.get(name) for name in (TILL, PEPPER, DATA)} == before
    assert safe.asked == 2
    assert verify(opened.shop.database).first is None
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(key in content for key in before.values()), file
    opened.close()


def test_another_code_is_made_where_the_keys_are_in_the_keyring(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring
) -> None:
    old = code_on_paper(services)
    opened = again(services, tmp_path, clock, printer)
    new = code_on_paper(opened)
    with pytest.raises(WrongRecoveryCode):
        opened.recovery.open(old.code)
    opened = again(opened, tmp_path, clock, printer)
    sell(opened, MILK)
    opened.recovery.open(new.code)
    opened.close()


def test_a_locked_keyring_is_said_and_nothing_is_lost(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring
) -> None:
    code_on_paper(services)
    opened = again(services, tmp_path, clock, printer)
    safe.locked = True
    sale = opened.ring_up.begin()
    sale = opened.ring_up.add(sale, opened.ring_up.look_up(MILK)[0])
    assert sale.last is not None
    with pytest.raises(KeyringLocked):
        opened.ring_up.keep(sale.last)
    safe.locked = False
    opened.ring_up.keep(sale.last)
    resumed = opened.ring_up.resume()
    assert resumed is not None
    assert len(resumed.sale.basket.lines) == 1
    opened.close()


def test_the_code_opens_the_keys_while_the_keyring_is_locked(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring
) -> None:
    sheet = code_on_paper(services)
    opened = again(services, tmp_path, clock, printer)
    safe.locked = True
    opened.recovery.open(sheet.code)
    sell(opened, MILK)
    assert keys_in(tmp_path) == set()  # at hand until the program ends: they are not written where a thief finds them
    opened.close()


@pytest.mark.parametrize("what", ["empty", "another"])
def test_an_empty_keyring_is_said_and_filled_by_the_code(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, safe: KeptKeyring, what: str
) -> None:
    sheet = code_on_paper(services)
    opened = again(services, tmp_path, clock, printer)
    if what == "empty":
        safe.kept.clear()
    else:
        safe.kept = dict.fromkeys(safe.kept, "A" * 43 + "=")
    with pytest.raises(KeyringEmpty):
        sell(opened, MILK)
    with pytest.raises(WrongRecoveryCode):
        opened.recovery.open(OTHER)
    opened.recovery.open(sheet.code)
    sell(opened, MILK)
    assert keys_in(tmp_path) == set()
    opened = again(opened, tmp_path, clock, printer)
    sell(opened, MILK)
    opened.close()


def test_a_new_computer_without_a_keyring_gets_the_keys_by_the_code(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter
) -> None:
    sheet = code_on_paper(services)
    for name in FILES:
        (tmp_path / name).unlink()
    opened = again(services, tmp_path, clock, printer)
    with pytest.raises(KeyringEmpty):
        sell(opened, MILK)
    vault = Vault(tmp_path, opened.shop.database)  # as a restore does before any window is open
    vault.open_with_code(sheet.code)
    assert vault.put_back()
    assert keys_in(tmp_path) == FILES
    opened = again(opened, tmp_path, clock, printer)
    sell(opened, MILK)
    opened.close()


def test_a_wrapped_key_of_another_till_is_refused_before_anything_is_signed(
    services: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter
) -> None:
    sheet = code_on_paper(services)
    (tmp_path / "till-1.key").write_bytes(b"\x07" * 32)
    other = services.shop.vault._known.pop(TILL)
    assert other != b"\x07" * 32
    sheet = code_on_paper(services)
    (tmp_path / "till-1.key").unlink()
    opened = again(services, tmp_path, clock, printer)
    with pytest.raises(KeyOfAnotherTill):
        opened.recovery.open(sheet.code)
    opened.close()
    database = Database(opened.shop.database.url)
    Vault(tmp_path, database).open_with_code(sheet.code)
    database.close()


def test_what_was_changed_in_the_database_opens_nothing(services: Services) -> None:
    sheet = code_on_paper(services)
    with services.shop.database.write() as connection:
        connection.execute(update(secret).where(secret.c.name == PEPPER).values(wrapped=b"\x00" * 48))
    with pytest.raises(WrongRecoveryCode):
        services.recovery.open(sheet.code)
    with services.shop.database.write() as connection:
        connection.execute(delete(secret).where(secret.c.name == PEPPER))
        one = connection.execute(select(secret).where(secret.c.name == DATA)).one()
        connection.execute(secret.insert(), {**one._mapping, "name": PEPPER})  # another key in its place
    with pytest.raises(WrongRecoveryCode):
        services.recovery.open(sheet.code)


def test_a_key_that_was_never_wrapped_is_still_missed(services: Services, tmp_path: Path) -> None:
    services.staff.set_pin(owner(services), "1357")
    fresh = Vault(tmp_path, services.shop.database)
    (tmp_path / "pepper").unlink()
    with pytest.raises(PepperMissing):
        fresh.get(PEPPER)
    (tmp_path / "till-1.key").rename(tmp_path / "away")
    with pytest.raises(KeyMissing):
        fresh.get(TILL)
    (tmp_path / "away").rename(tmp_path / "till-1.key")


def test_a_folder_whose_keys_are_in_the_keyring_is_no_place_for_a_new_shop(tmp_path: Path) -> None:
    (tmp_path / KEYS_ELSEWHERE).write_text("", "utf-8")
    (tmp_path / "papers").mkdir()
    with pytest.raises(ShopLost):
        refuse_lost(tmp_path)


@pytest.mark.parametrize("damage", [lambda _key: b"", lambda key: key[:31], lambda key: bytes([key[0] ^ 1]) + key[1:]])
def test_a_damaged_file_is_not_believed_where_the_code_knows_better(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, damage: Callable[[bytes], bytes]
) -> None:
    me = owner(sqlite_shop)
    sqlite_shop.staff.set_pin(me, "1357")
    li = hire(sqlite_shop)
    customer = sqlite_shop.customers.add(CustomerCard(name="Wu", phone="13800138000"))
    code = code_on_paper(sqlite_shop).code
    for name in ("pepper", "data.key"):
        path = tmp_path / name
        path.write_bytes(damage(path.read_bytes()))
    services = again(sqlite_shop, tmp_path, clock, printer)
    with pytest.raises((WrongSecret, KeyringEmpty)):
        services.sign_in.sign_in(li, PIN, "2468")
    services.recovery.recover(code, me, PIN, "9753")
    clock.go(minutes=10)
    for _ in range(2):
        services.sign_in.sign_in(me, PIN, "9753")
        assert services.customers.card(customer).phone == "13800138000"
        services.sign_in.sign_in(li, PIN, "2468")
        services = again(services, tmp_path, clock, printer)
    for name in ("pepper", "data.key"):
        (tmp_path / name).unlink()  # what is wrapped was not overwritten
    services = again(services, tmp_path, clock, printer)
    services.recovery.recover(code, me, PIN, "8642")
    assert services.customers.card(customer).phone == "13800138000"
    services.sign_in.sign_in(li, PIN, "2468")
    services.shop.close()


@pytest.mark.parametrize("left", [0, 31])
def test_a_tills_key_that_was_cut_off_is_brought_back_by_the_code(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock, printer: TestPrinter, left: int
) -> None:
    me = owner(sqlite_shop)
    sqlite_shop.staff.set_pin(me, "1357")
    code = code_on_paper(sqlite_shop).code
    sell(sqlite_shop, MILK)
    path, public = tmp_path / "till-1.key", TillKey.load(tmp_path / "till-1.key").public
    path.write_bytes(path.read_bytes()[:left])
    services = again(sqlite_shop, tmp_path, clock, printer)
    assert services.status.today().orders == 1
    with pytest.raises(KeyringEmpty):
        sell(services, MILK)
    services.recovery.recover(code, me, PIN, "9753")
    sell(services, MILK)
    services = again(services, tmp_path, clock, printer)
    sell(services, MILK)
    assert TillKey.load(path).public == public
    assert verify(services.shop.database, public).first is None
    services.shop.close()
