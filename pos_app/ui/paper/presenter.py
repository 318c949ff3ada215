"""Decides about paper: sends what waits, shows the queue, finds receipts, prints copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from pos_app.domain.printing import PRINTER_PROBLEMS
from pos_app.ui.glance import Glance
from pos_app.ui.messages import Tone
from pos_app.ui.tasks import Operation
from pos_app.ui.typed import plain_figure
from pos_app.ui.wording import job_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.rows import JobRow, ReceiptRow
    from pos_app.services.services import Services
    from pos_app.ui.messages import Messages
    from pos_app.ui.paper.paper_sheet import PaperSheet
    from pos_app.ui.paper.queue_sheet import QueueSheet
    from pos_app.ui.paper.receipts_sheet import ReceiptsSheet
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

AGAIN_MS = 10_000
"""Pause before what still waits is offered to the printer again."""


class PaperPresenter(QObject):
    """The paper desk of the window."""

    announced = Signal(object)
    """`Changes` of something written."""
    offered = Signal()
    """What waits was offered to the printer, whatever came of it."""
    paper_came = Signal(bytes)
    """The picture (PNG) of a receipt from the built-in printer, on the UI thread."""
    _fed = Signal(bytes)

    def __init__(
        self,
        window: QWidget,
        services: Services,
        tasks: Tasks,
        messages: Messages,
        theme: Theme,
        wording: Wording,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._messages = messages
        self._theme = theme
        self._wording = wording
        self._recovered = self._running = self._asked_again = self._copy_asked = False
        self._shown: PaperSheet | None = None
        self._queue: QueueSheet | None = None
        self._jobs = Glance(tasks, self._look, self._show_jobs, self._say)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.run)
        # The printer speaks from a thread of the pool; the queued signal brings the paper over.
        self._fed.connect(self._on_paper, Qt.ConnectionType.QueuedConnection)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the paper desk can do."""
        return {"find_receipt": self.find, "print_again": self.print_last, "show_queue": self.show_queue}

    def start(self) -> None:
        """Put what was cut off when the program last ended in doubt, then send what waits."""
        recover = Operation(self._recover).on_success(self._on_recovered)
        self._tasks.write(recover.on_failure(self._on_not_recovered).on_stray(self._begin_sending))

    def _look(self) -> tuple[JobRow, ...]:
        return self._services.printing.jobs()

    def _recover(self) -> Changes:
        # on the writer's thread, before anything is sent: what prints is loaded here and not by the window
        self._services.paper.on_paper = self._fed.emit
        return self._services.printing.recover()

    def stop(self) -> None:
        """Offer nothing to the printer again by itself: the window closes."""
        self._again.stop()

    def run(self) -> None:
        """Send what waits; while it runs, further wishes are one more run afterwards.

        Nothing is sent before what was cut off is in doubt, or it would be taken for that.
        """
        if not self._recovered:
            return
        if self._running:
            self._asked_again = True
            return
        self._running = True
        operation = Operation(self._print).on_success(lambda outcome: self._on_ran(*outcome))
        self._tasks.slow(operation.on_failure(self._on_not_ran).on_stray(self._stand_still))

    def changed(self, changes: Changes) -> None:
        """Print what a change brought, and keep the open queue true."""
        if changes.jobs:
            self.run()
            self._refresh_queue()

    def show_queue(self) -> None:
        """Open the print queue."""
        from pos_app.ui.paper.queue_sheet import QueueSheet  # loaded when first looked at, as the other sheets

        sheet = QueueSheet(self._window, self._theme, self._wording)
        printing = self._services.printing
        sheet.retry_wanted.connect(lambda uid: self._write(lambda: printing.retry(uid)))
        sheet.discard_wanted.connect(self._discard)
        sheet.settle_wanted.connect(lambda uid, printed: self._write(lambda: printing.settle(uid, printed=printed)))
        sheet.finished.connect(self._forget_queue)
        self._queue = sheet
        self._refresh_queue()
        sheet.open()

    def find(self, text: str = "") -> None:
        """Open the list of receipts, perhaps with what to look for."""
        from pos_app.ui.paper.receipts_sheet import ReceiptsSheet

        sheet = ReceiptsSheet(self._window, self._theme, self._wording)
        sheet.search_wanted.connect(lambda text: self._search(sheet, text))
        sheet.copy_wanted.connect(lambda row: self._copy(row, sheet))
        sheet.field.setText(text)
        self._search(sheet, text)
        sheet.open()

    def print_last(self) -> None:
        """Print the last receipt again, marked as a copy."""
        operation = Operation(self._services.receipts.last).on_success(self._copy_last)
        self._tasks.slow(operation.on_failure(self._say))

    def _copy_last(self, last: ReceiptRow | None) -> None:
        if last is None:
            self._messages.tell(self._wording.translate("There is no receipt yet."), Tone.PLAIN)
        else:
            self._copy(last, None)

    def _on_paper(self, png: bytes) -> None:
        """Show a copy that was asked for over the window; any other paper goes to whoever has a place for it."""
        if not self._copy_asked:
            self.paper_came.emit(png)
            return
        from pos_app.ui.paper.paper_sheet import PaperSheet

        self._copy_asked = False
        if self._shown is not None and isValid(self._shown):
            self._shown.close()
        self._shown = PaperSheet(self._window, self._theme, png, self._wording.translate)
        self._shown.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._shown.show()

    def _search(self, sheet: ReceiptsSheet, text: str) -> None:
        formats = self._wording.formats
        operation = Operation(lambda: self._services.receipts.find(plain_figure(text, formats, formats.digits)))
        operation.on_success(lambda rows: self._on_found(sheet, text, rows))
        operation.on_failure(lambda problem: self._on_not_found(sheet, problem))
        self._tasks.slow(operation)

    def _on_found(self, sheet: ReceiptsSheet, text: str, rows: Sequence[ReceiptRow]) -> None:
        # The answer may come after the sheet was closed.
        if isValid(sheet):
            sheet.show_receipts(text, rows)

    def _on_not_found(self, sheet: ReceiptsSheet, problem: CodedError) -> None:
        if isValid(sheet):
            sheet.say(self._wording.sentence(problem), "muted")

    def _copy(self, row: ReceiptRow, sheet: ReceiptsSheet | None) -> None:
        operation = Operation(lambda: self._services.receipts.print_copy(row.order_uid))
        operation.on_success(lambda changes: self._on_copied(row, sheet, changes)).on_failure(self._say)
        operation.called(self._wording.translate("Print {number} again").format(number=row.number))
        self._tasks.write(operation)

    def _on_copied(self, row: ReceiptRow, sheet: ReceiptsSheet | None, changes: Changes) -> None:
        text = self._wording.translate("A copy of {number} is in the print queue.").format(number=row.number)
        if sheet is not None and isValid(sheet):
            sheet.accept()
        self._messages.tell(text, Tone.GOOD)
        self._copy_asked = True
        self.announced.emit(changes)

    def _discard(self, job: JobRow) -> None:
        named = f"{job_name(job.kind, self._wording.translate)} {job.number}".strip()
        act = self._wording.translate("Discard: {paper}").format(paper=named)
        self._write(lambda: self._services.printing.discard(job.uid), act)

    def _write(self, work: Callable[[], Changes], act: str = "") -> None:
        self._tasks.write(Operation(work).called(act).on_success(self._on_queue_changed).on_failure(self._say))

    def _on_queue_changed(self, changes: Changes) -> None:
        self._refresh_queue()
        self.announced.emit(changes)

    def _on_recovered(self, changes: Changes) -> None:
        self.announced.emit(changes)
        self._begin_sending()

    def _on_not_recovered(self, problem: CodedError) -> None:
        self._say(problem)
        self._begin_sending()

    def _begin_sending(self) -> None:
        self._recovered = True
        self.run()

    def _print(self) -> tuple[Changes, int, CodedError | None]:
        """Send what waits, on the pool; return what changed, how many papers still wait, and why the first does."""
        printing = self._services.printing
        changes, unsent = printing.run(), printing.unsent()
        return changes, unsent, printing.trouble() if unsent else None

    def _on_ran(self, changes: Changes, unsent: int, trouble: CodedError | None) -> None:
        self._running = False
        if isinstance(trouble, PRINTER_PROBLEMS):
            self._say(trouble)
        self._refresh_queue()
        self.announced.emit(changes)
        self.offered.emit()
        if self._asked_again:
            self._asked_again = False
            self.run()
        elif unsent:
            self._again.start()

    def _on_not_ran(self, problem: CodedError) -> None:
        self._messages.about_trouble(problem, self._wording.sentence(problem))
        self._stand_still()

    def _stand_still(self) -> None:
        """Wait a while before the printer is tried again."""
        self._running = self._asked_again = False
        self._again.start()

    def _refresh_queue(self) -> None:
        if self._queue is not None:
            self._jobs.ask()

    def _show_jobs(self, jobs: Sequence[JobRow]) -> None:
        # The answer may come after the sheet was closed.
        if self._queue is not None:
            self._queue.show_jobs(jobs)

    def _forget_queue(self) -> None:
        self._queue = None

    def _say(self, problem: CodedError) -> None:
        self._messages.about_trouble(problem, self._wording.sentence(problem))
