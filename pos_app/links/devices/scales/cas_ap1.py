"""CAS AP-1: the protocol of the scales AP, ER, PD and SW-II of CAS in their ECR mode, which others offer as "CAS".

As in CAS's "AP-1, transmission protocol standard" and the SW-II manual, page 16; Ohaus describes the same for its
Aviator 7000 (Service Manual, 6.1.1) and adds `F` for too much weight. 9600 baud, 8 data bits, no parity, 1 stop bit.
The till sends ENQ; the scale answers ACK, or NAK while it has nothing to say. To DC1 it answers with 15 bytes:

    SOH STX  S|U  sign  six signs of weight, with a point  two signs of unit  BCC  ETX EOT

S is steady, U is not; the sign is blank, `-` below zero or `F`. BCC is all from S to the unit, each XOR the next.
The protocol knows no command for a tare.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

from pos_app.domain.quantity import QUANTITY_DIGITS
from pos_app.domain.weighing import Reading
from pos_app.links.devices.scales.serial_scale import Garbled

if TYPE_CHECKING:
    from pos_app.links.devices.scales.serial_scale import Talk

_ENQ, _ACK, _NAK, _DC1 = b"\x05", b"\x06", b"\x15", b"\x11"
_LENGTH = 15
_ANSWER = re.compile(rb"\x01\x02(([SU])([ \-F])(.{6})(kg|KG|lb|LB|oz|OZ| g| G|g |G ))(.)\x03\x04", re.DOTALL)
_FIGURES = re.compile(rb" *(\d+)(?:\.(\d{1,3}))?")


def parse(answer: bytes) -> Reading:
    """Return what an answer says. Raise `Garbled` for all that is not exactly one, with its own check sign."""
    found = _ANSWER.fullmatch(answer)
    if found is None or reduce(xor, found[1]) != found[6][0]:
        raise Garbled
    _checked, standing, sign, figures, unit, _bcc = found.groups()
    if sign == b"F":
        return Reading(None, steady=False, over=True)
    number = _FIGURES.fullmatch(figures)
    if number is None:
        raise Garbled
    whole, part = number[1].decode(), (number[2] or b"").decode()
    weight = int(whole + part.ljust(QUANTITY_DIGITS, "0"))
    return Reading(
        -weight if sign == b"-" else weight,
        unit.decode().strip().lower(),
        steady=standing == b"S",
    )


class CasAp1:
    """Asks a scale that speaks as the AP-1 does."""

    framing = "8N1"

    def weigh(self, talk: Talk) -> Reading:
        """Ask for the weight; a scale that is not ready to say it still moves."""
        talk.say(_ENQ)
        ready = talk.hear(1)
        if ready == _NAK:
            return Reading(steady=False)
        if ready != _ACK:
            raise Garbled
        talk.say(_DC1)
        return parse(talk.hear(_LENGTH))

    def tare(self, _talk: Talk) -> bool:
        """Return that the scale does not: the till takes the container off."""
        return False

    def clear_tare(self, _talk: Talk) -> bool:
        """Return that nothing is taken off."""
        return False
