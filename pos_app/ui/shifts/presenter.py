"""Decides on shifts: opening and closing with counted cash, cash in and out, the figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.shift import DROP, PAY_IN, PAY_OUT
from pos_app.ui.files import ask_where_to_save
from pos_app.ui.messages import Tone
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.changes import Changes
    from pos_app.domain.denominations import CashCount
    from pos_app.domain.errors import CodedError
    from pos_app.domain.shift import ClosingRow, ShiftLook
    from pos_app.services.services import Services
    from pos_app.services.shifts.close_shift import Closed
    from pos_app.services.shifts.open_shift import Opened
    from pos_app.ui.messages import Messages
    from pos_app.ui.shifts.cash_sheet import CashSheet
    from pos_app.ui.shifts.closings_sheet import ClosingsSheet
    from pos_app.ui.shifts.count_sheet import CountSheet
    from pos_app.ui.shifts.figures_sheet import FiguresSheet
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class ShiftPresenter(QObject):
    """Opens the sheets and does what they ask for."""

    announced = Signal(object)
    """`Changes` of something written."""
    closed = Signal()
    """A shift was closed."""

    def __init__(
        self, window: QWidget, services: Services, tasks: Tasks, messages: Messages, theme: Theme, wording: Wording
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._tasks = tasks
        self._messages = messages
        self._theme = theme
        self._wording = wording
        self.counting: CountSheet | None = None
        self._asked_about: CashCount | None = None
        """What was counted and is far off, when that was said: the same again is meant."""
        self.moving: CashSheet | None = None
        self.figures: FiguresSheet | None = None
        self.closings: ClosingsSheet | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done with shifts."""
        return {
            "open_or_close_shift": self.open_or_close,
            "move_cash": self.move_cash,
            "show_shift": self.show_figures,
            "show_closings": self.show_closings,
        }

    def open_or_close(self) -> None:
        """Count the cash: to begin a shift, or to end the one that is open."""
        services = self._services
        closing = services.shop.duty.shift_id is not None
        asked = services.close_shift.expected if closing else services.open_shift.expected
        operation = Operation(asked).on_success(lambda expected: self._count(expected, closing=closing))
        # behind all that is still to be written
        self._tasks.write(operation.on_failure(self._say))

    def move_cash(self) -> None:
        """Put cash in, take some out, bring some to the safe."""
        from pos_app.ui.shifts.cash_sheet import CashSheet  # loaded when first asked for, as the other sheets

        digits = self._services.shop.profile.currency.digits
        uid = self._services.move_cash.new_movement_uid()
        sheet = self.moving = CashSheet(self._window, self._theme, self._wording, digits)
        sheet.moved.connect(lambda kind, amount, reason: self._move(sheet, kind, amount, reason, uid))
        sheet.finished.connect(self._forget_moving)
        sheet.open()

    def show_figures(self) -> None:
        """Show the figures of the open shift."""
        operation = Operation(self._services.look_at_shift.look).on_success(self._show_look)
        self._tasks.slow(operation.on_failure(self._say))

    def show_closings(self) -> None:
        """Show the shifts that were closed."""
        operation = Operation(self._services.reprint_z.closings).on_success(self._show_closings)
        self._tasks.slow(operation.on_failure(self._say))

    def _show_closings(self, rows: Sequence[ClosingRow]) -> None:
        from pos_app.ui.shifts.closings_sheet import ClosingsSheet

        sheet = self.closings = ClosingsSheet(self._window, self._theme, self._wording, rows)
        sheet.copy_wanted.connect(lambda row: self._print_copy(sheet, row))
        sheet.file_wanted.connect(lambda row: self._ask_for_file(sheet, row))
        sheet.finished.connect(self._forget_closings)
        sheet.open()

    def _print_copy(self, sheet: ClosingsSheet, row: ClosingRow) -> None:
        def queued(changes: Changes) -> None:
            self._tell_closings(sheet, self._wording.translate("It is in the print queue."), "good")
            self.announced.emit(changes)

        operation = Operation(lambda: self._services.reprint_z.print_copy(row.shift_uid)).on_success(queued)
        operation.called(self._wording.translate("Print {number} again").format(number=row.closing.number))
        self._tasks.write(operation.on_failure(lambda problem: self._refuse_closing(sheet, problem)))

    def _ask_for_file(self, sheet: ClosingsSheet, row: ClosingRow) -> None:
        title = self._wording.translate("Save as PDF")
        chosen = ask_where_to_save(sheet, title, f"{row.closing.number}.pdf", "PDF (*.pdf)")
        if chosen is not None:
            self._save(sheet, row, chosen)

    def _save(self, sheet: ClosingsSheet, row: ClosingRow, target: Path) -> None:
        def saved(_none: None) -> None:
            text = self._wording.translate("{number} is in {file}.").format(number=row.closing.number, file=target)
            self._tell_closings(sheet, text, "good")

        keep = self._services.reprint_z.save_pdf
        operation = Operation(lambda: keep(row.shift_uid, row.closing.number, target)).on_success(saved)
        self._tasks.slow(operation.on_failure(lambda problem: self._refuse_closing(sheet, problem)))

    def _refuse_closing(self, sheet: ClosingsSheet, problem: CodedError) -> None:
        self._tell_closings(sheet, self._wording.sentence(problem), "warn")

    def _tell_closings(self, sheet: ClosingsSheet, text: str, look: str) -> None:
        if sheet is self.closings:
            sheet.said.say(text, look)

    def _forget_closings(self) -> None:
        self.closings = None

    def _count(self, expected: int | None, *, closing: bool) -> None:
        from pos_app.ui.shifts.count_sheet import CountSheet

        _ = self._wording.translate
        told = (
            _("Count what lies in the drawer.")
            if expected is None
            else _("{amount} should be there.").format(amount=self._wording.formats.money(expected))
        )
        title, done = (
            (_("Close the shift"), _("Close the shift")) if closing else (_("Open a shift"), _("Open the shift"))
        )
        currency = self._services.shop.profile.currency
        words = (title, told, done)
        sheet = self.counting = CountSheet(self._window, self._theme, self._wording, currency, words, noted=closing)
        sheet.finished_count.connect(self._close if closing else self._open)
        sheet.finished.connect(self._forget_counting)
        sheet.open()

    def _open(self, count: CashCount, _note: str) -> None:
        act = self._called_count(self._wording.translate("Open the shift with {amount} counted"), count)
        operation = Operation(lambda: self._services.open_shift.open(count)).called(act)
        self._tasks.write(operation.on_success(self._on_opened).on_failure(self._refuse_count))

    def _close(self, count: CashCount, note: str) -> None:
        act = self._called_count(self._wording.translate("Close the shift with {amount} counted"), count)
        sure = count == self._asked_about
        operation = Operation(lambda: self._services.close_shift.close(count, note=note, sure=sure)).called(act)
        self._tasks.write(operation.on_success(self._on_closed).on_failure(partial(self._refuse_closing_count, count)))

    def _called_count(self, act: str, count: CashCount) -> str:
        return act.format(amount=self._wording.formats.money(count.amount))

    def _on_opened(self, opened: Opened) -> None:
        said = self._wording.translate("The shift is open.")
        if not opened.expected and self.counting is not None:  # what comes into an empty drawer is the float, not over
            float_amount = self._wording.formats.money(opened.counted)
            self.counting.show_outcome(f"{said} {self._wording.translate('Float')}: {float_amount}", "good")
        else:
            self._tell_count(opened.expected, opened.counted, said)
        self.announced.emit(opened.changes)

    def _on_closed(self, closed: Closed) -> None:
        cash = closed.closing.cash
        said = self._wording.translate("{number}: the shift is closed.").format(number=closed.closing.number)
        self._tell_count(cash.expected, cash.counted, said)
        self.announced.emit(closed.changes)
        # what was sold today comes first in tomorrow's searches
        self._tasks.slow(Operation(self._services.ring_up.refresh_search).on_failure(self._say))
        self.closed.emit()

    def _tell_count(self, expected: int, counted: int, said: str) -> None:
        _, money, difference = self._wording.translate, self._wording.formats.money, counted - expected
        if difference == 0:
            text, look = _("The cash is exactly what it should be."), "good"
        elif difference > 0:
            text, look = _("{amount} over: {expected} should be there."), "warn"
        else:
            text, look = _("{amount} short: {expected} should be there."), "warn"
        text = text.format(amount=money(abs(difference)), expected=money(expected))
        if self.counting is not None:
            self.counting.show_outcome(f"{said} {text}", look)

    def _move(self, sheet: CashSheet, kind: str, amount: int, reason: str, uid: bytes) -> None:
        cash = self._services.move_cash
        act = {PAY_IN: cash.pay_in, PAY_OUT: cash.pay_out, DROP: cash.drop}[kind]
        operation = Operation(lambda: (act(amount, reason, uid), cash.in_drawer()))
        operation.called(self._called_move(kind, amount, reason))
        operation.on_success(lambda done: self._on_moved(sheet, done[0], self._told_move(kind, amount, done[1])))
        self._tasks.write(operation.on_failure(lambda problem: self._refuse_move(sheet, problem)))

    def _called_move(self, kind: str, amount: int, reason: str) -> str:
        """Return what is done with cash, for who must allow it."""
        from pos_app.ui.shifts.cash_sheet import kinds

        act = f"{kinds(self._wording.translate)[kind]}: {self._wording.formats.money(amount)}"
        return f"{act} ({reason})" if reason else act

    def _told_move(self, kind: str, amount: int, there: int | None) -> str:
        """Return what was done with cash, and what should lie in the drawer now, where that may be known."""
        _, money = self._wording.translate, self._wording.formats.money
        text = {
            PAY_IN: _("{amount} put into the drawer."),
            PAY_OUT: _("{amount} taken out of the drawer."),
            DROP: _("{amount} brought to the safe."),
        }[kind].format(amount=money(amount))
        return text if there is None else f"{text} {_('{amount} should be there.').format(amount=money(there))}"

    def _on_moved(self, sheet: CashSheet, changes: Changes, said: str) -> None:
        if sheet is self.moving:
            sheet.accept()
        self._messages.tell(said, Tone.GOOD)
        self.announced.emit(changes)

    def _show_look(self, look: ShiftLook) -> None:
        from pos_app.ui.shifts.figures_sheet import FiguresSheet

        sheet = self.figures = FiguresSheet(self._window, self._theme, self._wording, look)
        sheet.print_wanted.connect(lambda: self._print(sheet))
        sheet.finished.connect(self._forget_figures)
        sheet.open()

    def _print(self, sheet: FiguresSheet) -> None:
        def queued(changes: Changes) -> None:
            if sheet is self.figures:
                sheet.said.say(self._wording.translate("It is in the print queue."), "good")
            self.announced.emit(changes)

        operation = Operation(self._services.look_at_shift.print).on_success(queued)
        self._tasks.write(operation.on_failure(self._say))

    def _refuse_count(self, problem: CodedError) -> None:
        if self.counting is not None:
            self.counting.refuse(self._wording.sentence(problem))

    def _refuse_closing_count(self, count: CashCount, problem: CodedError) -> None:
        """Say why the shift stays open; what was only asked about closes with the same count once more."""
        from pos_app.services.shifts.close_shift import CountDiffers, CountFarOff  # loaded by now

        if isinstance(problem, (CountDiffers, CountFarOff)) and self.counting is not None:
            self._asked_about = count
            self.counting.refuse(self._wording.sentence(problem), "warn")
        else:
            self._refuse_count(problem)

    def _refuse_move(self, sheet: CashSheet, problem: CodedError) -> None:
        if sheet is self.moving:
            sheet.refuse(self._wording.sentence(problem))

    def _say(self, problem: CodedError) -> None:
        self._messages.about_machine(self._wording.sentence(problem))

    def _forget_counting(self) -> None:
        self.counting = self._asked_about = None

    def _forget_moving(self) -> None:
        self.moving = None

    def _forget_figures(self) -> None:
        self.figures = None
