"""What a shop is, and who stands at which of its tills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pos_app.domain.money import Currency


STANDARD_LIST = "standard"
"""Code of the price list that every variant has a price in."""


class ShopProfile(Struct, frozen=True):
    """What was decided at set-up; the currency alone may be chosen anew, until the first amount is entered."""

    uid: bytes
    kind: str
    """`real`, or `rehearsal` for a shop made by the demo, replay or bench."""
    currency: Currency
    zone: str
    """IANA name."""
    language: str
    folder: Path


class Duty(Struct, frozen=True):
    """Who stands at which till in which shift: what every fact carries."""

    till_id: int
    till_uid: bytes
    till_number: int
    till_name: str
    location_id: int
    location_uid: bytes
    person_id: int
    person_uid: bytes
    person_name: str
    shift_id: int | None = None
    """None while no shift is open, as the next two."""
    shift_uid: bytes | None = None
    shift_opened_at: datetime | None = None
