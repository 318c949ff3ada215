"""Who works here: a list, and under it the person that is chosen or about to be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.domain.people import Contact
from pos_app.domain.permissions import USUAL_ROLES
from pos_app.domain.signing_in import FOR_GOOD, PIN_LENGTHS
from pos_app.services.language import LANGUAGE_NAMES
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import HINT_GAP, Card, Hairline, Notice, horizontal, label, vertical
from pos_app.ui.widgets.inputs import ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.left_keys import LeftKeys
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QVBoxLayout

    from pos_app.domain.people import Person
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_ROWS = 4
"""People in sight at once."""
_OF_LIST = ("staff.add", "staff.roles")
_OF_PERSON = ("staff.export", "staff.unlock", "staff.archive", "staff.save")
_ROLE_WIDTH = 200
_ROW_GAP = 6
"""Pixels between a field and the name of the one below, more than between a name and its field."""


class Typed(Struct, frozen=True):
    """What stands in the fields."""

    name: str
    login: str
    role: str
    pin: str
    badge: str
    password: str
    language: str | None
    """None: the shop's."""
    contact: Contact | None
    """None where it could not be read: then it stays as it is."""


class StaffCard(QWidget):
    """List, fields and buttons."""

    wanted = Signal(str)
    """The id of an action that a button asked for."""
    chosen = Signal(object)
    """The `Person` chosen in the list."""

    def __init__(self, theme: Theme, wording: Wording, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self._wording = wording
        self._filling = False
        _ = wording.translate
        self.table = HairlineTable(theme, _("Staff"))
        self.model = ShortListModel((_("Name"), _("Login"), _("Roles"), _("Comes in by")), 1, self._cells)
        self.table.setModel(self.model)
        self.table.set_columns({1: 120, 2: 130, 3: 150}, stretch=0)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.setFixedHeight((_ROWS + 1) * tokens.DESK_ROW)
        self.title = label("", "strong")
        self.name, self.login, self.pin, self.badge, self.password = (_line() for _field in range(5))
        self.phone, self.email, self.address = (_line() for _field in range(3))
        self._readable = True
        for field in (self.pin, self.password):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setToolTip(_("For the command line (pos --as LOGIN), and for the till where there is no PIN"))
        self.pin.setMaxLength(PIN_LENGTHS.stop - 1)
        self.role = ComboBox(theme)
        self.role.setMinimumWidth(_ROLE_WIDTH)
        self.offer_roles(tuple(USUAL_ROLES))
        self.language = ComboBox(theme)
        self.language.addItem(_("As the shop"), None)
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self.said = Notice(theme)
        titles = {
            "staff.unlock": _("Unlock"),
            "staff.archive": _("Archive"),
            "staff.save": _("Save"),
            "staff.export": _("Hand over the data"),
        }
        self.buttons = {
            name: KeyButton(
                theme,
                titles.get(name, actions[name].title),
                actions[name].cap,
                Kind.PRIMARY if name == "staff.save" else Kind.PLAIN,
                height=36,
            )
            for name in (*_OF_LIST, *_OF_PERSON)
        }
        whole = vertical()
        whole.addWidget(Card(self._laid_out(_)))
        self.setLayout(whole)
        self.model.setParent(self)
        texts = (self.name, self.login, self.pin, self.badge, self.password, self.phone, self.email, self.address)
        LeftKeys(self, "Ctrl+U").watch(*texts)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._on_chosen())

    def offer_roles(self, roles: Sequence[str]) -> None:
        """Offer these roles by their names; the chosen one stays, where there still is one of that name."""
        if [self.role.itemData(place) for place in range(self.role.count())] == list(roles):
            return
        chosen = self.role.currentData()
        self.role.clear()
        for role in roles:
            self.role.addItem(self._wording.translate(role), role)
        self.role.setCurrentIndex(max(0, self.role.findData(chosen)))

    def show_people(self, people: Sequence[Person], uid: bytes | None) -> None:
        """List these; the one with `uid` is chosen."""
        self._filling = True
        self.model.show(people)
        places = [place for place, one in enumerate(people) if one.uid == uid]
        self.table.choose_row(places[0] if places else -1)
        self._filling = False

    def show_person(self, person: Person | None) -> None:
        """Put a person into the fields, or nobody: somebody is about to be added."""
        _ = self._wording.translate
        self.title.setText(person.name if person else _("New person"))
        self.name.setText(person.name if person else "")
        self.login.setText(person.login if person else "")
        usual = person.roles[0] if person and person.roles else "cashier"
        self.role.setCurrentIndex(max(0, self.role.findData(usual)))
        self.language.setCurrentIndex(max(0, self.language.findData(person.language if person else None)))
        self.show_contact(None if person else Contact())
        kept = HINT_GAP + _("as it is")
        self.forget_secrets()
        self.pin.setPlaceholderText(kept if person and person.has_pin else "")
        self.password.setPlaceholderText(kept if person and person.has_password else "")
        self.badge.setPlaceholderText(kept if person and person.has_badge else "")

    def show_contact(self, contact: Contact | None, why: str = "") -> None:
        """Put in how the person is reached; None where that is not read yet, or cannot be: then nothing is typed."""
        self._readable = contact is not None
        told = contact or Contact()
        for field, text in ((self.phone, told.phone), (self.email, told.email), (self.address, told.address)):
            field.setText(text)
            field.setCursorPosition(0)
            field.setEnabled(self._readable)
            field.setPlaceholderText(HINT_GAP + why if why else "")

    def forget_secrets(self) -> None:
        """Empty the fields of what was typed to be kept as a hash."""
        for field in (self.pin, self.badge, self.password):
            field.clear()

    def typed(self) -> Typed:
        """Return what stands in the fields."""
        return Typed(
            self.name.text(),
            self.login.text(),
            str(self.role.currentData()),
            self.pin.text(),
            self.badge.text(),
            self.password.text(),
            self.language.currentData(),
            Contact(self.phone.text(), self.email.text(), self.address.text()) if self._readable else None,
        )

    def _on_chosen(self) -> None:
        person = self.model.row_at(self.table.row())
        if person is not None and not self._filling:
            self.chosen.emit(person)

    def _cells(self, person: Person) -> tuple[Cell, ...]:
        _ = self._wording.translate
        kinds = ((_("PIN"), person.has_pin), (_("badge"), person.has_badge), (_("password"), person.has_password))
        ways = [name for name, has in kinds if has]
        by = ", ".join(ways) or _("nothing yet")
        if not person.active:
            by = _("works here no more")
        elif person.locked_until is not None and person.locked_until >= FOR_GOOD:
            by = _("locked")
        roles = ", ".join(_(role) for role in person.roles)
        tint = "text" if person.active else "muted"
        name, login = Cell(person.name, tint=tint), Cell(person.login, tint="muted")
        return name, login, Cell(roles, tint=tint), Cell(by, tint="muted")

    def _laid_out(self, _: Callable[[str], str]) -> QVBoxLayout:
        column = vertical((18, 16, 18, 18), 12)
        column.addWidget(self.table)
        of_list = horizontal(spacing=8)
        for action_id in _OF_LIST:
            of_list.addWidget(self.buttons[action_id])
        of_list.addStretch(1)
        column.addLayout(of_list)
        column.addWidget(Hairline())
        head = horizontal(spacing=12)
        head.addWidget(self.title)
        head.addWidget(self.said, 1)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget, int, int], ...] = (
            (_("Name"), self.name, 0, 0),
            (_("Login"), self.login, 0, 1),
            (_("Role"), self.role, 0, 2),
            (_("PIN, 4 to 12 digits"), self.pin, 2, 0),
            (_("Badge: scan it here"), self.badge, 2, 1),
            (_("Password, 8 signs or more, if you want one"), self.password, 2, 2),
            (_("Phone"), self.phone, 4, 0),
            (_("E-mail"), self.email, 4, 1),
            (_("Language at the till"), self.language, 4, 2),
            (_("Address"), self.address, 6, 0),
        )
        for title, field, row, place in fields:
            name = label(title, "small")
            name.setContentsMargins(0, _ROW_GAP if row else 0, 0, 0)
            name.setBuddy(field)
            field.setAccessibleName(title)
            grid.addWidget(name, row, place)
            grid.addWidget(field, row + 1, place, 1, 3 if field is self.address else 1)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        doing = horizontal(spacing=8)
        for action_id in _OF_PERSON:
            doing.addWidget(self.buttons[action_id])
            if action_id == "staff.archive":
                doing.addStretch(1)
        column.addLayout(doing)
        return column


def _line() -> QLineEdit:
    field = QLineEdit()
    field.setMinimumHeight(tokens.TARGET_DESK)
    return field
