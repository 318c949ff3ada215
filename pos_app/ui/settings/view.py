"""The settings tab: pages at the left, what belongs to the page in the middle, the receipt or the taxes beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.domain.printing import ANY_MODEL
from pos_app.services.shop.settings import declared
from pos_app.ui.actions import State
from pos_app.ui.backups.presenter import BackupPresenter
from pos_app.ui.glance import Glance
from pos_app.ui.people.staff_presenter import StaffPresenter
from pos_app.ui.settings.currency_row import CurrencyRow
from pos_app.ui.settings.fields import SettingField
from pos_app.ui.settings.label_row import LabelRow, UsualLayouts
from pos_app.ui.settings.preview import ReceiptPreview
from pos_app.ui.settings.printer_card import AdviceCard
from pos_app.ui.settings.printer_presenter import PrinterPresenter
from pos_app.ui.settings.rows import SettingRow, rows_page
from pos_app.ui.settings.saving import Saving
from pos_app.ui.settings.scale_row import ScaleRow
from pos_app.ui.tasks import Operation
from pos_app.ui.taxes.view import TaxesPage
from pos_app.ui.widgets.basics import horizontal
from pos_app.ui.widgets.page_list import PageList
from pos_app.ui.widgets.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.domain.ports import SerialPort
    from pos_app.domain.printing import PrinterModel
    from pos_app.domain.tax_rules import TaxClass
    from pos_app.services.printing.printer_desk import FittedPrinter
    from pos_app.services.services import Services
    from pos_app.services.shop.settings import Declared
    from pos_app.ui.actions import Action
    from pos_app.ui.backup_watch import BackupWatch
    from pos_app.ui.people.keys_presenter import KeysPresenter
    from pos_app.ui.scale_watch import ScaleWatch
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

TAXES = "Taxes"
"""The page that is no list of settings; it stands behind the prices."""
MONEY = "Prices"
"""The page that begins with the shop's money."""
SCALE = "Scale"
"""The page that shows what the scale says."""
CODES = "Codes"
"""The page that ends with a field to try labels in."""
STAFF = "Staff"
"""The page that begins with who works here."""
BACKUPS = "Backups"
"""The page that begins with the backups there are."""
PRINTER = "Printer"
"""The page that begins with the printer itself."""
_BESIDE_PAPER = frozenset({"Shop", "Prices", "Receipt", "Printer"})
"""Pages that have the receipt beside them: what stands on the others never comes onto paper."""
_ON_PAPER = frozenset({"Shop", "Receipt", "Printer"})
"""Groups whose settings change what the paper looks like."""


class _Choices(Struct, frozen=True):
    """What the fields offer that is not declared with them."""

    classes: tuple[TaxClass, ...]
    fixed_by: str
    """What fixes the shop's money; empty while it can be chosen."""
    models: tuple[PrinterModel, ...]


