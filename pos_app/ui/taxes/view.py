"""The taxes page: the classes in use at the left, the chosen one's form at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui import tokens
from pos_app.ui.actions import by_id
from pos_app.ui.tasks import Operation
from pos_app.ui.taxes.class_form import ClassForm
from pos_app.ui.taxes.presenter import TaxesPresenter
from pos_app.ui.taxes.template_sheet import TemplateSheet
from pos_app.ui.taxes.words import taxes_text
from pos_app.ui.widgets.basics import Card, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent

    from pos_app.domain.tax_rules import TaxClass
    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_LIST, _NARROW_LIST = 324, 236
"""Pixels of the list of classes with its margin, and where the page is narrow."""
_NARROW = 1000
"""Pixels of a page that is narrow: the fields of the form need the room."""


def class_model(wording: Wording) -> ShortListModel[TaxClass]:
    """Return the model of classes: name and taxes, code."""
    _ = wording.translate

    def cells(one: TaxClass) -> tuple[Cell, ...]:
        taxes = taxes_text(one.taxes, wording)
        note = _("usual · {taxes}").format(taxes=taxes) if one.usual else taxes
        return Cell(one.name, note), Cell(one.code, tint="muted")

    return ShortListModel((_("Tax class"), _("Code")), 1, cells)


class TaxesPage(QWidget):
    """List and form."""

    announced = Signal(object)
    """`Changes` of what was saved."""
    state_changed = Signal()
    """What can be done on the page is another."""

    def __init__(self, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        actions = by_id(wording.translate)
        self.form = ClassForm(theme, wording, actions)
        self.presenter = TaxesPresenter(services, tasks, wording, self.form)
        self.presenter.setParent(self)
        self.model = class_model(wording)
        self.model.setParent(self)
        self.table = HairlineTable(theme, wording.translate("Tax classes"), till=True)
        self.table.setModel(self.model)
        self.table.set_columns({1: 84}, stretch=0)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.installEventFilter(self)
        self.add = KeyButton(theme, actions["taxes.add"].title, actions["taxes.add"].cap, height=36)
        self.template = KeyButton(theme, actions["taxes.template"].title, actions["taxes.template"].cap, height=36)
        self._filling = False
        self._lay_out()
        self._connect()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the page can do."""
        return {
            "add_tax_class": self.presenter.add,
            "add_tax": self.form.lines.add,
            "save_tax_class": self.presenter.save,
            "leave_tax_class": self.presenter.leave,
            "take_back_taxes": self.presenter.take_back,
            "archive_tax_class": self.presenter.archive,
            "begin_with_country": self.begin_with_country,
        }

    def off(self) -> frozenset[str]:
        """Return what makes no sense now."""
        return self.presenter.off()

    def reload(self) -> None:
        """Read the classes again."""
        self.presenter.reload()

    def focus(self) -> None:
        """Give the focus to the list."""
        self.table.setFocus()

    def begin_with_country(self) -> None:
        """Offer the taxes of some places."""
        operation = Operation(self._services.tax_template.goods).on_success(self._offer)
        self._tasks.slow(operation.on_failure(lambda problem: self.form.said.say(self._wording.sentence(problem))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw the ring round the list while it has the focus."""
        if watched is self.table and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._card.setProperty("lit", event.type() is QEvent.Type.FocusIn)
            self._card.style().unpolish(self._card)
            self._card.style().polish(self._card)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list less room where there is little."""
        super().resizeEvent(event)
        self._left.setFixedWidth(_NARROW_LIST if self.width() < _NARROW else _LIST)

    def _offer(self, goods: int) -> None:
        sheet = TemplateSheet(self.window(), self._services, self._tasks, self._theme, self._wording, goods)
        sheet.used.connect(self._on_used)
        sheet.open()

    def _lay_out(self) -> None:
        head = vertical((2, 6, 2, 6))  # the table has square corners, the card has not
        head.addWidget(self.table, 1)
        self._card = Card(head)
        self._card.setMinimumHeight(tokens.TILL_ROW * 2)
        left = vertical((24, 16, 0, 16), 12)
        left.addWidget(label(self._wording.translate("Taxes"), "section"))
        left.addWidget(self._card, 1)
        left.addWidget(self.add)
        left.addWidget(self.template)
        self._left = QWidget()
        self._left.setLayout(left)
        row = horizontal(spacing=12)
        row.addWidget(self._left)
        row.addWidget(self.form, 1)
        self.setLayout(row)

    def _connect(self) -> None:
        self.presenter.listed.connect(self._show)
        self.presenter.announced.connect(self.announced)
        self.presenter.state_changed.connect(self._on_state)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        handlers = self.handlers()
        actions = by_id(self._wording.translate)
        self.form.wanted.connect(lambda name: handlers[actions[name].handler]())
        self.add.clicked.connect(self.presenter.add)
        self.template.clicked.connect(self.begin_with_country)

    def _show(self, classes: tuple[TaxClass, ...], uid: bytes | None) -> None:
        self._filling = True
        self.model.show(classes)
        places = [place for place, one in enumerate(classes) if one.uid == uid]
        self.table.choose_row(places[0] if places else -1)
        self._filling = False

    def _on_chosen(self) -> None:
        one = self.model.row_at(self.table.row())
        if one is not None and not self._filling:
            self.presenter.choose(one.uid)

    def _on_state(self) -> None:
        off = self.presenter.off()
        for name, button in self.form.buttons.items():
            button.setEnabled(name not in off)
        self.state_changed.emit()

    def _on_used(self, changes: object) -> None:
        self.announced.emit(changes)
        self.reload()
