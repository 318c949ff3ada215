"""Who stands at the till: signing in by PIN, password or badge, locking, and allowing one thing for somebody else.

A try is counted on the disk before it is looked at, and taken back where it was right: ending the program saves nobody
a wait. Each try is in the journal.
"""

from __future__ import annotations

import contextlib
import json
import math
from typing import TYPE_CHECKING, Any

from msgspec import Struct, ValidationError, convert
from msgspec.structs import asdict, replace
from sqlalchemy import delete, insert, select, update

from pos_app.data.json_text import from_json
from pos_app.data.queries.people import by_uid, keepers, read_rights, somebody_signs_in, staff
from pos_app.data.tables.people import person
from pos_app.data.tables.shop import setting
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NotAllowed
from pos_app.domain.signing_in import FOR_GOOD, wait_after
from pos_app.domain.staff_record import KINDS
from pos_app.services.people.hashing import blind_index, fits
from pos_app.services.people.waits import Waits
from pos_app.services.shop.vault import PEPPER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pos_app.domain.journal import Body
    from pos_app.domain.people import Approval, Person
    from pos_app.domain.permissions import Permission
    from pos_app.domain.shop import Duty
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

PIN, PASSWORD, BADGE = KINDS
_TRIES = "sign_in_tries"
"""The setting of a till that counts wrong tries in a row, whoever they were for."""
_BADGE_TRIES = "badge_tries"
"""The setting of a till that counts badges in a row that were nobody's: they let badges wait, and no PIN."""


class WrongSecret(PosError):
    """It was not this person's. Params: wait (seconds until the next try)."""


class WaitBeforeTrying(PosError):
    """Too many wrong ones: wait. Params: seconds."""


class PersonLocked(PosError):
    """Wrong too often: somebody who manages staff unlocks the person. Params: name."""


class UnknownBadge(PosError):
    """Nobody who works here has this badge."""


class PersonGone(PosError):
    """Nobody of that name works here any more."""


class NobodyCouldComeIn(PosError):
    """Nobody has a PIN, a password or a badge: a locked till would stay locked."""


class NoSecretYet(PosError):
    """The person has no PIN, or no password, to sign in with. Params: name, kind."""


class _Tries(Struct, frozen=True):
    """Wrong tries at a till."""

    count: int = 0
    until: float = 0.0
    """Nobody signs in before; a POSIX time."""


class _Count(Struct, frozen=True):
    """What a wrong try has come to."""

    failures: int
    for_good: bool
    wait: int
    """Seconds until the next try."""


