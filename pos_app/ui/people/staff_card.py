"""Who works here: a list, and under it the person that is chosen or about to be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.domain.permissions import USUAL_ROLES
from pos_app.domain.signing_in import FOR_GOOD, PIN_LENGTHS
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import HINT_GAP, Card, Hairline, Notice, horizontal, label, vertical
from pos_app.ui.widgets.inputs import ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
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
_BUTTONS = ("staff.add", "staff.roles", "staff.unlock", "staff.archive", "staff.save")
_ROLE_WIDTH = 200


class Typed(Struct, frozen=True):
    """What stands in the fields."""

    name: str
    login: str
    role: str
    pin: str
    badge: str
    password: str


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
        for field in (self.pin, self.password):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setToolTip(_("For the command line: pos --as LOGIN"))
        self.pin.setMaxLength(PIN_LENGTHS.stop - 1)
        self.role = ComboBox(theme)
        self.role.setMinimumWidth(_ROLE_WIDTH)
        self.offer_roles(tuple(USUAL_ROLES))
        self.said = Notice(theme)
        titles = {"staff.unlock": _("Unlock"), "staff.archive": _("Archive"), "staff.save": _("Save")}
        self.buttons = {
            name: KeyButton(
                theme,
                titles.get(name, actions[name].title),
                actions[name].cap,
                Kind.PRIMARY if name == "staff.save" else Kind.PLAIN,
                height=36,
            )
            for name in _BUTTONS
        }
        whole = vertical()
        whole.addWidget(Card(self._laid_out(_)))
        self.setLayout(whole)
        self.model.setParent(self)
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
        kept = HINT_GAP + _("as it is")
        self.forget_secrets()
        self.pin.setPlaceholderText(kept if person and person.has_pin else "")
        self.password.setPlaceholderText(kept if person and person.has_password else "")
        self.badge.setPlaceholderText(kept if person and person.has_badge else "")

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
            (_("Password, if you want one"), self.password, 2, 2),
        )
        for title, field, row, place in fields:
            name = label(title, "small")
            name.setBuddy(field)
            field.setAccessibleName(title)
            grid.addWidget(name, row, place)
            grid.addWidget(field, row + 1, place)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        doing = horizontal(spacing=8)
        for action_id in _BUTTONS:
            doing.addWidget(self.buttons[action_id])
            if action_id == "staff.roles":
                doing.addStretch(1)
        column.addLayout(doing)
        return column


def _line() -> QLineEdit:
    field = QLineEdit()
    field.setMinimumHeight(tokens.TARGET_DESK)
    return field
