"""A printer behind a queue of the system: `queue://NAME`. The queue must be a raw one, which changes no byte.

A queue takes everything at once and says nothing of the printer. So each paper is followed until its job is done; one
that is not done in time is cancelled: either the system is sure that the printer was not reached, and the paper waits,
or nobody knows, and a person is asked.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import quote

from pos_app.domain.printing import OFFLINE, UNKNOWN, PrinterInterrupted, PrinterOffline
from pos_app.links.devices.drawer import DRAWER_SECONDS, drawer_pulse, drawers_turn
from pos_app.links.devices.spooler import Stage

if TYPE_CHECKING:
    from pos_app.domain.ports import PrinterProfile
    from pos_app.links.devices.spooler import Progress, Spooler

PAPER_SECONDS = 60.0
"""How long a paper may take from the queue to the printer."""
CANCEL_SECONDS = 10.0
"""How long the system may take to drop a job."""
_FIRST_LOOK, _SLOWEST_LOOK = 0.02, 0.5
"""Seconds between two looks at a job; they grow."""
_MOVING_LOOK = 0.05
"""Seconds at most while it is on its way: a queue stopped and started again sends it once more."""


class QueuePrinter:
    """Gives documents to a queue and follows them."""

    def __init__(
        self,
        queue: str,
        profile: PrinterProfile,
        spooler: Spooler,
        *,
        paper: float = PAPER_SECONDS,
        drawer: float = DRAWER_SECONDS,
        over: threading.Event | None = None,
    ) -> None:
        """Take how long a paper and a drawer's pulse may be under way, in seconds.

        Once `over` is set nothing is begun or waited for any more: what is under way is cancelled, looked at once more,
        and in doubt unless that look knows better.
        """
        self._queue = queue
        self._profile = profile
        self._spooler = spooler
        self._paper_seconds, self._drawer_seconds = paper, drawer
        self._over = over or threading.Event()
        self._lock = threading.Lock()
        self._trouble: PrinterOffline | None = None

    @property
    def profile(self) -> PrinterProfile:
        """The profile its documents are laid out for."""
        return self._profile

    @property
    def address(self) -> str:
        """The address as a setting names it."""
        return queue_address(self._queue)

    @property
    def trouble(self) -> PrinterOffline | None:
        """What is wrong with the queue, as of the last look at it."""
        return self._trouble

    @property
    def may_hang(self) -> bool:
        """The system ends its own jobs, and begins each anew."""
        return False

    def status(self) -> str:
        """Say whether the queue works; how the printer is, it mostly cannot say."""
        try:
            state, self._trouble = self._spooler.state(self._queue)
        except PrinterOffline as problem:
            state, self._trouble = OFFLINE, problem
        return state

    def send(self, data: bytes) -> None:
        """Print the document, or raise `PrinterOffline` / `PrinterInterrupted`."""
        with self._lock:
            self._print(data, self._paper_seconds)

    def kick_drawer(self) -> None:
        """Open the drawer once, or raise `PrinterOffline`; a pulse that did not come through in time is dropped."""
        pulse = drawer_pulse(self._profile)
        with drawers_turn(self._lock, self._drawer_seconds, self.address) as left:
            try:
                self._print(pulse, left)
            except PrinterInterrupted as problem:
                raise PrinterOffline(address=self.address, reason="interrupted") from problem

    def _print(self, data: bytes, seconds: float) -> None:
        state = self.status()
        if state != UNKNOWN:
            raise self._trouble or PrinterOffline(address=self.address, reason=state)
        if self._over.is_set():
            raise PrinterOffline(address=self.address, reason="the program closes")
        job = self._spooler.put(self._queue, data)
        try:
            done, untouched = self._followed(job, seconds)
        except PrinterOffline as problem:  # the system stopped answering: the job may still be printed
            raise PrinterInterrupted(address=self.address, sent=0, size=len(data)) from problem
        if done:
            return
        if untouched:
            raise PrinterOffline(address=self.address, reason="waiting in the system's queue")
        raise PrinterInterrupted(address=self.address, sent=0, size=len(data))

    def _followed(self, job: str, seconds: float) -> tuple[bool, bool]:
        """Wait until a job is done, or drop it; tell whether it is done, and else whether no byte left for sure.

        One that the system would send once more is dropped at once: that would be a second paper, and unmarked. One
        that went through twice all the same, between two looks, is not done: a person is asked.
        """
        seen = self._watched(job, seconds, or_again=True)
        if seen[-1].stage in {Stage.WAITING, Stage.MOVING}:
            self._spooler.cancel(self._queue, job)
            seen += self._watched(job, CANCEL_SECONDS)
        last = seen[-1]
        if last.reached is None:
            untouched = all(progress.stage is not Stage.MOVING for progress in seen)
        else:
            untouched = not any(progress.reached for progress in seen)
        return last.stage is Stage.DONE and not _begun_anew(seen), untouched and last.stage is Stage.DROPPED

    def _watched(self, job: str, seconds: float, *, or_again: bool = False) -> list[Progress]:
        """Look at a job until it has ended or time is over, or it is to be sent again; return all that was seen."""
        until, pause = monotonic() + seconds, _FIRST_LOOK
        seen: list[Progress] = []
        while True:
            seen.append(self._spooler.progress(self._queue, job))
            ended = seen[-1].stage in {Stage.DONE, Stage.DROPPED} or (or_again and _begins_again(seen))
            if ended or monotonic() >= until or self._over.is_set():
                return seen
            self._over.wait(min(pause, _MOVING_LOOK) if seen[-1].stage is Stage.MOVING else pause)
            pause = min(2 * pause, _SLOWEST_LOOK)


def _begins_again(seen: list[Progress]) -> bool:
    """Tell whether a job that had reached the printer waits to be sent once more, or is being sent already."""
    waits = seen[-1].stage is Stage.WAITING and any(progress.reached for progress in seen)
    return seen[-1].again or waits or _begun_anew(seen)


def _begun_anew(seen: list[Progress]) -> bool:
    """Tell whether a job was begun once more after it had reached the printer: its paper may be there twice."""
    last = seen[-1].began
    return last is not None and any(progress.reached and progress.began not in {None, last} for progress in seen)


def queue_address(queue: str) -> str:
    """Return how a setting names a queue."""
    return f"queue://{quote(queue, safe='')}"
