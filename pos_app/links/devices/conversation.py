"""How one talks with a receipt printer, over whatever wire.

Status is asked with the real-time `DLE EOT`, which most printers answer. Behind a document comes `GS r`, which is
answered in its turn, when everything before it is printed; of a printer that does not know it, `DLE EOT` says no more
than that all has arrived. A printer that never answers is sent to blindly, unless it stands on a wire that cannot tell
silence from a printer that is off.
"""

from __future__ import annotations

import contextlib
import threading
from time import monotonic
from typing import TYPE_CHECKING

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    READY,
    UNKNOWN,
    CoverOpen,
    PrinterInterrupted,
    PrinterOffline,
    PrinterSilent,
    PrinterStuck,
)
from pos_app.links.devices.drawer import drawer_pulse, drawers_turn
from pos_app.links.devices.line import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import PrinterProfile
    from pos_app.links.devices.line import Line, Patience

FRESH_SECONDS = 5.0
"""How long what a printer said of itself counts."""

_ASK_ONLINE = b"\x10\x04\x01"
_ASK_WHY = b"\x10\x04\x02"
_ASK_PAPER = b"\x10\x04\x04"
_ASK_PRINTED = b"\x1dr\x01"
_FIXED_BITS, _FIXED = 0x93, 0x12
"""Every answer has bits 1 and 4 set and bits 0 and 7 clear."""
_IS_OFFLINE = 0x08
_COVER_OPEN = 0x04
_PAPER_END = 0x60
_PRINTED_FIXED_BITS = 0x90
"""Clear in every answer to `GS r`, as bit 4 is in none to `DLE EOT`."""
_PRINTED_PAPER_END = 0x0C


