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
CLEAR_TRIES = 5
"""How often a scale that stands still and goes on saying net is told to clear its tare, before it is believed."""


class ScaleWatch(QObject):
    """The scale of the settings: what it said last, and whether what lies on it has moved since it was taken."""

    told = Signal()
    """It said something, or what is wrong with it: `said` is it."""
    changed = Signal()
    """The settings name another scale; the former one takes nothing off any more."""

    def __init__(self, choice: ScaleChoice, tasks: Tasks) -> None:
        super().__init__()
        self._choice = choice
        self._tasks = tasks
        self._askers: set[object] = set()
        self._said: Reading | CodedError = ScaleNotAnswered()
        self._taken: Reading | None = None
        self._twice = False
        self._address = choice.address
        self._asking = False
        self._clears = 0
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
        """Whether it said the very same twice in a row, and not with a tare that it is being told to clear.

        The 8217 has no check sign, and one turned bit is a weight.
        """
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
        """Let the scale take off what lies on it, and tell what that is: None where it does not say that it does.

        Nothing is told where the settings name another scale by then.
        """
        self._clears = 0
        scale = self._scale()
        if scale is None:
            react(None)
            return
        operation = Operation(scale.tare).on_success(lambda container: self._on_tared(scale, container, react))
        operation.on_failure(lambda _problem: self._on_tared(scale, None, react))
        self._tasks.device(operation.on_stray(lambda: self._on_tared(scale, None, react)))

    def _on_tared(self, scale: Scale, container: Reading | None, react: Callable[[Reading | None], object]) -> None:
        if self._is_current(scale):
            react(container)

    def clear_tare(self) -> None:
        """Let the scale take off nothing any more; one that moves or did not hear is told again until it does so."""
        self._clears = CLEAR_TRIES
        self._send_clear()
        self._poll()

    def _send_clear(self) -> None:
        scale = self._scale()
        if scale is not None:
            # what is wrong with it the next question says
            self._tasks.device(Operation(scale.clear_tare).on_failure(lambda _problem: None))

    def settings_changed(self) -> None:
        """Ask the scale that the settings name now; what the former one said holds no more."""
        if self._choice.address == self._address:
            return
        self._leave_scale()
        self._address = self._choice.address
        self._said, self._twice = ScaleNotAnswered(), False
        self.changed.emit()
        self.told.emit()
        self._poll()

    def stop(self) -> None:
        """Ask no more."""
        self._askers.clear()
        self._pause.stop()
        self._leave_scale()
        self._address = None

    def _leave_scale(self) -> None:
        """Give the port back, on the thread of the scale: it may have to clear a tare before."""
        self._taken, self._clears = None, 0
        former = self._choice.give_up()
        if former is not None:
            self._tasks.device(Operation(former.close))

    def _scale(self) -> Scale | None:
        """Return the scale; none from a change of the settings until that is told: the former is to be left well."""
        return self._choice() if self._choice.address == self._address else None

    def _poll(self) -> None:
        # changed, and nobody has said so yet: what the former one said is not to stand until somebody does
        self.settings_changed()
        scale = self._scale()
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
            self._twice = reading == self._said and not self._clears
            self._said = reading
            self.told.emit()
        self._go_on(POLL_MS)

    def _follow(self, reading: Reading) -> None:
        if self._taken is not None and reading.net is not self._taken.net and reading.steady:
            # only its tare is another: the same goods lie there
            self._taken = reading
        elif reading != self._taken:
            self._taken = None
        if not reading.net:
            self._clears = 0
        elif self._clears:
            self._clears -= reading.steady
            if self._clears:
                self._send_clear()

    def _on_trouble(self, scale: Scale, problem: CodedError) -> None:
        self._asking = False
        if self._is_current(scale):
            # what was taken, and a tare that is still to be cleared, are not forgotten over a lost answer
            self._said, self._twice = problem, False
            self.told.emit()
        self._go_on(RETRY_MS)

    def _on_stray(self) -> None:
        # a fault of ours would come again with each question: what was said before it is no weight any more
        self._asking = False
        self._said, self._twice = ScaleNotAnswered(), False
        self.told.emit()

    @property
    def _wanted(self) -> bool:
        return bool(self._askers) or self._taken is not None or self._clears > 0

    def _is_current(self, scale: Scale) -> bool:
        return self._scale() is scale

    def _go_on(self, pause_ms: int) -> None:
        if self._wanted:
            self._pause.start(pause_ms)
