"""Ctrl+J: what waits for the printer, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from pos_app.ui.paper.rows import jobs_model
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.rows import JobRow
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_OPEN = frozenset({"waiting", "doubtful", "discarded"})


class QueueSheet(Sheet):
    """The list of jobs with their states."""

    retry_wanted = Signal(object)
    """uid of a job to send again."""
    discard_wanted = Signal(object)
    """The `JobRow` to give up."""
    settle_wanted = Signal(object, bool)
    """uid of a doubtful job, and whether its paper came."""

    def __init__(self, parent: QWidget | None, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("Print queue"), (760, 520))
        self.model = jobs_model(wording)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Print queue"), till=True, ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 110, 2: 210}, stretch=0)
        self.table.let_rows_grow(0)
        self.nothing = label(_("Nothing was printed yet."), "muted", Qt.AlignmentFlag.AlignHCenter)
        self.doubt = Notice(theme)
        self._question = _("Nobody knows whether this paper came out. Look at the printer, then say so.")
        self.retry = self._button(theme, _("Print again"), "Ctrl+R", self._retry)
        self.discard = self._button(theme, _("Discard"), "Del", self._discard)
        self.printed = self._button(theme, _("It was printed"), "Ctrl+Y", lambda: self._settle(True))
        self.not_printed = self._button(theme, _("It was not"), "Ctrl+N", lambda: self._settle(False))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.doubt)
        row = horizontal(spacing=8)
        for button in (self.retry, self.discard, self.printed, self.not_printed):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._follow_choice())
        # The list follows when it is read.
        self.nothing.hide()
        self._follow_choice()

    def show_jobs(self, jobs: Sequence[JobRow]) -> None:
        """Show the queue, keeping the chosen job."""
        chosen = self.chosen()
        self.model.show(jobs)
        places = [place for place, job in enumerate(jobs) if chosen is not None and job.uid == chosen.uid]
        self.table.choose_row(places[0] if places else 0)
        self.table.setVisible(bool(jobs))
        self.nothing.setVisible(not jobs)
        self._follow_choice()
        self.table.setFocus()

    def chosen(self) -> JobRow | None:
        """Return the chosen job."""
        return self.model.row_at(self.table.row())

    def _follow_choice(self) -> None:
        job = self.chosen()
        state = job.state if job else ""
        self.retry.setEnabled(state in _OPEN)
        self.discard.setEnabled(state in {"waiting", "doubtful"})
        for button in (self.printed, self.not_printed):
            button.setVisible(state == "doubtful")
        self.doubt.say(self._question if state == "doubtful" else "", "warn")

    def _button(self, theme: Theme, title: str, key: str, act: Callable[[], None]) -> KeyButton:
        made = KeyButton(theme, title, key.replace("+", " "), height=36)
        made.setAutoDefault(False)
        made.clicked.connect(act)
        shortcut = QShortcut(QKeySequence(key, QKeySequence.SequenceFormat.PortableText), self)
        shortcut.activated.connect(made.click)
        return made

    def _retry(self) -> None:
        if (job := self.chosen()) is not None:
            self.retry_wanted.emit(job.uid)

    def _discard(self) -> None:
        if (job := self.chosen()) is not None:
            self.discard_wanted.emit(job)

    def _settle(self, printed: bool) -> None:
        if (job := self.chosen()) is not None:
            self.settle_wanted.emit(job.uid, printed)
