"""What somebody who reads the journal asks for, and what a row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.journal import Tag

if TYPE_CHECKING:
    from datetime import date, datetime

GLANCES: dict[str, frozenset[str]] = {
    "removed": frozenset({Tag.LINE_REMOVED, Tag.LINE_REDUCED, Tag.LINE_UNDONE, Tag.BASKET_DROPPED}),
    "drawer": frozenset({Tag.DRAWER_OPENED}),
    "overrides": frozenset({Tag.PRICE_CHANGED, Tag.DISCOUNT_GIVEN}),
    "given_back": frozenset({Tag.PAYMENT_GIVEN_BACK}),
    "refused": frozenset({Tag.SIGN_IN_REFUSED, Tag.APPROVAL_REFUSED}),
}
"""What an owner looks for first, by name: the tags of its entries."""


class Wanted(Struct, frozen=True):
    """Which entries somebody wants to see."""

    person_uid: bytes | None = None
    """Who did it, or approved it; None for anybody."""
    tags: frozenset[str] = frozenset()
    """What was done; empty for anything."""
    since: date | None = None
    """The first day, in the shop's zone."""
    until: date | None = None
    """The last day."""
    least: int | None = None
    """The smallest amount in minor units, whatever its sign; None for entries without one too."""


class JournalRow(Struct, frozen=True):
    """One entry, with what lies beside it."""

    sequence: int
    at: datetime
    person: str
    """Name; of somebody who was erased the beginning of the uid."""
    approved_by: str
    """Name of who gave leave; empty where nobody had to."""
    tag: str
    amount: int | None
    """Minor units, signed; None where the entry has none."""
    text: str
    """What was typed for it; empty where nothing was, or it was erased."""
    goods: str
    """Name of the goods that it is about; empty where it is about none."""
    about: str
    """Name of whom of the staff it is about; empty where it is about none, or the one who did it."""
    document: str
    """Number of a receipt or a Z; empty where there is none."""
    body: dict[str, int | str | bool | None]
    hash: str


def amount_of(body: dict[str, int | str | bool | None]) -> int | None:
    """Return the amount that an entry is about: money moved, a basket's total, by how much a line became less."""
    for name in ("amount", "total", "difference"):
        if isinstance(found := body.get(name), int):
            return found
    before, after = body.get("before"), body.get("after")
    # a setting has both too, and other words beside them
    if isinstance(before, int) and isinstance(after, int) and "name" not in body:
        return after - before
    return None
