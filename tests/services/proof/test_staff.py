"""People and roles are what the journal says was set: whatever was written into the tables by hand is found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from pos_app.app import assemble
from pos_app.data.tables.people import PROOFS, person
from pos_app.data.tables.shop import till_head
from pos_app.domain.permissions import OWNER, USUAL_ROLES, Permission
from pos_app.services.people.first_owner import first_owner
from pos_app.services.people.sign_in import PASSWORD, PIN
from pos_app.services.people.system import act_as_system
from pos_app.services.proof.staff import staff
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import open_shop
from pos_app.services.shop.set_up import NewShop
from tests.factories.shops import HandClock, code_on_paper
from tests.services.people.test_staff import hire
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.services.services import Services


@pytest.fixture
def books(sqlite_shop: Services) -> Database:
    """A shop with an owner, a cashier, a night shift of its own, and one who left."""
    services = sqlite_shop
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    services.staff.set_badge(services.shop.duty.person_uid, "BADGE-1")
    night = services.roles.add("night", {Permission.SELL, Permission.SHIFT_CLOSE})
    li, wu = hire(services), hire(services, "Wu", "night", "stock", pin="3690")
    services.roles.change(night, "late", {Permission.SELL})
    services.roles.delete(services.roles.add("nobody", ()))
    services.staff.change(li, "li", "Li", ("cashier", "late"))
    services.staff.speak(li, "en")
    services.staff.archive(wu)
    services.sign_in.sign_in(li, PIN, "2468")
    services.shop.rights = frozenset(Permission)
    act_as_system(services.shop)
    return services.shop.database


def test_what_was_set_by_the_program_is_true(books: Database) -> None:
    assert verify(books).first is None


def test_roles_that_were_deleted_do_not_come_back_unsaid(sqlite_shop: Services) -> None:
    services = sqlite_shop
    for one in services.roles.all():
        if one.name != OWNER:
            services.roles.delete(one.uid)
    services.staff.add("mei", "Mei", (OWNER,))
    assert [one.name for one in services.roles.all()] == [OWNER]
    assert verify(services.shop.database).first is None


def test_an_older_shop_gets_the_usual_roles_with_entries(sqlite_shop: Services) -> None:
    """Of one that has the owner's role alone, whatever its first entry says."""
    services = sqlite_shop
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    for one in services.roles.all():
        if one.name != OWNER:
            services.roles.delete(one.uid)
    hire(services)
    assert {one.name for one in services.roles.all()} == set(USUAL_ROLES)
    assert verify(services.shop.database).first is None


LI, WU = "(SELECT id FROM person WHERE login = 'li')", "(SELECT id FROM person WHERE login = 'wu')"
BOSS = "(SELECT id FROM person WHERE login = 'owner')"
CASHIER = "(SELECT id FROM role WHERE name = 'cashier')"
OWNERS = "(SELECT id FROM role WHERE name = 'owner')"
GHOST = """INSERT INTO person (id, uid, login, name, failures, created_at)
    SELECT 99, zeroblob(16), 'ghost', 'Ghost', 0, created_at FROM person LIMIT 1;"""
BY_HAND = [
    (f"INSERT INTO role_permission VALUES ({CASHIER}, 'people.manage')", "role cashier"),
    (f"DELETE FROM role_permission WHERE role_id = {CASHIER} AND permission = 'sale.sell'", "role cashier"),
    (
        "UPDATE role SET name = 'boss' WHERE name = 'owner'; UPDATE role SET name = 'owner' WHERE name = 'late'",
        "role boss",
    ),
    ("INSERT INTO role SELECT 99, zeroblob(16), 'ghost'", "role ghost"),
    (f"INSERT INTO person_role VALUES ({LI}, {OWNERS})", "person li"),
    (f"DELETE FROM person_role WHERE person_id = {LI}", "person li"),
    (f"UPDATE person SET archived_at = NULL WHERE id = {WU}", "person wu"),
    (f"UPDATE person SET pin_hash = zeroblob(60) WHERE id = {WU}", "person wu"),
    (f"UPDATE person SET archived_at = created_at WHERE id = {LI}", "person li"),
    (f"{GHOST} INSERT INTO person_role VALUES (99, {OWNERS})", "person ghost"),
    (f"INSERT INTO person_role VALUES ((SELECT id FROM person WHERE login = ':system'), {OWNERS})", "person :system"),
    (f"UPDATE person SET pin_hash = (SELECT pin_hash FROM person WHERE id = {LI}) WHERE id = {BOSS}", "person owner"),
    (f"UPDATE person SET password_hash = pin_hash WHERE id = {BOSS}", "person owner"),
    (f"UPDATE person SET pin_hash = NULL WHERE id = {LI}", "person li"),
    (f"UPDATE person SET badge_index = zeroblob(32) WHERE id = {LI}", "person li"),
    (f"UPDATE person SET badge_index = NULL WHERE id = {BOSS}", "person owner"),
]


