"""A receipt printer on the network, raw on TCP port 9100.

The socket is ours and not python-escpos', whose `sendall` cannot tell how much left: the difference between a
document that may be sent again and one a person must look for.
"""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

from pos_app.domain.printing import UNKNOWN, PrinterOffline
from pos_app.links.devices.conversation import LinePrinter
from pos_app.links.devices.drawer import DRAWER_SECONDS
from pos_app.links.devices.line import ANSWER_BYTES, ANSWER_SECONDS, CHUNK, STALL_SECONDS, Patience

if TYPE_CHECKING:
    from pos_app.domain.ports import PrinterProfile

PORT = 9100
"""Where printers listen for raw bytes."""
CONNECT_SECONDS = 3.0
"""How long a printer may take to accept."""


class SocketLine:
    """A connection. What was handed to the system cannot be taken back from it."""

    certain = CHUNK
    """The system says how many bytes it took."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, data: bytes, seconds: float) -> int:
        """Hand over what there is room for."""
        self._socket.settimeout(seconds)
        return self._socket.send(data)

    def receive(self, seconds: float) -> bytes:
        """Return what comes next."""
        self._socket.settimeout(seconds)
        return self._socket.recv(ANSWER_BYTES)

    def finish(self, patience: Patience) -> None:
        """Say that no more follows, and see whether the printer resets the line for it."""
        self._socket.shutdown(socket.SHUT_WR)
        with contextlib.suppress(TimeoutError):
            self.receive(patience.answer)

    def take_back(self) -> int:
        """Take nothing back."""
        return 0

    def signal(self) -> str:
        """Say nothing: that it is open says all."""
        return UNKNOWN

    def close(self) -> None:
        """Close it."""
        self._socket.close()


class NetworkPrinter(LinePrinter):
    """Opens a connection for each document, so that several tills can share one printer.

    The durations are seconds: how long it may take to accept, to answer, how long it may take no byte, and how long the
    drawer waits for it.
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
        drawer: float = DRAWER_SECONDS,
    ) -> None:
        self._host, self._port = host, port
        self._connect_seconds = connect
        super().__init__(network_address(host, port), profile, self._connected, Patience(answer, stall, drawer))

    def _connected(self) -> SocketLine:
        try:
            return SocketLine(socket.create_connection((self._host, self._port), self._connect_seconds))
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise PrinterOffline(address=self.address, reason=reason) from problem


def network_address(host: str, port: int) -> str:
    """Return how a setting names a printer on the network."""
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"
