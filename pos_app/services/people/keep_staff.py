"""The staff: who works here, in which roles, and with which PIN, password and badge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.queries.people import (
    by_uid,
    first_owner,
    keepers,
    make_usual_roles,
    rights_at_till,
    somebody_signs_in,
    staff,
)
from pos_app.data.rows import add_row
from pos_app.data.tables.people import PROOFS, person, person_role, role
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.one_line import one_line
from pos_app.domain.people import Contact
from pos_app.domain.permissions import OWNER, Permission
from pos_app.domain.signing_in import refuse_unfit_password, refuse_unfit_pin
from pos_app.domain.staff_record import proof_mark, role_uids
from pos_app.services.customers.erase import sweep_at_next_start
from pos_app.services.language import LANGUAGES
from pos_app.services.people.hashing import blind_index, kept
from pos_app.services.people.sign_in import BADGE, PASSWORD, PIN, PersonGone
from pos_app.services.shop.pepper_check import note_pepper
from pos_app.services.shop.vault import PEPPER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from pos_app.domain.people import Person
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

LONGEST_LOGIN, LONGEST_NAME = 64, 80
_SHORTEST_BADGE = 4
_PEOPLE = Changes(people=True)


class LoginTaken(PosError):
    """Somebody has this login already. Params: login."""


class LoginUnfit(PosError):
    """A login is one word of up to 64 letters, figures, dots and hyphens. Params: longest."""


class PersonNameMissing(PosError):
    """A person needs a name, not longer than a line. Params: longest."""


class BadgeTaken(PosError):
    """Somebody else has this badge. Params: name."""


class BadgeMissing(PosError):
    """A badge needs a code of four signs at least."""


class LastOwner(PosError):
    """A shop keeps one owner at least: this is the last. Params: name."""


class OwnerCannotComeIn(PosError):
    """No owner has a PIN or a badge: once somebody else has one the till locks, and nobody could manage it again."""


class RoleMissing(PosError):
    """A person has one role at least, of those that there are."""


class KeepStaff:
    """Changes the staff of a shop."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def everybody(self) -> tuple[Person, ...]:
        """Return who works here and who did, by name."""
        with self._shop.database.read() as connection:
            return staff(connection)

    def roles(self) -> tuple[str, ...]:
        """Return the roles by their names, as they were made."""
        with self._shop.database.read() as connection:
            return tuple(connection.execute(select(role.c.name).order_by(role.c.id)).scalars())

    def add(self, login: str, name: str, roles: Iterable[str]) -> bytes:
        """Add a person and return the uid. Raise `LoginUnfit`, `LoginTaken`, `PersonNameMissing` or `RoleMissing`."""
        roles, person_uid = set(roles), new_uid()
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            words = _words(posting.connection, login, name, None)
            row = {"uid": person_uid, **words, "failures": 0, "created_at": posting.at}
            given = _give(posting, add_row(posting.connection, person, **row), roles)
            posting.journal(Tag.PERSON_ADDED, person_uid, {"roles": ",".join(sorted(roles)), **role_uids(given)})
        return person_uid

    def see_owner_comes_in(self) -> None:
        """Raise `OwnerCannotComeIn` where nobody but an owner may be given a PIN or a badge yet."""
        with self._shop.database.read() as connection:
            if not keepers(connection):
                raise OwnerCannotComeIn

    def refuse_unfit_badge(self, person_uid: bytes | None, code: str) -> None:
        """Raise `BadgeMissing` or `BadgeTaken` for a code that somebody, or with None a new one, cannot be given."""
        self._shop.require(Permission.PEOPLE_MANAGE)
        index = self._badge_index(code)
        with self._shop.database.read() as connection:
            row = None if person_uid is None else by_uid(connection, person_uid)
            _refuse_taken(connection, row, index)

    def change(self, person_uid: bytes, login: str, name: str, roles: Iterable[str]) -> Changes:
        """Call a person otherwise or give other roles. Raise what `add` raises, `PersonGone` or `LastOwner`."""
        roles = set(roles)
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _works_here(posting.connection, person_uid)
            if OWNER not in roles:
                _refuse_last_owner(posting.connection, row)
            words = _words(posting.connection, login, name, row.id)
            posting.connection.execute(update(person).where(person.c.id == row.id).values(**words))
            given = _give(posting, row.id, roles)
            posting.journal(Tag.PERSON_CHANGED, person_uid, {"roles": ",".join(sorted(roles)), **role_uids(given)})
            _refuse_ownerless(posting.connection)
            rights = rights_at_till(posting.connection, row.id)
        self._follow(person_uid, rights, words["name"])
        return _PEOPLE

    def archive(self, person_uid: bytes) -> Changes:
        """Let somebody work here no more; what was done stays under the name, how to reach the person does not.

        What is left of that in the file, encrypted, is swept by the next start. Raise `PersonGone` or `LastOwner`.
        """
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _works_here(posting.connection, person_uid)
            _refuse_last_owner(posting.connection, row)
            gone = {"archived_at": posting.at, **dict.fromkeys((*PROOFS.values(), *Contact.__struct_fields__))}
            posting.connection.execute(update(person).where(person.c.id == row.id).values(**gone))
            _refuse_ownerless(posting.connection)
            open_to_all = not somebody_signs_in(posting.connection)
            owner = first_owner(posting.connection)
            posting.journal(Tag.PERSON_ARCHIVED, person_uid, {})
            if any(getattr(row, name) is not None for name in Contact.__struct_fields__):
                sweep_at_next_start(self._shop.profile.folder)
        if person_uid == self._shop.duty.person_uid:
            if open_to_all:  # nobody could sign in behind a lock: an owner who is left is at the till
                words = {"person_id": owner.id, "person_uid": owner.uid, "person_name": owner.name}
                self._shop.duty = replace(self._shop.duty, **words)
            else:
                self._shop.rights = None
        return _PEOPLE

    def speak(self, person_uid: bytes, language: str | None) -> Changes:
        """Let the screen speak a language while this person is at the till; None for the shop's. Raise `PersonGone`."""
        if language is not None and language not in LANGUAGES:
            raise ValueError(language)
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _works_here(posting.connection, person_uid)
            posting.connection.execute(update(person).where(person.c.id == row.id).values(language=language))
            posting.journal(Tag.PERSON_CHANGED, person_uid, {"language": language or ""})
        return _PEOPLE

    def unlock(self, person_uid: bytes) -> Changes:
        """Let somebody try again who was wrong too often. Raise `PersonGone`."""
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _works_here(posting.connection, person_uid)
            free = {"failures": 0, "locked_until": None}
            posting.connection.execute(update(person).where(person.c.id == row.id).values(**free))
            posting.journal(Tag.PERSON_UNLOCKED, person_uid, {})
        return _PEOPLE

    def set_pin(self, person_uid: bytes, pin: str) -> Changes:
        """Give a PIN, or another.

        Raise `PinUnfit`, `PersonGone` or `OwnerCannotComeIn`.
        """
        refuse_unfit_pin(pin)
        return self._set(person_uid, PIN, self._kept(pin))

    def set_password(self, person_uid: bytes, password: str) -> Changes:
        """Give a password, or another. Raise `PasswordUnfit` or `PersonGone`."""
        refuse_unfit_password(password)
        return self._set(person_uid, PASSWORD, self._kept(password))

    def set_badge(self, person_uid: bytes, code: str) -> Changes:
        """Give a card or badge by its code. Raise `BadgeMissing`, `BadgeTaken` or `PersonGone`."""
        return self._set(person_uid, BADGE, self._badge_index(code))

    def _badge_index(self, code: str) -> bytes:
        if len(code.strip()) < _SHORTEST_BADGE:
            raise BadgeMissing
        return blind_index(self._shop.vault.get_or_make(PEPPER), BADGE, code.strip())

    def _kept(self, secret: str) -> bytes:
        # before the writer is held: it takes a quarter of a second
        return kept(self._shop.vault.get_or_make(PEPPER), secret, self._settings.values.hash_cost)

    def _set(self, person_uid: bytes, kind: str, proof: bytes) -> Changes:
        # also for oneself: who finds a till unlocked could come in as the other from then on
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _works_here(posting.connection, person_uid)
            if kind == BADGE:
                _refuse_taken(posting.connection, row, proof)
            posting.connection.execute(update(person).where(person.c.id == row.id).values({PROOFS[kind]: proof}))
            note_pepper(posting.connection, self._shop.vault.get(PEPPER), posting.at)
            _refuse_ownerless(posting.connection)
            posting.journal(Tag.PROOF_SET, person_uid, proof_mark(person_uid, kind, proof))
        return _PEOPLE

    def _follow(self, person_uid: bytes, rights: frozenset[Permission], name: str) -> None:
        """Let the till follow what was changed of who stands at it."""
        if person_uid == self._shop.duty.person_uid and self._shop.rights is not None:
            self._shop.rights = rights
            self._shop.duty = replace(self._shop.duty, person_name=name)


