"""Work away from the screen: a writer in order, a pool for the slow, a device's thread, one signal to bring results."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from pos_app.domain.errors import CodedError
from pos_app.domain.permissions import NotAllowed
from pos_app.services.shop.shop import approved

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.people import Approval

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Leave(Protocol):
    """Who asks for somebody's leave."""

    def ask(
        self, refusal: NotAllowed, act: str, then: Callable[[Approval], object], otherwise: Callable[[], object]
    ) -> None:
        """Ask who allows an act, named with its figures; `then` does it with that word, else `otherwise` follows."""
        ...


class NoLeave:
    """Nobody is there to be asked."""

    def ask(
        self, _refusal: NotAllowed, _act: str, _then: Callable[[Approval], object], otherwise: Callable[[], object]
    ) -> None:
        """Let what is refused stay so."""
        otherwise()


class Operation(Generic[T]):
    """One piece of work and what to do with its outcome on the UI thread.

    `work` runs on another thread and touches no widget. `on_failure` gets a `PosError` or `EnvironmentProblem`;
    every other exception, and a coded one that nobody awaits, is a fault of ours and goes to the crash hook, after
    `on_stray` was told: whoever waits for the outcome is never left waiting.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._success: Callable[[T], object] | None = None
        self._failure: Callable[[CodedError], object] | None = None
        self._stray: Callable[[], object] | None = None
        self.not_allowed: NotAllowed | None = None
        """Why it was not done, where somebody else could allow it."""
        self.act = ""
        """What it does, in the screen's words and with its figures: whoever allows it reads this."""

    def on_success(self, react: Callable[[T], object]) -> Operation[T]:
        """Call `react` with the result, on the UI thread."""
        self._success = react
        return self

    def on_failure(self, react: Callable[[CodedError], object]) -> Operation[T]:
        """Call `react` with the coded error, on the UI thread."""
        self._failure = react
        return self

    def on_stray(self, react: Callable[[], object]) -> Operation[T]:
        """Call `react` on the UI thread when the work ends in a fault, before the fault is reported."""
        self._stray = react
        return self

    def called(self, act: str) -> Operation[T]:
        """Name what it does, for who is asked to allow it."""
        self.act = act
        return self

    def with_leave(self, approval: Approval) -> Operation[T]:
        """Return the same once more, done with somebody's word."""

        def work() -> T:
            with approved(approval):
                return self._work()

        again = Operation(work)
        again.act = self.act
        again._success, again._failure, again._stray = self._success, self._failure, self._stray
        return again

    def strayed(self) -> None:
        """Tell whoever waits that there is no outcome."""
        if self._stray is not None:
            self._stray()

    def perform(self) -> Callable[[], object]:
        """Do the work here and now; return what must still happen on the UI thread."""
        try:
            result = self._work()
        except CodedError as problem:
            self.not_allowed = problem if isinstance(problem, NotAllowed) else None
            return self._reaction_to(problem)
        success = self._success
        return (lambda: success(result)) if success else (lambda: None)

    def _reaction_to(self, problem: CodedError) -> Callable[[], object]:
        failure = self._failure
        if failure is None:
            raise problem
        return lambda: failure(problem)


