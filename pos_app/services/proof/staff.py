"""Who may do what and comes in by what is what the journal says was set: nothing of it was written in by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.people import PROOFS, person, person_role, role, role_permission
from pos_app.domain.staff_record import STAFF_TAGS, RoleRecord, StaffRecord, mark_fits
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Row, Select

    from pos_app.domain.staff_record import Proof

_CHECK = "staff"
_ONLY_SAID = "only its journal entry"
_SAID = (
    select(journal.c.tag, journal.c.person_uid, journal.c.document_uid, journal.c.body)
    .where(journal.c.tag.in_(sorted(STAFF_TAGS)))
    .order_by(journal.c.at, journal.c.till_id, journal.c.sequence)
)
_PEOPLE = select(person).order_by(person.c.id)
_HAVING = select(person_role.c.person_id, role.c.uid).join_from(person_role, role)
_MAY = select(role_permission.c.role_id, role_permission.c.permission).order_by(role_permission.c.permission)


def staff(connection: Connection, older: Collection[Proof] = ()) -> Iterator[Divergence]:
    """Hold people and roles against the entries that set them.

    Where entries of earlier versions do not hold which roles somebody has, what those that a shop begins with may do,
    or what a PIN is told by, the first entry that holds it begins. Of those who work here no more, roles and PINs say
    nothing. Of `older` proofs it is known that they are not the last that were given (`unfit_proofs`).
    """
    said = _record(connection)
    yield from _roles(connection, said)
    yield from _people(connection, said, older)


def unfit_proofs(connection: Connection) -> list[Proof]:
    """Return what somebody who works here comes in by and no entry gave last."""
    said, working = _record(connection), _PEOPLE.where(person.c.archived_at.is_(None))
    people = connection.execute(working).all()
    return [(row.uid, kind) for row in people for kind, _mark in _unfit(row, said.proofs.get(row.uid, {}))]


def _record(connection: Connection) -> StaffRecord:
    said = StaffRecord()
    for tag, author, uid, body in connection.execute(_SAID):
        said.tell(tag, author, uid, json.loads(body))
    return said


def _roles(connection: Connection, said: StaffRecord) -> Iterator[Divergence]:
    may, unseen = _grouped(connection, _MAY), dict(said.roles)
    for key, uid, name in connection.execute(select(role.c.id, role.c.uid, role.c.name).order_by(role.c.id)).all():
        wanted = unseen.pop(uid, None)
        if wanted is not None:
            yield from differ(_CHECK, f"role {name}", _told(wanted), _told(RoleRecord(name, tuple(may.get(key, ())))))
        elif said.whole:
            yield Divergence(_CHECK, f"role {name}", "a journal entry", "none")
    for one in unseen.values():
        yield Divergence(_CHECK, f"role {one.name}", "a role", _ONLY_SAID)


def _people(connection: Connection, said: StaffRecord, older: Collection[Proof]) -> Iterator[Divergence]:
    having, unseen = _grouped(connection, _HAVING), dict(said.people)
    names = {uid: name for uid, name in connection.execute(select(role.c.uid, role.c.name))}  # noqa: C416 - rows
    for row in connection.execute(_PEOPLE).all():
        where = f"person {row.login}"
        if row.uid not in unseen:
            yield Divergence(_CHECK, where, "a journal entry", "none")
            continue
        roles, active = unseen.pop(row.uid), row.archived_at is None
        yield from differ(_CHECK, where, _working(row.uid not in said.gone), _working(active))
        if roles is not None and active:
            yield from differ(_CHECK, where, _named(roles, names), _named(having.get(row.id, ()), names))
        marks = said.proofs.get(row.uid, {}) if active else dict.fromkeys(PROOFS)
        yield from _proofs(row, {kind: mark for kind, mark in marks.items() if (row.uid, kind) not in older})
    for uid in unseen:
        yield Divergence(_CHECK, f"person {uid.hex()}", "a person", _ONLY_SAID)


def _proofs(row: Row[Any], marks: Mapping[str, str | None]) -> Iterator[Divergence]:
    """Hold what somebody comes in by against the entries that gave it."""
    for kind, mark in _unfit(row, marks):
        found = "none" if getattr(row, PROOFS[kind]) is None else "another"
        yield Divergence(_CHECK, f"person {row.login}", f"no {kind}" if mark is None else f"the {kind} set", found)


def _unfit(row: Row[Any], marks: Mapping[str, str | None]) -> Iterator[tuple[str, str | None]]:
    for kind, mark in marks.items():
        if not mark_fits(mark, row.uid, kind, getattr(row, PROOFS[kind])):
            yield kind, mark


def _grouped(connection: Connection, pairs: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, one in connection.execute(pairs):
        found.setdefault(key, []).append(one)
    return found


def _named(uids: Iterable[bytes], names: dict[bytes, str]) -> str:
    return ", ".join(sorted(names.get(uid, uid.hex()) for uid in uids)) or "no role"


def _told(one: RoleRecord) -> str:
    return f"{one.name}: {', '.join(sorted(one.may))}"


def _working(active: bool) -> str:
    return "works here" if active else "works here no more"
