"""A receipt printer on the network, raw on TCP port 9100.

The socket is ours and not python-escpos', whose `sendall` cannot tell how much left: the difference between a
document that may be sent again and one a person must look for. Status is asked with the real-time `DLE EOT`, which
most printers answer; one that never does is sent to blindly. Behind a document comes `GS r`, which is answered in its
turn, when everything before it is printed; of a printer that does not know it, `DLE EOT` says no more than that all has
arrived.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from time import monotonic
from typing import TYPE_CHECKING

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    READY,
    UNKNOWN,
    PrinterInterrupted,
    PrinterOffline,
)
from pos_app.links.devices.drawer import drawer_pulse

if TYPE_CHECKING:
    from pos_app.domain.ports import PrinterProfile

PORT = 9100
"""Where printers listen for raw bytes."""
CONNECT_SECONDS = 3.0
"""How long a printer may take to accept."""
ANSWER_SECONDS = 1.0
"""How long it may take to answer about its status."""
STALL_SECONDS = 15.0
"""How long it may take no byte, for example while it prints what it has."""
FRESH_SECONDS = 5.0
"""How long what it said of itself counts."""
CHUNK = 4096
"""Bytes handed over at once."""

_ASK_ONLINE = b"\x10\x04\x01"
_ASK_PAPER = b"\x10\x04\x04"
_ASK_PRINTED = b"\x1dr\x01"
_FIXED_BITS, _FIXED = 0x93, 0x12
"""Every answer has bits 1 and 4 set and bits 0 and 7 clear."""
_IS_OFFLINE = 0x08
_PAPER_END = 0x60
_PRINTED_FIXED_BITS = 0x90
"""Clear in every answer to `GS r`, as bit 4 is in none to `DLE EOT`."""
_PRINTED_PAPER_END = 0x0C


class NetworkPrinter:
    """Opens a connection for each document, so that several tills can share one printer.

    The three durations are seconds; see the constants they default to.
    """

    def __init__(
        self,
        host: str,
        port: int,
        profile: PrinterProfile,
        *,
        connect: float = CONNECT_SECONDS,
        answer: float = ANSWER_SECONDS,
        stall: float = STALL_SECONDS,
    ) -> None:
        self._host, self._port = host, port
        self._profile = profile
        self._connect_seconds, self._answer_seconds, self._stall_seconds = connect, answer, stall
        self._lock = threading.Lock()
        self._said: tuple[float, str] | None = None
        """When the printer last said how it is, and what."""
        self._knows_printed: bool | None = None
        """Whether the printer answers `GS r`; None before it is known."""

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        return self._profile

    @property
    def address(self) -> str:
        """The address as a setting names it."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"tcp://{host}:{self._port}"

    def status(self) -> str:
        """Ask the printer; `unknown` where it accepts but says nothing."""
        with self._lock:
            try:
                with self._connected() as line:
                    state = self._asked(line)
            except PrinterOffline:
                state = OFFLINE
            self._said = (monotonic(), state)
            return state

    def send(self, data: bytes) -> None:
        """Deliver the document.

        `PrinterOffline` where the printer is away, without paper, or took nothing; `PrinterInterrupted` where the
        line broke or stalled later, or where a printer that answers does not say that all is printed. A printer
        that has just said it is ready is not asked again before the document.
        """
        with self._lock, self._connected() as line:
            before = self._just_said() or self._asked(line)
            if before in {OFFLINE, OUT_OF_PAPER}:
                raise self._offline(before)
            self._deliver(line, data)
            if not self._took_all(line, answers=before == READY):
                raise PrinterInterrupted(address=self.address, sent=len(data), size=len(data))

    def kick_drawer(self) -> None:
        """Open the drawer once, also without paper; raise `PrinterOffline` where the printer is away."""
        with self._lock, self._connected() as line:
            try:
                self._deliver(line, drawer_pulse(self._profile))
            except PrinterInterrupted as problem:
                raise self._offline("interrupted") from problem
            if not self._took_all(line, answers=False):
                raise self._offline("interrupted")

    def _connected(self) -> socket.socket:
        try:
            return socket.create_connection((self._host, self._port), self._connect_seconds)
        except OSError as problem:
            raise self._offline(problem.strerror or type(problem).__name__) from problem

    def _just_said(self) -> str | None:
        """Return, once, what the printer said a moment ago, where that lets a document be sent."""
        said, self._said = self._said, None
        if said is None or said[1] not in {READY, UNKNOWN} or monotonic() - said[0] > FRESH_SECONDS:
            return None
        return said[1]

    def _asked(self, line: socket.socket) -> str:
        """Ask for both statuses on an open line; a broken line is offline."""
        try:
            online = self._answer(line, _ASK_ONLINE)
            paper = None if online is None else self._answer(line, _ASK_PAPER)
        except OSError:
            return OFFLINE
        if paper is not None and paper & _PAPER_END:
            return OUT_OF_PAPER
        if online is None or paper is None:
            return UNKNOWN
        return OFFLINE if online & _IS_OFFLINE else READY

    def _answer(self, line: socket.socket, question: bytes) -> int | None:
        """Return the status byte, or None where none comes in time; raise `OSError` where the line is gone."""
        line.settimeout(self._answer_seconds)
        line.sendall(question)
        try:
            answer = line.recv(16)
        except TimeoutError:
            return None
        if not answer:
            raise ConnectionResetError
        return answer[-1] if answer[-1] & _FIXED_BITS == _FIXED else None

    def _deliver(self, line: socket.socket, data: bytes) -> None:
        sent = 0
        line.settimeout(self._stall_seconds)
        while sent < len(data):
            try:
                sent += line.send(data[sent : sent + CHUNK])
            except OSError as problem:
                if sent == 0:
                    raise self._offline(problem.strerror or "stuck") from problem
                raise PrinterInterrupted(address=self.address, sent=sent, size=len(data)) from problem

    def _took_all(self, line: socket.socket, *, answers: bool) -> bool:
        """Tell whether the printer printed all and has paper left; of one that never answers, whether it hung up."""
        try:
            if answers:
                line.settimeout(self._stall_seconds)
                return self._printed(line)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(self._answer_seconds)
            with contextlib.suppress(TimeoutError):
                line.recv(16)
        except OSError:
            return False
        return True

    def _printed(self, line: socket.socket) -> bool:
        """Ask in turn whether all is printed. One that has paper and says nothing does not know the question.

        A printer that has answered it before and does not now is stuck.
        """
        if self._knows_printed is not False:
            line.sendall(_ASK_PRINTED)
            with contextlib.suppress(TimeoutError):
                answer = line.recv(16)
                if answer and not answer[-1] & _PRINTED_FIXED_BITS:
                    self._knows_printed = True
                    return not answer[-1] & _PRINTED_PAPER_END
                if not answer:
                    return False
        paper = self._patiently(line)
        if paper is None or paper & _PAPER_END or self._knows_printed:
            return False
        self._knows_printed = False
        return True

    def _patiently(self, line: socket.socket) -> int | None:
        """Ask for paper behind the document: the answer comes when all before it has arrived."""
        line.sendall(_ASK_PAPER)
        answer = line.recv(16)
        return answer[-1] if answer and answer[-1] & _FIXED_BITS == _FIXED else None

    def _offline(self, reason: str) -> PrinterOffline:
        return PrinterOffline(address=self.address, reason=reason)
