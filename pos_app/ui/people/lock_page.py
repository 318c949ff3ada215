"""The locked till: nothing of the shop is on screen until somebody signs in; the basket waits beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from pos_app.ui import tokens
from pos_app.ui.people.proof_form import ProofForm
from pos_app.ui.tasks import Operation
from pos_app.ui.widgets.basics import Card, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Person
    from pos_app.services.people.sign_in import SignIn
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_WIDTH = 420
FORGOT_KEY = "F10"
"""Of the action that types the recovery code."""


class LockPage(QFrame):
    """A card in the middle of the window."""

    def __init__(self, theme: Theme, till: str, wording: Wording) -> None:
        super().__init__()
        _ = wording.translate
        self.setProperty("look", "page")
        self.form = ProofForm(theme, _("Sign in"), _, passwords=True)
        inside = vertical((24, 20, 24, 24), 12)
        inside.addWidget(label(_("Who is at the till?"), "section"))
        inside.addWidget(label(till, "muted"))
        inside.addWidget(self.form)
        self.forgot = KeyButton(theme, _("Forgot?"), FORGOT_KEY, Kind.PLAIN, tokens.TARGET_DESK)
        self.forgot.setAutoDefault(False)
        self.forgot.setToolTip(_("An owner types the recovery code and gets another PIN"))
        inside.addWidget(self.forgot)
        card = Card(inside)
        card.setFixedWidth(_WIDTH)
        column = vertical()
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setLayout(column)


class Lock(QObject):
    """Locks the till and lets people in."""

    opened = Signal(object)
    """The `Person` who has signed in."""

    def __init__(self, sign_in: SignIn, tasks: Tasks, theme: Theme, till: str, wording: Wording) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._tasks = tasks
        self._wording = wording
        self.page = LockPage(theme, till, wording)
        self.page.form.typed.connect(self._on_typed)
        self.page.form.badge.connect(self._on_badge)
        self.setParent(self.page)

    @property
    def widget(self) -> QWidget:
        """What covers the window."""
        return self.page

    def ask(self) -> None:
        """Ask who it is."""
        reading = Operation(self._sign_in.people)
        reading.on_success(self.page.form.show_people).on_failure(self._refuse)
        self._tasks.slow(reading)

    def _on_typed(self, person: Person, kind: str, secret: str) -> None:
        self._try(lambda: self._sign_in.sign_in(person.uid, kind, secret))

    def take_badge(self, code: str) -> None:
        """Take what a scanner on a port sent."""
        self._on_badge(code)

    def _on_badge(self, code: str) -> None:
        self._try(lambda: self._sign_in.sign_in_by_badge(code))

    def _try(self, work: Callable[[], Person]) -> None:
        self.page.form.wait(self._wording.translate("One moment …"))
        # behind all that is still to be written: that is the person's who was here before
        operation = Operation(work).on_success(self._on_opened).on_failure(self._refuse)
        self._tasks.write(operation.on_stray(self.page.form.taken))

    def let_in(self, person: Person) -> None:
        """Open for somebody who has signed in by other means."""
        self._on_opened(person)

    def _on_opened(self, person: Person) -> None:
        self.page.form.taken()
        self.opened.emit(person)

    def _refuse(self, problem: CodedError) -> None:
        self.page.form.refuse_for(problem, self._wording)