class SignIn:
    """Signs people in at this till."""

    def __init__(self, shop: Shop, settings: SettingsDesk, is_of_trade: Callable[[str], bool]) -> None:
        """Take what tells whether a scan is of goods or paper: before a locked till it is nobody's try."""
        self._is_of_trade = is_of_trade
        self._shop = shop
        self._settings = settings
        self._waits = Waits(shop.steady)

    def people(self) -> tuple[Person, ...]:
        """Return who may stand at this till, by name."""
        with self._shop.database.read() as connection:
            return tuple(one for one in staff(connection) if one.active)

    def who_may(self, permission: Permission) -> tuple[Person, ...]:
        """Return who could allow something, by name: those with a PIN or badge whose roles have it."""
        with self._shop.database.read() as connection:
            return tuple(
                one
                for one in staff(connection)
                if one.active and (one.has_pin or one.has_badge) and permission in read_rights(connection, one.key)
            )

    def is_locked(self) -> bool:
        """Tell whether somebody must sign in first."""
        return self._shop.rights is None

    def sign_in(self, person_uid: bytes, kind: str, secret: str) -> Person:
        """Let a person take over the till, by `PIN` or `PASSWORD`. What is in the basket stays.

        A badge that was read where the other was asked for lets its owner in.

        Raise `WrongSecret`, `WaitBeforeTrying`, `PersonLocked`, `PersonGone`, `NoSecretYet` or `PepperMissing`.
        """
        return self._taken_over(*self._proved(person_uid, kind, secret))

    def sign_in_by_badge(self, code: str) -> Person:
        """Let the owner of a badge take over the till. Raise `UnknownBadge` and what `sign_in` raises."""
        return self._taken_over(self._owner_of(code), BADGE)

    def lock(self) -> None:
        """Let nobody be signed in: the basket stays, and everything but signing in is refused.

        Raise `NobodyCouldComeIn`.
        """
        if self._shop.rights is None:
            return
        with self._shop.database.read() as connection:
            if not somebody_signs_in(connection):
                raise NobodyCouldComeIn
        with self._shop.posting(None) as posting:
            posting.journal(Tag.TILL_LOCKED, None, {})
        self._shop.rights = None

    def lock_unattended(self) -> bool:
        """Lock a till that nobody touches, where people sign in at all; tell whether it is locked now."""
        with contextlib.suppress(NobodyCouldComeIn):
            self.lock()
        return self._shop.rights is None

    def approve(self, person_uid: bytes, pin: str, permission: Permission) -> Approval:
        """Return somebody's word for one thing; whoever is at the till stays there.

        Raise `NotAllowed` where that person may not either, and what `sign_in` raises.
        """
        row, _kind = self._proved(person_uid, PIN, pin)
        return self._approval(row, permission)

    def approve_by_badge(self, code: str, permission: Permission) -> Approval:
        """Return the same by a badge. Raise `UnknownBadge` too."""
        return self._approval(self._owner_of(code), permission)

    def _approval(self, row: Row[Any], permission: Permission) -> Approval:
        asked_by = self._shop.duty.person_uid
        with self._as(row) as posting:
            self._forgotten(posting, row)
            may = permission in read_rights(posting.connection, row.id)
            body = {"permission": permission.value, "person": asked_by.hex()}
            entry = posting.journal(Tag.APPROVAL_GIVEN if may else Tag.APPROVAL_REFUSED, row.uid, body)
        if not may:
            raise NotAllowed(permission=permission.value)
        return self._shop.approvals.give(row.uid, row.name, permission, entry=entry, asked_by=asked_by)

    def _taken_over(self, row: Row[Any], kind: str) -> Person:
        with self._as(row) as posting:
            self._forgotten(posting, row)
            rights = read_rights(posting.connection, row.id)
            found = next(one for one in staff(posting.connection) if one.uid == row.uid)
            posting.journal(Tag.SIGNED_IN, row.uid, {"by": kind})
        self._shop.duty, self._shop.rights = self._duty_of(row), rights
        return found

    def _proved(self, person_uid: bytes, kind: str, secret: str) -> tuple[Row[Any], str]:
        """Return a person whose secret it is, and which kind; count the try before it is looked at."""
        row = self._known(person_uid, kind)
        there = row.pin_hash if kind == PIN else row.password_hash
        pepper = self._shop.vault.get(PEPPER)
        holder = self._holder(secret)
        if holder is not None and not (there is not None and fits(pepper, secret, there)):
            return self._known(holder, BADGE), BADGE
        if there is None:
            self._note_unknown(kind, row)
            raise NoSecretYet(name=row.name, kind=kind)
        counted = self._counted(row)
        if fits(pepper, secret, there):
            return row, kind
        with self._as(row) as posting:
            body: Body = {"by": kind, "failures": counted.failures, "locked": counted.for_good}
            posting.journal(Tag.SIGN_IN_REFUSED, row.uid, body)
        if counted.for_good:
            raise PersonLocked(name=row.name)
        raise WrongSecret(wait=counted.wait)

    def _owner_of(self, code: str) -> Row[Any]:
        with self._shop.database.read() as connection:
            self._refuse_waiting(connection, None)
            self._refuse_waiting_for(connection, _BADGE_TRIES)
        found = self._holder(code)
        if found is None:
            if not self._is_of_trade(code):
                self._note_unknown(BADGE, None)
            raise UnknownBadge
        return self._known(found, BADGE)

    def _holder(self, code: str) -> bytes | None:
        """Return the uid of who has the badge with a code; None where nobody who works here has."""
        index = blind_index(self._shop.vault.get(PEPPER), BADGE, code.strip())
        query = select(person.c.uid).where(person.c.badge_index == index, person.c.archived_at.is_(None))
        with self._shop.database.read() as connection:
            found: bytes | None = connection.execute(query).scalar()
        return found

    def _known(self, person_uid: bytes, kind: str) -> Row[Any]:
        """Return somebody who works here and may try now; whoever does not is a try as well."""
        with self._shop.database.read() as connection:
            row = by_uid(connection, person_uid)
            if row is not None and row.archived_at is None:
                self._refuse_locked(connection, row)
                return row
            self._refuse_waiting(connection, None)
        self._note_unknown(kind, row)
        raise PersonGone

    def _refuse_locked(self, connection: Connection, row: Row[Any]) -> None:
        """Raise `PersonLocked`, or `WaitBeforeTrying` where this till or the person has to wait still."""
        if row.locked_until is not None and row.locked_until >= FOR_GOOD:
            raise PersonLocked(name=row.name)
        self._refuse_waiting(connection, row)

    def _refuse_waiting(self, connection: Connection, row: Row[Any] | None) -> None:
        """Raise `WaitBeforeTrying` where this till, or the person, has to wait still."""
        self._refuse_waiting_for(connection, _TRIES)
        left, now = 0.0, self._shop.books.now().timestamp()
        if row is not None and row.locked_until is not None:
            until, longest = row.locked_until.timestamp(), wait_after(row.failures).total_seconds()
            left = max(left, self._waits.left(row.uid, until, now, longest))
        if left:
            raise WaitBeforeTrying(seconds=math.ceil(left))

    def _refuse_waiting_for(self, connection: Connection, name: str) -> None:
        """Raise `WaitBeforeTrying` where this till has to wait still for what one of its settings counts."""
        now = self._shop.books.now().timestamp()
        till = _tries(connection, self._scope, name)
        longest = wait_after(till.count).total_seconds()
        if left := self._waits.left((self._scope, name), till.until, now, longest):
            raise WaitBeforeTrying(seconds=math.ceil(left))

    def _note_unknown(self, kind: str, row: Row[Any] | None) -> None:
        """Count a try that was nobody's, or for one who has no such secret: it tells as much as a wrong one.

        The entry bears nothing of what was typed or read.
        """
        with self._shop.database.write() as connection:
            name = _BADGE_TRIES if kind == BADGE else _TRIES
            self._refuse_waiting_for(connection, name)  # another may have been counted since
            count = self._count_of_till(connection, self._shop.books.now(), name)
        with self._shop.posting(None) as posting:
            body: Body = {"by": kind, "failures": count, "locked": False, "unknown": True}
            posting.journal(Tag.SIGN_IN_REFUSED, None if row is None else row.uid, body)

    def _counted(self, row: Row[Any]) -> _Count:
        """Count a try as if it were wrong. Raise `PersonLocked` or `WaitBeforeTrying` where others came first."""
        now, fresh = self._shop.books.now(), select(person).where(person.c.id == row.id).with_for_update()
        with self._shop.database.write() as connection:
            row = connection.execute(fresh).one()
            self._refuse_locked(connection, row)
            failures = row.failures + 1
            wait = wait_after(failures)
            # the only one left who could unlock anybody waits each time, and is never locked out of the shop
            unlocked = keepers(connection, unlocked=True)
            for_good = failures >= self._settings.values.lock_after and unlocked != {row.id}
            till = self._count_of_till(connection, now)
            connection.execute(
                update(person)
                .where(person.c.id == row.id)
                .values(failures=failures, locked_until=FOR_GOOD if for_good else now + wait)
            )
        self._waits.begin(row.uid, (now + wait).timestamp(), wait.total_seconds())
        return _Count(failures, for_good, int(max(wait, wait_after(till)).total_seconds()))

    def _count_of_till(self, connection: Connection, now: datetime, name: str = _TRIES) -> int:
        """Count a wrong try at this till, whoever it was for, and let it wait; return which it is in a row."""
        count = _tries(connection, self._scope, name).count + 1
        wait = wait_after(count)
        tries = _Tries(count, (now + wait).timestamp())
        _keep_tries(connection, self._scope, name, tries, now)
        self._waits.begin((self._scope, name), tries.until, wait.total_seconds())
        return count

    def _forgotten(self, posting: Posting, row: Row[Any]) -> None:
        posting.connection.execute(update(person).where(person.c.id == row.id).values(failures=0, locked_until=None))
        forget_tries(posting)

    @contextlib.contextmanager
    def _as(self, row: Row[Any]) -> Iterator[Posting]:
        """Write entries in somebody's name, whoever is at the till."""
        with self._shop.books.posting(self._duty_of(row)) as posting:
            yield posting

    def _duty_of(self, row: Row[Any]) -> Duty:
        return replace(self._shop.duty, person_id=row.id, person_uid=row.uid, person_name=row.name)

    @property
    def _scope(self) -> str:
        return _scope_of(self._shop.duty)


def forget_tries(posting: Posting) -> None:
    """Let a till wait no more for what was wrong: somebody has proved who it is."""
    for name in (_TRIES, _BADGE_TRIES):
        _keep_tries(posting.connection, _scope_of(posting.duty), name, _Tries(), posting.at)


def _scope_of(duty: Duty) -> str:
    return f"till:{duty.till_number}"


def _tries(connection: Connection, scope: str, name: str) -> _Tries:
    found = connection.execute(select(setting.c.value).where(setting.c.scope == scope, setting.c.name == name)).scalar()
    try:
        tries = convert(from_json(found) or {}, _Tries)
    except ValidationError:  # a bad disk wrote there
        return _Tries()
    return tries if tries.count >= 0 and math.isfinite(tries.until) else _Tries()


def _keep_tries(connection: Connection, scope: str, name: str, tries: _Tries, now: datetime) -> None:
    connection.execute(delete(setting).where(setting.c.scope == scope, setting.c.name == name))
    if tries.count:
        row = {"scope": scope, "name": name, "value": json.dumps(asdict(tries)), "changed_at": now}
        connection.execute(insert(setting), row)
