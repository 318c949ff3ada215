"""Scales on a port: pseudo terminals that weigh what is laid on them and answer as the makers' manuals say.

Written from the manuals and sharing no code with `pos_app.links`: the DIVA Service Manual of Mettler Toledo, 6.1.4,
for the 8217, and CAS's "AP-1, transmission protocol standard". Each can be moved, emptied, overloaded, let fall below
zero, tared, fall silent, answer damaged, keep old bytes on the line, and be pulled out in the middle.
"""

from __future__ import annotations

import os
import select
import threading
import tty
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Platter:
    """What lies on a scale. Weights in its smallest figure: grams, or hundredths of a pound."""

    gross: int = 0
    moving: bool = False
    capacity: int = 15_000
    pounds: bool = False
    tare: int = 0
    may_tare: bool = True
    """As its calibration has it."""
    lost_zero: bool = False
    silent: bool = False
    busy: bool = False
    """Not ready to say anything: only the CAS can say so."""
    damage: list[Callable[[bytes], bytes]] = field(default_factory=list)
    """What befalls the next answers, one each."""

    @property
    def net(self) -> int:
        """What the display shows."""
        return self.gross - self.tare


class PortScale:
    """A scale whose port has the same name each time it is plugged in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.on = Platter()
        self.asked: list[bytes] = []
        """Every request, in its order."""
        self.spoils: dict[bytes, list[Callable[[bytes], bytes]]] = {}
        """What befalls the next answers to a request, one each: it is done all the same."""
        self.deaf: set[bytes] = set()
        """Requests that do not arrive whole: nothing is done, nothing said."""
        self._ends: tuple[int, int] | None = None
        self._bell: tuple[int, int] = (-1, -1)
        self._thread: threading.Thread | None = None

    def plug_in(self) -> None:
        """Make the port appear and begin to answer."""
        here, there = os.openpty()
        tty.setraw(there)
        self._ends, self._bell = (here, there), os.pipe()
        self._thread = threading.Thread(target=self._serve, args=(here, self._bell[0]), daemon=True)
        self._thread.start()
        self.path.symlink_to(os.ttyname(there))

    def pull_out(self) -> None:
        """Make the port vanish under whoever uses it."""
        if self._ends is None or self._thread is None:
            return
        self.path.unlink()
        os.write(self._bell[1], b"x")
        self._thread.join()
        for end in (*self._ends, *self._bell):
            os.close(end)
        self._ends = None

    def leave_on_line(self, data: bytes) -> None:
        """Send what nobody asked for."""
        assert self._ends is not None
        os.write(self._ends[0], data)

    def _serve(self, here: int, bell: int) -> None:
        while True:
            ready, _, _ = select.select([here, bell], [], [])
            if bell in ready:
                return
            for sign in os.read(here, 256):
                request = bytes([sign])
                self.asked.append(request)
                if not self.on.silent and request not in self.deaf:
                    answer = self.answer(request)
                    if self.spoils.get(request):
                        answer = self.spoils[request].pop(0)(answer)
                    if len(answer) > 1 and self.on.damage:
                        answer = self.on.damage.pop(0)(answer)
                    os.write(here, answer)

    def answer(self, request: bytes) -> bytes:
        """Return what the scale says to one request."""
        raise NotImplementedError


class Toledo(PortScale):
    """A Mettler Toledo 8217."""

    def answer(self, request: bytes) -> bytes:
        """Say the weight, or a status; T and C set and clear the tare."""
        on = self.on
        if request == b"W":
            wrong = on.moving or on.net < 0 or on.gross > on.capacity or on.lost_zero
            return self._status() if wrong else b"\x02" + self._figures() + b"\x0d"
        if request in {b"T", b"C"} and not on.may_tare:
            return b""
        if request == b"T" and not on.moving and on.gross > 0:
            on.tare = on.gross
        if request == b"C" and not on.moving:
            on.tare = 0
        return self._status() if request in {b"T", b"C"} else b""

    def _figures(self) -> bytes:
        on = self.on
        text = "%06.2f" % (on.net / 100) if on.pounds else "%06.3f" % (on.net / 1000)
        return text.encode() + (b"N" if on.tare else b"")

    def _status(self) -> bytes:
        on = self.on
        flags = [on.moving, on.gross > on.capacity, on.net < 0, on.lost_zero, on.net == 0, bool(on.tare), True]
        return b"\x02?" + bytes([sum(1 << place for place, flag in enumerate(flags) if flag)]) + b"\x0d"


class Cas(PortScale):
    """A CAS AP-1."""

    def answer(self, request: bytes) -> bytes:
        """Say ACK or NAK to ENQ, and the display to DC1."""
        if request == b"\x05":
            return b"\x15" if self.on.busy else b"\x06"
        return self._frame() if request == b"\x11" else b""

    def _frame(self) -> bytes:
        on = self.on
        sign = "F" if on.gross > on.capacity else "-" if on.net < 0 else " "
        shown = f"{abs(on.net) / 100:6.2f}lb" if on.pounds else f"{abs(on.net) / 1000:06.3f}kg"
        body = ("U" if on.moving else "S") + sign + shown
        check = 0
        for letter in body.encode():
            check ^= letter
        return b"\x01\x02" + body.encode() + bytes([check]) + b"\x03\x04"


KINDS: dict[str, type[PortScale]] = {"toledo_8217": Toledo, "cas_ap1": Cas}
"""By the name that the settings have for them."""


def cut(answer: bytes) -> bytes:
    """Lose the second half."""
    return answer[: len(answer) // 2]


def turned(answer: bytes) -> bytes:
    """Turn one bit of a figure, as noise on the line does."""
    at = len(answer) // 2
    return answer[:at] + bytes([answer[at] ^ 0x40]) + answer[at + 1 :]
