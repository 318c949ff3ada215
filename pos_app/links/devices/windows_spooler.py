"""The queues of Windows, by its spooler: papers of the type RAW go to the printer as they are.

A job that was printed leaves the list at once, unless the queue keeps what it printed. So one that is gone, and was not
seen to be deleted or in error, is done.
"""

from __future__ import annotations

import sys
from typing import Any

from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    UNKNOWN,
    PrinterForbidden,
    PrinterInterrupted,
    PrinterOffline,
    PrintServiceAway,
    QueueAway,
    QueueStopped,
)
from pos_app.links.devices.queue_printer import queue_address
from pos_app.links.devices.spooler import Progress, Queue, Stage

TITLE = "Countertop"
"""How the jobs are called in the system's list."""
_LOCAL_AND_CONNECTED = 0x02 | 0x04
_ACCESS_DENIED, _UNKNOWN_NAME, _NO_SUCH_JOB = 5, 1801, 87
_DELETE = 5
# of a queue
_PAUSED, _DELETING, _PAPER_OUT = 0x01, 0x04, 0x10
_FAULTY = 0x02 | 0x08 | 0x80 | 0x1000 | 0x400000
"""In error, jammed, offline, not available, or with its cover open."""
_WORK_OFFLINE = 0x400
# of a job
_JOB_ERROR, _JOB_DELETING, _JOB_PRINTING, _JOB_PAPER = 0x02, 0x04, 0x10, 0x40
_JOB_PRINTED, _JOB_DELETED, _JOB_COMPLETE = 0x80, 0x100, 0x1000


class WindowsSpooler:
    """Asks the spooler through pywin32."""

    def __init__(self) -> None:
        self._dropped: set[tuple[str, str]] = set()
        """Jobs that were told, or seen, to go without being printed."""

    def queues(self) -> list[Queue]:
        """Return the queues of this machine and those it is connected to."""
        api = _api()
        try:
            found = api.EnumPrinters(_LOCAL_AND_CONNECTED, None, 2)
        except api.error as problem:
            raise PrintServiceAway(address="queue:", reason=str(problem.strerror)) from problem
        return [Queue(one["pPrinterName"], one["pDriverName"]) for one in found]

    def state(self, queue: str) -> tuple[str, PrinterOffline | None]:
        """Return how a queue is."""
        with _Opened(queue) as (api, handle):
            said = api.GetPrinter(handle, 2)
        status, attributes = int(said["Status"]), int(said["Attributes"])
        if status & _PAPER_OUT:
            return OUT_OF_PAPER, None
        if status & (_PAUSED | _DELETING):
            return OFFLINE, QueueStopped(address=queue_address(queue), reason=f"status {status:#x}")
        if status & _FAULTY or attributes & _WORK_OFFLINE:
            return OFFLINE, None
        return UNKNOWN, None

    def put(self, queue: str, data: bytes) -> str:
        """Give bytes to a queue; what fails behind the first page may be printed."""
        with _Opened(queue) as (api, handle):
            job = api.StartDocPrinter(handle, 1, (TITLE, None, "RAW"))
            try:
                api.StartPagePrinter(handle)
                written = api.WritePrinter(handle, data)
                api.EndPagePrinter(handle)
                api.EndDocPrinter(handle)
            except api.error as problem:
                raise PrinterInterrupted(address=queue_address(queue), sent=0, size=len(data)) from problem
        if written != len(data):
            raise PrinterInterrupted(address=queue_address(queue), sent=written, size=len(data))
        return str(job)

    def progress(self, queue: str, job: str) -> Progress:
        """Return where a job stands."""
        with _Opened(queue) as (api, handle):
            try:
                status = int(api.GetJob(handle, int(job), 1)["Status"])
            except api.error as problem:
                if problem.winerror != _NO_SUCH_JOB:
                    raise _refused(problem, queue) from problem
                return Progress(Stage.DROPPED if (queue, job) in self._dropped else Stage.DONE)
        if status & (_JOB_PRINTED | _JOB_COMPLETE):
            return Progress(Stage.DONE)
        if status & (_JOB_DELETING | _JOB_DELETED):
            self._dropped.add((queue, job))
        moving = status & (_JOB_PRINTING | _JOB_ERROR | _JOB_PAPER)
        return Progress(Stage.MOVING if moving else Stage.WAITING)

    def cancel(self, queue: str, job: str) -> None:
        """Drop a job."""
        with _Opened(queue) as (api, handle):
            self._dropped.add((queue, job))
            try:
                api.SetJob(handle, int(job), 0, None, _DELETE)
            except api.error as problem:
                if problem.winerror != _NO_SUCH_JOB:
                    raise _refused(problem, queue) from problem
                self._dropped.discard((queue, job))


class _Opened:
    """A queue, open as long as the block runs; what the spooler refuses is `PrinterOffline`."""

    def __init__(self, queue: str) -> None:
        self._queue = queue
        self._api = _api()

    def __enter__(self) -> tuple[Any, Any]:
        try:
            self._handle = self._api.OpenPrinter(self._queue)
        except self._api.error as problem:
            raise _refused(problem, self._queue) from problem
        return self._api, self._handle

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        self._api.ClosePrinter(self._handle)
        if isinstance(problem, self._api.error):
            raise _refused(problem, self._queue) from problem


def _refused(problem: Any, queue: str) -> PrinterOffline:
    """Return what the spooler's refusal means."""
    kinds = {_ACCESS_DENIED: PrinterForbidden, _UNKNOWN_NAME: QueueAway}
    kind = kinds.get(problem.winerror, PrinterOffline)
    return kind(address=queue_address(queue), reason=str(problem.strerror))


def _api() -> Any:
    """Return the spooler's functions, loaded when the first queue is used."""
    if sys.platform != "win32" and "win32print" not in sys.modules:
        raise PrintServiceAway(address="queue:", reason="this is not Windows")
    import win32print

    return win32print
