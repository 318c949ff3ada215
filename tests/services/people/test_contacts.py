"""How who works here is reached: encrypted, read by who manages staff, handed over, gone with the person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.people import person
from pos_app.domain.customers import CustomerEmailUnfit, CustomerFieldTooLong, CustomerPhoneUnfit
from pos_app.domain.journal import Tag
from pos_app.domain.people import Contact
from pos_app.domain.permissions import NotAllowed
from pos_app.services.customers.erase import CONTACTS_NAME
from pos_app.services.people.sign_in import PIN, PersonGone
from pos_app.services.proof.verify_books import verify
from tests.services.customers.test_customers import leave_what_is_deleted
from tests.services.people.test_staff import entries, hire

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services

LI = Contact("+86 138 0013 8000", "li@example.cn", "北京市东城区 1 号")


@pytest.fixture
def owner(services: Services) -> bytes:
    uid = services.shop.duty.person_uid
    services.staff.set_pin(uid, "1357")
    return uid


def test_what_is_kept_is_read_again_and_lies_encrypted(services: Services, owner: bytes) -> None:
    li = hire(services)
    assert services.contacts.of(li) == Contact()
    assert owner != li
    services.contacts.keep(li, Contact(" +86 138 0013 8000", "li@example.cn ", "北京市东城区 1 号"))
    assert services.contacts.of(li) == LI
    assert services.contacts.of(owner) == Contact()
    with services.shop.database.read() as connection:
        row = connection.execute(select(person).where(person.c.uid == li)).one()
    for kept, clear in ((row.phone, LI.phone), (row.email, LI.email), (row.address, LI.address)):
        assert clear.encode() not in kept
    changed = [body for _, body in entries(services, Tag.PERSON_CHANGED)]
    assert changed == [{"contact": True, **{name: changed[0][name] for name in changed[0] if name != "contact"}}]
    assert "138" not in json.dumps(changed)
    assert verify(services.shop.database).first is None


@pytest.mark.parametrize(
    ("contact", "refusal"),
    [
        (Contact(phone="12"), CustomerPhoneUnfit),
        (Contact(email="nobody"), CustomerEmailUnfit),
        (Contact(phone="1" * 121), CustomerFieldTooLong),
        (Contact(address="x" * 1001), CustomerFieldTooLong),
    ],
)
def test_what_nobody_could_be_reached_by_is_not_kept(
    services: Services, owner: bytes, contact: Contact, refusal: type[Exception]
) -> None:
    services.contacts.keep(owner, LI)
    with pytest.raises(refusal):
        services.contacts.keep(owner, contact)
    assert services.contacts.of(owner) == LI


def test_nobody_who_was_never_here_is_reached(services: Services, tmp_path: Path) -> None:
    for call in (
        lambda: services.contacts.of(b"nobody"),
        lambda: services.contacts.keep(b"nobody", LI),
        lambda: services.contacts.export(b"nobody", tmp_path / "nobody.json"),
    ):
        with pytest.raises(PersonGone):
            call()
    assert not (tmp_path / "nobody.json").exists()


def test_nothing_is_kept_anew_of_who_works_here_no_more(services: Services, owner: bytes) -> None:
    li = hire(services)
    services.contacts.keep(li, LI)
    services.staff.archive(li)
    with pytest.raises(PersonGone):
        services.contacts.keep(li, LI)
    assert services.contacts.of(li) == Contact()
    assert owner != li


def test_all_that_is_held_is_handed_over(services: Services, owner: bytes, tmp_path: Path) -> None:
    li = hire(services)
    services.contacts.keep(li, LI)
    services.staff.speak(li, "zh_CN")
    services.sign_in.sign_in(li, PIN, "2468")
    with pytest.raises(NotAllowed):
        services.contacts.export(li, tmp_path / "li.json")
    services.sign_in.sign_in(owner, PIN, "1357")
    services.contacts.export(li, tmp_path / "li.json")
    held = json.loads((tmp_path / "li.json").read_text("utf-8"))
    assert (held["name"], held["login"], held["language"], held["roles"]) == ("Li", "li", "zh_CN", ["cashier"])
    assert (held["phone"], held["email"], held["address"]) == (LI.phone, LI.email, LI.address)
    assert held["comes_in_by"] == {"pin": True, "password": False, "badge": False}
    assert {one["what"]: one["entries"] for one in held["journal"]} == {Tag.SIGNED_IN.value: 1}
    assert [uid for uid, _ in entries(services, Tag.PERSON_EXPORTED)] == [owner]


def test_who_works_here_no_more_is_not_reached_any_more(services: Services, owner: bytes) -> None:
    li = hire(services)
    services.contacts.keep(li, LI)
    services.staff.archive(li)
    assert services.contacts.of(li) == Contact()
    assert owner != li
    assert services.contacts.of(owner) == Contact()


def test_no_encrypted_byte_of_who_works_here_no_more_stays_in_the_file_behind_the_next_start(
    sqlite_shop: Services, tmp_path: Path
) -> None:
    services = sqlite_shop
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    leave_what_is_deleted(services)
    damaged = tmp_path / "backups" / "replaced-20260301-100000-000000.db"
    damaged.parent.mkdir()
    damaged.write_bytes(b"not a database any more")
    gone, li = services.staff.add("gone", "Gone", ("cashier",)), hire(services)
    services.contacts.keep(li, LI)
    with services.shop.database.read() as connection:
        row = connection.execute(select(person).where(person.c.uid == li)).one()
    services.staff.archive(gone)
    assert services.erase_again() == 0
    assert in_the_file(tmp_path, row.address)
    services.staff.archive(li)
    assert in_the_file(tmp_path, row.address), "it is deleted, and there"
    assert services.erase_again() == 0
    assert not any(in_the_file(tmp_path, kept) for kept in (row.phone, row.email, row.address))
    assert not (tmp_path / CONTACTS_NAME).exists()
    assert damaged.exists(), "nobody was erased: what was put aside is evidence"


def in_the_file(folder: Path, content: bytes) -> bool:
    return any(content in path.read_bytes() for path in folder.glob("shop.db*"))


def test_a_language_is_the_shops_until_it_is_chosen(services: Services, owner: bytes) -> None:
    languages = {one.uid: one.language for one in services.staff.everybody()}
    assert languages == {owner: None}
    services.staff.speak(owner, "zh_CN")
    assert services.staff.everybody()[0].language == "zh_CN"
    with pytest.raises(ValueError, match="tlh"):
        services.staff.speak(owner, "tlh")
    services.staff.speak(owner, None)
    assert services.staff.everybody()[0].language is None
