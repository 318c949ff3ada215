"""The taxes of a class as rows that can be typed into, in the order of their stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.domain.formats import PERCENT_DIGITS
from pos_app.domain.numbers import percent_text
from pos_app.domain.tax_rules import LONGEST_NAME, TaxDraft, parse_rate
from pos_app.domain.tax_templates import RatesMissing
from pos_app.ui import tokens
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import label
from pos_app.ui.widgets.inputs import CheckBox, ComboBox
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_RATE, _SIDE = 76, 136
"""Pixels of the columns that have a width of their own."""
_CROSS = "\N{MULTIPLICATION SIGN}"


class TaxLine:
    """The fields of one tax."""

    def __init__(self, theme: Theme, wording: Wording, draft: TaxDraft | None) -> None:
        _ = wording.translate
        self._formats = wording.formats
        self.name = QLineEdit(draft.name if draft else "")
        self.name.setMaxLength(LONGEST_NAME)
        self.rate = QLineEdit(self._typed(draft.rate_ppm) if draft and draft.rate_ppm >= 0 else "")
        self.rate.setFixedWidth(_RATE)
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.side = ComboBox(theme)
        self.side.addItem(_("inside the price"), True)
        self.side.addItem(_("on top of it"), False)
        self.side.setCurrentIndex(self.side.findData(draft.included if draft else True))
        self.side.setFixedWidth(_SIDE)
        self.compound = CheckBox(theme, "")
        self.compound.setChecked(bool(draft and draft.compound))
        self.off = KeyButton(theme, _CROSS, height=tokens.TARGET_DESK, ink="muted")
        self.off.setFixedWidth(tokens.TARGET_DESK)
        for field, name in self._named(wording):
            field.setMinimumHeight(tokens.TARGET_DESK)
            field.setAccessibleName(name)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return self.name, self.rate, self.side, self.compound, self.off

    def draft(self, place: int) -> TaxDraft:
        """Return what is typed, as the tax at a place of the stack. Raise what is wrong with the rate, or missing."""
        if not self.rate.text().strip():
            raise RatesMissing
        rate = parse_rate(plain_figure(self.rate.text().strip().removesuffix("%"), self._formats, PERCENT_DIGITS))
        compound = self.compound.isChecked() and place > 1
        return TaxDraft(self.name.text().strip(), rate, bool(self.side.currentData()), place, compound)

    def _named(self, wording: Wording) -> list[tuple[QWidget, str]]:
        _ = wording.translate
        names = (_("Name of the tax"), _("Rate in percent"), _("Inside the price or on top of it"))
        return list(zip(self.fields, (*names, _("Also on the taxes above"), _("Take the tax away")), strict=True))

    def _typed(self, rate_ppm: int) -> str:
        """Return a rate as the language of the screen writes it, without its sign."""
        return self._formats.percent(rate_ppm).rstrip("%\N{NO-BREAK SPACE} ") or percent_text(rate_ppm)


class TaxLines(QWidget):
    """The rows. Only a person's hand makes them speak."""

    edited = Signal()

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__()
        self._theme = theme
        self._wording = wording
        _ = wording.translate
        self.lines: list[TaxLine] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self.heads = [
            label(text, "small") for text in (_("Name of the tax"), _("Rate in %"), _("Price"), _("On taxes above"))
        ]
        self.heads[1].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, head in enumerate(self.heads):
            self._grid.addWidget(head, 0, column)
        self.none = label(_("No tax: goods of this class are sold without any."), "muted")
        self._grid.addWidget(self.none, 1, 0, 1, 5)

    def show_drafts(self, drafts: Sequence[TaxDraft]) -> None:
        """Show these taxes instead of those that are there."""
        while self.lines:
            self._forget(self.lines[-1])
        for draft in drafts:
            self._put(TaxLine(self._theme, self._wording, draft))
        self._arrange()

    def drafts(self) -> tuple[TaxDraft, ...]:
        """Return what is typed. Raise what is wrong with the first rate that is none."""
        return tuple(line.draft(place) for place, line in enumerate(self.lines, 1))

    def add(self, draft: TaxDraft | None = None) -> None:
        """Add a row for one more tax, on the side of the last, and go to it."""
        last = self.lines[-1] if self.lines else None
        side = TaxDraft("", -1, included=bool(last.side.currentData()) if last else True)
        self._put(TaxLine(self._theme, self._wording, draft or side))
        self._arrange()
        self.lines[-1].name.setFocus()
        self.edited.emit()

    def _put(self, line: TaxLine) -> None:
        self.lines.append(line)
        line.name.textEdited.connect(lambda _text: self.edited.emit())
        line.rate.textEdited.connect(lambda _text: self.edited.emit())
        line.side.activated.connect(lambda _place: self.edited.emit())
        line.compound.clicked.connect(lambda _on: self.edited.emit())
        line.off.clicked.connect(lambda: self._take_away(line))

    def _take_away(self, line: TaxLine) -> None:
        place = self.lines.index(line)
        self._forget(line)
        self._arrange()
        if self.lines:
            self.lines[min(place, len(self.lines) - 1)].name.setFocus()
        self.edited.emit()

    def _forget(self, line: TaxLine) -> None:
        self.lines.remove(line)
        for field in line.fields:
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()

    def _arrange(self) -> None:
        before: QWidget | None = None
        for row, line in enumerate(self.lines, 1):
            for column, field in enumerate(line.fields):
                self._grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignVCenter)
                field.setVisible(field is not line.compound or row > 1)
                if before is not None:
                    self.setTabOrder(before, field)
                before = field
        self.none.setVisible(not self.lines)
        for column, head in enumerate(self.heads):
            head.setVisible(bool(self.lines) and (column < len(self.heads) - 1 or len(self.lines) > 1))
