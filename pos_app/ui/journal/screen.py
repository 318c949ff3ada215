"""The journal tab as the window sees it: what is asked of the service, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.errors import PosError
from pos_app.domain.journal_view import Wanted
from pos_app.domain.money import parse_amount
from pos_app.ui.actions import State
from pos_app.ui.files import ask_where_to_save
from pos_app.ui.glance import Glance
from pos_app.ui.journal.entry_sheet import EntrySheet
from pos_app.ui.journal.table_model import journal_columns
from pos_app.ui.journal.view import JournalPage
from pos_app.ui.tasks import Operation
from pos_app.ui.typed import day_of, plain_figure
from pos_app.ui.widgets.paged_model import PagedTableModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.journal_view import JournalRow
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_SHOWN_DAYS = 7
"""Days that are looked at to begin with."""


class JournalScreen(QObject):
    """The tab."""

    state = State.JOURNAL

    def __init__(
        self, services: Services, tasks: Tasks, theme: Theme, wording: Wording, actions: Mapping[str, Action]
    ) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self._wanted = Wanted()
        self.model: PagedTableModel[JournalRow] = PagedTableModel(
            journal_columns(wording), self._page, lambda row: row.sequence, lambda: 0, tasks
        )
        self.widget = JournalPage(theme, wording, self.model, actions)
        self.setParent(self.widget)
        today = services.shop.books.would_book().business_date
        self.widget.since.setText((today - timedelta(days=_SHOWN_DAYS - 1)).isoformat())
        self._counts = Glance(tasks, lambda: services.journal.glance(self._wanted), self.widget.show_glance, self._say)
        self._people = Glance(tasks, services.journal.people, self.widget.show_people, self._say)
        self._stale = True
        self.widget.changed.connect(self._read)
        self.widget.entry_wanted.connect(self._show_entry)
        self.widget.export.clicked.connect(self._export)
        self.model.loaded.connect(self._on_loaded)
        self.model.failed.connect(self._say)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do."""
        return {"focus_filter": self.widget.focus_filter, "export_journal": self._export}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now."""
        return frozenset() if self._services.journal.may_read else frozenset({"journal.export"})

    def changed(self, _changes: Changes) -> None:
        """Take note that something was written: every fact leaves an entry."""
        self._stale = True
        if self.widget.isVisible():
            self.shown()

    def shown(self) -> None:
        """Read again what is stale, or say who may."""
        _ = self._wording.translate
        self.widget.export.setEnabled(self._services.journal.may_read)
        if not self._services.journal.may_read:
            self._stale = True
            self.widget.show_closed(
                _("The journal is for the owner"),
                _("Who may read it is up to the roles. Press Ctrl+L and let somebody who may sign in."),
            )
            self.widget.setFocus()
            return
        if self._stale:
            self._stale = False
            self._people.ask()
            self._read()
        if not self.widget.isAncestorOf(self.widget.focusWidget()):
            self.widget.focus_filter()

    def _read(self) -> None:
        if not self._services.journal.may_read:
            return
        try:
            self._wanted = self._typed()
        except PosError as problem:
            self._say(problem)
            return
        self.widget.said.say("")
        self.model.search("")
        self._counts.ask()

    def _typed(self) -> Wanted:
        """Return what the filters say. Raise what of them cannot be."""
        page, formats = self.widget, self._wording.formats
        least = page.least.text().strip()
        digits = self._services.shop.profile.currency.digits
        return Wanted(
            person_uid=page.person.currentData(),
            tags=page.wanted_tags(),
            since=_day(page.since.text()),
            until=_day(page.until.text()),
            least=abs(parse_amount(plain_figure(least, formats, digits), digits)) if least else None,
        )

    def _page(self, _text: str, before: int, limit: int) -> tuple[JournalRow, ...]:
        return self._services.journal.page(self._wanted, before, limit)

    def _on_loaded(self) -> None:
        _ = self._wording.translate
        self.widget.show_list(
            _("Nothing of that in these days"), _("Choose other days, or leave the first field empty.")
        )

    def _show_entry(self, row: int) -> None:
        entry = self.model.row_at(row)
        if entry is not None:
            EntrySheet(self.widget.window(), self._theme, self._wording, entry).open()

    def _export(self) -> None:
        _ = self._wording.translate
        day = self._services.shop.books.would_book().business_date
        name = f"journal-{day.isoformat()}.jsonl"
        chosen = ask_where_to_save(self.widget.window(), _("Export the journal"), name, "JSON lines (*.jsonl)")
        if chosen is not None:
            self.export_to(chosen)

    def export_to(self, target: Path) -> None:
        """Write the journal to a file and say so."""
        _, formats = self._wording.translate, self._wording.formats

        def told(count: int) -> None:
            text = _("{count} entries are in {file}. “tools/verify_journal.py” checks them without Countertop.")
            self.widget.said.say(text.format(count=formats.count(count), file=target), "good")

        operation = Operation(lambda: self._services.journal.export(target))
        self._tasks.slow(operation.on_success(told).on_failure(self._say))

    def _say(self, problem: CodedError) -> None:
        self.widget.said.say(self._wording.sentence(problem), "warn")


def _day(text: str) -> date | None:
    return day_of(text) if text.strip() else None
