"""A scanner on a serial line, or on USB as a COM port: both are a port that sends bytes.

A code ends with CR, LF, Tab or ETX, or with 80 ms of silence. A scanner that is pulled out comes back by itself when
it is plugged in again; what was half sent is gone then, and nothing is made of it.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

from pos_app.domain.scanning import ScannerAway, ScannerRefused
from pos_app.links.devices.refusals import Cause, cause_of, driver_errors, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from serial import Serial

    from pos_app.domain.errors import EnvironmentProblem

SILENCE_SECONDS = 0.08
RETRY_SECONDS = 1.0
"""How long a port that is not there is left alone."""
LONGEST = 4096
"""Bytes of one code: more than any has; what comes beyond is dropped, and what is cut so is refused as unreadable."""
_CHUNK = 1024
_END = re.compile(rb"[\r\n\t\x03]")
_START = b"\x02"


class SerialScanner:
    """Reads its port in a thread of its own, from `start` to `stop`."""

    def __init__(
        self, port: str, speed: int, *, silence: float = SILENCE_SECONDS, retry: float = RETRY_SECONDS
    ) -> None:
        """`port` is a device's path or name, `speed` in baud; the durations are seconds."""
        self._port, self._speed = port, speed
        self._silence, self._retry = silence, retry
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Port and speed, as settings name them."""
        return self._port, self._speed

    def start(self, hear: Callable[[str], None], stand: Callable[[EnvironmentProblem | None], None]) -> None:
        """Begin to read. `hear` is told each code, `stand` what is wrong and (None) that all is well again.

        Both are called on the reading thread.
        """
        self._thread = threading.Thread(target=self._run, args=(hear, stand), name="scanner", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more; when this returns nothing is told any more and the port is free."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, hear: Callable[[str], None], stand: Callable[[EnvironmentProblem | None], None]) -> None:
        said = ""
        while not self._over.is_set():
            try:
                with self._opened() as line:
                    stand(None)
                    said = ""
                    self._listen(line, hear)
            except OSError as problem:  # what pyserial raises is one
                trouble = self._trouble(problem)
                if said != trouble.code:
                    stand(trouble)
                said = trouble.code
                self._over.wait(self._retry)

    def _opened(self) -> Serial:
        from serial import Serial  # not needed by a till whose scanner types

        try:
            return Serial(self._port, self._speed, timeout=self._silence, exclusive=True)
        except driver_errors() as problem:  # it would end the thread, and nobody would say why nothing is read
            raise OSError(str(problem)) from problem

    def _listen(self, line: Serial, hear: Callable[[str], None]) -> None:
        """Tell codes until the port is gone, which raises `OSError`, or nobody listens any more."""
        waiting = b""
        while not self._over.is_set():
            first = line.read(1)
            if not first:
                waiting = self._tell([waiting], hear)
                continue
            *ended, waiting = _END.split(waiting + first + line.read(min(line.in_waiting, _CHUNK)))
            self._tell(ended, hear)
            waiting = waiting[:LONGEST]

    def _tell(self, codes: list[bytes], hear: Callable[[str], None]) -> bytes:
        for code in codes:
            # none of the codes of goods has letters beyond ASCII; what else comes is shown as unreadable
            text = code.removeprefix(_START).decode("utf-8", "replace")
            if text.strip():
                hear(text)
        return b""

    def _trouble(self, problem: OSError) -> EnvironmentProblem:
        if cause_of(problem) is Cause.AWAY:
            return ScannerAway(port=self._port)
        return ScannerRefused(port=self._port, reason=reason_of(problem))
