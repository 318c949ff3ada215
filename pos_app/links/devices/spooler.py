"""What a system's queue of papers can be asked, whichever system it is."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from pos_app.domain.printing import PrinterOffline


class Stage(Enum):
    """Where a job of the system's queue stands."""

    WAITING = auto()
    MOVING = auto()
    """It is on its way to the printer, or was."""
    DONE = auto()
    DROPPED = auto()
    """Cancelled or failed."""


class Progress(Struct, frozen=True):
    """What is known of a job."""

    stage: Stage
    reached: bool | None = None
    """False where the system is sure that the printer was not reached for it; None where it says nothing of that."""
    again: bool = False
    """It has reached the printer, stopped, and will be sent once more from its beginning."""
    began: int | None = None
    """The second in which it was begun last; None where the system does not say."""


class Queue(Struct, frozen=True):
    """A queue of the system."""

    name: str
    describes: str
    """What the system calls the printer, where it says more than the name."""


class Spooler(Protocol):
    """The system's queues. Every call may raise `PrinterOffline`.

    `put` does so only where no job was made; where one may have been made and cannot be followed, it raises
    `PrinterInterrupted`.
    """

    def queues(self) -> list[Queue]:
        """Return all queues."""
        ...

    def state(self, queue: str) -> tuple[str, PrinterOffline | None]:
        """Return how a queue is (`out_of_paper`, `offline`, `unknown`), and what is wrong with it."""
        ...

    def put(self, queue: str, data: bytes) -> str:
        """Give bytes that go to the printer as they are; return the job's name."""
        ...

    def progress(self, queue: str, job: str) -> Progress:
        """Return where a job stands."""
        ...

    def cancel(self, queue: str, job: str) -> None:
        """Drop a job; one that is gone is no fault."""
        ...