class LinePrinter:
    """Opens its wire for each document and gives it back, so that others can use the printer too."""

    def __init__(
        self,
        address: str,
        profile: PrinterProfile,
        connect: Callable[[], Line],
        patience: Patience,
        *,
        must_answer: bool = False,
    ) -> None:
        """`connect` opens the wire or raises `PrinterOffline`; `must_answer`: one that is silent counts as off."""
        self._address = address
        self._profile = profile
        self._connect = connect
        self._patience = patience
        self._must_answer = must_answer
        self._lock = threading.Lock()
        self._state = UNKNOWN
        self._said: tuple[float, str] | None = None
        """When the printer last said how it is, and what."""
        self._trouble: PrinterOffline | None = None
        self._answered = self._talks = False
        """Whether it answered when it was asked last, and whether it ever did."""
        self._knows_printed: bool | None = None
        """Whether the printer answers `GS r`; None before it is known."""

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        return self._profile

    @property
    def address(self) -> str:
        """The address as a setting names it."""
        return self._address

    @property
    def trouble(self) -> PrinterOffline | None:
        """Why it was offline when it was last asked."""
        return self._trouble

    @property
    def answered(self) -> bool:
        """Whether it answered itself when it was last asked, whatever it said."""
        return self._answered

    @property
    def may_hang(self) -> bool:
        """What broke off may have been a picture, and it waits for the rest."""
        return True

    def status(self) -> str:
        """Ask the printer; `unknown` where it accepts but says nothing. Of one that prints, tell what it said last."""
        if not self._lock.acquire(timeout=self._patience.answer):
            return self._state
        try:
            self._state = self._looked_at()
            self._said = (monotonic(), self._state)
            return self._state
        finally:
            self._lock.release()

    def send(self, data: bytes) -> None:
        """Deliver the document.

        `PrinterOffline` where the printer is away, without paper, or took nothing; `PrinterInterrupted` where the
        line broke or stalled later, or where a printer that answers does not say that all is printed. A printer
        that has just said it is ready is not asked again before the document.
        """
        with self._lock, contextlib.closing(self._connect()) as line:
            before = self._state = self._just_said() or self._asked(line)
            if before in {OFFLINE, OUT_OF_PAPER}:
                raise self._trouble or self._offline(before)
            self._deliver(line, data, self._patience.stall)
            if not self._took_all(line, answers=before == READY):
                self._interrupt(line, len(data), len(data))

    def kick_drawer(self) -> None:
        """Open the drawer once, also without paper; raise `PrinterOffline` where the printer is away.

        Nothing is asked: what hangs on the wire may be a drawer alone, which opens at any byte.
        """
        pulse = drawer_pulse(self._profile)
        turn = drawers_turn(self._lock, self._patience.drawer, self.address)
        with turn as left, contextlib.closing(self._connect()) as line:
            try:
                self._deliver(line, pulse, min(left, self._patience.stall))
            except PrinterInterrupted as problem:
                raise self._offline("interrupted") from problem
            if not self._took_all(line, answers=False):
                raise self._offline("interrupted")

    def _looked_at(self) -> str:
        try:
            with contextlib.closing(self._connect()) as line:
                return self._asked(line)
        except PrinterOffline as problem:
            self._trouble = problem
            return OFFLINE

    def _just_said(self) -> str | None:
        """Return, once, what the printer said a moment ago, where that lets a document be sent."""
        said, self._said = self._said, None
        if said is None or said[1] not in {READY, UNKNOWN} or monotonic() - said[0] > FRESH_SECONDS:
            return None
        return said[1]

    def _asked(self, line: Line) -> str:
        """Ask for both statuses on an open line; a broken line is offline."""
        self._trouble, self._answered = None, False
        try:
            online = self._answer(line, _ASK_ONLINE)
            paper = None if online is None else self._answer(line, _ASK_PAPER)
            why = self._answer(line, _ASK_WHY) if online is not None and online & _IS_OFFLINE else None
        except OSError as problem:
            self._trouble = self._offline(problem.strerror or type(problem).__name__)
            return OFFLINE
        self._answered = online is not None and paper is not None
        self._talks |= self._answered
        if paper is not None and paper & _PAPER_END:
            return OUT_OF_PAPER
        if not self._answered:
            return self._guessed(line)
        if why is not None and why & _COVER_OPEN:
            self._trouble = CoverOpen(address=self.address, reason="cover")
        return OFFLINE if online is not None and online & _IS_OFFLINE else READY

    def _guessed(self, line: Line) -> str:
        """Say how a printer is that does not answer: by the wire, else unknown.

        One that has answered before and is silent now stands in the middle of something, as a picture that broke off:
        what it is sent would become a part of that and never come onto paper.
        """
        said = line.signal()
        if said == UNKNOWN and self._talks:
            self._trouble = PrinterStuck(address=self.address, reason="stuck")
            return OFFLINE
        if said == UNKNOWN and self._must_answer:
            self._trouble = PrinterSilent(address=self.address, reason="silent")
            return OFFLINE
        return said

    def _answer(self, line: Line, question: bytes) -> int | None:
        """Return the status byte, or None where none comes in time; raise `OSError` where the line is gone."""
        try:
            _send_all(line, question, self._patience.answer)
            answer = line.receive(self._patience.answer)
        except TimeoutError:
            return None
        if not answer:
            raise ConnectionResetError
        return answer[-1] if answer[-1] & _FIXED_BITS == _FIXED else None

    def _deliver(self, line: Line, data: bytes, stall: float) -> None:
        sent = 0
        while sent < len(data):
            # as long as nothing has left, no more goes at once than can fail without letting a byte out
            most = CHUNK if sent else min(CHUNK, line.certain)
            try:
                sent += line.send(data[sent : sent + most], stall)
            except OSError as problem:
                if sent == 0:
                    raise self._offline(problem.strerror or "stuck") from problem
                self._interrupt(line, sent, len(data), problem)

    def _interrupt(self, line: Line, sent: int, size: int, problem: OSError | None = None) -> None:
        """Raise what became of a document that broke off: offline where all that was handed over can be taken back."""
        try:
            left = sent - line.take_back()
        except OSError:
            left = sent
        if left <= 0:
            raise self._offline("stuck") from problem
        raise PrinterInterrupted(address=self.address, sent=left, size=size) from problem

    def _took_all(self, line: Line, *, answers: bool) -> bool:
        """Tell whether the printer printed all and has paper left; of one that never answers, whether it hung up."""
        try:
            if answers:
                return self._printed(line)
            line.finish(self._patience)
        except OSError:
            return False
        return True

    def _printed(self, line: Line) -> bool:
        """Ask in turn whether all is printed. One that has paper and says nothing does not know the question.

        A printer that has answered it before and does not now is stuck.
        """
        if self._knows_printed is not False:
            _send_all(line, _ASK_PRINTED, self._patience.stall)
            with contextlib.suppress(TimeoutError):
                answer = line.receive(self._patience.stall)
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

    def _patiently(self, line: Line) -> int | None:
        """Ask for paper behind the document: the answer comes when all before it has arrived."""
        _send_all(line, _ASK_PAPER, self._patience.stall)
        answer = line.receive(self._patience.stall)
        return answer[-1] if answer and answer[-1] & _FIXED_BITS == _FIXED else None

    def _offline(self, reason: str) -> PrinterOffline:
        return PrinterOffline(address=self.address, reason=reason)


def _send_all(line: Line, question: bytes, seconds: float) -> None:
    while question:
        question = question[line.send(question, seconds) :]
