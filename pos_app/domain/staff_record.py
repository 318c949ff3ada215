"""What the journal holds of who may do what and comes in by what, so that it can be told anew.

It names uids and permissions, and of a PIN the mark of its salted hash: nobody's name, and nothing that a PIN is tried
on.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from pos_app.domain.journal import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pos_app.domain.journal import Body

ROLE_UIDS = "role_uids"
"""The word of a body for the uids of somebody's roles, beside their names as they were then."""
NO_PROOF = "none"
"""The kind of proof that an entry names where all that somebody comes in by was taken off."""
KINDS = ("pin", "password", "badge")
"""What somebody may come in by."""
Proof: TypeAlias = tuple[bytes, str]
"""Whose it is (a person's uid) and of which kind."""
_MARK_BYTES = 16


class RoleRecord(Struct, frozen=True):
    """A role as it was set."""

    name: str
    may: tuple[str, ...]
    """Codes of permissions, in order; an owner's role needs none."""


def role_uids(uids: Iterable[bytes]) -> Body:
    """Return what an entry says of the roles that somebody has from then on."""
    return {ROLE_UIDS: ",".join(sorted(uid.hex() for uid in uids))}


def proof_mark(person_uid: bytes, kind: str, kept: bytes | None) -> Body:
    """Return what an entry says of somebody's PIN, password or badge: a hash of whose it is and of what is kept of it.

    None is for nothing kept. It tells whether that one comes in by another since, and nothing of two people who had the
    same.
    """
    return {"kind": kind, "mark": None if kept is None else _mark(person_uid, kind, kept)}


def mark_fits(mark: str | None, person_uid: bytes, kind: str, kept: bytes | None) -> bool:
    """Tell whether what is kept is what a mark was made of; None is nothing."""
    return mark == (None if kept is None else _mark(person_uid, kind, kept))


def first_staff(
    roles: Mapping[bytes, RoleRecord],
    people: Mapping[bytes, Iterable[bytes]],
    proofs: Mapping[bytes, Mapping[str, bytes]],
) -> Body:
    """Return what the first entry of a shop says of its roles, of who has which, and of what each comes in by."""
    said = {
        "roles": {uid.hex(): [one.name, *one.may] for uid, one in roles.items()},
        "people": {uid.hex(): sorted(each.hex() for each in having) for uid, having in people.items()},
        "proofs": {
            uid.hex(): {kind: _mark(uid, kind, kept) for kind, kept in having.items()} for uid, having in proofs.items()
        },
    }
    return {"staff": json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))}


class StaffRecord:
    """The staff as entries of the journal set it, told in their order."""

    def __init__(self) -> None:
        self.people: dict[bytes, frozenset[bytes] | None] = {}
        """Who has which roles; None where entries of earlier versions hold only what those were called."""
        self.proofs: dict[bytes, dict[str, str | None]] = {}
        """What they come in by: the mark of each kind, None for none; kinds that no entry tells of are not there."""
        self.gone: set[bytes] = set()
        """Who works here no more."""
        self.roles: dict[bytes, RoleRecord] = {}
        self.whole = False
        """Whether all roles were set by entries: those with which earlier versions began were not."""

    def tell(self, tag: str, author: bytes, uid: bytes | None, body: Mapping[str, Any]) -> None:
        """Follow one entry: its tag, who wrote it, whom or what it concerns, and its body."""
        if tag == Tag.SHOP_OPENED.value:
            self._begin(author, body)
        elif uid is None:
            return
        elif tag in _OF_PEOPLE and "roles" in body:
            self.people[uid] = _uids(body)
            if tag == Tag.PERSON_ADDED.value:  # who begins comes in by nothing yet
                self.proofs[uid] = dict.fromkeys(KINDS)
        elif tag in _OF_PROOFS:
            self._come_in(uid, body)
        elif tag == Tag.PERSON_ARCHIVED.value:
            self.gone.add(uid)
        elif tag in _OF_ROLES:
            self.roles[uid] = RoleRecord(body["role"], _listed(body["may"]))
        elif tag == Tag.ROLE_DELETED.value:
            self.roles.pop(uid, None)

    def _come_in(self, uid: bytes, body: Mapping[str, Any]) -> None:
        known, kind = self.proofs.setdefault(uid, {}), body["kind"]
        if kind == NO_PROOF:
            known.update(dict.fromkeys(KINDS))
        elif "mark" in body and kind in KINDS:
            known[kind] = body["mark"]
        else:  # an earlier version gave it
            known.pop(kind, None)

    def _begin(self, author: bytes, body: Mapping[str, str]) -> None:
        if "staff" not in body:
            self.people[author] = None
            return
        said = json.loads(body["staff"])
        self.whole = True
        for uid, (name, *may) in said["roles"].items():
            self.roles[bytes.fromhex(uid)] = RoleRecord(name, tuple(may))
        for uid, having in said["people"].items():
            self.people[bytes.fromhex(uid)] = frozenset(map(bytes.fromhex, having))
        for uid, having in said.get("proofs", {}).items():
            self.proofs[bytes.fromhex(uid)] = dict.fromkeys(KINDS) | having


_OF_PEOPLE = {Tag.PERSON_ADDED.value, Tag.PERSON_CHANGED.value}
_OF_PROOFS = {Tag.PROOF_SET.value, Tag.PROOF_RECOVERED.value}
_OF_ROLES = {Tag.ROLE_ADDED.value, Tag.ROLE_CHANGED.value}
STAFF_TAGS = frozenset(
    {*_OF_PEOPLE, *_OF_PROOFS, *_OF_ROLES, Tag.SHOP_OPENED.value, Tag.PERSON_ARCHIVED.value, Tag.ROLE_DELETED.value}
)
"""The entries that set who may do what and comes in by what."""


def _mark(person_uid: bytes, kind: str, kept: bytes) -> str:
    return hashlib.sha256(person_uid + kind.encode() + b":" + kept).digest()[:_MARK_BYTES].hex()


def _uids(body: Mapping[str, str]) -> frozenset[bytes] | None:
    if ROLE_UIDS in body:
        return frozenset(map(bytes.fromhex, _listed(body[ROLE_UIDS])))
    return None if body["roles"] else frozenset()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
