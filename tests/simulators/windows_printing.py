"""The printing functions of Windows, as pywin32's `win32print` offers them: queues, jobs and their states in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PRINTING, DELETING, ERROR, OFFLINE, PRINTED = 0x10, 0x04, 0x02, 0x20, 0x80


class Refusal(Exception):
    """What `win32print.error` is: not an `OSError`."""

    def __init__(self, winerror: int, strerror: str) -> None:
        super().__init__(winerror, "", strerror)
        self.winerror, self.strerror = winerror, strerror


@dataclass
class WindowsQueue:
    """A queue. Tell it what becomes of its jobs: a status for each look at one, and None when it is gone."""

    status: int = 0
    attributes: int = 0
    stages: list[int | None] = field(default_factory=lambda: [PRINTING, None])
    after_delete: list[int | None] = field(default_factory=lambda: [None])
    refuses: int = 0
    """An error's number for whoever opens it."""
    breaks: bool = False
    """A page cannot be written to its end."""
    takes: int | None = None
    papers: list[bytes] = field(default_factory=list)
    deleted: int = 0
    opened: int = 0


class WindowsPrinting:
    """Stands in `sys.modules` as `win32print`."""

    error = Refusal

    def __init__(self, **queues: WindowsQueue) -> None:
        self.known = queues
        self.stopped = False
        """The print service does not run: nothing is listed."""

    def EnumPrinters(self, _flags: int, _name: None, _level: int) -> list[dict[str, str]]:
        if self.stopped:
            raise Refusal(1722, "The RPC server is unavailable.")
        return [{"pPrinterName": name, "pDriverName": "Generic / Text Only"} for name in self.known]

    def OpenPrinter(self, name: str) -> WindowsQueue:
        queue = self.known.get(name)
        if queue is None:
            raise Refusal(1801, "The printer name is invalid.")
        if queue.refuses:
            raise Refusal(queue.refuses, "refused")
        queue.opened += 1
        return queue

    def ClosePrinter(self, queue: WindowsQueue) -> None:
        queue.opened -= 1

    def GetPrinter(self, queue: WindowsQueue, _level: int) -> dict[str, Any]:
        return {"Status": queue.status, "Attributes": queue.attributes}

    def StartDocPrinter(self, _queue: WindowsQueue, _level: int, what: tuple[str, None, str]) -> int:
        assert what[2] == "RAW", "the driver would draw the commands as text"
        return 7

    def StartPagePrinter(self, _queue: WindowsQueue) -> None:
        pass

    def WritePrinter(self, queue: WindowsQueue, data: bytes) -> int:
        if queue.breaks:
            raise Refusal(1, "broken")
        queue.papers.append(data[: queue.takes])
        return len(queue.papers[-1])

    def EndPagePrinter(self, _queue: WindowsQueue) -> None:
        pass

    def EndDocPrinter(self, _queue: WindowsQueue) -> None:
        pass

    def GetJob(self, queue: WindowsQueue, job: int, _level: int) -> dict[str, int]:
        assert job == 7
        status = queue.stages.pop(0) if len(queue.stages) > 1 else queue.stages[0]
        if status is None:
            raise Refusal(87, "The parameter is incorrect.")
        return {"Status": status}

    def SetJob(self, queue: WindowsQueue, _job: int, _level: int, _info: None, command: int) -> None:
        assert command == 5
        queue.deleted += 1
        if queue.stages[0] is None:
            raise Refusal(87, "The parameter is incorrect.")
        queue.stages = list(queue.after_delete)
