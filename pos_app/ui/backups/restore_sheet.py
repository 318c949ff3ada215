"""What bringing a backup back would undo, sale by sale, before anybody says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.final_button import FinalButton
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.services.backups.preview_backup import Preview, UndoneSale
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class RestoreSheet(Sheet):
    """Asks for the passphrase where one is needed, shows the sales since, and brings it back with Ctrl+Enter alone."""

    passphrase_given = Signal(str)
    restore_wanted = Signal(object)
    """The passphrase that opened the backup, or None."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("Bring back a backup"), (640, 560))
        self._wording = wording
        self._passphrase: str | None = None
        self.told = label("", "")
        self.told.setWordWrap(True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumHeight(tokens.TARGET_DESK)
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.passphrase.setPlaceholderText(_("Passphrase"))
        self.table = HairlineTable(theme, _("Sales that would be undone"), ground="raised")
        self.model: ShortListModel[UndoneSale] = ShortListModel((_("Receipt"), _("Time"), _("Amount")), 2, self._cells)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 190, 2: 130}, stretch=0)
        self.said = Notice(theme)
        self.open_button = KeyButton(theme, _("Open the backup"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button = FinalButton(self, theme, _("Bring it back"))
        self.leave = KeyButton(theme, _("Leave it"), "Esc", Kind.PLAIN, tokens.TARGET_TILL)
        self.add([self.told, self.passphrase])
        self.body.addWidget(self.table, 1)
        self.add([self.said])
        row = horizontal(spacing=8)
        row.addWidget(self.leave)
        row.addWidget(self.open_button, 1)
        row.addWidget(self.button, 1)
        self.body.addLayout(row)
        self.leave.setAutoDefault(False)
        self.open_button.setAutoDefault(False)  # the field knows what Enter means
        self.passphrase.returnPressed.connect(self.open_button.click)
        self.open_button.clicked.connect(self._open)
        self.button.clicked.connect(self._bring_back)
        self.leave.clicked.connect(self.reject)
        for widget in (self.passphrase, self.open_button, self.table, self.button):
            widget.hide()

    def ask_passphrase(self, why: str) -> None:
        """Ask for the passphrase, and say why."""
        self.told.setText(why)
        self.passphrase.show()
        self.passphrase.clear()
        self.passphrase.setFocus()
        self.open_button.show()

    def show_preview(self, seen: Preview, passphrase: str | None) -> None:
        """Show what would be undone."""
        self._passphrase = passphrase
        self.told.setText(" ".join(said(seen, self._wording)))
        self.passphrase.hide()
        self.open_button.hide()
        self.model.show(seen.sales)
        self.table.setVisible(bool(seen.sales))
        self.button.show()
        (self.table if seen.sales else self.leave).setFocus()

    def refuse(self, text: str) -> None:
        """Say why it was not brought back; it may be tried again."""
        self.button.setEnabled(True)
        self.said.say(text, "bad")

    def _open(self) -> None:
        self.passphrase_given.emit(self.passphrase.text())

    def _bring_back(self) -> None:
        self.button.setEnabled(False)
        self.restore_wanted.emit(self._passphrase)

    def _cells(self, one: UndoneSale) -> tuple[Cell, ...]:
        formats = self._wording.formats
        return Cell(one.number), Cell(self._wording.moment(one.at), tint="muted"), Cell(formats.amount(one.total))


def said(seen: Preview, wording: Wording) -> list[str]:
    """Return what bringing a backup back would do, in sentences."""
    _, formats = wording.translate, wording.formats
    lines = [_("The backup was made {moment}.").format(moment=wording.moment(seen.header.made_at))]
    if not seen.readable:
        lines.append(_("The shop cannot be read, so nothing is known of what would be undone."))
    elif not seen.sales:
        lines.append(_("No sale would be undone."))
    else:
        text = _("1 sale of {total} would be undone, of {first}.")
        if len(seen.sales) > 1:
            text = _("{count} sales of {total} would be undone, from {first} to {last}.")
        first, last = wording.moment(seen.sales[0].at), wording.moment(seen.sales[-1].at)
        count, total = formats.count(len(seen.sales)), formats.money(seen.total)
        lines.append(text.format(count=count, total=total, first=first, last=last))
    if seen.shifts_closed:
        lines.append(_("Shifts closed since: {count}.").format(count=formats.count(seen.shifts_closed)))
    if seen.damaged:
        lines.append(
            _(
                "The shop's file is damaged: what was sold since is brought along where it can be read and proves true;"
                " else it is listed in a file, to be rung up again."
            )
        )
    lines.append(_("What is here now is kept as a file of its own, and numbers go on as ones that were never given."))
    return lines