class Tasks(QObject):
    """Runs operations: writes one after another in the order given, slow things side by side."""

    _finished = Signal(object, object)
    """What must still happen on the UI thread, and the fault that the work ended in, if any."""

    def __init__(
        self,
        on_crash: Callable[[BaseException], None],
        slow_threads: int = 4,
        on_late_crash: Callable[[BaseException], None] | None = None,
    ) -> None:
        """`on_late_crash` hears of faults in what nobody waits for any more, else `on_crash` does."""
        super().__init__()
        self._on_crash = on_crash
        self._on_late_crash = on_late_crash or on_crash
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._pool = ThreadPoolExecutor(slow_threads, thread_name_prefix="slow")
        self._device = ThreadPoolExecutor(1, thread_name_prefix="device")
        self._pending = 0
        self._under_way: set[Future[None]] = set()
        self._held: list[Operation[Any]] = []
        self.leave: Leave = NoLeave()
        """Asked where an operation is not among what the person at the till may do."""
        self._closed = self._retired = False
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._painted.setInterval(0)
        self._painted.timeout.connect(self._hand_over)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def pending(self) -> int:
        """How many operations have not been brought back yet."""
        return self._pending + len(self._held)

    def write(self, operation: Operation[Any]) -> None:
        """Run on the writer's thread, after everything given to it before."""
        self._hand_over()
        self._submit(self._writer, operation)

    def write_soon(self, operation: Operation[Any]) -> None:
        """As `write`, but begin when what is to be painted now is painted.

        One thread at a time runs Python: the writer's, begun at once, would hold the picture up.
        """
        self._held.append(operation)
        self._painted.start()

    def slow(self, operation: Operation[Any]) -> None:
        """Run on the pool: the network, a printer, a long read."""
        self._submit(self._pool, operation)

    def device(self, operation: Operation[Any]) -> None:
        """Run on the thread of the device that is asked again and again; slow printers do not hold it up."""
        self._submit(self._device, operation)

    def shutdown(self) -> None:
        """Wait for everything under way, and for what its results still ask for; what comes later is dropped."""
        self._hand_over()
        while self._under_way:
            wait(self._under_way)
            self._under_way = {future for future in self._under_way if not future.done()}
            # The results wait in this object's event queue; deliver them before the window's objects go.
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
            self._hand_over()
        self._closed = True
        self._writer.shutdown(wait=True)
        self._pool.shutdown(wait=True)
        self._device.shutdown(wait=True)

    def retire(self) -> None:
        """Wait for what is being written, and let the rest go on without anybody to hear of it.

        Another window takes over: it shall not wait for a printer that hangs or a long look at the books. A fault in
        one of them is reported all the same.
        """
        self._hand_over()
        self._retired = True
        self._writer.shutdown(wait=True)
        self._pool.shutdown(wait=False)
        self._device.shutdown(wait=False)

    def _hand_over(self) -> None:
        """Give the writer what waited for the picture; Qt's timers come after its paint events."""
        self._painted.stop()
        held, self._held = self._held, []
        for operation in held:
            self._submit(self._writer, operation)

    def _submit(self, executor: ThreadPoolExecutor, operation: Operation[Any]) -> None:
        if self._closed or self._retired:
            logger.info("an operation came after the end and was dropped")
            return
        self._pending += 1
        self._under_way = {future for future in self._under_way if not future.done()}
        self._under_way.add(executor.submit(self._run, executor, operation))

    def _run(self, executor: ThreadPoolExecutor, operation: Operation[Any]) -> None:
        stray: BaseException | None = None
        try:
            reaction = operation.perform()
            if operation.not_allowed is not None:
                reaction = self._asking(executor, operation, operation.not_allowed, reaction)
        except BaseException as fault:  # noqa: BLE001 - a stray must reach the crash dialog, not die in a thread
            stray = fault
            reaction = partial(self._on_stray, operation, fault)
        self._finished.emit(reaction, stray)

    def _asking(
        self,
        executor: ThreadPoolExecutor,
        operation: Operation[Any],
        refusal: NotAllowed,
        refused: Callable[[], object],
    ) -> Callable[[], object]:
        """Return what asks for leave, and does the operation with it, or lets the refusal be told."""
        return lambda: self.leave.ask(
            refusal, operation.act, lambda approval: self._submit(executor, operation.with_leave(approval)), refused
        )

    def _on_stray(self, operation: Operation[Any], stray: BaseException) -> None:
        try:
            operation.strayed()
        finally:
            self._on_crash(stray)

    def _deliver(self, reaction: Callable[[], object], stray: BaseException | None) -> None:
        self._pending -= 1
        if self._retired:
            if stray is not None:
                self._on_late_crash(stray)
            return
        try:
            reaction()
        except Exception as fault:  # noqa: BLE001 - the same for what a reaction stumbles over
            self._on_crash(fault)
