"""What happens on the taxes page: which class is in the form, what is saved, what is refused and where it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import PosError
from pos_app.domain.tax_rules import TaxDraft, tried
from pos_app.ui.glance import Glance
from pos_app.ui.tasks import Operation
from pos_app.ui.typed import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.tax import Tax
    from pos_app.domain.tax_rules import TaxClass
    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.taxes.class_form import ClassForm
    from pos_app.ui.wording import Wording

_EXAMPLE = 100
"""Whole units of the shop's money that the example begins with."""


class TaxesPresenter(QObject):
    """Keeps one class in the form. Unsaved work is never filled over.

    One write at a time: a key pressed twice is one wish, and what is typed while it runs is not saved by it.
    """

    announced = Signal(object)
    """`Changes` of what was saved."""
    listed = Signal(object, object)
    """The classes in use, and the uid of the one in the form (None for a new one)."""
    state_changed = Signal()

    def __init__(self, services: Services, tasks: Tasks, wording: Wording, form: ClassForm) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._wording = wording
        self._form = form
        self.classes: tuple[TaxClass, ...] = ()
        self.chosen: TaxClass | None = None
        self.new = self.dirty = self.busy = False
        self._typed_since = False
        self._saved_code = ""
        self._classes = Glance(tasks, services.taxes.classes, self._on_read, self._say)
        form.edited.connect(self._on_edited)

    def reload(self) -> None:
        """Read the classes again; the form follows unless something in it is not saved."""
        self._classes.ask()

    def choose(self, uid: bytes) -> None:
        """Bring a class into the form, or say that the one in it is not saved."""
        if self.chosen is not None and self.chosen.uid == uid and not self.new:
            return
        if self.dirty:
            self._form.said.say(
                self._wording.translate("This class is not saved yet. Ctrl+S saves it, Esc leaves it as it was."),
                "warn",
            )
            self._list()
            return
        self.new = False
        self._saved_code = ""
        self.chosen = next((one for one in self.classes if one.uid == uid), None)
        self._form.saved.say("")
        self._fill()

    def add(self) -> None:
        """Begin a new class, taxed on the side the usual one is; not while another is being written."""
        if self.busy:
            return
        if self.dirty:
            self.choose(b"")
            return
        self.new = True
        self._form.saved.say("")
        self._fill()
        self._list()
        self._form.name.setFocus()

    def leave(self) -> None:
        """Bring back into the form what is kept, unless just that is being written."""
        if self.busy:
            return
        self.new = False
        self.chosen = self.chosen or next(iter(self.classes), None)
        self._fill()
        self._list()
        self._form.said.say("")

    def save(self) -> None:
        """Keep what stands in the form, in one transaction."""
        if self.busy:
            return
        try:
            work = self._work()
        except PosError as refusal:
            self._say(refusal)
            return
        self._run(work, self._wording.translate("Saved"), self._form.code.text().strip())

    def archive(self) -> None:
        """Put the class in the form out of use."""
        if self.chosen is not None and "taxes.archive" not in self.off():
            uid = self.chosen.uid
            self._run(lambda: self._services.tax_class.archive(uid), self._wording.translate("Archived"))

    def take_back(self) -> None:
        """Take back the next change that comes."""
        if self.chosen is not None and "taxes.take_back" not in self.off():
            uid, day = self.chosen.uid, self.chosen.coming[0].valid_from
            work: Callable[[], Changes] = lambda: self._services.tax_class.take_back(uid, day)  # noqa: E731
            self._run(work, self._wording.translate("Taken back"))

    def off(self) -> frozenset[str]:
        """Return what makes no sense now."""
        off = set[str]()
        if not self.dirty:
            off.add("taxes.save")
        if not (self.dirty or self.new):
            off.add("taxes.leave")
        unsettled = self.new or self.dirty or self.busy
        if unsettled or self.chosen is None:
            off.add("taxes.archive")
        if unsettled or self.chosen is None or not self.chosen.coming:
            off.add("taxes.take_back")
        return frozenset(off)

    def _work(self) -> Callable[[], Changes]:
        """Return what is to be done on the writer. Raise what in the form cannot be read."""
        form, keep = self._form, self._services.tax_class
        name, code, day, drafts = form.name.text(), form.code.text(), self._day(), form.lines.drafts()
        if self.new or self.chosen is None:
            return lambda: keep.add(code, name, day, drafts)
        uid = self.chosen.uid
        if drafts == _numbered(self._in_force(day)):
            return lambda: keep.change(uid, code, name)
        return lambda: keep.change(uid, code, name, day=day, taxes=drafts)

    def _day(self) -> date:
        text = self._form.day.text()
        return day_of(text)

    def _in_force(self, day: date) -> tuple[Tax, ...]:
        """Return the taxes of the class in the form on a day to come, as they are kept."""
        if self.chosen is None:
            return ()
        taxes = self.chosen.taxes
        for rule in self.chosen.coming:
            if rule.valid_from <= day:
                taxes = rule.taxes
        return taxes

    def _run(self, work: Callable[[], Changes], said: str, code: str = "") -> None:
        """Write, and read right behind it: the class that was written is known before anything else can be done."""
        taxes = self._services.taxes
        operation = Operation(lambda: (work(), taxes.classes()))
        operation.on_success(lambda outcome: self._on_done(*outcome, said, code))
        self.busy, self._typed_since = True, False
        self._tasks.write(operation.on_failure(self._on_refused).on_stray(self._free))
        self.state_changed.emit()

    def _free(self) -> None:
        self.busy = False
        self.state_changed.emit()

    def _on_refused(self, problem: CodedError) -> None:
        self._free()
        self._say(problem)

    def _on_done(self, changes: Changes, classes: tuple[TaxClass, ...], said: str, code: str) -> None:
        self.busy = self.new = False
        self.dirty = self._typed_since
        self._saved_code = code
        self.chosen = self._found(classes)
        self._form.said.say("")
        self._form.saved.say(said, "good")
        self._on_read(classes)
        self._head()
        self.state_changed.emit()
        self.announced.emit(changes)

    def _on_read(self, classes: tuple[TaxClass, ...]) -> None:
        self.classes = classes
        if not (self.dirty or self.new or self.busy):
            self.chosen = self._found(classes) or next(iter(classes), None)
            self._fill()
        self._list()

    def _found(self, classes: Sequence[TaxClass]) -> TaxClass | None:
        """Return the class that was saved last, else the one in the form, as they are now."""
        uid = self.chosen.uid if self.chosen else None
        saved = (one for one in classes if one.code == self._saved_code)
        former = (one for one in classes if one.uid == uid)
        return next(saved, None) or next(former, None)

    def _list(self) -> None:
        self.listed.emit(self.classes, None if self.new or self.chosen is None else self.chosen.uid)

    def _fill(self) -> None:
        """Fill the form without saying that anything was typed."""
        form, chosen = self._form, None if self.new else self.chosen
        form.name.setText(chosen.name if chosen else "")
        form.code.setText(chosen.code if chosen else "")
        form.day.setText(self._services.taxes.today().isoformat())
        form.lines.show_drafts(_numbered(chosen.taxes) if chosen else [self._first()])
        self._head()
        self.dirty = False
        self._try_out()
        self.state_changed.emit()

    def _head(self) -> None:
        """Say which class the form is of and what comes for it; nothing of it is typed."""
        chosen = None if self.new else self.chosen
        self._form.title.setText(chosen.name if chosen else self._wording.translate("New tax class"))
        self._form.show_coming(chosen.coming if chosen else ())

    def _first(self) -> TaxDraft:
        """Return what a new class begins with: the usual one's first tax without its rate."""
        usual = next((one for one in self.classes if one.usual and one.taxes), None)
        return TaxDraft(usual.taxes[0].name, -1, usual.taxes[0].included) if usual else TaxDraft("", -1, included=True)

    def _on_edited(self) -> None:
        self.dirty = self._typed_since = True
        self._form.saved.say("")
        self._form.said.say("")
        self._try_out()
        self.state_changed.emit()

    def _try_out(self) -> None:
        try:
            drafts = self._form.lines.drafts()
        except PosError:
            self._form.show_example(None)
            return
        self._form.show_example(tried(_EXAMPLE * 10**self._wording.formats.digits, drafts))

    def _say(self, problem: CodedError) -> None:
        self._form.said.say(self._wording.sentence(problem), "bad")


def _numbered(taxes: Sequence[Tax]) -> tuple[TaxDraft, ...]:
    """Return kept taxes as the form would: each at its place of the stack."""
    return tuple(
        TaxDraft(tax.name, tax.rate_ppm, tax.included, place, tax.compound and place > 1)
        for place, tax in enumerate(taxes, 1)
    )
