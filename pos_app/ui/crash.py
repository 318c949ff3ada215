"""The last net: what nobody caught is logged and shown once, while basket and payments are already safe on disk."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from pos_app import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

    from pos_app.ui.crash_dialog import CrashDialog

logger = logging.getLogger(__name__)

LOG_BYTES = 1_000_000
"""About how large the file of crashes may become; the oldest go first."""

# Faults come from every thread.
_NOTING = threading.Lock()
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashNet(QObject):
    """Catches strays of every thread and shows the first; later ones while it is open are only logged."""

    _caught = Signal(object)

    def __init__(
        self, _: Callable[[str], str], show: Callable[[BaseException], None] | None = None, log: Path | None = None
    ) -> None:
        super().__init__()
        self._translate = _
        self._log = log
        self._show = show or self._show_dialog
        self._dialog: CrashDialog | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the program's hook for uncaught exceptions and for Qt's own warnings."""
        sys.excepthook = self._excepthook
        qInstallMessageHandler(_log_qt)

    def report(self, fault: BaseException) -> None:
        """Log a fault and show it; may be called from any thread."""
        self.keep(fault)
        self._caught.emit(fault)

    def keep(self, fault: BaseException) -> None:
        """Log a fault that nobody at the window waits to hear of; may be called from any thread."""
        logger.critical("stray exception", exc_info=fault)
        if self._log is not None:
            note(self._log, fault)

    def _excepthook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        self.report(fault)

    def _show_dialog(self, fault: BaseException) -> None:
        if self._dialog is not None:
            return
        from pos_app.ui.crash_dialog import CrashDialog  # a day without faults loads none

        self._dialog = CrashDialog(_details(fault), self._translate, self._log)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self._dialog.open()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _forget_dialog(self) -> None:
        self._dialog = None


def note(log: Path, fault: BaseException) -> None:
    """Append a fault to a file; a disk that is full must not hide the fault itself."""
    entry = f"{datetime.now(UTC).isoformat(timespec='seconds')} {__version__}\n{_details(fault)}\n"
    with contextlib.suppress(OSError), _NOTING:
        if log.exists() and log.stat().st_size + len(entry.encode()) > LOG_BYTES:
            # The newer half stays, from the beginning of a line.
            kept = log.read_bytes()[-LOG_BYTES // 2 :]
            log.write_bytes(kept[kept.find(b"\n") + 1 :])
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(entry)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)


def _details(fault: BaseException) -> str:
    return "".join(traceback.format_exception(fault))
