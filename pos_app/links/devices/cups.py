"""The queues of Linux and macOS (CUPS), by its own commands `lp`, `lpstat` and `cancel`, which know server and rights.

How a job stands is asked in IPP. `job-printer-state-message` is the last word of the program that carries the bytes, in
English because `lp` is told to speak it; where that says that it has no connection yet, not one byte left.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # nosec B404
from typing import TYPE_CHECKING

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    UNKNOWN,
    PrinterForbidden,
    PrinterInterrupted,
    PrintServiceAway,
    QueueAway,
    QueueStopped,
)
from pos_app.links.devices import ipp
from pos_app.links.devices.queue_printer import queue_address
from pos_app.links.devices.spooler import Progress, Queue, Stage

if TYPE_CHECKING:
    from pos_app.domain.printing import PrinterOffline

COMMAND_SECONDS = 15.0
"""How long CUPS may take to answer a command."""
TITLE = "Countertop"
"""How the jobs are called in the system's list."""
_NAME = re.compile(r"[^\s/#\"'\\\x00-\x20\x7f-][^\s/#\"'\\\x00-\x20\x7f]*")
"""What CUPS takes as a name, without what begins an option."""
_FORBIDDEN = re.compile("forbidden|not authorized|not allowed", re.IGNORECASE)
_ENGLISH = {"LC_ALL": "C", "LANG": "C", "SOFTWARE": "CUPS"}
"""macOS speaks the user's language whatever the locale is, but to what calls itself CUPS."""
_UNREACHED = (
    "Connecting to printer.",
    "Looking for printer.",
    "The printer is in use.",
    "The printer is not connected.",
    "The printer is not responding.",
    "The printer may not exist or is unavailable at this time.",
    "The printer is unreachable at this time.",
    "Unable to locate printer",
    "Waiting for printer to become available.",
)
"""What the carriers of CUPS say before they have a connection."""
_STAGES = {
    ipp.PENDING: Stage.WAITING,
    ipp.HELD: Stage.WAITING,
    ipp.CANCELED: Stage.DROPPED,
    ipp.ABORTED: Stage.DROPPED,
    ipp.COMPLETED: Stage.DONE,
}
"""What a job's state means; any other is on its way."""
_ASKED = ("job-state", "job-printer-state-message", "time-at-processing")
_PAPER_OUT = ("media-empty", "media-needed")
_OFF = ("offline", "shutdown", "timed-out")


class CupsSpooler:
    """Asks CUPS by command; the server is the one that `CUPS_SERVER` or the system names."""

    def __init__(self) -> None:
        self._server = ""
        """Where the server is, once it was asked for."""

    def queues(self) -> list[Queue]:
        """Return all queues; none where there is no CUPS."""
        if shutil.which("lpstat") is None:
            return []
        names = [line.split()[0] for line in self._said("lpstat", "-e").splitlines() if line.strip()]
        return [Queue(name, self._description(name)) for name in names]

    def state(self, queue: str) -> tuple[str, PrinterOffline | None]:
        """Return how a queue is."""
        said = self._said("lpstat", "-l", "-p", _checked(queue), "-a", queue)
        if not said:
            return OFFLINE, self._away(queue, "no such queue")
        head = said.splitlines()[0]
        if " disabled " in head or f"{queue} not accepting" in said:
            return OFFLINE, QueueStopped(address=queue_address(queue), reason=_first_of(said, 1))
        alerts = _field(said, "Alerts")
        if any(word in alerts for word in _PAPER_OUT):
            return OUT_OF_PAPER, None
        if any(word in alerts for word in _OFF):
            return OFFLINE, None
        return UNKNOWN, None

    def put(self, queue: str, data: bytes) -> str:
        """Give bytes to a queue."""
        try:
            done = self._run("lp", "-d", _checked(queue), "-o", "raw", "-t", TITLE, "-", given=data)
        except QueueAway as problem:
            if not isinstance(problem.__cause__, subprocess.TimeoutExpired):
                raise
            # it may have been taken all the same
            raise PrinterInterrupted(address=queue_address(queue), sent=0, size=len(data)) from problem
        if done.returncode:
            said = done.stderr.strip()
            kind = PrinterForbidden if _FORBIDDEN.search(said) else QueueStopped
            raise kind(address=queue_address(queue), reason=said)
        taken = re.search(rf"{re.escape(queue)}-\d+", done.stdout)
        if taken is None:  # it was taken, and cannot be followed
            raise PrinterInterrupted(address=queue_address(queue), sent=0, size=len(data))
        return taken[0]

    def progress(self, queue: str, job: str) -> Progress:
        """Return where a job stands; one of which CUPS keeps no history counts as dropped and perhaps printed."""
        self._server = self._server or self._said("lpstat", "-H").strip()
        try:
            found = ipp.job_attributes(self._server, int(job.rpartition("-")[2]), _ASKED, COMMAND_SECONDS)
        except ipp.IppRefused as problem:
            if problem.status == ipp.NOT_FOUND:
                return Progress(Stage.DROPPED, reached=True)
            raise self._away(queue, str(problem)) from problem
        except OSError as problem:
            raise self._away(queue, problem.strerror or type(problem).__name__) from problem
        said = b"".join(found.get("job-printer-state-message", [])).decode("utf-8", "replace")
        stage = _STAGES.get(ipp.number_of(found.get("job-state", [])), Stage.MOVING)
        reached = not said.startswith(_UNREACHED) if said else None
        began = ipp.number_of(found.get("time-at-processing", [])) or None
        if stage is Stage.WAITING and said:  # it was on its way before, and waits for another try
            return Progress(Stage.MOVING, reached, again=bool(reached), began=began)
        return Progress(stage, reached, began=began)

    def cancel(self, queue: str, job: str) -> None:
        """Drop a job."""
        _checked(queue)
        self._run("cancel", job)

    def _description(self, name: str) -> str:
        if _NAME.fullmatch(name) is None:
            return ""
        return _field(self._said("lpstat", "-l", "-p", name), "Description")

    def _said(self, *command: str) -> str:
        return self._run(*command).stdout

    def _run(self, *command: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        program = shutil.which(command[0])
        if program is None:
            raise PrintServiceAway(address="queue:", reason=f"{command[0]} is not installed")
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and every name is checked # nosec B603
                [program, *command[1:]],
                input=given,
                capture_output=True,
                check=False,
                timeout=COMMAND_SECONDS,
                env={**os.environ, **_ENGLISH},
            )
        except subprocess.TimeoutExpired as problem:
            raise PrintServiceAway(address="queue:", reason="CUPS does not answer") from problem
        except OSError as problem:
            raise PrintServiceAway(address="queue:", reason=type(problem).__name__) from problem
        texts = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)

    @staticmethod
    def _away(queue: str, reason: str) -> QueueAway:
        return QueueAway(address=queue_address(queue), reason=reason)


def _checked(queue: str) -> str:
    """Return a name that is one and no option; raise `QueueAway`."""
    if _NAME.fullmatch(queue) is None:
        raise QueueAway(address=queue_address(queue), reason="no name of a queue")
    return queue


def _field(said: str, name: str) -> str:
    found = re.search(rf"^\s+{name}: *(.*)$", said, re.MULTILINE)
    return found[1].strip() if found else ""


def _first_of(said: str, line: int) -> str:
    lines = said.splitlines()
    return lines[line].strip() if line < len(lines) else ""
