"""A backup on a new computer: the recovery code opens PINs and customers' data; the chain goes on with a new key."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from pos_app.cli import main
from pos_app.domain.customers import CustomerCard
from pos_app.services.backups.restore_backup import restore
from pos_app.services.people.sign_in import PIN
from pos_app.services.shop.vault import TILL, KeyringEmpty, Vault
from tests.factories.shops import MILK, HandClock, TestPrinter, code_on_paper, open_test_shop, sell, stock_up
from tests.services.backups.test_restore import exported, held_together, true_books
from tests.simulators.system_keyring import KeptKeyring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.databases import ShopFile

LI = CustomerCard(name="Li Nadezhda", phone="+86 138 1234 5678", email="li@example.com", address="17 Quixotic Lane")


@pytest.fixture
def no_keyring() -> Iterator[None]:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]


def opened(folder: Path, clock: HandClock) -> Services:
    return open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, clock, TestPrinter())


@pytest.fixture
def shop(
    tmp_path: Path, shop_file_made: ShopFile, clock: HandClock, no_keyring: None
) -> tuple[Path, str, bytes, bytes]:
    """A shop with an owner's PIN, a customer and a recovery code: folder, code, uids of owner and customer."""
    assert no_keyring is None
    place = tmp_path / "shop"
    place.mkdir()
    shop_file_made.copy(place / "shop.db")
    services = opened(place, clock)
    stock_up(services, place)
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    customer = services.customers.add(LI)
    sheet = code_on_paper(services)
    sell(services, MILK)
    services.close()
    return place, sheet.code, owner, customer


def backed_up(folder: Path, clock: HandClock) -> Path:
    services = opened(folder, clock)
    try:
        return services.backups.make().path
    finally:
        services.close()


def elsewhere(folder: Path, clock: HandClock, target: Path) -> Path:
    """Bring the last backup back in an empty folder, as on a computer that has nothing of the shop."""
    backup = backed_up(folder, clock)
    restore(target, backup, clock=clock)
    return target


def test_the_code_opens_pins_and_customers_and_the_till_goes_on_with_a_new_key(
    shop: tuple[Path, str, bytes, bytes], tmp_path: Path, clock: HandClock
) -> None:
    folder, code, owner, customer = shop
    new = elsewhere(folder, clock, tmp_path / "new")
    services = opened(new, clock)
    assert services.lock_at_start()
    with pytest.raises(KeyringEmpty):
        services.sign_in.sign_in(owner, PIN, "1357")
    services.recovery.open(code)
    services.sign_in.sign_in(owner, PIN, "1357")
    assert services.customers.card(customer) == LI
    assert [row.uid for row in services.customers.find("138 1234 5678")] == [customer]
    sell(services, MILK)
    services.close()
    true_books(new)
    told = held_together(exported(folder, tmp_path / "a.jsonl"), exported(new, tmp_path / "b.jsonl"))
    assert told.returncode == 0, told.stderr
    assert "its key was changed" in told.stdout


def test_what_the_code_opened_is_there_at_the_next_start_and_the_code_opens_the_new_key_too(
    shop: tuple[Path, str, bytes, bytes], tmp_path: Path, clock: HandClock
) -> None:
    folder, code, owner, customer = shop
    new = elsewhere(folder, clock, tmp_path / "new")
    services = opened(new, clock)
    services.recovery.open(code)
    public = services.shop.vault.till_key().public
    services.close()
    services = opened(new, clock)
    services.sign_in.sign_in(owner, PIN, "1357")
    assert services.customers.card(customer) == LI
    services.close()
    for name in ("till-1.key", "pepper", "data.key"):
        (new / name).unlink()
    services = opened(new, clock)
    services.recovery.open(code)
    assert Vault(new, services.shop.database).get(TILL)
    assert services.shop.vault.till_key().public == public
    sell_signed_in(services, owner)
    services.close()
    true_books(new)


def sell_signed_in(services: Services, owner: bytes) -> None:
    services.sign_in.sign_in(owner, PIN, "1357")
    sell(services, MILK)


def test_keys_in_the_keyring_of_the_same_computer_stay_what_they_were(
    shop: tuple[Path, str, bytes, bytes], tmp_path: Path, clock: HandClock
) -> None:
    folder, _code, owner, customer = shop
    keyring.set_keyring(KeptKeyring())
    services = opened(folder, clock)
    sheet = code_on_paper(services)
    public = services.shop.vault.till_key().public
    services.close()
    assert not (folder / "till-1.key").exists()
    backup = backed_up(folder, clock)
    restored = restore(folder, backup, clock=clock)
    assert not restored.went_on.new_key
    assert not (folder / "till-1.key").exists()
    services = opened(folder, clock)
    assert services.shop.vault.till_key().public == public
    assert services.customers.card(customer) == LI
    sell_signed_in(services, owner)
    services.close()
    true_books(folder)
    # an empty one on another computer
    keyring.set_keyring(KeptKeyring())
    new = tmp_path / "new"
    assert restore(new, backup, clock=clock).went_on.new_key
    services = opened(new, clock)
    services.recovery.open(sheet.code)
    assert services.customers.card(customer) == LI
    sell_signed_in(services, owner)
    services.close()
    true_books(new)


