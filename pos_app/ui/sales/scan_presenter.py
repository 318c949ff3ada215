"""What a scan or typed text means: goods, several goods, words to search for, a receipt, or nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.barcode import LONGEST_CODE, UnknownCode, UnreadableCode, WrongCheckDigit
from pos_app.domain.burst import CodesRunTogether, runs_together
from pos_app.domain.errors import CodedError, PosError
from pos_app.domain.payment_code import may_become_payment, payment_kind
from pos_app.services.sales.ring_up import ReceiptScanned
from pos_app.ui.messages import Tone
from pos_app.ui.sales.found import found_row, hit_row, looks_like_code, split_times
from pos_app.ui.typed import plain_text

if TYPE_CHECKING:
    from pos_app.domain.rows import Hit, QuickKey
    from pos_app.services.sales.ring_up import RingUp
    from pos_app.ui.messages import Messages
    from pos_app.ui.sales.presenter import SalesPresenter
    from pos_app.ui.sales.results_popup import FoundRow
    from pos_app.ui.sales.view import SalesView
    from pos_app.ui.wording import Wording


class ScanPresenter(QObject):
    """Reads the scan line. Texts are taken strictly in the order they ended."""

    receipt_scanned = Signal(str)
    """The number of a receipt that was scanned: no goods, but something to look at."""

    def __init__(
        self, view: SalesView, basket: SalesPresenter, ring_up: RingUp, messages: Messages, wording: Wording
    ) -> None:
        super().__init__()
        self._view = view
        self._basket = basket
        self._ring_up = ring_up
        self._messages = messages
        self._wording = wording
        self._searched = ""
        self._choices: dict[int, Hit] = {}
        self._times: int | None = None

    @property
    def searched(self) -> str:
        """The text whose matches are shown."""
        return self._searched

    def scan(self, text: str, *, scanned: bool = False) -> None:
        """Take a text that Enter, Tab or a scanner ended.

        What was `scanned` for certain is a code and no beginning of a name; it beeps where it is refused, for whoever
        looks at the goods and not at the screen.
        """
        self._basket.in_order(lambda: self._take(text, scanned))

    def typed(self, text: str) -> None:
        """Show what the text so far finds."""
        self._choices = {}
        self._searched = words = text
        try:
            self._times, words = split_times(text, self._wording.formats)
        except PosError:
            self._times = None
        plain = plain_text(words).strip()
        if not plain or len(plain) > LONGEST_CODE or payment_kind(plain) or may_become_payment(plain):
            self._view.hide_results()
            return
        try:
            found = self._ring_up.search(words)
        except CodedError as problem:
            self._view.hide_results()
            self._basket.say(problem)
            return
        rows = [found_row(row, words, self._wording.formats) for row in found]
        self._view.results.show_rows(rows, self._view.scan_line_area())

    def choose(self, row: FoundRow | None) -> None:
        """Ring up a row of the results."""
        self._view.hide_results()
        self._view.scan.clear()
        if row is None:
            return
        times, self._times = self._times, None
        known = self._choices.pop(row.variant_id, None)
        self._choices = {}
        self._basket.attempt(lambda: self._basket.add(known or self._ring_up.hit(row.variant_id), times))

    def press_quick_key(self, key: QuickKey) -> None:
        """Ring up a tile; goods with an open price ask for it first."""
        self._basket.in_order(lambda: self._basket.attempt(lambda: self._press(key)))

    def _press(self, key: QuickKey) -> None:
        hit = self._ring_up.hit(key.variant_id)
        if key.open_price:
            self._basket.ask_open_price(hit, key.label)
            return
        self._basket.add(hit, None)

    def _take(self, text: str, scanned: bool) -> None:
        shown = self._view.results_shown() and not scanned
        if shown and text.strip() and text != self._searched and not self._choices:
            # Enter came before the search of the last letters: what is shown belongs to a shorter text.
            self.typed(text)
        current = self._view.results.current() if self._view.results_shown() else None
        if not text.strip():
            if shown:
                self.choose(current)
            return
        self._view.show_done(False)
        if not self._basket.attempt(lambda: self._look_up(text, current if shown else None, scanned)) and scanned:
            self._view.beep()

    def _look_up(self, text: str, current: FoundRow | None, scanned: bool) -> None:
        self._view.hide_results()
        times, code = split_times(text, self._wording.formats)
        if not code:
            self._view.scan.setText(text)
            return
        if current is not None and (self._view.results.moved or current.variant_id in self._choices):
            self._times = times
            self.choose(current)
            return
        try:
            hits = self._find(code)
        except (UnknownCode, WrongCheckDigit, UnreadableCode) as refusal:
            if self._add_parted(plain_text(code), times):
                return
            if scanned or not isinstance(refusal, UnknownCode):
                raise
            self._search_instead(plain_text(code), times, current)
            return
        except ReceiptScanned as receipt:
            self.receipt_scanned.emit(str(receipt.params.get("number", "")))
            return
        if len(hits) == 1:
            self._basket.add(hits[0], times)
        else:
            self._offer(hits, times)

    def _add_parted(self, code: str, times: int | None) -> bool:
        """Ring up the codes of a number that is several ones, all of them or none; return whether it is.

        Raise `CodesRunTogether` where it must be several and can be parted in no way or more than one, or where one
        of them would ask something.
        """
        parts = self._ring_up.parted(code)
        if not parts and not runs_together(code):
            return False
        found = [self._ring_up.look_up(part) for part in parts]
        if not parts or times is not None or any(len(hits) > 1 or hits[0].unmeasured for hits in found):
            raise CodesRunTogether(text=code[:40])
        for hits in found:
            self._basket.add(hits[0])
        return True

    def _find(self, code: str) -> tuple[Hit, ...]:
        """Look a code up as it stands, then as a plain keyboard would have written it."""
        try:
            return self._ring_up.look_up(code)
        except UnknownCode:
            plain = plain_text(code)
            if plain == code:
                raise
        return self._ring_up.look_up(plain)

    def _search_instead(self, words: str, times: int | None, current: FoundRow | None) -> None:
        """Take the chosen or first search result; refuse a misread code instead of selling what it begins like."""
        if words.isdigit() or (current is None and looks_like_code(words)):
            # a number is a code: what merely begins like it was not meant
            raise UnknownCode(text=words[:40])
        if current is None:
            found = self._ring_up.search(words)
            if not found:
                raise UnknownCode(text=words[:40])
            current = found_row(found[0], words, self._wording.formats)
        self._times = times
        self.choose(current)

    def _offer(self, hits: tuple[Hit, ...], times: int | None) -> None:
        """Let the person choose between goods that share a code."""
        self._choices = {hit.item.variant_id: hit for hit in hits}
        self._times = times
        rows = [hit_row(hit, self._wording.formats) for hit in hits]
        self._view.results.show_rows(rows, self._view.scan_line_area())
        self._messages.about_basket(
            self._wording.translate("Several goods share this code. Choose with the arrows and Enter."), Tone.PLAIN
        )
