"""The set-up sheet on screen: the recovery code, once, to be printed or written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.final_button import FinalButton
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_app.domain.recovery_code import RecoverySheet
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_GROUPS_A_ROW = 4


class CodeSheet(Sheet):
    """Shows a recovery code until it is on paper. Esc leaves the keys where they are, and the code before valid."""

    print_wanted = Signal()
    safe = Signal()
    """Somebody has the code on paper."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, shown: RecoverySheet) -> None:
        _ = wording.translate
        super().__init__(parent, _("Recovery code"), (560, 400))
        groups = shown.code.split()
        rows = (groups[start : start + _GROUPS_A_ROW] for start in range(0, len(groups), _GROUPS_A_ROW))
        # nobody can copy it into another program
        self.code = [label("   ".join(row), "total", Qt.AlignmentFlag.AlignHCenter) for row in rows]
        head = label(f"{shown.shop} · {wording.formats.date(shown.day)}", "muted")
        why = label(
            _(
                "Print it, or write it down, and keep it with the shop's papers. It lets an owner in who forgot the"
                " PIN, and opens the keys on another computer. What looks like the letter O is a zero, what looks like"
                " I or L is a one. It is shown this once and kept nowhere. It counts as soon as you say that you have"
                " it on paper; until then the one before does."
            )
        )
        key = label(_("Fingerprint of the till's key: {key}").format(key=shown.key), "small")
        for words in (why, key):
            words.setWordWrap(True)
        self.said = Notice(theme)
        self.print_button = KeyButton(theme, _("Print"), "Ctrl P", Kind.PLAIN, tokens.TARGET_TILL)
        self.safe_button = FinalButton(self, theme, _("I have it on paper"))  # the code before opens nothing any more
        self.print_button.setAutoDefault(False)
        self.add([head, *self.code, why, key, self.said])
        doing = horizontal(spacing=8)
        doing.addWidget(self.print_button)
        doing.addWidget(self.safe_button, 1)
        self.body.addStretch(1)
        self.body.addLayout(doing)
        self.print_button.clicked.connect(self.print_wanted)
        self.safe_button.clicked.connect(self.safe)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_wanted.emit)
        self.print_button.setFocus()
