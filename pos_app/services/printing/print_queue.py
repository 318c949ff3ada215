"""The print queue: jobs stored with their cause, sent after the commit, never in the way of a sale.

    waiting ──> sending ──> done
       ^           │
       │           └──> doubtful ──> done (it was printed) or waiting (print it again)
       └── retry

`sending` is on disk before the first byte. What is `sending` when the program starts was cut off: it becomes
`doubtful` and a person is asked; it is never sent again by itself. What is sent again after a doubt is marked COPY,
whoever said what: the first paper may lie somewhere. A paper that cannot be made holds nothing up: it
keeps its problem and waits, and those behind it are sent.
"""

from __future__ import annotations

import json
import threading
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import select, update

from pos_app.data.tables.jobs import DISCARDED, DONE, DOUBTFUL, WAITING, job
from pos_app.domain.changes import Changes
from pos_app.domain.errors import CodedError, EnvironmentProblem, PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.printing import (
    OFFLINE,
    OUT_OF_PAPER,
    READY,
    UNKNOWN,
    NoFontFor,
    PrinterInterrupted,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterUnheard,
)
from pos_app.services.printing.job_book import JobBook
from pos_app.services.printing.papers import AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from pos_app.domain.ports import Printer
    from pos_app.domain.rows import JobRow
    from pos_app.services.books import Posting
    from pos_app.services.printing.papers import Paper
    from pos_app.services.shop.shop import Shop


class JobGone(PosError):
    """The job is not in a state where this can be done."""


class _Outcome(Enum):
    """What became of a job that was offered to the printer."""

    SENT = auto()
    PASSED = auto()
    """Not this one, but the next may be sent."""
    STOPPED = auto()
    """The printer is in the way."""


def _show_nothing() -> None:
    """Stand in where nobody looks at the paper."""


