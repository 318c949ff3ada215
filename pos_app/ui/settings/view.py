"""The settings page: groups of fields at the left, the receipt as it will look at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from pos_app.ui.actions import State
from pos_app.ui.settings.fields import Declared, SettingField
from pos_app.ui.tasks import Operation
from pos_app.ui.widgets.basics import Card, Notice, horizontal, label, vertical
from pos_app.ui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.changes import Changes
    from pos_app.domain.errors import CodedError
    from pos_app.services.services import Services
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

PREVIEW_PAUSE_MS = 250
_HEAD = 22
"""Pixels of a setting's first row, whether something is said beside its title or not."""
_ON_PAPER = frozenset({"Shop", "Receipt", "Printer"})
"""Groups whose settings change what the paper looks like."""


class SettingRow(QWidget):
    """A setting: its name, its field, what it means, and whether it was saved."""

    def __init__(self, field: SettingField, theme: Theme, wording: Wording) -> None:
        super().__init__()
        _ = wording.translate
        self.field = field
        self.said = Notice(theme)
        title = label(_(field.declared.title), "strong")
        title.setBuddy(field.editor)
        help_text = label(_(field.declared.help), "small")
        help_text.setWordWrap(True)
        # Beside the title and not below: saving must not move the fields.
        head = horizontal(spacing=12)
        head.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.said, 1)
        head.setAlignment(self.said, Qt.AlignmentFlag.AlignTop)
        title.setMinimumHeight(_HEAD)
        layout = vertical(spacing=4)
        layout.addLayout(head)
        layout.addWidget(field.widget)
        layout.addWidget(help_text)
        self.setLayout(layout)


class SettingsScreen(QObject):
    """The tab. A value is saved when a person leaves its field; failing is said beside it."""

    announced = Signal(object)
    """`Changes` of a setting saved."""

    def __init__(self, services: Services, tasks: Tasks, theme: Theme, wording: Wording) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self.state = State.SETTINGS
        self.rows: dict[str, SettingRow] = {}
        self.preview = PaperView(wording.translate("Receipt as it will look"))
        self.preview_said = Notice(theme)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PREVIEW_PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        self._drawing = self._draw_again = False
        self.widget = self._page()
        self.setParent(self.widget)
        self._fill()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the tab can do: nothing beside its fields."""
        return {}

    def off(self) -> frozenset[str]:
        """Return the actions that make no sense right now: none."""
        return frozenset()

    def changed(self, changes: Changes) -> None:
        """Show settings that were changed elsewhere, except under the person's hands."""
        if changes.settings:
            self._fill()

    def shown(self) -> None:
        """Give the focus to the first field and draw the receipt."""
        next(iter(self.rows.values())).field.editor.setFocus()
        self._draw()

    def _page(self) -> QWidget:
        page = QWidget()
        row = horizontal((0, 0, 0, 0), 0)
        row.addWidget(self._form(), 3)
        row.addWidget(self._preview_side(), 2)
        page.setLayout(row)
        return page

    def _form(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("look", "page")
        column = vertical((24, 16, 24, 24), 16)
        groups: dict[str, QVBoxLayout] = {}
        for name, info in type(self._services.settings.values).model_fields.items():
            declared = Declared.of(name, info)
            if declared.group not in groups:
                groups[declared.group] = self._group(column, declared.group)
            groups[declared.group].addWidget(self._row(declared))
        column.addStretch(1)
        inside.setLayout(column)
        inside.setMaximumWidth(760)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _group(self, column: QVBoxLayout, name: str) -> QVBoxLayout:
        layout = vertical((18, 16, 18, 18), 16)
        column.addWidget(label(self._wording.translate(name), "section"))
        column.addWidget(Card(layout))
        return layout

    def _row(self, declared: Declared) -> SettingRow:
        row = SettingRow(SettingField(declared, self._theme, self._wording), self._theme, self._wording)
        row.field.setParent(self)
        row.field.edited.connect(self._pause.start)
        row.field.entered.connect(lambda value: self._save(declared.name, value))
        row.field.unreadable.connect(lambda refusal: self._refuse(declared.name, refusal))
        self.rows[declared.name] = row
        return row

    def _preview_side(self) -> Card:
        layout = vertical((18, 14, 18, 18), 12)
        layout.addWidget(label(self._wording.translate("Receipt as it will look"), "strong"))
        layout.addWidget(self.preview_said)
        layout.addWidget(self.preview, 1)
        side = Card(layout)
        holder = vertical((0, 16, 16, 16))
        holder.addWidget(side)
        whole = Card(holder, "page")
        whole.setMinimumWidth(320)
        return whole

    def _fill(self) -> None:
        values = self._services.settings.values
        for name, row in self.rows.items():
            if not row.field.editor.hasFocus():
                row.field.show_value(getattr(values, name))

    def _save(self, name: str, value: Any) -> None:
        operation = Operation(lambda: self._services.settings.change(**{name: value}))
        operation.on_success(lambda changes: self._on_saved(name, changes))
        self._tasks.write(operation.on_failure(lambda refusal: self._refuse(name, refusal)))

    def _on_saved(self, name: str, changes: Changes) -> None:
        _ = self._wording.translate
        self.rows[name].said.say(
            _("Saved; takes effect at the next start") if name == "language" else _("Saved"), "good"
        )
        self.announced.emit(changes)
        self._pause.start()

    def _refuse(self, name: str, refusal: CodedError) -> None:
        self.rows[name].said.say(self._wording.sentence(refusal), "bad")

    def _draw(self) -> None:
        """Draw the receipt with what stands in the fields, saved or not; one drawing at a time."""
        if self._drawing:
            self._draw_again = True
            return
        self._drawing = True
        wanted = self._draft()
        operation = Operation(lambda: self._services.paper.sample(wanted))
        self._tasks.slow(operation.on_success(self._on_drawn).on_failure(self._on_not_drawn).on_stray(self._on_stray))

    def _draft(self) -> Any:
        values = self._services.settings.values
        typed: dict[str, Any] = {}
        for name, row in self.rows.items():
            if row.field.declared.group in _ON_PAPER and row.field.declared.widget != "amount":
                typed[name] = row.field.value()
        return values.model_copy(update=typed)

    def _on_drawn(self, png: bytes) -> None:
        self._drawing = False
        self.preview_said.say("")
        self.preview.show_paper(png)
        self._draw_once_more()

    def _on_not_drawn(self, problem: CodedError) -> None:
        self._drawing = False
        self.preview_said.say(self._wording.sentence(problem))
        self._draw_once_more()

    def _on_stray(self) -> None:
        # What stood in the fields met a fault; the next thing typed is drawn again.
        self._drawing = self._draw_again = False

    def _draw_once_more(self) -> None:
        if self._draw_again:
            self._draw_again = False
            self._draw()
