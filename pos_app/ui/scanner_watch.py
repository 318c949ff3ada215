"""Brings what a scanner on a port sends to the window's own thread, and says in the status bar how the scanner is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from pos_app.ui.messages import Tone

if TYPE_CHECKING:
    from pos_app.domain.errors import EnvironmentProblem
    from pos_app.domain.ports import Scanner
    from pos_app.services.sales.scanner_choice import ScannerChoice
    from pos_app.ui.messages import Messages
    from pos_app.ui.wording import Wording


class ScannerWatch(QObject):
    """Starts the scanner that the settings name, and another when they change."""

    heard = Signal(str)
    """A code, in the order they came."""
    _came = Signal(object, str)
    _stands = Signal(object, object)

    def __init__(self, choice: ScannerChoice, messages: Messages, wording: Wording) -> None:
        super().__init__()
        self._choice = choice
        self._messages = messages
        self._wording = wording
        self._scanner: Scanner | None = None
        self._address: tuple[str, int] | None = None
        self._away = False
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)
        self._stands.connect(self._on_stands, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to listen where a port is set; one that is listened to already goes on."""
        if self._choice.address == self._address:
            return
        self.stop()
        self._address, self._scanner = self._choice.address, self._choice()
        if self._scanner is not None:
            # what a scanner says after it was replaced is told from what the new one says
            scanner = self._scanner
            scanner.start(
                lambda code: self._came.emit(scanner, code), lambda problem: self._stands.emit(scanner, problem)
            )

    def stop(self) -> None:
        """Listen no more."""
        if self._scanner is not None:
            self._scanner.stop()
        if self._away:
            self._messages.clear_scanner()
        self._scanner, self._address, self._away = None, None, False

    def _on_came(self, scanner: Scanner, code: str) -> None:
        if scanner is self._scanner:
            self.heard.emit(code)

    def _on_stands(self, scanner: Scanner, problem: EnvironmentProblem | None) -> None:
        if scanner is not self._scanner:
            return
        if problem is not None:
            self._messages.about_scanner(self._wording.sentence(problem))
        elif self._away:
            self._messages.about_scanner(self._wording.translate("The scanner is there again."), Tone.GOOD)
        self._away = problem is not None or self._away