class PrintQueue:
    """What this till still has to print.

    `rows` gives what is on the paper of a job of this kind, with this document and body; `show` is called after each
    paper, when its job is put down as done.
    """

    def __init__(
        self,
        shop: Shop,
        rows: Callable[[str, bytes, dict[str, Any]], Paper],
        printer: Callable[[], Printer],
        render: Callable[[Paper, Printer], bytes],
        show: Callable[[], None] = _show_nothing,
    ) -> None:
        self._shop = shop
        self._book = JobBook(shop)
        self._rows = rows
        self._printer = printer
        self._render = render
        self._show = show
        self._one_at_a_time = threading.Lock()
        self._unrecorded: set[int] = set()
        """Jobs of this process whose end could not be put down: the database was in the way."""
        self._cut_off = False
        """Whether the program ended within a paper, and nobody has said since that the printer is done with it."""

    def jobs(self) -> tuple[JobRow, ...]:
        """Return the last jobs and whatever is not settled, newest first."""
        return self._book.rows()

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state that is not settled."""
        return self._book.counts()

    def unsent(self) -> int:
        """Return how many jobs are not settled."""
        return sum(self.counts().values())

    def trouble(self) -> CodedError | None:
        """Return what keeps the first paper that waits; None where nothing does."""
        return self._book.trouble()

    def receipt_of(self, order_uid: bytes) -> JobRow | None:
        """Return how the receipt of a sale stands; None where it has none.

        While it waits, its problem is what keeps it: its own, or that of the first paper in front of it.
        """
        row = self._book.receipt(order_uid)
        if row is None or row.state != WAITING or row.problem is not None:
            return row
        return replace(row, problem=self.trouble())

    def recover(self) -> Changes:
        """Call what was being sent when the program ended doubtful; before anything is sent.

        What a thread of this program is sending now was not cut off: another window has begun it.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            return Changes()
        try:
            self._cut_off = self._book.doubt()
        finally:
            self._one_at_a_time.release()
        return Changes(jobs=self._cut_off)

    def run(self) -> Changes:
        """Send what waits, oldest first, until nothing waits or the printer is in the way.

        Never raises for a printer that is off: the job keeps the problem and waits on. Another thread that is
        sending already does the work of both. A fault of the program's own in making one paper is raised when all
        others have been sent.
        """
        if not self._one_at_a_time.acquire(blocking=False):
            return Changes()
        try:
            if self._unrecorded:
                self._book.doubt(self._unrecorded)
                self._unrecorded.clear()
            sent = self._send_all()
        finally:
            self._one_at_a_time.release()
        return Changes(jobs=sent)

    def retry(self, uid: bytes) -> Changes:
        """Let a doubtful, waiting or discarded job be sent again. Raise `JobGone`."""
        if self._settle(uid, WAITING, (WAITING, DOUBTFUL, DISCARDED)) == WAITING:
            self._cut_off = False  # it was read why this paper waits
        return Changes(jobs=True)

    def discard(self, uid: bytes) -> Changes:
        """Never send a job; the journal says who decided. Raise `JobGone`."""
        self._settle(uid, DISCARDED, (WAITING, DOUBTFUL))
        return Changes(jobs=True)

    def settle(self, uid: bytes, *, printed: bool) -> Changes:
        """Answer for a doubtful job: it was printed, or it is to be sent again. Raise `JobGone`."""
        self._settle(uid, DONE if printed else WAITING, (DOUBTFUL,))
        if printed:
            self._cut_off = False  # the paper came to its end
        return Changes(jobs=True)

    def printer_state(self) -> str:
        """Ask the printer: `ready`, `out_of_paper`, `offline`, `unknown`, or the code of why it is offline."""
        try:
            printer = self._printer()
            state = printer.status()
        except CodedError:
            return OFFLINE
        why = printer.trouble
        return state if state != OFFLINE or why is None or type(why) is PrinterOffline else why.code

    def _send_all(self) -> bool:
        """Walk along the waiting jobs; tell whether any was sent.

        A paper that cannot be made holds up no other; its fault is raised at the end. A fault in sending is raised at
        once: it is the printer's, and every other job would come to doubt too.
        """
        sent, after = False, 0
        faults: list[Exception] = []
        while (row := self._book.next_waiting(after)) is not None:
            after = row.id
            outcome = self._offer(row, faults)
            if outcome is _Outcome.STOPPED:
                break
            sent |= outcome is _Outcome.SENT
        if faults:
            raise faults[0]
        return sent

    def _offer(self, row: Row[Any], faults: list[Exception]) -> _Outcome:
        try:
            printer = self._printer()
            self._refuse_unheard(printer, refuse_unready(printer))
        except (PosError, EnvironmentProblem) as problem:
            self._book.keep_waiting(row.id, problem)
            return _Outcome.STOPPED
        content = self._made(row, printer, faults)
        if content is None or not self._begun(row, content):
            return _Outcome.PASSED
        outcome = self._deliver(row, printer, content)
        try:
            self._show()
        except Exception as fault:  # noqa: BLE001 - the paper came: what fails in showing it is no matter of the job
            faults.append(fault)
        return outcome

    def _refuse_unheard(self, printer: Printer, state: str) -> None:
        """Raise `PrinterUnheard` where what is sent may become the rest of a paper that broke off with the program."""
        if state == READY:
            self._cut_off = False
        if self._cut_off and printer.may_hang:
            raise PrinterUnheard(address="", reason=state)

    def _made(self, row: Row[Any], printer: Printer, faults: list[Exception]) -> bytes | None:
        """Return the bytes of a job's paper; None for one that cannot be made, which is no reason to keep others."""
        try:
            return self._render(self._rows(row.kind, row.document_uid, json.loads(row.body)), printer)
        except (PosError, NoFontFor) as problem:
            self._book.keep_waiting(row.id, problem)
        except EnvironmentProblem:
            raise  # the database: no other paper could be made either
        except Exception as fault:  # noqa: BLE001 - a fault of ours in this paper; it is raised after the others
            faults.append(fault)
        return None

    def _begun(self, row: Row[Any], content: bytes) -> bool:
        self._unrecorded.add(row.id)
        return self._book.begin(row.id, content)

    def _deliver(self, row: Row[Any], printer: Printer, content: bytes) -> _Outcome:
        try:
            printer.send(content)
        except (PrinterOffline, PrinterOutOfPaper) as problem:  # not one byte left
            return self._ended(row, WAITING, problem)
        except (PosError, EnvironmentProblem) as problem:
            return self._ended(row, DOUBTFUL, problem)
        except Exception:
            self._ended(row, DOUBTFUL, PrinterInterrupted(address="", sent=0, size=len(content)))
            raise
        return self._ended(row, DONE)

    def _ended(self, row: Row[Any], state: str, problem: CodedError | None = None) -> _Outcome:
        self._book.end(row.id, state, problem)
        self._unrecorded.discard(row.id)
        return _Outcome.SENT if state == DONE else _Outcome.STOPPED

    def _settle(self, uid: bytes, state: str, allowed: tuple[str, ...]) -> str:
        """Bring a job into another state; return the one it was in. Raise `JobGone`."""
        needs = Permission.JOB_DISCARD if state == DISCARDED else None
        with self._shop.posting(needs) as posting:
            before = posting.connection.execute(select(job.c.state, job.c.body).where(job.c.uid == uid)).first()
            if before is None or before.state not in allowed:
                raise JobGone
            body = json.loads(before.body)
            if before.state == DOUBTFUL and state != DONE:
                body[AGAIN] = True
            # a printer may have been changed since: what is sent again is made again
            values = {
                "body": json.dumps(body, ensure_ascii=False),
                "state": state,
                "changed_at": posting.at,
                "problem": None,
                "problem_params": None,
                "content": None,
            }
            step = update(job).where(job.c.uid == uid, job.c.state == before.state).values(**values)
            if posting.connection.execute(step).rowcount == 0:  # on a server another has come between
                raise JobGone
            if state == DISCARDED:
                _journal_discarded(posting, uid)
        return str(before.state)


def _journal_discarded(posting: Posting, uid: bytes) -> None:
    document = posting.connection.execute(select(job.c.document_uid).where(job.c.uid == uid)).scalar_one()
    posting.journal(Tag.JOB_DISCARDED, document, {"job": uid.hex()})


def refuse_unready(printer: Printer) -> str:
    """Ask before the first byte: a printer that says it has no paper would swallow the receipt.

    Return its state: ready, or unknown where it cannot say. Raise `PrinterOutOfPaper`, or what the printer says of
    why it is offline.
    """
    state = printer.status()
    if state in (READY, UNKNOWN):
        return state
    if state == OUT_OF_PAPER:
        raise PrinterOutOfPaper
    raise printer.trouble or PrinterOffline(address="", reason=state)
