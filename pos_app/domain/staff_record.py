"""What the journal holds of who may do what, so that it can be told anew: uids and permissions, and nobody's name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.journal import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pos_app.domain.journal import Body

ROLE_UIDS = "role_uids"
"""The word of a body for the uids of somebody's roles, beside their names as they were then."""


class RoleRecord(Struct, frozen=True):
    """A role as it was set."""

    name: str
    may: tuple[str, ...]
    """Codes of permissions, in order; an owner's role needs none."""


def role_uids(uids: Iterable[bytes]) -> Body:
    """Return what an entry says of the roles that somebody has from then on."""
    return {ROLE_UIDS: ",".join(sorted(uid.hex() for uid in uids))}


def first_staff(roles: Mapping[bytes, RoleRecord], people: Mapping[bytes, Iterable[bytes]]) -> Body:
    """Return what the first entry of a shop says of its roles and of who has which."""
    said = {
        "roles": {uid.hex(): [one.name, *one.may] for uid, one in roles.items()},
        "people": {uid.hex(): sorted(each.hex() for each in having) for uid, having in people.items()},
    }
    return {"staff": json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))}


class StaffRecord:
    """The staff as entries of the journal set it, told in their order."""

    def __init__(self) -> None:
        self.people: dict[bytes, frozenset[bytes] | None] = {}
        """Who has which roles; None where entries of earlier versions hold only what those were called."""
        self.gone: set[bytes] = set()
        """Who works here no more."""
        self.roles: dict[bytes, RoleRecord] = {}
        self.whole = False
        """Whether all roles were set by entries: those with which earlier versions began were not."""

    def tell(self, tag: str, author: bytes, uid: bytes | None, body: Mapping[str, str]) -> None:
        """Follow one entry: its tag, who wrote it, whom or what it concerns, and its body."""
        if tag == Tag.SHOP_OPENED.value:
            self._begin(author, body)
        elif uid is None:
            return
        elif tag in _OF_PEOPLE and "roles" in body:
            self.people[uid] = _uids(body)
        elif tag == Tag.PERSON_ARCHIVED.value:
            self.gone.add(uid)
        elif tag in _OF_ROLES:
            self.roles[uid] = RoleRecord(body["role"], _listed(body["may"]))
        elif tag == Tag.ROLE_DELETED.value:
            self.roles.pop(uid, None)

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


_OF_PEOPLE = {Tag.PERSON_ADDED.value, Tag.PERSON_CHANGED.value}
_OF_ROLES = {Tag.ROLE_ADDED.value, Tag.ROLE_CHANGED.value}
STAFF_TAGS = frozenset(
    {*_OF_PEOPLE, *_OF_ROLES, Tag.SHOP_OPENED.value, Tag.PERSON_ARCHIVED.value, Tag.ROLE_DELETED.value}
)
"""The entries that set who may do what."""


def _uids(body: Mapping[str, str]) -> frozenset[bytes] | None:
    if ROLE_UIDS in body:
        return frozenset(map(bytes.fromhex, _listed(body[ROLE_UIDS])))
    return None if body["roles"] else frozenset()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
