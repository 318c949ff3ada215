"""Widgets for settings, made from their declarations: what a person may enter, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from pos_app.domain.errors import PosError
from pos_app.domain.money import parse_amount, plain
from pos_app.services.language import LANGUAGE_NAMES
from pos_app.ui import tokens
from pos_app.ui.files import ask_which
from pos_app.ui.settings.port_choice import PortChoice
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import horizontal
from pos_app.ui.widgets.inputs import CheckBox, ComboBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.services.shop.settings import Declared
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class SettingField(QObject):
    """One setting on the page. Only a person's hand makes it speak; filling it saves nothing."""

    edited = Signal()
    """The person is changing it; the value may not be complete."""
    entered = Signal(object)
    """The person is done: the value to save."""
    unreadable = Signal(object)
    """The `PosError` of a text that is no value."""

    def __init__(self, declared: Declared, theme: Theme, wording: Wording) -> None:
        super().__init__()
        self._theme = theme
        self.declared = declared
        self.ports: PortChoice | None = None
        self._wording = wording
        self._shown: Any = None
        self.widget, self._read, self._write = self._made()
        self.editor.setAccessibleName(wording.translate(declared.title))
        self.editor.setAccessibleDescription(wording.translate(declared.help))

    @property
    def editor(self) -> QWidget:
        """What takes the focus."""
        return self._editor

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was entered."""
        self._shown = value
        self._write(value)

    def put(self, value: Any) -> None:
        """Enter a value for the person, who chose it elsewhere on the page."""
        self._write(value)
        self.finish()

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices than those declared: (how each is called, its value). None of them is taken by this."""
        if isinstance(self._editor, ComboBox):
            self._editor.clear()
            for name, value in choices:
                self._editor.addItem(name, value)

    def value(self) -> Any:
        """Return what is entered; raise `PosError` where it is no value."""
        return self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take leaving a field of several lines as the end of an entry."""
        if event.type() is QEvent.Type.FocusOut and watched is self._editor:
            self.finish()
        return super().eventFilter(watched, event)

    def finish(self) -> bool:
        """Say the value, if the person changed it; tell whether it is one."""
        try:
            value = self._read()
        except PosError as refusal:
            self.unreadable.emit(refusal)
            return False
        if value != self._shown:
            self._shown = value
            self.entered.emit(value)
        return True

    def _made(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        kinds = {
            "lines": self._lines,
            "choice": self._choice,
            "tax_class": self._choice,
            "model": self._choice,
            "amount": self._amount,
            "flag": self._flag,
            "path": self._path,
            "port": self._port,
        }
        return kinds.get(self.declared.widget, self._text)()

    def _text(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = self._line()
        return field, field.text, field.setText

    def _amount(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field, formats = self._line(), self._wording.formats
        digits = formats.digits
        field.setMaximumWidth(120)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)

        def read() -> int:
            return parse_amount(plain_figure(field.text(), formats, digits), digits)

        return field, read, lambda value: field.setText(plain(value, digits))

    def _lines(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = QPlainTextEdit()
        field.setFixedHeight(84)
        field.setTabChangesFocus(True)
        field.textChanged.connect(self._on_lines_changed)
        self._editor: QWidget = field
        field.installEventFilter(self)
        return field, field.toPlainText, field.setPlainText

    def _choice(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = ComboBox(self._theme)
        field.setMaximumWidth(280)
        for choice in self.declared.choices:
            field.addItem(choice_name(choice, self.declared.unit, self._wording.translate), choice)
        field.activated.connect(lambda _place: self._take_at_once())
        self._editor = field
        return field, field.currentData, lambda value: field.setCurrentIndex(field.findData(value))

    def _flag(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = CheckBox(self._theme, self._wording.translate("Yes"))
        field.clicked.connect(lambda _checked: self._take_at_once())
        self._editor = field
        return field, field.isChecked, field.setChecked

    def _path(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = self._line()
        choose = QPushButton(self._wording.translate("Choose a file"))
        choose.clicked.connect(lambda: self._choose_file(field))
        row = horizontal(spacing=8)
        row.addWidget(field, 1)
        row.addWidget(choose)
        whole = QWidget()
        whole.setLayout(row)
        return whole, field.text, field.setText

    def _port(self) -> tuple[QWidget, Callable[[], Any], Callable[[Any], None]]:
        field = self._line()
        self.ports = PortChoice(self._theme, self._wording)
        self.ports.wanted.connect(self.put)
        row = horizontal(spacing=8)
        row.addWidget(field, 1)
        row.addWidget(self.ports)
        whole = QWidget()
        whole.setLayout(row)
        return whole, field.text, field.setText

    def _take_at_once(self) -> None:
        self.edited.emit()
        self.finish()

    def _on_lines_changed(self) -> None:
        # Filling the field changes it too; only with the focus in it is it a person.
        if self._editor.hasFocus():
            self.edited.emit()

    def _choose_file(self, field: QLineEdit) -> None:
        title = self._wording.translate(self.declared.title)
        path = ask_which(field.window(), title, "PNG (*.png)", field.text())
        if path is not None:
            field.setText(str(path))
            self.finish()

    def _line(self) -> QLineEdit:
        field = QLineEdit()
        field.setMinimumHeight(tokens.TARGET_DESK)
        field.textEdited.connect(lambda _text: self.edited.emit())
        field.editingFinished.connect(self.finish)
        self._editor = field
        return field


def choice_name(choice: Any, unit: str, _: Callable[[str], str]) -> str:
    """Return how a choice is called."""
    names = {
        "line": _("On each line"),
        "order": _("On the whole order"),
        **LANGUAGE_NAMES,
        "system": _("As the system says"),
        "light": _("Light"),
        "dark": _("Dark"),
        "GB18030": _("GB18030, Chinese as text"),
        "none": _("None"),
        "toledo_8217": "Mettler Toledo 8217",
        "cas_ap1": "CAS (AP, ER, PD, SW)",
        "usual": _("As usual for this kind"),
    }
    name = names.get(choice, str(choice))
    return f"{name} {_(unit)}" if unit else name