def test_whom_an_older_backup_brings_back_is_erased_again_also_elsewhere(
    shop: tuple[Path, str, bytes, bytes], tmp_path: Path, clock: HandClock
) -> None:
    folder, code, _owner, customer = shop
    backup = backed_up(folder, clock)
    services = opened(folder, clock)
    services.erase_customer.erase(customer)
    assert services.erase_customer.hand_out() == ()  # no backup is made after it
    services.close()
    stick = tmp_path / "stick"
    shutil.copytree(backup.parent, stick)
    new = tmp_path / "new"
    restore(new, stick / backup.name, clock=clock)
    services = opened(new, clock)
    services.recovery.open(code)
    assert services.erase_again() == 1
    assert services.erase_again() == 0
    services.close()
    assert all(b"Nadezhda" not in path.read_bytes() for path in new.rglob("*") if path.is_file())
    true_books(new)


def test_a_backup_from_before_the_code_keeps_the_keys_that_were_put_away_since(
    tmp_path: Path, shop_file_made: ShopFile, clock: HandClock, no_keyring: None
) -> None:
    assert no_keyring is None
    keyring.set_keyring(KeptKeyring())
    folder = tmp_path / "shop"
    folder.mkdir()
    shop_file_made.copy(folder / "shop.db")
    services = opened(folder, clock)
    stock_up(services, folder)
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    customer = services.customers.add(LI)
    services.close()
    before = backed_up(folder, clock)
    services = opened(folder, clock)
    sheet = code_on_paper(services)
    services.close()
    assert not (folder / "pepper").exists()
    restore(folder, before, clock=clock)
    services = opened(folder, clock)
    services.sign_in.sign_in(owner, PIN, "1357")
    assert services.customers.card(customer) == LI
    sell(services, MILK)
    services.recovery.open(sheet.code)
    services.close()
    true_books(folder)


def test_without_a_code_nobody_is_locked_out_of_a_new_computer(
    tmp_path: Path, shop_file_made: ShopFile, clock: HandClock, no_keyring: None
) -> None:
    assert no_keyring is None
    folder = tmp_path / "shop"
    folder.mkdir()
    shop_file_made.copy(folder / "shop.db")
    services = opened(folder, clock)
    stock_up(services, folder)
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    services.close()
    done = restore(tmp_path / "new", backed_up(folder, clock), clock=clock)
    assert done.went_on.nobody_signs_in
    services = opened(tmp_path / "new", clock)
    assert not services.lock_at_start()
    sell(services, MILK)
    services.staff.set_pin(services.shop.duty.person_uid, "2468")
    services.sign_in.sign_in(services.shop.duty.person_uid, PIN, "2468")
    services.close()
    true_books(tmp_path / "new")
    sold_on = opened(folder, clock)
    sell_signed_in(sold_on, sold_on.shop.duty.person_uid)
    sold_on.close()
    told = held_together(exported(folder, tmp_path / "a.jsonl"), exported(tmp_path / "new", tmp_path / "b.jsonl"))
    assert told.returncode == 0, told.stderr  # why they part stands in front of all that was done then
    # on the same computer nothing is taken off
    assert not restore(folder, backed_up(folder, clock), clock=clock).went_on.nobody_signs_in


def test_the_command_says_that_keys_are_missing_and_takes_the_code(
    shop: tuple[Path, str, bytes, bytes], tmp_path: Path, clock: HandClock, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, code, owner, _customer = shop
    backup = backed_up(folder, clock)
    assert main(["--data", str(tmp_path / "one"), "restore", str(backup)]) == 0
    assert "wait for the recovery code" in capsys.readouterr().out
    (tmp_path / "code").write_text(f"{code}\n", "utf-8")
    assert (
        main(["--data", str(tmp_path / "two"), "restore", "--recovery-code-file", str(tmp_path / "code"), str(backup)])
        == 0
    )
    said = capsys.readouterr().out
    assert "has opened the shop's keys" in said
    assert code not in said
    services = opened(tmp_path / "two", clock)
    services.sign_in.sign_in(owner, PIN, "1357")
    services.close()


def test_a_second_one_on_a_new_computer_takes_off_what_nobody_can_come_in_by_either(
    tmp_path: Path, shop_file_made: ShopFile, clock: HandClock, no_keyring: None
) -> None:
    """The pepper that lies there by then is the one of the PINs that were set there, and not the backup's."""
    assert no_keyring is None
    old = tmp_path / "shop"
    old.mkdir()
    shop_file_made.copy(old / "shop.db")
    services = opened(old, clock)
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    services.close()
    new = elsewhere(old, clock, tmp_path / "new")
    services = opened(new, clock)
    assert not services.sign_in.is_locked()
    services.staff.set_pin(owner, "2468")
    services.close()
    clock.go(minutes=5)
    mine = backed_up(new, clock)
    services = opened(old, clock)
    services.sign_in.sign_in(owner, PIN, "1357")
    services.close()
    assert elsewhere(old, clock, new) == new
    services = opened(new, clock)
    assert not services.lock_at_start()
    assert not any(one.has_pin for one in services.staff.everybody())
    true_books(new)
    services.close()
    restore(new, mine, clock=clock)
    services = opened(new, clock)
    assert services.lock_at_start()
    services.sign_in.sign_in(owner, PIN, "2468")
    services.close()
