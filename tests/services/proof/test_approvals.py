"""Leave in the journal: who is named allowed just that, before it was done; a claim alone is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from pos_app.data.tables.shop import till_head
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.people.sign_in import PIN
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.shop import approved
from tests.services.people.test_staff import hire

if TYPE_CHECKING:
    from pos_app.domain.people import Approval
    from pos_app.services.services import Services

WANG_PIN = "3690"


@pytest.fixture
def wang(sqlite_shop: Services) -> bytes:
    """A manager; a cashier, Li, is at the till."""
    sqlite_shop.staff.set_pin(sqlite_shop.shop.duty.person_uid, "1357")
    uid = hire(sqlite_shop, "Wang", "manager", pin=WANG_PIN)
    li = hire(sqlite_shop)
    hire(sqlite_shop, "Chen", "manager", pin="4680")
    sqlite_shop.sign_in.sign_in(li, PIN, "2468")
    return uid


def end(services: Services) -> int:
    """Return the last sequence of the till's journal."""
    with services.shop.database.read() as connection:
        return int(connection.execute(select(till_head.c.journal_sequence)).scalar_one())


def write(services: Services, approval: Approval) -> None:
    """Write past every service: signed with the till's key, and claiming somebody's leave."""
    with services.shop.books.posting(services.shop.duty, approval=approval) as posting:
        posting.journal(Tag.DRAWER_OPENED, None, {})


def found(services: Services, since: int | None = None) -> tuple[str, str]:
    first = verify(services.shop.database, since=None if since is None else {1: since}).first
    return (first.check, first.found) if first else ("", "")


def test_leave_that_was_given_is_true(sqlite_shop: Services, wang: bytes) -> None:
    services, before = sqlite_shop, end(sqlite_shop)
    word = services.sign_in.approve(wang, WANG_PIN, Permission.DRAWER_OPEN)
    behind = end(services)
    with approved(word):
        services.drawer.note_opening("change")
    assert [found(services, since) for since in (None, before, behind)] == [("", "")] * 3


def test_forged_leave_is_found(sqlite_shop: Services, wang: bytes) -> None:
    services = sqlite_shop
    chen = next(one.uid for one in services.sign_in.people() if one.name == "Chen")
    true = services.sign_in.approve(wang, WANG_PIN, Permission.DRAWER_OPEN)
    before = end(services)
    claims = [
        replace(true, person_uid=chen),
        replace(true, permission=Permission.PRICE_OVERRIDE),
        replace(true, entry=true.entry - 1),
        replace(true, entry=before + 1),
        replace(true, entry=10**6),
    ]
    said = f"leave of {wang.hex()} for drawer.open, asked by {services.shop.duty.person_uid.hex()}"
    for claim, wrong in zip(claims, [said] * 2 + ["no leave in the journal"] * 3, strict=True):
        since = end(services)
        write(services, claim)
        assert found(services, since) == ("approvals", wrong)
    assert found(services)[0] == "approvals"


def test_leave_that_another_asked_for_is_found(sqlite_shop: Services, wang: bytes) -> None:
    services = sqlite_shop
    true = services.sign_in.approve(wang, WANG_PIN, Permission.DRAWER_OPEN)
    chen = next(one.uid for one in services.sign_in.people() if one.name == "Chen")
    services.sign_in.sign_in(chen, PIN, "4680")
    write(services, true)
    assert found(services)[0] == "approvals"


def test_entries_of_earlier_versions_need_any_leave_of_that_person(sqlite_shop: Services, wang: bytes) -> None:
    services, shop = sqlite_shop, sqlite_shop.shop

    def write_as_before() -> None:
        with shop.books.posting(shop.duty) as posting:
            posting.approved_by = wang
            posting.journal(Tag.DRAWER_OPENED, None, {})

    services.sign_in.approve(wang, WANG_PIN, Permission.DRAWER_OPEN)
    write_as_before()
    assert found(services) == ("", "")
    with approved(services.sign_in.approve(wang, WANG_PIN, Permission.DRAWER_OPEN)):
        services.drawer.note_opening("change")
    assert found(services) == ("", "")
    write_as_before()  # from the first entry on that names its leave, each does
    assert found(services) == ("approvals", "no leave in the journal")


def test_leave_of_one_who_never_gave_any_is_found(sqlite_shop: Services, wang: bytes) -> None:
    shop = sqlite_shop.shop
    with shop.books.posting(shop.duty) as posting:
        posting.approved_by = wang
        posting.journal(Tag.DRAWER_OPENED, None, {})
    assert found(sqlite_shop) == ("approvals", "no leave in the journal")
