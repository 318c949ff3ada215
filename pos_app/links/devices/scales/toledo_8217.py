"""Mettler Toledo 8217, which many other makers' checkout scales speak too.

As in Mettler Toledo's DIVA Service Manual (with the PSC Magellan 8500), 6.1.4: 7 data bits, even parity, 1 stop bit,
1200 to 19200 baud. The till sends a capital letter: W for the weight, T to take off what lies there, C to clear that.
The answer to W is STX, six signs, CR: `0WW.WW` are pounds, `WW.WWW` kilograms, and an N behind them says net. Where
there is no weight to say it is STX, `?`, a status byte, CR, as to T and C.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pos_app.domain.quantity import QUANTITY_DIGITS
from pos_app.domain.weighing import Reading
from pos_app.links.devices.scales.serial_scale import Garbled

if TYPE_CHECKING:
    from pos_app.links.devices.scales.serial_scale import Talk

_WEIGHT = re.compile(rb"\x02(?:(\d{2})\.(\d{3})|(\d{3})\.(\d{2}))(N?)\r")
_STATUS = re.compile(rb"\x02\?([\x40-\x7f])\r", re.DOTALL)
"""Bit 6 is always 1."""
_MOVING, _OVER, _UNDER, _NO_ZERO, _AT_ZERO, _NET = (1 << bit for bit in range(6))
_LONGEST = 16


def parse(answer: bytes) -> Reading:
    """Return what an answer says. Raise `Garbled` for all that is not exactly one."""
    found = _WEIGHT.fullmatch(answer)
    if found is None:
        return _by_status(_status(answer))
    whole, part, pounds, hundredths, net = found.groups()
    figures, unit = (pounds + hundredths, "lb") if whole is None else (whole + part, "kg")
    shift = QUANTITY_DIGITS - len(hundredths or part)
    return Reading(int(figures) * 10**shift, unit, net=bool(net))


def _status(answer: bytes) -> int:
    found = _STATUS.fullmatch(answer)
    if found is None:
        raise Garbled
    return found[1][0]


def _by_status(bits: int) -> Reading:
    """Return what a status in place of a weight says; one that finds nothing wrong is asked again, as while moving."""
    at_zero = bool(bits & _AT_ZERO) and not bits & (_MOVING | _OVER | _UNDER | _NO_ZERO)
    return Reading(
        weight=0 if at_zero else None,
        steady=at_zero,
        over=bool(bits & _OVER),
        below=bool(bits & (_UNDER | _NO_ZERO)) and not bits & _OVER,
        net=bool(bits & _NET),
    )


class Toledo8217:
    """Asks a scale that speaks 8217."""

    framing = "7E1"

    def weigh(self, talk: Talk) -> Reading:
        """Ask for the weight."""
        talk.say(b"W")
        return parse(talk.hear(_LONGEST, b"\r"))

    def tare(self, talk: Talk) -> bool:
        """Let the scale take off what lies on it; one that does shows net from now on."""
        talk.say(b"T")
        return bool(_status(talk.hear(_LONGEST, b"\r")) & _NET)

    def clear_tare(self, talk: Talk) -> bool:
        """Let it take off nothing; return whether it still does."""
        talk.say(b"C")
        return bool(_status(talk.hear(_LONGEST, b"\r")) & _NET)
