"""Roles: sets of permissions under a name, which an owner makes and changes; the owner's own stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.queries.people import names_of, rights_at_till, roles
from pos_app.data.rows import add_row
from pos_app.data.tables.people import person_role, role, role_permission
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.one_line import one_line
from pos_app.domain.permissions import OWNER, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from pos_app.domain.people import Role
    from pos_app.services.books import Posting
    from pos_app.services.shop.shop import Shop

LONGEST_ROLE = 40
"""Letters of a role's name."""
_PEOPLE = Changes(people=True)


class RoleNameMissing(PosError):
    """A role needs a name, not longer than a list has room for, and without a comma. Params: longest."""


class RoleNameTaken(PosError):
    """Another role has this name. Params: name."""


class RoleGone(PosError):
    """The role was deleted meanwhile."""


class RoleInUse(PosError):
    """Somebody has the role, so it stays. Params: role, name (one who has it), others (how many more)."""


class OwnerRoleFixed(PosError):
    """The owner's role may do everything, always: it cannot be changed or deleted."""


class KeepRoles:
    """Changes the roles of a shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def all(self) -> tuple[Role, ...]:
        """Return the roles as they were made, the owner's first."""
        with self._shop.database.read() as connection:
            return roles(connection)

    def add(self, name: str, allowed: Iterable[Permission]) -> bytes:
        """Make a role and return its uid. Raise `RoleNameMissing` or `RoleNameTaken`."""
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            name, uid = _free_name(posting.connection, name, None), new_uid()
            _allow(posting, add_row(posting.connection, role, uid=uid, name=name), uid, name, allowed, Tag.ROLE_ADDED)
        return uid

    def change(self, uid: bytes, name: str, allowed: Iterable[Permission]) -> Changes:
        """Call a role otherwise, or let it do more or less; who has it feels it at once.

        Raise what `add` raises, `RoleGone` or `OwnerRoleFixed`.
        """
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            connection, row = posting.connection, _known(posting.connection, uid)
            name = _free_name(connection, name, row.id)
            connection.execute(update(role).where(role.c.id == row.id).values(name=name))
            _allow(posting, row.id, uid, name, allowed, Tag.ROLE_CHANGED)
            rights = rights_at_till(connection, self._shop.duty.person_id)
        if self._shop.rights is not None:
            self._shop.rights = rights
        return _PEOPLE

    def delete(self, uid: bytes) -> Changes:
        """Delete a role that nobody who works here has. Raise `RoleGone`, `OwnerRoleFixed` or `RoleInUse`."""
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            connection, row = posting.connection, _known(posting.connection, uid)
            having = names_of(connection, row.id)
            if having:
                raise RoleInUse(role=row.name, name=having[0], others=len(having) - 1)
            # who works here no more needs none
            connection.execute(delete(person_role).where(person_role.c.role_id == row.id))
            connection.execute(delete(role_permission).where(role_permission.c.role_id == row.id))
            connection.execute(delete(role).where(role.c.id == row.id))
            posting.journal(Tag.ROLE_DELETED, uid, {"role": row.name})
        return _PEOPLE


def _known(connection: Connection, uid: bytes) -> Row[Any]:
    row = connection.execute(select(role).where(role.c.uid == uid)).first()
    if row is None:
        raise RoleGone
    if row.name == OWNER:
        raise OwnerRoleFixed
    return row


def _free_name(connection: Connection, name: str, key: int | None) -> str:
    """Return a name as it is kept, or raise why it cannot be."""
    name = one_line(name)
    if not 0 < len(name) <= LONGEST_ROLE or "," in name:
        raise RoleNameMissing(longest=LONGEST_ROLE)
    others = connection.execute(select(role.c.name).where(role.c.id != (key or 0))).scalars()
    if name.casefold() in {other.casefold() for other in others}:
        raise RoleNameTaken(name=name)
    return name


def _allow(posting: Posting, key: int, uid: bytes, name: str, allowed: Iterable[Permission], tag: Tag) -> None:
    """Let a role do these things and no others; the entry names them."""
    codes = sorted(one.value for one in allowed)
    posting.connection.execute(delete(role_permission).where(role_permission.c.role_id == key))
    if codes:
        rows = [{"role_id": key, "permission": code} for code in codes]
        posting.connection.execute(insert(role_permission), rows)
    posting.journal(tag, uid, {"role": name, "may": ",".join(codes)})
