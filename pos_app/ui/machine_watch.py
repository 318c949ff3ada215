"""Keeps the status bar true: books, shift, printer, jobs; and notices what other processes changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.changes import Changes
from pos_app.domain.printing import BUILTIN, kind_of_printer
from pos_app.domain.problems import DatabaseDamaged
from pos_app.ui.glance import Glance
from pos_app.ui.tasks import Operation
from pos_app.ui.wording.books import short_fault, whole_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.domain.rows import ShopStatus
    from pos_app.services.proof.divergence import Divergence
    from pos_app.services.services import Services
    from pos_app.ui.messages import Messages
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.widgets.status_bar import StatusBar
    from pos_app.ui.wording import Wording
    from pos_app.ui.wording.makers import Translate

POLL_MS = 2_000
BOOKS_MS = 300_000
PRINTER_MS = 30_000
FIRST_CHECK_MS = 30_000
"""How long after a start the books are looked at in earnest: a shop that opens has other things to do."""


class MachineWatch(QObject):
    """Asks the shop how it is; anything slow is asked away from the screen."""

    changed_elsewhere = Signal(object)
    """`Changes` of everything: something was written by another process."""
    looked = Signal(object)
    """The `ShopStatus` as it stands now."""

    def __init__(self, services: Services, tasks: Tasks, bar: StatusBar, messages: Messages, wording: Wording) -> None:
        super().__init__(bar)
        self._services = services
        self._tasks = tasks
        self._bar = bar
        self._messages = messages
        self._wording = wording
        self._status = Glance(tasks, services.status.status, self._show, self._say)
        self._polling = False
        # Set and read on the writer's thread alone.
        self._foreign = False
        self._printer_state = "ready"
        self._wrong: Divergence | None = None
        self._damaged: CodedError | None = None
        """What is the matter with the file, where its books cannot even be read."""
        self._checking = False
        self._timers = [
            self._timer(POLL_MS, self._poll),
            self._timer(BOOKS_MS, self.look_at_books),
            self._timer(BOOKS_MS, self.check_books),
            self._timer(PRINTER_MS, self.ask_printer),
        ]

    def start(self) -> None:
        """Look at everything once and go on looking."""
        self.refresh()
        self.look_at_books()
        self.ask_printer()
        doubt = Operation(self._services.status.clock_doubt).on_success(self._say_doubt)
        self._tasks.slow(doubt.on_failure(self._say))
        for timer in self._timers:
            timer.start()
        QTimer.singleShot(FIRST_CHECK_MS, self, self.check_books)

    def stop(self) -> None:
        """Look no more."""
        for timer in self._timers:
            timer.stop()

    def changed(self, changes: Changes) -> None:
        """Follow what this window wrote, and tell a clock that is behind."""
        self.refresh()
        if changes.jobs or changes.settings:
            self.ask_printer()
        if changes.clock_behind_seconds:
            self._messages.about_machine(_behind(changes.clock_behind_seconds, self._wording.translate))

    def refresh(self) -> None:
        """Show shift, jobs and books as they stand."""
        self._status.ask()

    def _show(self, status: ShopStatus) -> None:
        _, bar = self._wording.translate, self._bar
        if status.shift_opened_at is None:
            bar.set_fact(bar.shift, _("Shift closed"))
        else:
            bar.set_fact(bar.shift, _("Shift since {time}").format(time=self._wording.time(status.shift_opened_at)))
        self._show_books(status.books)
        if status.doubtful_jobs:
            one = status.doubtful_jobs == 1
            text = _("1 paper in doubt (Ctrl+J)") if one else _("{count} papers in doubt (Ctrl+J)")
            bar.set_fact(bar.jobs, text.format(count=status.doubtful_jobs), "warn")
        elif status.unsent_jobs:
            text = _("1 job waiting") if status.unsent_jobs == 1 else _("{count} jobs waiting")
            bar.set_fact(bar.jobs, text.format(count=status.unsent_jobs))
        else:
            bar.set_fact(bar.jobs, _("No jobs waiting"))
        self.looked.emit(status)

    def look_at_books(self) -> None:
        """Check the end of the journal and the protection of the books."""
        operation = Operation(self._services.status.look_at_books).on_success(lambda _state: self.refresh())
        self._tasks.slow(operation.on_failure(self._say))

    def check_books(self) -> None:
        """Let another process recompute the books, where anything came to them since it last did."""
        if not self._checking:
            self._checking = True
            operation = Operation(self._check).on_success(self._on_checked).on_stray(self._stop_checking)
            self._tasks.slow(operation.on_failure(self._on_unchecked))

    def _check(self) -> tuple[Divergence | None] | None:
        """Return what is wrong with the books, if anything; None where nothing was looked at."""
        check = self._services.self_check
        verdict = check.look() if check.is_due() else None
        if verdict is None:
            return None
        return (verdict.first or self._services.backups.look_ahead(),)

    def _on_checked(self, found: tuple[Divergence | None] | None) -> None:
        self._checking = False
        if found is not None:
            self._wrong, self._damaged = found[0], None
            self.refresh()

    def _on_unchecked(self, problem: CodedError) -> None:
        self._checking = False
        if isinstance(problem, DatabaseDamaged):
            self._damaged = problem
            self.refresh()
        self._say(problem)

    def _stop_checking(self) -> None:
        self._checking = False

    def ask_printer(self) -> None:
        """Ask the printer how it is."""
        operation = Operation(self._services.printing.printer_state)
        self._tasks.slow(operation.on_success(self._show_printer).on_failure(self._say))

    def _show_printer(self, state: str) -> None:
        _ = self._wording.translate
        if state == "ready" and self._printer_state != "ready":
            # What was said of it while it was off is true no more; the clock, the disk and the books are no better.
            self._messages.clear_printer()
        self._printer_state = state
        no_printer = kind_of_printer(self._services.settings.values.printer) == BUILTIN
        words = {
            "ready": (_("Receipts on screen") if no_printer else _("Printer ready"), "small"),
            "out_of_paper": (_("Printer is out of paper"), "warn"),
            "unknown": (_("Printer cannot say how it is"), "small"),
            "cover_open": (_("Printer's cover is open"), "warn"),
            "printer_stuck": (_("Printer answers no more"), "warn"),
        }
        self._bar.set_fact(self._bar.printer, *words.get(state, (_("Printer is off"), "warn")))

    def _show_books(self, state: str) -> None:
        _ = self._wording.translate
        if self._damaged is not None:
            self._bar.set_books(_("The shop's file is damaged"), "bad", self._wording.sentence(self._damaged))
            return
        if self._wrong is not None:
            self._bar.set_books(short_fault(self._wrong, _), "bad", whole_fault(self._wrong, _))
            return
        words = {
            "balanced": (_("Books balance"), "good"),
            "broken": (_("Books do not balance: run “pos verify”"), "bad"),
        }
        self._bar.set_books(*words.get(state, (_("Books not checked yet"), "muted")))

    def _poll(self) -> None:
        if self._polling:
            return
        self._polling = True
        operation = Operation(self._look_elsewhere).on_success(self._on_polled).on_stray(self._stop_polling)
        # A busy database is asked again at the next turn; a write would have said it already.
        self._tasks.write(operation.on_failure(lambda _problem: self._stop_polling()))

    def _look_elsewhere(self) -> bool:
        """Tell whether another process wrote; on the writer's thread, since it is asked of the writer's connection."""
        self._foreign = self._services.status.changed_elsewhere() or self._foreign
        if not self._foreign:
            return False
        self._services.settings.reload()
        self._foreign = False
        return True

    def _stop_polling(self) -> None:
        self._polling = False

    def _on_polled(self, elsewhere: bool) -> None:
        self._polling = False
        if not elsewhere:
            return
        everything = Changes(orders=True, stock=True, shift=True, jobs=True, baskets=True, settings=True, catalog=True)
        self.refresh()
        self.changed_elsewhere.emit(everything)

    def _timer(self, pause: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer

    def _say_doubt(self, doubt: CodedError | None) -> None:
        if doubt is not None:
            self._say(doubt)

    def _say(self, problem: CodedError) -> None:
        self._messages.about_trouble(problem, self._wording.sentence(problem))


def _behind(seconds: int, _: Translate) -> str:
    """Return what is said of a clock that is behind: in the unit of which there are two at least."""
    spans = ((86_400, _("{count} days")), (3600, _("{count} h")), (60, _("{count} min")), (1, _("{count} s")))
    unit, words = next(((unit, words) for unit, words in spans if seconds >= 2 * unit), spans[-1])
    text = _("This computer's clock is {span} behind the books; sales keep the books' time. Set the clock.")
    return text.format(span=words.format(count=seconds // unit))
