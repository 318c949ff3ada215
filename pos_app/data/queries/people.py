"""People who work here, and what they may do by the roles they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, or_, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.people import PROOFS, person, person_role, role, role_permission
from pos_app.domain.people import Person, Role
from pos_app.domain.permissions import OWNER, USUAL_ROLES, Permission
from pos_app.domain.signing_in import FOR_GOOD

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

SYSTEM_LOGIN = ":system"
"""Of the person whom commands act as; no login that somebody may choose has a colon."""
_SYSTEM_NAME = "system"
_ROLES: Select[Any] = (
    select(role.c.name, role_permission.c.permission)
    .join_from(person_role, role)
    .outerjoin(role_permission, role_permission.c.role_id == role.c.id)
    .where(person_role.c.person_id == bindparam("person"))
)
_KNOWN_BY: Select[Any] = select(person.c.id, person.c.uid, person.c.name)
_KNOWN = {permission.value: permission for permission in Permission}


def read_rights(connection: Connection, person_id: int) -> frozenset[Permission]:
    """Return what a person may do: what the roles allow, and everything for an owner.

    What a newer program allowed and this one does not know is left out.
    """
    rows = connection.execute(_ROLES, {"person": person_id}).all()
    if any(name == OWNER for name, _ in rows):
        return frozenset(Permission)
    return frozenset(_KNOWN[allowed] for _, allowed in rows if allowed in _KNOWN)


def rights_at_till(connection: Connection, person_id: int) -> frozenset[Permission]:
    """Return what the person at a till may do: everything where nobody signs in, for nobody knows who it is."""
    return read_rights(connection, person_id) if somebody_signs_in(connection) else frozenset(Permission)


def rights_of(connection: Connection, person_uid: bytes) -> frozenset[Permission]:
    """Return what somebody may do who is not at the till; nothing for one who works here no more."""
    found = connection.execute(
        select(person.c.id).where(person.c.uid == person_uid, person.c.archived_at.is_(None))
    ).scalar()
    return frozenset() if found is None else read_rights(connection, found)


def system_person(connection: Connection) -> Row[Any] | None:
    """Return key, uid and name of the person whom commands act as; None where none did yet."""
    return connection.execute(_KNOWN_BY.where(person.c.login == SYSTEM_LOGIN)).first()


def add_system_person(connection: Connection, at: datetime) -> Row[Any]:
    """Add the person whom commands act as and return key, uid and name; the caller journals it."""
    words = {"login": SYSTEM_LOGIN, "name": _SYSTEM_NAME}
    key = add_row(connection, person, uid=new_uid(), **words, failures=0, created_at=at)
    return connection.execute(_KNOWN_BY.where(person.c.id == key)).one()


def by_uid(connection: Connection, person_uid: bytes) -> Row[Any] | None:
    """Return the whole row of a person."""
    return connection.execute(select(person).where(person.c.uid == person_uid)).first()


def comes_in() -> ColumnElement[bool]:
    """Select who has anything to come in by."""
    return or_(*(person.c[column].is_not(None) for column in PROOFS.values()))


def somebody_signs_in(connection: Connection) -> bool:
    """Tell whether anybody who works here has a PIN, a password or a badge."""
    there = select(person.c.id).where(comes_in(), person.c.archived_at.is_(None)).limit(1)
    return connection.execute(there).first() is not None


def first_owner(connection: Connection) -> Row[Any]:
    """Return key, uid and name of the first owner who works here: every shop keeps one."""
    owners = _KNOWN_BY.join(person_role, person_role.c.person_id == person.c.id).join(role)
    working = owners.where(role.c.name == OWNER, person.c.archived_at.is_(None))
    return connection.execute(working.order_by(person.c.id).limit(1)).one()


def keepers(connection: Connection, *, unlocked: bool = False) -> set[int]:
    """Return the keys of the owners who can come in at a till: who can give PINs and unlock people.

    With `unlocked` of those alone who are not locked until somebody unlocks them.
    """
    owners = (
        select(person.c.id)
        .join_from(person, person_role)
        .join(role, role.c.id == person_role.c.role_id)
        .where(role.c.name == OWNER, person.c.archived_at.is_(None))
        .where(person.c.pin_hash.is_not(None) | person.c.badge_index.is_not(None))
    )
    if unlocked:
        owners = owners.where(person.c.locked_until.is_(None) | (person.c.locked_until < FOR_GOOD))
    return set(connection.execute(owners).scalars())


def staff(connection: Connection) -> tuple[Person, ...]:
    """Return everybody who works here or did, by name; not the system, which is nobody."""
    roles = _names_of_roles(connection)
    people = select(person).where(person.c.login != SYSTEM_LOGIN).order_by(person.c.name, person.c.id)
    rows = connection.execute(people)
    return tuple(_person(row, tuple(roles.get(row.id, ()))) for row in rows)


def _names_of_roles(connection: Connection) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    pairs = select(person_role.c.person_id, role.c.name).join_from(person_role, role).order_by(role.c.id)
    for key, name in connection.execute(pairs):
        found.setdefault(key, []).append(name)
    return found


def _person(row: Row[Any], roles: tuple[str, ...]) -> Person:
    return Person(
        key=row.id,
        uid=row.uid,
        login=row.login,
        name=row.name,
        language=row.language,
        roles=roles,
        has_pin=row.pin_hash is not None,
        has_password=row.password_hash is not None,
        has_badge=row.badge_index is not None,
        active=row.archived_at is None,
        locked_until=row.locked_until,
    )


def roles(connection: Connection) -> tuple[Role, ...]:
    """Return the roles with what they allow and how many who work here have each; the owner's allows everything."""
    allowed: dict[int, set[Permission]] = {}
    for key, code in connection.execute(select(role_permission.c.role_id, role_permission.c.permission)):
        if code in _KNOWN:
            allowed.setdefault(key, set()).add(_KNOWN[code])
    rows = connection.execute(select(role).order_by(role.c.id)).all()
    return tuple(
        Role(
            row.uid,
            row.name,
            frozenset(Permission) if row.name == OWNER else frozenset(allowed.get(row.id, ())),
            len(names_of(connection, row.id)),
        )
        for row in rows
    )


def names_of(connection: Connection, role_id: int) -> tuple[str, ...]:
    """Return who of those that work here has a role, by name."""
    having = (
        select(person.c.name)
        .join_from(person, person_role)
        .where(person_role.c.role_id == role_id, person.c.archived_at.is_(None))
        .order_by(person.c.name)
    )
    return tuple(connection.execute(having).scalars())


def make_usual_roles(connection: Connection) -> list[tuple[bytes, str, tuple[str, ...]]]:
    """Make the roles that a shop begins with where there is the owner's at most: an older shop has that alone.

    Return those that were made: uid, name, and the permissions' codes in their order; the owner's needs none.
    """
    made: list[tuple[bytes, str, tuple[str, ...]]] = []
    there = set(connection.execute(select(role.c.name)).scalars())
    if there - {OWNER}:
        return made
    for name, allowed in USUAL_ROLES.items():
        if name in there:
            continue
        uid = new_uid()
        key = add_row(connection, role, uid=uid, name=name)
        # the owner's may whatever there is, also what comes later
        may = () if name == OWNER else tuple(sorted(one.value for one in allowed))
        if may:
            connection.execute(insert(role_permission), [{"role_id": key, "permission": one} for one in may])
        made.append((uid, name, may))
    return made
