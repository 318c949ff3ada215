"""An import that was cut off: offered at the start to be finished or undone, while selling goes on beside it.

Both are done by a process of their own; a thread of the pool waits for what it tells.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from pos_app.domain.changes import Changes
from pos_app.ui.messages import Tone
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from pos_app.domain.errors import CodedError
    from pos_app.services.catalog.import_model import ImportReport, UnfinishedImport
    from pos_app.services.catalog.import_process import ImportProcess
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.messages import Messages
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.widgets.offer_strip import OfferStrip
    from pos_app.ui.wording import Wording

T = TypeVar("T")
FINISH, UNDO = "import.finish", "import.undo"
"""Actions: ids in the one list."""


class CutOffImport(QObject):
    """Offers, has one of the two done, and says what was done."""

    announced = Signal(object)
    """`Changes`: the catalog is another."""
    moved = Signal()
    """What is offered has changed."""
    run = Signal(str)
    """The id of an action that a button asked for."""
    _came_to = Signal(int)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        strip: OfferStrip,
        messages: Messages,
        wording: Wording,
        actions: Mapping[str, Action],
    ) -> None:
        super().__init__(strip)
        self._services = services
        self._process: ImportProcess | None = None
        self._tasks = tasks
        self._strip = strip
        self._messages = messages
        self._wording = wording
        self._found: UnfinishedImport | None = None
        self._running = ""
        self._closed = threading.Event()
        # Progress is told from a thread of the pool; the queued signal brings it over.
        self._came_to.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._offered: Collection[str] = ()
        for name in (FINISH, UNDO):
            strip.add_choice(actions[name])
        strip.chosen.connect(self.run)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done about it."""
        return {"finish_import": self.finish, "undo_import": self.undo}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now: all that is not offered."""
        return frozenset((FINISH, UNDO)) - frozenset(self._offered)

    @property
    def is_under_way(self) -> bool:
        """Whether it is being finished or undone now."""
        return bool(self._running)

    def start(self) -> None:
        """Look whether an import was cut off."""
        self._tasks.slow(Operation(self._look).on_success(self._offer).on_failure(self._say))

    def stop(self) -> None:
        """Leave what is under way: the window closes. What is done so far is on disk; the rest is offered again."""
        self._closed.set()
        if self._process is not None:
            self._process.stop()

    def _look(self) -> UnfinishedImport | None:
        """Ask for the run that was cut off; all that knows of imports is loaded only where there is one."""
        return self._services.imports.unfinished() if self._services.status.import_open() else None

    def _possible(self, found: UnfinishedImport) -> Collection[str]:
        """Return what can be done: an undo that was cut off can only go on."""
        return (UNDO,) if found.undoing else (FINISH, UNDO)

    def finish(self) -> None:
        """Go on with the import where it stopped."""
        found, process, _ = self._require(), self._own_process(), self._wording.translate
        text = _("The import of {file} goes on: {rows} rows so far. You can sell meanwhile.")
        self._run(text, lambda: self._go_on(found, process), lambda done: self._on_finished(*done))

    def undo(self) -> None:
        """Take back what the import did."""
        uid, process, _ = self._require().uid, self._own_process(), self._wording.translate
        text = _("The import of {file} is being undone: {rows} rows so far. You can sell meanwhile.")
        self._run(text, lambda: process.undo(uid, self._came_to.emit), self._on_undone)

    def _offer(self, found: UnfinishedImport | None) -> None:
        self._found = found
        if found is None:
            return
        _, formats = self._wording.translate, self._wording.formats
        text = _("The import of {file} was cut off after {rows} rows. Finish it, or undo what it did.")
        if found.undoing:
            text = _("Undoing the import of {file} was cut off. Go on undoing it.")
        self._offer_again(text.format(file=found.file_name, rows=formats.count(found.rows_done)))

    def _offer_again(self, text: str) -> None:
        self._running = ""
        self._show(text, self._possible(self._require()))

    def _show(self, text: str, offered: Collection[str], look: str = "warn") -> None:
        """Say how it stands, with what can be done: by its buttons here, by its keys everywhere."""
        self._strip.offer(text, offered, look)
        self._follow(offered)

    def _follow(self, offered: Collection[str]) -> None:
        if self._offered != offered:
            self._offered = offered
            self.moved.emit()

    def _own_process(self) -> ImportProcess:
        from pos_app.services.catalog.import_process import ImportProcess

        self._process = self._process or ImportProcess(self._services.shop)
        return self._process

    def _run(self, text: str, work: Callable[[], T], react: Callable[[T], object]) -> None:
        from pos_app.services.catalog.import_process import ImportEnded

        self._running = text
        self._show_progress(0)

        def until_closed() -> Callable[[], object]:
            try:
                result = work()
            except ImportEnded:
                if self._closed.is_set():
                    return lambda: None
                raise
            return lambda: react(result)

        operation = Operation(until_closed).on_success(lambda reaction: reaction()).on_failure(self._on_failed)
        self._tasks.slow(operation.on_stray(lambda: self._offer(self._found)))

    def _go_on(self, found: UnfinishedImport, process: ImportProcess) -> tuple[ImportReport, Path | None]:
        """Finish, on the pool; return what was done, and where the rows are that were refused since it was cut off."""
        from pos_app.services.catalog.rejects_file import RejectsFile, free_path

        path = free_path(self._services.shop.profile.folder, found.file_name)
        rejects = RejectsFile(path, self._wording.row_sentence)
        try:
            with rejects:
                report = process.finish(found.uid, lambda at: self._came_to.emit(at.rows), rejects)
        finally:
            if not rejects.count:
                path.unlink(missing_ok=True)
        return report, path if rejects.count else None

    def _show_progress(self, rows: int) -> None:
        # The last step may be told after the end.
        if self._running:
            shown = self._wording.formats.count(rows)
            self._show(self._running.format(file=self._require().file_name, rows=shown), (), "muted")

    def _on_finished(self, report: ImportReport, rejects: Path | None) -> None:
        _, count = self._wording.translate, self._wording.formats.count
        text = _("The import of {file} is finished: {added} goods added, {changed} changed, {rejected} rows refused.")
        if rejects is not None:
            # The place first: the status bar cuts what is too long at its end.
            text = _("Refused rows are in {path}.") + " " + text
        figures = {"added": report.added, "changed": report.changed, "rejected": report.rejected}
        self._end(text, {"path": str(rejects), **{name: count(figure) for name, figure in figures.items()}})

    def _on_undone(self, _nothing: None) -> None:
        self._end(self._wording.translate("The import of {file} was undone; the catalog is as it was before."), {})

    def _end(self, text: str, figures: Mapping[str, str]) -> None:
        said = text.format(file=self._require().file_name, **figures)
        self._found, self._running = None, ""
        self._strip.clear()
        self._follow(())
        self._messages.about_machine(said, Tone.GOOD)
        self.announced.emit(Changes(catalog=True))

    def _on_failed(self, problem: CodedError) -> None:
        self._offer_again(self._wording.sentence(problem))

    def _require(self) -> UnfinishedImport:
        if self._found is None:
            raise LookupError("no import was cut off")
        return self._found

    def _say(self, problem: CodedError) -> None:
        self._messages.about_machine(self._wording.sentence(problem))
