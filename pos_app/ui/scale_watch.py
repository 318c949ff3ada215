"""Asks the scale again and again while somebody looks at it, on a thread of its own, and brings what it says here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.weighing import Reading, ScaleNotAnswered
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.domain.ports import Scale
    from pos_app.services.sales.scale_choice import ScaleChoice
    from pos_app.ui.tasks import Tasks

POLL_MS = 100
"""Between an answer and the next question; the scale's own rest comes on top."""
RETRY_MS = 500
"""How long a scale that is not there is left alone."""


class ScaleWatch(QObject):
    """The scale of the settings: what it said last, and whether what lies on it has moved since it was taken."""

    told = Signal()
    """It said something, or what is wrong with it: `weight` says which."""

    def __init__(self, choice: ScaleChoice, tasks: Tasks) -> None:
        super().__init__()
        self._choice = choice
        self._tasks = tasks
        self._askers: set[object] = set()
        self._said: Reading | CodedError = ScaleNotAnswered()
        self._taken: Reading | None = None
        self._twice = False
        self._address = choice.address
        self._asking = self._clearing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._poll)

    @property
    def set_up(self) -> bool:
        """Whether the settings name a scale."""
        return self._choice.address is not None

    @property
    def said(self) -> Reading | CodedError:
        """What the scale said last, or why it says nothing."""
        return self._said

    @property
    def said_twice(self) -> bool:
        """Whether it said the very same twice in a row: the 8217 has no check sign, and one turned bit is a weight."""
        return self._twice

    @property
    def moved(self) -> bool:
        """Whether what lies on the scale is other than what was taken last."""
        return self._taken is None

    def ask(self, asker: object) -> None:
        """Begin to ask the scale, until nobody wants to know any more."""
        if not self._askers and self._taken is None:
            self._said, self._twice = ScaleNotAnswered(), False
        self._askers.add(asker)
        self._poll()

    def leave(self, asker: object) -> None:
        """Ask no more for this one."""
        self._askers.discard(asker)

    def take(self) -> None:
        """Note that what lies on the scale was sold: it is followed until it moves."""
        self._taken = self._said if isinstance(self._said, Reading) else None
        self._poll()

    def tare(self, react: Callable[[Reading | None], object]) -> None:
        """Let the scale take off what lies on it, and tell what that is: None where it takes nothing off."""
        self._clearing = False
        scale = self._choice()
        if scale is None:
            react(None)
            return
        operation = Operation(scale.tare).on_success(react)
        self._tasks.device(operation.on_failure(lambda _problem: react(None)))

    def clear_tare(self) -> None:
        """Let the scale take off nothing any more; one that moves is told again until it does so."""
        self._clearing = True
        self._send_clear()
        self._poll()

    def _send_clear(self) -> None:
        scale = self._choice()
        if scale is not None:
            # what is wrong with it the next question says
            self._tasks.device(Operation(scale.clear_tare).on_failure(lambda _problem: None))

    def settings_changed(self) -> None:
        """Ask the scale that the settings name now; what the former one said holds no more."""
        if self._choice.address == self._address:
            return
        self._address = self._choice.address
        self._said, self._taken, self._clearing = ScaleNotAnswered(), None, False
        self._twice = False
        self.told.emit()
        self._poll()

    def stop(self) -> None:
        """Ask no more."""
        self._askers.clear()
        self._taken = None
        self._clearing = False
        self._pause.stop()

    def _poll(self) -> None:
        scale = self._choice()
        if self._asking or scale is None or not self._wanted:
            return
        self._asking = True
        self._pause.stop()
        operation = Operation(scale.read).on_success(lambda reading: self._on_read(scale, reading))
        operation.on_failure(lambda problem: self._on_trouble(scale, problem)).on_stray(self._on_stray)
        self._tasks.device(operation)

    def _on_read(self, scale: Scale, reading: Reading) -> None:
        self._asking = False
        if self._is_current(scale):
            self._follow(reading)
            self._twice = reading == self._said
            self._said = reading
            self.told.emit()
        self._go_on(POLL_MS)

    def _follow(self, reading: Reading) -> None:
        if self._taken is not None and reading.net is not self._taken.net and reading.steady:
            # only its tare is another: the same goods lie there
            self._taken = reading
        elif reading != self._taken:
            self._taken = None
        self._clearing = self._clearing and reading.net
        if self._clearing:
            self._send_clear()

    def _on_trouble(self, scale: Scale, problem: CodedError) -> None:
        self._asking = False
        if self._is_current(scale):
            # whoever pulled its cable may have changed anything on it
            self._taken, self._clearing = None, False
            self._said, self._twice = problem, False
            self.told.emit()
        self._go_on(RETRY_MS)

    def _on_stray(self) -> None:
        # a fault of ours would come again with each question: what was said before it is no weight any more
        self._asking = False
        self._taken, self._clearing = None, False
        self._said, self._twice = ScaleNotAnswered(), False
        self.told.emit()

    @property
    def _wanted(self) -> bool:
        return bool(self._askers) or self._taken is not None or self._clearing

    def _is_current(self, scale: Scale) -> bool:
        return self._choice() is scale

    def _go_on(self, pause_ms: int) -> None:
        if self._wanted:
            self._pause.start(pause_ms)
