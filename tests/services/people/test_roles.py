"""Roles: made, changed and deleted by an owner; who has one feels it at once, and nobody loses one unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.domain.permissions import OWNER, USUAL_ROLES, NotAllowed, Permission
from pos_app.services.people.keep_roles import (
    OwnerRoleFixed,
    RoleGone,
    RoleInUse,
    RoleNameMissing,
    RoleNameTaken,
)
from pos_app.services.people.sign_in import PIN

if TYPE_CHECKING:
    from pos_app.domain.people import Role
    from pos_app.services.services import Services


def named(services: Services, name: str) -> Role:
    return next(one for one in services.roles.all() if one.name == name)


def entries(services: Services) -> list[tuple[str, str]]:
    with services.shop.database.read() as connection:
        rows = connection.execute(select(journal.c.tag, journal.c.body).order_by(journal.c.sequence))
        return [(row.tag, row.body) for row in rows if row.tag.startswith("role:")]


def signed_in(services: Services, *roles: str) -> bytes:
    """Let somebody with these roles take over the till."""
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    person = services.staff.add("li", "Li", roles)
    services.staff.set_pin(person, "2468")
    services.sign_in.sign_in(person, PIN, "2468")
    return person


def as_owner(services: Services) -> None:
    owner = next(one for one in services.staff.everybody() if OWNER in one.roles)
    services.sign_in.sign_in(owner.uid, PIN, "1357")


def test_a_shop_begins_with_the_usual_roles(empty: Services) -> None:
    there = {one.name: (one.allowed, one.people) for one in empty.roles.all()}
    assert there == {name: (allowed, int(name == OWNER)) for name, allowed in USUAL_ROLES.items()}


def test_a_role_of_the_shops_own_allows_what_it_says(empty: Services) -> None:
    empty.roles.add(" Helper ", {Permission.SELL, Permission.RECEIPT_COPY})
    signed_in(empty, "Helper")
    assert set(empty.shop.rights or ()) == {Permission.SELL, Permission.RECEIPT_COPY}
    assert named(empty, "Helper").people == 1
    (tag, body) = entries(empty)[0]
    assert tag == "role:staff:added"
    assert '"may":"receipt.copy,sale.sell"' in body
    with pytest.raises(NotAllowed):
        empty.roles.add("Mine", Permission)


def test_what_a_role_may_is_felt_at_once_by_who_has_it(empty: Services) -> None:
    signed_in(empty, "manager")
    cash = named(empty, "manager")
    as_owner(empty)
    empty.roles.change(cash.uid, "Deputy", {Permission.SELL, Permission.PEOPLE_MANAGE})
    assert empty.shop.rights == frozenset(Permission), "the owner stays one"
    li = next(one for one in empty.staff.everybody() if one.login == "li")
    assert li.roles == ("Deputy",)
    empty.sign_in.sign_in(li.uid, PIN, "2468")
    empty.roles.change(cash.uid, "Deputy", {Permission.SELL})
    assert set(empty.shop.rights or ()) == {Permission.SELL}
    assert [tag for tag, _body in entries(empty)] == ["role:staff:changed"] * 2


def test_a_role_that_somebody_has_stays(empty: Services) -> None:
    person = signed_in(empty, "cashier")
    as_owner(empty)
    cashier = named(empty, "cashier")
    with pytest.raises(RoleInUse) as refused:
        empty.roles.delete(cashier.uid)
    assert refused.value.params == {"role": "cashier", "name": "Li", "others": 0}
    assert named(empty, "cashier") == cashier
    empty.staff.archive(person)
    empty.roles.delete(cashier.uid)
    assert "cashier" not in {one.name for one in empty.roles.all()}
    assert entries(empty)[-1][0] == "role:staff:deleted"


def test_a_role_that_was_deleted_or_renamed_does_not_come_back(empty: Services) -> None:
    empty.roles.delete(named(empty, "packer").uid)
    empty.roles.change(named(empty, "stock").uid, "Store", ())
    empty.staff.add("li", "Li", ("Store",))
    assert [one.name for one in empty.roles.all()] == [OWNER, "manager", "cashier", "Store"]
    assert empty.staff.roles() == (OWNER, "manager", "cashier", "Store")


def test_the_owners_role_stays_what_it_is(empty: Services) -> None:
    uid = named(empty, OWNER).uid
    with pytest.raises(OwnerRoleFixed):
        empty.roles.change(uid, "boss", {Permission.SELL})
    with pytest.raises(OwnerRoleFixed):
        empty.roles.delete(uid)
    assert named(empty, OWNER).allowed == frozenset(Permission)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a, b"])
def test_a_role_needs_a_name(empty: Services, name: str) -> None:
    with pytest.raises(RoleNameMissing):
        empty.roles.add(name, ())


def test_a_name_is_given_once_and_what_is_gone_is_said(empty: Services) -> None:
    with pytest.raises(RoleNameTaken):
        empty.roles.add("Cashier", ())
    with pytest.raises(RoleNameTaken):
        empty.roles.change(named(empty, "stock").uid, "packer", ())
    empty.roles.change(named(empty, "stock").uid, "Stock", ())
    packer = named(empty, "packer")
    empty.roles.delete(packer.uid)
    with pytest.raises(RoleGone):
        empty.roles.delete(packer.uid)
    with pytest.raises(RoleGone):
        empty.roles.change(packer.uid, "x", ())
