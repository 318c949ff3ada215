"""A receipt printer on a serial line, or on USB as a COM port.

An address is `serial://` and the port as the system calls it, then how the line is set: `serial:///dev/ttyUSB0?speed=19200`,
`serial://COM3?speed=9600&flow=dtr`. A line cannot tell a silent printer from one that is off, and what is sent into
nothing is lost: so a printer has to answer, unless `answers=no` says that it cannot.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

from pos_app.domain.printing import OFFLINE, UNKNOWN
from pos_app.links.devices.conversation import LinePrinter
from pos_app.links.devices.line import ANSWER_BYTES, CHUNK, Patience
from pos_app.links.devices.refusals import driver_errors, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from serial import Serial

    from pos_app.domain.ports import PrinterProfile

SPEEDS = (9600, 19200, 38400, 57600, 115200)
"""Baud rates that receipt printers are set to, the usual first."""
FLOWS = ("none", "rts", "dtr", "xon")
"""Who stops the till when the printer's memory is full: nobody, the RTS/CTS or DTR/DSR wires, XON and XOFF."""
_SPEED_LIMITS = range(4_800, 1_000_001)
"""What is handed over at once (4 KB) must leave within the time for which a line may stand still (15 s)."""
_LOOK_SECONDS = 0.01
"""Between two looks at a wire that cannot be waited for."""
_GUARDED = 64
"""Bytes under way where DTR stops us: the wire is looked at before each such piece."""
_COUNTS = os.name == "posix"
"""Whether the system says how many bytes it took."""
_ADDRESS = re.compile(r"serial://([^?&]+)(?:[?&](.*))?")
"""What is behind the port begins with ? as in any address, or with & as all that follows it."""


class SerialAddress(Struct, frozen=True):
    """A port and how it is set."""

    port: str
    speed: int = SPEEDS[0]
    """Baud."""
    flow: str = FLOWS[0]
    answers: bool = True
    """Whether the printer answers when it is asked how it is."""

    @classmethod
    def read(cls, address: str) -> SerialAddress:
        """Read what a setting names; raise `ValueError`."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise ValueError(address)
        port, options = found[1], found[2] or ""
        given = dict(parse_qsl(options, keep_blank_values=True, strict_parsing=bool(options)))
        speed = int(given.pop("speed", SPEEDS[0]))
        flow = given.pop("flow", FLOWS[0])
        answers = given.pop("answers", "yes")
        if given or not port.strip("/") or speed not in _SPEED_LIMITS or flow not in FLOWS:
            raise ValueError(address)
        if answers not in {"yes", "no"}:
            raise ValueError(address)
        return cls(port, speed, flow, answers == "yes")

    def __str__(self) -> str:
        """Return how a setting names it."""
        options: dict[str, object] = {"speed": self.speed}
        if self.flow != FLOWS[0]:
            options["flow"] = self.flow
        if not self.answers:
            options["answers"] = "no"
        return f"serial://{self.port}?{urlencode(options)}"


class SerialLine:
    """An open port."""

    def __init__(self, port: Serial, *, guarded: bool) -> None:
        """`guarded`: the printer's DTR, which is our DSR, says when it takes no more; no system looks at that."""
        self._port = port
        self._guarded = guarded
        with _plainly():
            port.reset_input_buffer()

    @property
    def certain(self) -> int:
        """Return how many bytes leave or do not: one where the system does not count."""
        return CHUNK if _COUNTS else 1

    def send(self, data: bytes, seconds: float) -> int:
        """Hand over what there is room for."""
        until = monotonic() + seconds
        if self._guarded:
            self._await(lambda: self._port.out_waiting == 0 and self._port.dsr, until)
            data = data[:_GUARDED]
        return self._write(data, max(0.0, until - monotonic()))

    def receive(self, seconds: float) -> bytes:
        """Return what comes next."""
        self._port.timeout = seconds
        first: bytes = self._port.read(1)
        if not first:
            raise TimeoutError
        more: bytes = self._port.read(min(self._port.in_waiting, ANSWER_BYTES))
        return first + more

    def finish(self, patience: Patience) -> None:
        """Wait until all has left."""
        self._await(lambda: self._port.out_waiting == 0, monotonic() + patience.stall)

    def take_back(self) -> int:
        """Drop what has not left."""
        waiting: int = self._port.out_waiting
        with _plainly():
            self._port.reset_output_buffer()
        return waiting

    def signal(self) -> str:
        """Say that a printer is off whose wire says so; without such a wire nothing is known."""
        try:
            off = not self._port.dsr if self._guarded else self._port.rtscts and not self._port.cts
        except OSError:  # a line without these wires
            return UNKNOWN
        return OFFLINE if off else UNKNOWN

    def close(self) -> None:
        """Give the port back; the system would wait half a minute for a printer that takes nothing."""
        with contextlib.suppress(OSError), _plainly():  # it was pulled out
            if self._port.out_waiting:
                self._port.reset_output_buffer()
        self._port.close()

    def _write(self, data: bytes, seconds: float) -> int:
        if not _COUNTS:
            self._port.write_timeout = seconds
            return int(self._port.write(data) or 0)
        if not select.select([], [self._port.fileno()], [], seconds)[1]:
            raise TimeoutError
        return os.write(self._port.fileno(), data)

    def _await(self, is_so: Callable[[], bool], until: float) -> None:
        while not is_so():
            if monotonic() >= until:
                raise TimeoutError
            sleep(_LOOK_SECONDS)


class SerialPrinter(LinePrinter):
    """A printer on a serial port, which it opens for each document and has for itself meanwhile."""

    def __init__(self, where: SerialAddress, profile: PrinterProfile, *, patience: Patience | None = None) -> None:
        self._where = where
        super().__init__(str(where), profile, self._connected, patience or Patience(), must_answer=where.answers)

    def _connected(self) -> SerialLine:
        try:
            return open_line(self._where)
        except OSError as problem:
            raise refusal(problem, self.address) from problem


def open_line(where: SerialAddress) -> SerialLine:
    """Open the port; raise `OSError`, which is also what pyserial raises."""
    from serial import Serial  # not needed by a till whose printer hangs elsewhere

    with _plainly():
        port = Serial(
            where.port,
            where.speed,
            timeout=0,
            write_timeout=0,
            exclusive=True,
            xonxoff=where.flow == "xon",
            rtscts=where.flow == "rts",
        )
    return SerialLine(port, guarded=where.flow == "dtr")


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Let what a driver has against a speed, or a port that is gone, be an `OSError` as all else is."""
    try:
        yield
    except driver_errors() as problem:
        raise OSError(None, str(problem)) from problem
