"""What scales on a serial line, or on USB as a COM port, have in common: the port, patience, one retry.

The port is opened by the first question and kept; one that is gone is opened again by the next. What waited in it
before a question belongs to no answer and is thrown away.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.weighing import ScaleAway, ScaleGarbled, ScaleRefused, ScaleSilent
from pos_app.links.devices.refusals import Cause, cause_of, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from serial import Serial

    from pos_app.domain.weighing import Reading

T = TypeVar("T")
logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.6
"""How long an answer may take: the slowest of the manuals says 150 ms, and the figures come at 1200 baud."""
REST_SECONDS = 0.2
"""Between two questions: the least that the manual of the 8217 asks for."""
_PLAIN = "8N1"


class Garbled(Exception):
    """What came is no answer, or a damaged one."""


class Silent(Exception):
    """Nothing came."""


class Talk:
    """One question and its answer on an open port."""

    def __init__(self, line: Serial) -> None:
        self._line = line

    def say(self, request: bytes) -> None:
        """Send a question, after throwing away what came before it."""
        waiting = self._line.in_waiting
        if waiting:
            self._line.read(waiting)
        self._line.write(request)

    def hear(self, most: int, end: bytes = b"") -> bytes:
        """Return what comes, up to `end` or `most` bytes; less of it where it stops. Raise `Silent` for nothing."""
        answer = self._line.read_until(end, most) if end else self._line.read(most)
        if not answer:
            raise Silent
        return bytes(answer)


class ScaleProtocol(Protocol):
    """How one kind of scale talks. Each raises `Garbled` for what is no answer, `Silent` where none comes."""

    framing: str
    """Data bits, parity and stop bits as its manual has them: `7E1`."""

    def weigh(self, talk: Talk) -> Reading:
        """Ask for the weight."""
        ...

    def tare(self, talk: Talk) -> bool:
        """Let the scale take off what lies on it; return whether it does."""
        ...

    def clear_tare(self, talk: Talk) -> bool:
        """Let it take off nothing; return whether it still does."""
        ...


class SerialScale:
    """A scale of any protocol."""

    def __init__(
        self,
        protocol: ScaleProtocol,
        port: str,
        speed: int,
        framing: str = "",
        *,
        patience: float = PATIENCE_SECONDS,
        rest: float = REST_SECONDS,
    ) -> None:
        """`port` is a path or name, `speed` in baud; without `framing` it is the manual's. Durations are seconds."""
        self._protocol = protocol
        self._port, self._speed, self._framing = port, speed, framing or protocol.framing
        self._patience, self._rest = patience, rest
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._line: Serial | None = None
        self._asked = 0.0
        self._tared = False

    def read(self) -> Reading:
        """Ask for the weight; a damaged answer is asked for once more. Raise as `domain.ports.Scale` says."""
        return self._asking(self._protocol.weigh)

    def tare(self) -> Reading | None:
        """Let the scale take off what lies still on it; return what that is, None where it takes nothing off.

        What it takes off it does not say, so it is weighed right before: a scale takes no tare while anything moves.
        """
        try:
            container = self._asking(self._protocol.weigh)
            still = container.steady and container.weight and container.weight > 0 and not container.net
            if not still:
                return None
            # before its answer, which may be lost on the way
            self._tared = True
            self._tared = self._asking(self._protocol.tare, times=1)
        except ScaleSilent:
            return None
        return container if self._tared else None

    def clear_tare(self) -> None:
        """Let the scale take off nothing any more."""
        try:
            self._tared = self._asking(self._protocol.clear_tare)
        except ScaleSilent:
            return

    def close(self) -> None:
        """Give the port back; where a question is under way, who asks it does so at its end.

        A scale that was told to take something off is told to clear it first.
        """
        if self._tared:
            try:
                self.clear_tare()
            except EnvironmentProblem as problem:
                logger.info("the scale keeps its tare: %s", problem)
        self._over.set()
        if self._turn.acquire(blocking=False):
            try:
                self._drop_line()
            finally:
                self._turn.release()

    def _asking(self, ask: Callable[[Talk], T], times: int = 2) -> T:
        with self._turn:
            try:
                return self._repeated(ask, times)
            except OSError as problem:  # what pyserial raises is one
                self._drop_line()
                raise self._trouble(problem) from problem
            except _unwilling() as problem:
                self._drop_line()
                raise ScaleAway(port=self._port) from problem
            finally:
                if self._over.is_set():
                    self._drop_line()

    def _repeated(self, ask: Callable[[Talk], T], times: int) -> T:
        for _each in range(times):
            line = self._opened()
            self._wait_for_turn()
            try:
                return ask(Talk(line))
            except Garbled:
                continue
            except Silent:
                raise ScaleSilent(port=self._port) from None
            finally:
                self._asked = time.monotonic()
        raise ScaleGarbled(port=self._port)

    def _wait_for_turn(self) -> None:
        left = self._asked + self._rest - time.monotonic()
        if left > 0:
            self._over.wait(left)

    def _opened(self) -> Serial:
        if self._over.is_set():
            raise ScaleAway(port=self._port)
        if self._line is None:
            try:
                self._line = _open(self._port, self._speed, self._framing, self._patience)
            except _unwilling():
                # a port that is no true serial line takes no parity; what comes over it is whole anyhow
                self._line = _open(self._port, self._speed, _PLAIN, self._patience)
        return self._line

    def _drop_line(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _trouble(self, problem: OSError) -> EnvironmentProblem:
        if cause_of(problem) is Cause.AWAY:
            return ScaleAway(port=self._port)
        return ScaleRefused(port=self._port, reason=reason_of(problem))


def _open(port: str, speed: int, framing: str, patience: float) -> Serial:
    from serial import Serial  # not needed by a till without a scale

    data, parity, stop = tuple(framing)
    line = Serial(
        port,
        speed,
        bytesize=int(data),
        parity=parity,
        stopbits=int(stop),
        timeout=patience,
        write_timeout=patience,
        exclusive=True,
    )
    if parity != "N" and os.name == "posix":
        _check_parity(line)
    return line


def _check_parity(line: Serial) -> None:
    """Let the system turn a sign whose parity is wrong into NUL, which is in no answer: pyserial lets it pass."""
    import termios

    modes = termios.tcgetattr(line)
    modes[0] |= termios.INPCK
    termios.tcsetattr(line, termios.TCSANOW, modes)


def _unwilling() -> tuple[type[Exception], ...]:
    """Return what pyserial lets through where a port does not take parity or data bits."""
    try:
        from termios import error
    except ImportError:  # Windows calls it an OSError
        return ()
    return (error,)
