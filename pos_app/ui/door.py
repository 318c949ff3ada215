"""The door of a window: a second start on the same shop knocks, and the first one comes to the front."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from pathlib import Path

KNOCK_MS = 1_000
"""How long a second start waits for the first window's door."""
ANSWER_MS = 3_000
"""How long it waits behind the door, before the window is taken to hang."""
_GREETING = b"front"


class WindowSilent(PosError):
    """The window that has the shop open does not answer: it hangs."""


def door_name(folder: Path) -> str:
    """Return the name of the local socket of a shop: the same for each way to write its folder."""
    return f"countertop-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"


class Door(QObject):
    """Listens for a second start on the same shop."""

    knocked = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # A killed window leaves its socket behind; the lock in the shop's folder has made sure that we are alone.
        QLocalServer.removeServer(door_name(folder))
        self._server.newConnection.connect(self._on_knock)
        self._server.listen(door_name(folder))

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_knock(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.write(_GREETING)
            caller.flush()
            caller.disconnectFromServer()
            self.knocked.emit()


def ask_to_front(folder: Path) -> bool:
    """Ask the window that has the shop open to come to the front; return whether there is one. Needs no application.

    Raise `WindowSilent` where there is one and it hangs.
    """
    caller = QLocalSocket()
    caller.connectToServer(door_name(folder))
    if not caller.waitForConnected(KNOCK_MS):
        return False
    answered = caller.waitForReadyRead(ANSWER_MS) or caller.bytesAvailable() > 0
    with contextlib.suppress(RuntimeError):
        caller.disconnectFromServer()
    if not answered:
        raise WindowSilent
    return True
