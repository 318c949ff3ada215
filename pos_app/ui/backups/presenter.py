"""Decides on the page of backups: makes one, sets the passphrase, shows what bringing one back would undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.backups import ENDING, LEAST_PASSPHRASE, PassphraseNeeded, PassphraseWrong
from pos_app.ui.backups.card import FILE, MAKE, PASSPHRASE, RESTORE, BackupCard
from pos_app.ui.backups.restore_sheet import RestoreSheet
from pos_app.ui.files import ask_which
from pos_app.ui.tasks import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pos_app.domain.errors import CodedError
    from pos_app.services.backups.keep_backups import BackupState
    from pos_app.services.backups.preview_backup import Preview
    from pos_app.services.services import Services
    from pos_app.ui.actions import Action
    from pos_app.ui.backup_watch import BackupWatch
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class BackupPresenter(QObject):
    """The page's card and what it does."""

    announced = Signal(object)
    """`Changes` of what was saved: the passphrase changes nothing that others show."""
    state_changed = Signal()
    """What can be done on the page is another."""
    restore_wanted = Signal()
    """A backup was chosen to take the shop's place: the window must make room."""

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        theme: Theme,
        wording: Wording,
        actions: Mapping[str, Action],
        watch: BackupWatch,
    ) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._theme = theme
        self._wording = wording
        self._watch = watch
        self.sheet: RestoreSheet | None = None
        self._looking = self._left = False
        """Whether a backup is looked into, and whether whoever wanted that has left the sheet since."""
        self._typed = ""
        self.card = BackupCard(theme, wording, actions)
        self.setParent(self.card)
        self.card.wanted.connect(lambda name: self._by_id()[name]())
        watch.moved.connect(self._on_moved)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done with backups."""
        return {
            "make_backup": self.make,
            "restore_backup": self.restore,
            "choose_backup": self.choose_file,
            "set_passphrase": self.set_passphrase,
        }

    def off(self) -> frozenset[str]:
        """Return what makes no sense right now."""
        off = {MAKE} if self._watch.under_way else set()
        if self.card.chosen() is None:
            off.add(RESTORE)
        return frozenset(off)

    def reload(self) -> None:
        """Look which backups there are."""
        looking = Operation(lambda: self._services.backups.state(listed=True))
        self._tasks.slow(looking.on_success(self._show).on_failure(self._say))

    def focus(self) -> None:
        """Give the focus to the list."""
        self.card.table.setFocus()

    def make(self) -> None:
        """Make one now."""
        self.card.said.say("")
        self._watch.make()

    def set_passphrase(self) -> None:
        """Encrypt backups with what is typed from now on; a blank ends it, nothing typed changes nothing."""
        typed = self.card.passphrase.text()
        if not typed:
            self.card.passphrase.setFocus()
            return
        if (
            len(typed.strip()) >= LEAST_PASSPHRASE and typed != self._typed
        ):  # nobody sees what is typed, and a slip would be found out too late
            _ = self._wording.translate
            again = _("That is another one than before. Type it once more.")
            self.card.said.say(again if self._typed else _("Type the passphrase once more."), "muted")
            self._typed = typed
            self.card.passphrase.clear()
            self.card.passphrase.setFocus()
            return
        self._typed = ""
        operation = Operation(lambda: self._services.backups.set_passphrase(typed.strip()))
        self._tasks.write(operation.on_success(lambda _none: self._on_set()).on_failure(self._say))

    def choose_file(self) -> None:
        """Choose a backup that lies somewhere else."""
        _ = self._wording.translate
        chosen = ask_which(self.card, _("Bring back a backup"), f"{_('Backups')} (*{ENDING})")
        if chosen is not None:
            self._preview(chosen, None)

    def restore(self) -> None:
        """Show what bringing the chosen one back would undo."""
        chosen = self.card.chosen()
        if chosen is not None:
            self._preview(Path(chosen.path), None)

    def _by_id(self) -> dict[str, Callable[[], None]]:
        return {MAKE: self.make, RESTORE: self.restore, FILE: self.choose_file, PASSPHRASE: self.set_passphrase}

    def _preview(self, path: Path, passphrase: str | None) -> None:
        if self._looking:  # one at a time: each is unpacked in the same place
            return
        self._looking = True
        self.card.said.say(self._wording.translate("The backup is being looked at."), "muted")
        operation = Operation(lambda: self._services.backups.preview(path, passphrase))
        operation.on_success(lambda seen: self._seen(lambda: self._show_preview(path, passphrase, seen)))
        operation.on_failure(lambda problem: self._seen(lambda: self._on_unseen(path, problem)))
        self._tasks.slow(operation.on_stray(lambda: self._seen(lambda: None)))

    def _seen(self, follow: Callable[[], object]) -> None:
        self._looking = False
        follow()
        self._left = False

    def _on_unseen(self, path: Path, problem: CodedError) -> None:
        self.card.said.say("")
        if self._left:
            return
        if not isinstance(problem, (PassphraseNeeded, PassphraseWrong)):
            self._say(problem)
            return
        sheet = self._sheet(path)
        sheet.ask_passphrase(self._wording.sentence(problem))

    def _show_preview(self, path: Path, passphrase: str | None, seen: Preview) -> None:
        self.card.said.say("")
        if not self._left:
            self._sheet(path).show_preview(seen, passphrase)

    def _sheet(self, path: Path) -> RestoreSheet:
        """Return the sheet in front, or open it."""
        if self.sheet is None:
            sheet = self.sheet = RestoreSheet(self.card.window(), self._theme, self._wording)
            sheet.passphrase_given.connect(lambda typed: self._preview(path, typed))
            sheet.restore_wanted.connect(lambda passphrase: self._bring_back(path, passphrase))
            sheet.finished.connect(self._forget_sheet)
            sheet.open()
        return self.sheet

    def _bring_back(self, path: Path, passphrase: str | None) -> None:
        if self._looking:  # its books are being verified already
            return
        self._looking = True
        if self.sheet is not None:
            self.sheet.said.say(
                self._wording.translate("The books in it are being verified. That takes a minute in a big shop."),
                "muted",
            )
        act = f"{self._wording.translate('Bring back a backup')}: {path.name}"
        operation = Operation(lambda: self._services.backups.want(path, passphrase)).called(act)
        operation.on_success(lambda _none: self._seen(self._leave))
        operation.on_failure(lambda problem: self._seen(lambda: self._refuse(problem)))
        self._tasks.slow(operation.on_stray(lambda: self._seen(lambda: None)))

    def _leave(self) -> None:
        if self.sheet is None:  # somebody left it while its books were being verified
            self._services.backups.wanted = None
            return
        self.sheet.accept()
        self.restore_wanted.emit()

    def _refuse(self, problem: CodedError) -> None:
        if self.sheet is not None:
            self.sheet.refuse(self._wording.sentence(problem))

    def _show(self, state: BackupState) -> None:
        self.card.show_state(state, under_way=self._watch.under_way)
        self.card.buttons[MAKE].setEnabled(not self._watch.under_way)
        self.card.buttons[RESTORE].setEnabled(self.card.chosen() is not None)
        self.state_changed.emit()

    def _on_moved(self) -> None:
        if self.card.isVisible():
            self.reload()

    def _on_set(self) -> None:
        self.card.passphrase.clear()
        self.card.said.say(self._wording.translate("Saved; it holds for the next backup."), "good")
        self.reload()

    def _say(self, problem: CodedError) -> None:
        self.card.said.say(self._wording.sentence(problem), "bad")

    def _forget_sheet(self) -> None:
        self.sheet = None
        if self._looking:
            self._left = True
            self._services.backups.stop_looking()
