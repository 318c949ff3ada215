"""Ctrl+T: begin with the taxes of a place, in a shop that has no goods yet; the person sees and confirms them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.errors import PosError
from pos_app.domain.formats import PERCENT_DIGITS
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import parse_rate, tried
from pos_app.domain.tax_templates import TEMPLATES, filled, named
from pos_app.services.taxes.use_template import GoodsAreTaxed
from pos_app.ui import tokens
from pos_app.ui.tasks import Operation
from pos_app.ui.taxes.words import class_names, taxes_text, template_name, trial_rows
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import Card, NamedFigure, Notice, horizontal, label, vertical
from pos_app.ui.widgets.inputs import CheckBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.tax_templates import FilledClass, Template
    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_SIZE = (820, 520)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOST_ASKED = 2


class TemplateSheet(Sheet):
    """Places at the left, what one of them would make at the right. Nothing is kept before Enter."""

    used = Signal(object)
    """`Changes` of a place that was taken."""

    def __init__(
        self, parent: QWidget, services: Services, tasks: Tasks, theme: Theme, wording: Wording, goods: int
    ) -> None:
        """`goods` is how many are in the shop: with any, the sheet only shows what it would have been."""
        super().__init__(parent, wording.translate("Begin with the taxes of a country"), _SIZE)
        self._barred = GoodsAreTaxed(goods=goods) if goods else None
        self._busy = False
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        _ = wording.translate
        self.model: ShortListModel[Template] = ShortListModel(
            (_("Country"),), 1, lambda one: (Cell(template_name(one.key, wording)),)
        )
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Countries"), ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({}, stretch=0)
        self.table.horizontalHeader().hide()
        self.rates = [self._rate() for _place in range(_MOST_ASKED)]
        self._rate_titles = [
            label(text, "strong") for text in (_("Rate in %"), _("Reduced rate in %, if there is one"))
        ]
        self._found = vertical((14, 12, 14, 12), 6)
        self._rows: list[QWidget] = []
        self.money = CheckBox(theme, "")
        self.money.setChecked(True)
        self.said = Notice(theme)
        self.use = KeyButton(theme, _("Use these taxes"), "Enter", Kind.PRIMARY, 40)
        self.use.clicked.connect(self._use)
        self._lay_out()
        self.model.show(tuple(TEMPLATES.values()))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.table.choose_row(0)
        self.table.setFocus()

    @property
    def template(self) -> Template:
        """The place that is chosen."""
        return self.model.row_at(max(self.table.row(), 0)) or next(iter(TEMPLATES.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter anywhere in the sheet as the word to go."""
        if Qt.Key(event.key()) in _ENTER:
            self._use()
            return
        super().keyPressEvent(event)

    def _rate(self) -> QLineEdit:
        field = QLineEdit()
        field.setFixedWidth(120)
        field.setMinimumHeight(tokens.TARGET_DESK)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.textEdited.connect(lambda _text: self._show())
        return field

    def _lay_out(self) -> None:
        row = horizontal(spacing=24)
        self.table.setFixedWidth(300)
        row.addWidget(self.table)
        row.addLayout(self._right(), 1)
        self.body.addLayout(row, 1)
        note = label(
            self._wording.translate(
                "Rates change by law. Compare them with what your tax office says before you confirm; each can be"
                " changed afterwards."
            ),
            "small",
        )
        note.setWordWrap(True)
        self.add([note, self.said])
        foot = horizontal(spacing=8)
        foot.addWidget(self.money)
        foot.addStretch(1)
        foot.addWidget(self.use)
        self.body.addLayout(foot)

    def _right(self) -> QVBoxLayout:
        column = vertical(spacing=8)
        for title, field in zip(self._rate_titles, self.rates, strict=True):
            title.setBuddy(field)
            field.setAccessibleName(title.text())
            column.addWidget(title)
            column.addWidget(field)
        column.addWidget(Card(self._found, "quiet"))
        column.addStretch(1)
        return column

    def _on_chosen(self) -> None:
        """Show another country; a rate that was typed for the one before is not its own."""
        for field in self.rates:
            field.clear()
        self._show()

    def _show(self) -> None:
        """Show what the chosen place would make of the shop."""
        _, template = self._wording.translate, self.template
        asked = template.asked
        for place, (title, field) in enumerate(zip(self._rate_titles, self.rates, strict=True)):
            title.setVisible(place < len(asked))
            field.setVisible(place < len(asked))
        self.said.say(self._wording.sentence(self._barred) if self._barred else "", "warn")
        self.use.setEnabled(self._barred is None)
        code = self._services.shop.profile.currency.code
        self.money.setVisible(template.currency not in {"", code})
        self.money.setText(_("Sell in {currency} instead of {before}").format(currency=template.currency, before=code))
        self._clear()
        try:
            self._show_classes(self._classes())
        except PosError:
            self._put(label(_("Type the rate to see what it makes."), "muted"))

    def _clear(self) -> None:
        for row in self._rows:
            self._found.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []

    def _show_classes(self, classes: tuple[FilledClass, ...]) -> None:
        _, wording = self._wording.translate, self._wording
        for place, one in enumerate(classes):
            taxes = [Tax(b"", t.name, t.rate_ppm, t.included, t.order, t.compound) for t in one.taxes]
            name = _("{name} (usual)").format(name=one.name) if place == 0 else one.name
            self._put(self._figure(name, taxes_text(taxes, wording), "strong"))
        trial = tried(100 * 10**wording.formats.digits, classes[0].taxes)
        example = label(_("Example"), "small")
        example.setContentsMargins(0, 10, 0, 0)
        self._put(example)
        for name, figure in trial_rows(trial, wording)[:-1]:
            self._put(self._figure(name, figure, "muted"))
        self._put(self._figure(_("To pay"), wording.formats.amount(trial.to_pay), "strong"))

    def _figure(self, name: str, figure: str, look: str) -> NamedFigure:
        row = NamedFigure(name, look, "")
        row.figure.setText(figure)
        return row

    def _put(self, row: QWidget) -> None:
        self._found.addWidget(row)
        self._rows.append(row)

    def _classes(self) -> tuple[FilledClass, ...]:
        """Return the classes of the chosen place. Raise what is wrong with a rate, or that it is missing."""
        template = self.template
        rates = [self._typed(field.text()) for field, _one in zip(self.rates, template.asked, strict=False)]
        return named(filled(template, rates), class_names(self._wording))

    def _typed(self, text: str) -> int | None:
        if not text.strip():
            return None
        return parse_rate(plain_figure(text.strip().removesuffix("%"), self._wording.formats, PERCENT_DIGITS))

    def reject(self) -> None:
        """Stay while the taxes are being written."""
        if not self._busy:
            super().reject()

    def _use(self) -> None:
        if self._barred or self._busy:
            return
        try:
            classes = self._classes()
        except PosError as refusal:
            self._say(refusal)
            return
        wanted = self.money.isChecked() and not self.money.isHidden()
        currency = self.template.currency if wanted else ""
        self._busy = True
        self.use.setEnabled(False)
        operation: Operation[Changes] = Operation(lambda: self._services.tax_template.use(classes, currency))
        self._tasks.write(operation.on_success(self._on_used).on_failure(self._say).on_stray(self._free))

    def _free(self) -> None:
        self._busy = False
        self.use.setEnabled(True)

    def _on_used(self, changes: Changes) -> None:
        self._busy = False
        self.accept()
        self.used.emit(changes)

    def _say(self, problem: CodedError) -> None:
        self._free()
        self.said.say(self._wording.sentence(problem), "bad")