@pytest.mark.parametrize(("statement", "where"), BY_HAND)
def test_what_was_written_by_hand_is_found(books: Database, statement: str, where: str) -> None:
    with books.read() as connection:
        last = connection.execute(select(till_head.c.journal_sequence)).scalar_one()
    assert tampered(books, statement, since={1: last}) == "staff"
    first = verify(books).first
    assert first is not None
    assert (first.check, first.where) == ("staff", where)


def test_what_an_owner_begins_with_and_what_the_code_gives_is_told(tmp_path: Path) -> None:
    owner = first_owner("ann", "Ann", "1357", "1357", "long enough")
    opened = open_shop(tmp_path / "shop", clock=HandClock(), new=NewShop(currency="EUR", zone="UTC", owner=owner))
    services = assemble(opened)
    me = opened.duty.person_uid
    services.sign_in.sign_in(me, PASSWORD, "long enough")
    services.recovery.recover(code_on_paper(services).code, me, PIN, "2468")
    assert verify(opened.database).first is None
    for kind in (PIN, PASSWORD):
        with opened.database.write() as connection:
            mine = person.c.uid == me
            before = connection.execute(select(person.c[PROOFS[kind]]).where(mine)).scalar_one()
            connection.execute(update(person).where(mine).values({PROOFS[kind]: b"$2b$12$another"}))
            assert [(one.expected, one.found) for one in staff(connection)] == [(f"the {kind} set", "another")]
            connection.execute(update(person).where(mine).values({PROOFS[kind]: before}))
            assert not list(staff(connection))
    services.close()


@pytest.mark.parametrize(
    "statement", [f"DELETE FROM role WHERE id = {CASHIER}", "DELETE FROM person WHERE login = 'wu'"]
)
def test_who_or_what_was_taken_out_by_hand_is_found(books: Database, statement: str) -> None:
    tampered(books, statement)
    with books.read() as connection:
        found = list(staff(connection))
    assert "only its journal entry" in [each.found for each in found]


FRESH = {"staff", "role_uids", "mark"}
"""What entries of earlier versions did not hold."""


def as_before(books: Database) -> None:
    """Let the journal hold what an earlier version wrote."""
    books.close()
    with closing(sqlite3.connect(str(books.url.database))) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        for key, text in file.execute("SELECT id, body FROM journal").fetchall():
            body = {word: value for word, value in json.loads(text).items() if word not in FRESH}
            file.execute("UPDATE journal SET body = ? WHERE id = ?", (json.dumps(body), key))
        file.commit()


def test_in_a_shop_of_an_earlier_version_the_first_entry_that_holds_it_begins(
    sqlite_shop: Services, books: Database
) -> None:
    as_before(books)

    def found() -> list[str]:
        with books.read() as connection:
            return [each.where for each in staff(connection)]

    def by_hand(statement: str) -> None:
        with closing(sqlite3.connect(str(books.url.database))) as file:
            file.executescript(statement)

    assert found() == []
    by_hand(f"UPDATE person SET badge_index = zeroblob(32) WHERE id = {BOSS}")
    by_hand(f"INSERT INTO person_role VALUES ({LI}, {OWNERS})")
    by_hand(f"INSERT INTO role_permission VALUES ({CASHIER}, 'people.manage')")
    assert found() == [], "nothing says what it was"
    by_hand("INSERT INTO role_permission SELECT id, 'people.manage' FROM role WHERE name = 'late'")
    assert found() == ["role late"], "those that the shop made itself were always told"
    owner = next(one for one in sqlite_shop.staff.everybody() if one.login == "owner")
    sqlite_shop.sign_in.sign_in(owner.uid, PIN, "1357")
    roles = {one.name: one for one in sqlite_shop.roles.all()}
    sqlite_shop.roles.change(roles["late"].uid, "late", {Permission.SELL})
    sqlite_shop.roles.change(roles["cashier"].uid, "cashier", {Permission.SELL})
    li = next(one for one in sqlite_shop.staff.everybody() if one.login == "li")
    sqlite_shop.staff.change(li.uid, "li", "Li", ("cashier",))
    sqlite_shop.staff.set_badge(owner.uid, "BADGE-2")
    assert found() == []
    by_hand(f"UPDATE person SET badge_index = zeroblob(32) WHERE id = {BOSS}")
    by_hand(f"INSERT INTO person_role VALUES ({LI}, {OWNERS})")
    by_hand(f"INSERT INTO role_permission VALUES ({CASHIER}, 'people.manage')")
    assert found() == ["role cashier", "person owner", "person li"]
