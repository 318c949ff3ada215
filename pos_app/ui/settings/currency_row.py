"""The shop's money: a code or a name is typed, what it is stands beside it; fixed once amounts were entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale
from babel.core import get_global
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from pos_app.domain.formats import Formats
from pos_app.ui import tokens
from pos_app.ui.settings.rows import NamedRow
from pos_app.ui.widgets.basics import ElidedLabel, horizontal

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_CODE = 3
"""Letters of a currency's code."""
_LONGEST = 40
"""Letters that a sentence shows of what is no currency."""
_POPUP = 320
"""Pixels of the list under the field."""


class _ByName(QCompleter):
    """Finds a currency by its code or any part of its name, and gives its code."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return what stands in the field once a row is taken."""
        return super().pathFromIndex(index)[:_CODE]


class CurrencyRow(NamedRow):
    """Only a person's hand makes it speak; filling it saves nothing."""

    entered = Signal(str)
    """The person is done: the code to sell in."""

    def __init__(self, theme: Theme, wording: Wording) -> None:
        self._wording = wording
        _, locale = wording.translate, wording.formats.locale
        self._names = {code: str(name) for code, name in Locale.parse(str(locale)).currencies.items()}
        self._offered = {code: f"{code} · {self._names[code]}" for code in sorted(_in_use() & self._names.keys())}
        self.field = QLineEdit()
        self.field.setFixedWidth(96)
        self.field.setMinimumHeight(tokens.TARGET_DESK)
        self.field.setAccessibleName(_("Currency"))
        self.name = ElidedLabel("muted")
        row = horizontal(spacing=12)
        row.addWidget(self.field)
        row.addWidget(self.name, 1)
        whole = QWidget()
        whole.setLayout(row)
        super().__init__(_("Currency"), "", whole, theme, self.field)
        self.field.setCompleter(self._completer())
        self.field.textEdited.connect(self._show_name)
        self.field.editingFinished.connect(self._finish)
        self._shown = ""

    def show_value(self, code: str, fixed: str) -> None:
        """Show the money; `fixed` says why it stays, empty where it can still be chosen."""
        _ = self._wording.translate
        self._shown = code
        self.field.setText(code)
        self.field.setReadOnly(bool(fixed))
        self.field.setEnabled(not fixed)
        self._show_name(code)
        self.help.setText(
            fixed or _("What prices are in: type a code such as EUR, or a name. It is chosen before the first price.")
        )

    def _completer(self) -> QCompleter:
        completer = _ByName(list(self._offered.values()), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = QListView()
        popup.setMinimumWidth(_POPUP)
        popup.setProperty("look", "popup")
        completer.setPopup(popup)
        completer.activated.connect(self._take)
        return completer

    def _take(self, code: str) -> None:
        self.field.setText(code)
        self._finish()

    def _show_name(self, text: str) -> None:
        code = self._read(text)
        name = self._names.get(code, "")
        self.name.setText(f"{name} · {Formats(str(self._wording.formats.locale), code, 2).sign}" if name else "")

    def _read(self, text: str) -> str:
        """Return the code that is meant: typed itself, of the very name, or the only one the list offers for a part.

        What is none of these comes back as it was typed, to be refused by what it is.
        """
        wanted = text.strip().casefold()
        if not wanted or wanted.upper() in self._names:
            return wanted.upper()
        named = [code for code, name in self._names.items() if name.casefold() == wanted]
        found = named or [code for code, row in self._offered.items() if wanted in row.casefold()]
        return found[0] if len(found) == 1 else wanted.upper()[:_LONGEST]

    def _finish(self) -> None:
        code = self._read(self.field.text())
        if not self.field.isReadOnly() and code != self._shown:
            self.field.setText(code)
            self._show_name(code)
            self._shown = code
            self.entered.emit(code)


def _in_use() -> set[str]:
    """Return the codes of the money that is legal tender somewhere today; others can be typed whole."""
    territories = get_global("territory_currencies").values()
    return {code for pairs in territories for code, _since, until, tender in pairs if tender and until is None}
