"""People who work in the shop, as the screens see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from pos_app.domain.permissions import Permission


class Person(Struct, frozen=True):
    """Somebody who works here."""

    key: int
    uid: bytes
    login: str
    name: str
    language: str | None
    """None: the shop's."""
    roles: tuple[str, ...]
    has_pin: bool
    has_password: bool
    has_badge: bool
    active: bool
    locked_until: datetime | None


class Contact(Struct, frozen=True):
    """How somebody who works here is reached."""

    phone: str = ""
    email: str = ""
    address: str = ""


class Role(Struct, frozen=True):
    """A set of permissions under a name."""

    uid: bytes
    name: str
    """One of the usual roles' in English, which the screen translates, or as the shop called it."""
    allowed: frozenset[Permission]
    people: int
    """How many who work here have it."""


class Approval(Struct, frozen=True):
    """Somebody's word for one thing that the person at the till may not do; signing in gives it, nobody else."""

    person_uid: bytes
    name: str
    permission: Permission
    entry: int
    """Sequence of the entry in the till's journal that says so."""
