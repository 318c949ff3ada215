"""Signing in: what a PIN or password must be, and how long somebody waits who got it wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pos_app.domain.errors import PosError

PIN_LENGTHS = range(4, 13)
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
_FREE_TRIES = 2
"""Wrong ones in a row that cost no time: fingers slip."""
_MOST_DOUBLINGS = 16
"""Behind them the longest wait is long reached, and a number would grow without end."""
LONGEST_WAIT = timedelta(minutes=5)
"""After however many wrong ones."""
FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
"""Until somebody who may unlocks the person."""


class PinUnfit(PosError):
    """A PIN has 4 to 12 digits and is no row of the same ones. Params: least, most."""


class PasswordUnfit(PosError):
    """A password is too short or too long, or no text. Params: least, most."""


def refuse_unfit_pin(pin: str) -> None:
    """Raise `PinUnfit` for what is no PIN."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS) or len(set(pin)) == 1:
        raise PinUnfit(least=PIN_LENGTHS.start, most=PIN_LENGTHS.stop - 1)


def refuse_unfit_password(password: str) -> None:
    """Raise `PasswordUnfit` for what is too short to be guessed by nobody, or too long to be typed."""
    half = any(0xD800 <= ord(sign) <= 0xDFFF for sign in password)  # noqa: PLR2004 - half a sign of UTF-16
    if half or not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordUnfit(least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)


def wait_after(failures: int) -> timedelta:
    """Return how long nobody may try again after so many wrong ones in a row.

    Nothing at first, then twice as long each time.
    """
    if failures <= _FREE_TRIES:
        return timedelta()
    doublings = min(failures - _FREE_TRIES, _MOST_DOUBLINGS)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)
