"""A clock for rehearsals: business days as long as their baskets, however fast they are rung up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

OPENING = time(9)
_TICK = timedelta(milliseconds=50)


class RehearsalClock:
    """Starts each day at nine in the shop's zone and goes on a little each time it is asked."""

    def __init__(self, zone: ZoneInfo, first: datetime) -> None:
        self._zone = zone
        self._now = first.astimezone(UTC)

    def __call__(self) -> datetime:
        """Return the next moment, in UTC."""
        self._now += _TICK
        return self._now

    def next_day(self) -> None:
        """Go on to nine o'clock of the next day."""
        tomorrow = self._now.astimezone(self._zone).date() + timedelta(days=1)
        self._now = datetime.combine(tomorrow, OPENING, self._zone).astimezone(UTC)


def opening_before(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Return nine o'clock so many days before, so that `days` business days end with the one before `now`."""
    day = now.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, OPENING, zone)