def checked_words(login: str, name: str) -> tuple[str, str]:
    """Return login and name as they are kept. Raise `LoginUnfit` or `PersonNameMissing`."""
    login, name = one_line(login), one_line(name)
    if not 0 < len(login) <= LONGEST_LOGIN or not all(sign.isalnum() or sign in ".-_@" for sign in login):
        raise LoginUnfit(longest=LONGEST_LOGIN)
    if not 0 < len(name) <= LONGEST_NAME:
        raise PersonNameMissing(longest=LONGEST_NAME)
    return login, name


def _words(connection: Connection, login: str, name: str, key: int | None) -> dict[str, Any]:
    """Return login and name as they are kept, or raise why they cannot be."""
    login, name = checked_words(login, name)
    # a database knows small letters of English alone, or its own
    others = connection.execute(select(person.c.login).where(person.c.id != (key or 0))).scalars()
    if login.casefold() in {other.casefold() for other in others}:
        raise LoginTaken(login=login)
    return {"login": login, "name": name}


def _works_here(connection: Connection, person_uid: bytes) -> Row[Any]:
    row = by_uid(connection, person_uid)
    if row is None or row.archived_at is not None:
        raise PersonGone
    return row


def _give(posting: Posting, key: int, wanted: set[str]) -> list[bytes]:
    """Let a person have these roles and no others; return their uids."""
    there = select(role.c.id, role.c.uid, role.c.name).where(role.c.name.in_(wanted))
    found = posting.connection.execute(there).all()
    if len(found) < len(wanted):  # an older shop has the owner's alone
        for uid, name, may in make_usual_roles(posting.connection):
            posting.journal(Tag.ROLE_ADDED, uid, {"role": name, "may": ",".join(may)})
        found = posting.connection.execute(there).all()
    if not wanted or {one.name for one in found} != wanted:
        raise RoleMissing
    posting.connection.execute(delete(person_role).where(person_role.c.person_id == key))
    rows = [{"person_id": key, "role_id": one.id} for one in found]
    posting.connection.execute(insert(person_role), rows)
    return [one.uid for one in found]


def _refuse_taken(connection: Connection, row: Row[Any] | None, index: bytes) -> None:
    """Raise `BadgeTaken` where somebody else has the badge."""
    others = select(person.c.name).where(person.c.badge_index == index, person.c.id != (row.id if row else 0))
    other = connection.execute(others).scalar()
    if other is not None:
        raise BadgeTaken(name=other)


def _refuse_ownerless(connection: Connection) -> None:
    """Raise `OwnerCannotComeIn` where people sign in and no owner can."""
    if somebody_signs_in(connection) and not keepers(connection):
        raise OwnerCannotComeIn


def _refuse_last_owner(connection: Connection, row: Row[Any]) -> None:
    """Raise `LastOwner` where nobody else who works here is one."""
    owners = (
        select(person.c.id)
        .join_from(person, person_role)
        .join(role, role.c.id == person_role.c.role_id)
        .where(role.c.name == OWNER, person.c.archived_at.is_(None))
    )
    if set(connection.execute(owners).scalars()) == {row.id}:
        raise LastOwner(name=row.name)
