"""The wire between the program and a printer: what `conversation` needs of a socket, a serial line, a USB cable."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from pos_app.links.devices.drawer import DRAWER_SECONDS

ANSWER_SECONDS = 1.0
STALL_SECONDS = 15.0
CHUNK = 4096
"""Bytes handed over at once."""
ANSWER_BYTES = 16
"""What is read of an answer at once: each is one byte."""
STALE_READS = 64
"""How often what was said while nobody listened is read and dropped at most."""


class Patience(Struct, frozen=True):
    """How long a printer is waited for, in seconds."""

    answer: float = ANSWER_SECONDS
    """For an answer about its status."""
    stall: float = STALL_SECONDS
    """While it takes no byte, for example because it prints what it has."""
    drawer: float = DRAWER_SECONDS
    """For a printer that prints when the drawer shall open."""


class Line(Protocol):
    """An open wire. Every call may raise `OSError` where the wire is gone, `TimeoutError` where time is over."""

    @property
    def certain(self) -> int:
        """How many bytes leave or do not: a failed `send` of more may have let some out, and does not say so."""
        ...

    def send(self, data: bytes, seconds: float) -> int:
        """Hand bytes over as soon as there is room for any; return how many were taken."""
        ...

    def receive(self, seconds: float) -> bytes:
        """Return what comes next; empty where the other side has hung up."""
        ...

    def finish(self, patience: Patience) -> None:
        """Wait until all bytes have left this machine; no more will follow."""
        ...

    def take_back(self) -> int:
        """Drop what was handed over and has not left this machine; return how many bytes that were."""
        ...

    def signal(self) -> str:
        """Return what the wire itself says of the printer, without asking it: `unknown` where it says nothing."""
        ...

    def close(self) -> None:
        """Give the wire back; what has not left is dropped, and nothing is waited for."""
        ...