class SettingsScreen(QObject):
    """The tab. A value is saved when a person leaves its field; failing is said beside it."""

    announced = Signal(object)
    """`Changes` of something saved."""
    state_changed = Signal()
    """Another page is on screen, or something on it can be done now or no more."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        theme: Theme,
        wording: Wording,
        actions: Mapping[str, Action],
        scale: ScaleWatch,
        backups: BackupWatch,
        recovery: KeysPresenter,
    ) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self.rows: dict[str, SettingRow] = {}
        self.currency = CurrencyRow(theme, wording)
        self.preview = ReceiptPreview(tasks, theme, wording, self._drawing)
        self._choices = Glance(tasks, self._look, self._show_choices, self._say_of_money)
        self.taxes = TaxesPage(services, tasks, theme, wording)
        self.usual = UsualLayouts(theme, wording)
        self.label = LabelRow(services.ring_up, self._layouts, theme, wording)
        self.try_scale = ScaleRow(scale, theme, wording)
        self._ports = Glance(tasks, services.scale.ports, self._offer_ports, lambda _problem: None)
        self._saving = Saving(services.settings, tasks, self)
        self.printer = PrinterPresenter(services, tasks, theme, wording, actions, self._with_what_is_typed)
        self.staff = StaffPresenter(services, tasks, theme, wording, actions)
        self.backups = BackupPresenter(services, tasks, theme, wording, actions, backups)
        self._recovery, self._keys_card = recovery, recovery.card(actions)
        self._declared = list(declared().values())
        self.groups = self._groups()
        self._stack = Stack()
        _ = wording.translate
        keys = [actions[name].cap for name in ("settings.above", "settings.below")]
        self.pages = PageList(theme, [_(name) for name in self.groups], _("Pages"), _("Turn the pages"), keys)
        self.widget = self._built()
        self.setParent(self.widget)
        self._connect()
        self._fill()
        self.ask_choices()

    @property
    def state(self) -> State:
        """What is on screen."""
        states = {TAXES: State.TAXES, PRINTER: State.PRINTER, STAFF: State.STAFF, BACKUPS: State.BACKUPS}
        return states.get(self.groups[self.pages.place], State.SETTINGS)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do beside its fields."""
        turn = {"page_above": lambda: self._turn(-1), "page_below": lambda: self._turn(1)}
        pages = (self.taxes, self.printer, self.staff, self.backups)
        return {**turn, **{name: act for page in pages for name, act in page.handlers().items()}}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now."""
        return self.taxes.off() | self.printer.off() | self.staff.off() | self.backups.off()

    def changed(self, changes: Changes) -> None:
        """Show settings that were changed elsewhere, except under the person's hands."""
        if changes.settings:
            self._fill()
            self.printer.changed()
        if changes.settings or changes.catalog:
            self.ask_choices()
            self.taxes.reload()
        if changes.people:
            self.staff.reload()
        if changes.settings and self.state is State.BACKUPS:
            self.backups.reload()

    def shown(self) -> None:
        """Give the focus to the page's first field, look at what may have changed, and draw the receipt."""
        self.ask_choices()
        self._focus_page()
        self.preview.draw()

    def show_page(self, name: str) -> None:
        """Bring a page to the front by its group's name."""
        self.pages.choose(self.groups.index(name))

    def show_code(self) -> None:
        """Show where a recovery code is made, with the focus on the button."""
        self.show_page(STAFF)
        self._keys_card.reveal()

    def tell_money(self, changes: Changes) -> None:
        """Say on the page in front that the shop's money was changed, and what became of cash rounding with it."""
        _ = self._wording.translate
        said = self.taxes.form.saved if self.state is State.TAXES else self.currency.said
        said.say(_("Saved; cash rounding is off now") if changes.cash_rounding_off else _("Saved"), "good")

    def ask_choices(self) -> None:
        """Ask which tax classes there are, and whether the money can still be chosen."""
        self._choices.ask()

    def _look(self) -> _Choices:
        services = self._services
        return _Choices(services.taxes.classes(), services.currency.fixed_by(), services.settings.printer_models())

    def _groups(self) -> list[str]:
        names = list(dict.fromkeys(declared.group for declared in self._declared))
        names.insert(names.index(MONEY) + 1, TAXES)
        return names

    def _built(self) -> QWidget:
        for name in self.groups:
            self._stack.addWidget(self.taxes if name == TAXES else self._page(name))
        page = QWidget()
        row = horizontal((0, 0, 0, 0), 0)
        row.addWidget(self.pages)
        for part, share in ((self._stack, 3), (self.preview, 2)):
            # whatever page it is, the paper keeps its width
            part.setSizePolicy(QSizePolicy.Policy.Ignored, part.sizePolicy().verticalPolicy())
            row.addWidget(part, share)
        page.setLayout(row)
        return page

    def _page(self, name: str) -> QWidget:
        above: list[QWidget] = [self.currency] if name == MONEY else []
        rows: list[QWidget] = [self._row(declared) for declared in self._declared if declared.group == name]
        below: list[QWidget] = [self.usual, self.label] if name == CODES else []
        if name == SCALE:
            # behind kind and port: whether they are right is seen there at once
            rows[2:2] = [self.try_scale]
        cards: tuple[list[QWidget], list[QWidget]] = ([], [])
        if name == PRINTER:
            cards = ([self.printer.card], [AdviceCard(self._wording)])
        elif name == STAFF:
            cards = ([self.staff.card], [self._keys_card])
        elif name == BACKUPS:
            cards = ([self.backups.card], [])
        return rows_page(self._wording.translate(name), [*above, *rows, *below], *cards)

    def _row(self, declared: Declared) -> SettingRow:
        row = SettingRow(SettingField(declared, self._theme, self._wording), self._theme, self._wording)
        row.field.setParent(self)
        row.field.edited.connect(self.preview.draw_soon)
        # what was said is of the value before
        row.field.edited.connect(lambda: row.said.say(""))
        row.field.entered.connect(lambda value: self._saving.save(declared.name, value))
        if row.field.ports is not None:
            row.field.ports.looked_at.connect(self._ports.ask)
        row.field.unreadable.connect(lambda refusal: self.on_refused(declared.name, refusal))
        self.rows[declared.name] = row
        return row

    def _connect(self) -> None:
        self.pages.chosen.connect(self._on_page)
        self.taxes.announced.connect(self.announced)
        self.taxes.state_changed.connect(self.state_changed)
        self.printer.setParent(self)
        self.printer.announced.connect(self.announced)
        self.printer.state_changed.connect(self.state_changed)
        self.printer.chosen.connect(self._use_printer)
        self.backups.state_changed.connect(self.state_changed)
        self.staff.announced.connect(self.announced)
        self.staff.state_changed.connect(self.state_changed)
        self.currency.entered.connect(self._choose_currency)
        self.usual.wanted.connect(self._add_layout)

    def _offer_ports(self, ports: tuple[SerialPort, ...]) -> None:
        for row in self.rows.values():
            if row.field.ports is not None:
                row.field.ports.offer(ports)

    def _use_printer(self, fitted: FittedPrinter) -> None:
        found = {"printer": fitted.address, "printer_model": fitted.model}
        for name, value in found.items():
            if value is not None:
                self.rows[name].field.show_value(value)
                self._saving.save(name, value)

    def _layouts(self) -> str:
        return str(self.rows["scale_labels"].field.value())

    def _add_layout(self, layout: str) -> None:
        field = self.rows["scale_labels"].field
        lines = [line for line in self._layouts().splitlines() if line.strip() and line.strip() != layout]
        field.put("\n".join([*lines, layout]))
        self.label.read()

    def _turn(self, step: int) -> None:
        self.pages.choose(self.pages.place + step)
        self._focus_page()

    def _on_page(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.preview.setVisible(self.groups[place] in _BESIDE_PAPER)
        if self.groups[place] == TAXES:
            self.taxes.reload()
        if self.groups[place] == STAFF:
            self.staff.reload()
            self._recovery.reload()
        if self.groups[place] == BACKUPS:
            self.backups.reload()
        self.state_changed.emit()

    def _focus_page(self) -> None:
        name = self.groups[self.pages.place]
        if name == TAXES:
            self.taxes.focus()
            return
        if name == PRINTER:
            self.printer.focus()
            return
        if name == STAFF:
            self.staff.focus()
            return
        if name == BACKUPS:
            self.backups.focus()
            return
        if name == MONEY and self.currency.field.isEnabled():
            self.currency.field.setFocus()
            return
        next(row for row in self.rows.values() if row.field.declared.group == name).field.editor.setFocus()

    def _fill(self) -> None:
        values = self._services.settings.values
        for name, row in self.rows.items():
            if not row.field.editor.hasFocus():
                row.field.show_value(getattr(values, name))

    def _show_choices(self, found: _Choices) -> None:
        self._offer("default_tax_class", [(_class_name(one), one.code) for one in found.classes])
        any_model = (self._wording.translate("Another model"), ANY_MODEL)
        self._offer("printer_model", [any_model, *((model.title, model.key) for model in found.models)])
        if not self.currency.field.hasFocus():
            code = self._services.shop.profile.currency.code
            self.currency.show_value(code, self._wording.fixed(found.fixed_by, code))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.rows[name].field
        if not field.editor.hasFocus():
            field.offer(choices)
            field.show_value(getattr(self._services.settings.values, name))

    def on_saved(self, name: str, changes: Changes) -> None:
        """Say that a value is saved, and let the page follow it."""
        _ = self._wording.translate
        self.rows[name].said.say(
            _("Saved; takes effect at the next start") if name == "language" else _("Saved"), "good"
        )
        self._tell_printer(name, self.printer.used)
        self.announced.emit(changes)
        self.preview.draw_soon()

    def on_refused(self, name: str, refusal: CodedError | None) -> None:
        """Say beside its field why a value is not saved."""
        if refusal is not None:
            self.rows[name].said.say(self._wording.sentence(refusal), "bad")
        self._tell_printer(name, lambda: self.printer.not_used(refusal))

    def _with_what_is_typed(self, act: Callable[[], object]) -> None:
        """Do something with the values that stand in the fields: the one being typed is meant, too."""
        typed = [row.field for row in self.rows.values() if row.field.editor.hasFocus()]
        if all(field.finish() for field in typed):
            self._saving.behind(act)

    @staticmethod
    def _tell_printer(name: str, tell: Callable[[], None]) -> None:
        if name == "printer":
            tell()

    def _choose_currency(self, code: str) -> None:
        operation = Operation(lambda: self._services.currency.choose(code))
        self._tasks.write(operation.on_success(self._on_currency).on_failure(self._say_of_money))

    def _say_of_money(self, problem: CodedError) -> None:
        self.currency.said.say(self._wording.sentence(problem), "bad")

    def _on_currency(self, changes: Changes) -> None:
        self.tell_money(changes)
        self.announced.emit(changes)

    def _drawing(self) -> Callable[[], bytes]:
        """Look at what stands in the fields and return the work that draws a receipt with it."""
        typed: dict[str, Any] = {}
        for name, row in self.rows.items():
            if row.field.declared.group in _ON_PAPER and row.field.declared.widget != "amount":
                typed[name] = row.field.value()
        wanted = replace(self._services.settings.values, **typed)
        return lambda: self._services.paper.sample(wanted)


def _class_name(one: TaxClass) -> str:
    """Return how a class is offered: by its name, and its code where that says more."""
    return one.name if one.name == f"{one.code} %" else f"{one.name} ({one.code})"
