"""Starts the window on an open shop: application, theme, hooks, and the door a second start knocks on."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QProgressBar, QVBoxLayout

from pos_app.domain.formats import Formats
from pos_app.services.language import LANGUAGES, resources, translator
from pos_app.ui import qt_words
from pos_app.ui.crash import CrashNet
from pos_app.ui.main_window import MainWindow
from pos_app.ui.tasks import Tasks
from pos_app.ui.theme import STYLE, Appearance, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pos_app.domain.changes import Changes
    from pos_app.services.services import Services
    from pos_app.ui.door import Door
    from pos_app.ui.tokens import Tokens

logger = logging.getLogger(__name__)

FRAME = 40
"""Pixels of title bar and borders that a window manager may add."""
_T = TypeVar("_T")
_DOOR_MS = 100
"""When the door opens: the till takes its first scan before, and Qt's network is loaded behind it."""
_BUSY_AFTER_SECONDS = 0.4
"""What is done sooner says nothing."""
_BUSY_LOOK_MS = 50
_BUSY_WIDTH = 380
_BAR_HEIGHT = 4


def run_window(
    services: Services, *, argv: Sequence[str], shown: Callable[[MainWindow], None] = lambda _window: None
) -> int:
    """Show the window until it is closed; return the exit code. Everything under way is finished before.

    `shown` is called with the window as soon as events are handled.
    """
    app = application(argv)
    stage = Stage(app, services)
    doors: list[Door] = []
    QTimer.singleShot(0, stage.window, lambda: shown(stage.window))
    QTimer.singleShot(_DOOR_MS, stage, lambda: doors.extend(_doors_of(stage, services.shop.profile.folder)))
    code = app.exec()
    for door in doors:
        door.close()
    services.hurry()
    stage.finish()
    return code


def _doors_of(stage: Stage, folder: Path) -> list[Door]:
    """Open the shop's door. There is none where Qt's network is not installed: it is no reason not to sell."""
    try:
        from pos_app.ui.door import Door
    except ImportError as error:
        logger.warning("a second start cannot bring this window to the front: %s", error)
        return []
    door = Door(folder)
    door.knocked.connect(lambda: come_to_front(stage.window))
    return [door]


class Stage(QObject):
    """The window on a shop, and another in its place when the shop's money or the language of who is there changes."""

    def __init__(self, app: QApplication, services: Services) -> None:
        super().__init__(app)
        self._app = app
        self._services = services
        self._language = screen_language(services.settings.values.language)
        self._translate = translator(self._language)
        qt_words.speak(app, self._language)
        self._net = CrashNet(self._translate, log=services.shop.profile.folder / "crash.log")
        self._net.install()
        self._theme = Theme(app, resources() / "icons", Appearance(services.settings.values.theme), dressed=False)
        self._retired: list[Tasks] = []
        """Of windows that were closed: what they began may still be under way."""
        self._open()

    def finish(self) -> None:
        """Wait for everything under way: the program ends."""
        for tasks in (*self._retired, self.tasks):
            tasks.shutdown()

    def renew(self, changes: Changes) -> None:
        """Make everything that is on screen anew: amounts are written in another money from now on.

        What the old window said of the change went with it, so the new one says it.
        """
        page = self.window.settings.groups[self.window.settings.pages.place]
        if self._take_over():
            self.window.show_settings(page)
            self.window.settings.tell_money(changes)

    def speak(self, language: str | None) -> None:
        """Let everything on screen speak a person's language, None for the shop's, if it does not yet."""
        wanted = screen_language(language or self._services.settings.values.language)
        if wanted == self._language or self.window.cut_off_import.is_under_way:
            return  # an import that is being finished or undone is not cut off for a language
        before, self._language = self._language, wanted
        self._translate = translator(wanted)
        qt_words.speak(self._app, wanted)
        if not self._take_over():
            self._language = before
            self._translate = translator(before)
            qt_words.speak(self._app, before)

    def _take_over(self) -> bool:
        """Open a new window in the place of the one that is there; tell whether that one would close."""
        # closing the last window would end the program
        self._app.setQuitOnLastWindowClosed(False)
        closed = self.window.close()
        if closed:
            self.tasks.retire()
            self._retired.append(self.tasks)
            self.window.deleteLater()
            self._open(again=True)
        self._app.setQuitOnLastWindowClosed(True)
        return closed

    def _open(self, *, again: bool = False) -> None:
        currency = self._services.shop.profile.currency
        formats = Formats(self._language, currency.code, currency.digits)
        self.tasks = Tasks(self._net.report, on_late_crash=self._net.keep)
        self.window = MainWindow(self._services, self.tasks, self._translate, formats, self._theme)
        self._theme.dress()
        # what announces the change is still at work in the old window's threads
        self.window.outdated.connect(self.renew, Qt.ConnectionType.QueuedConnection)
        self.window.speech_wanted.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        fit_to_screen(self.window)
        self.window.show()
        self.window.start(again=again)
        # where no window manager gives the focus (a kiosk, a bare X server), shortcuts would wait for ever
        QTimer.singleShot(0, self.window.activateWindow)


def show_problem(text: str, *, argv: Sequence[str]) -> None:
    """Say in a dialog why no window opens, until it is closed."""
    from PySide6.QtWidgets import QMessageBox  # a window that opens needs none

    app = application(argv)
    theme = Theme(app, resources() / "icons", Appearance.SYSTEM)
    said = QMessageBox(QMessageBox.Icon.Warning, app.applicationDisplayName(), text)
    said.exec()
    theme.deleteLater()


class _Busy(QDialog):
    """Says what is done while nothing else can be; it goes away by itself."""

    def __init__(self, text: str, colours: Tokens) -> None:
        super().__init__()
        self.setWindowTitle(QApplication.applicationDisplayName())
        told = QLabel(text)
        told.setWordWrap(True)
        told.setMinimumWidth(_BUSY_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        layout.addWidget(told)
        moving = QProgressBar(maximum=0)  # nobody knows how long it takes
        moving.setTextVisible(False)
        moving.setAccessibleName(text)
        moving.setFixedHeight(_BAR_HEIGHT)
        # the windows' style sheet comes with the first window
        moving.setStyleSheet(
            f"QProgressBar {{ border: none; background: {colours.line} }}"
            f"QProgressBar::chunk {{ background: {colours.accent} }}"
        )
        layout.addWidget(moving)

    def reject(self) -> None:
        """Stay: what is under way ends by itself."""


def while_it_works(text: str, work: Callable[[], _T], *, argv: Sequence[str]) -> _T:
    """Do a work on a thread of its own where there is no window; what takes a while says so until it is done.

    Raise what the work raises.
    """
    app = application(argv)
    theme = Theme(app, resources() / "icons", Appearance.SYSTEM)
    with ThreadPoolExecutor(max_workers=1) as thread:
        future = thread.submit(work)
        wait([future], timeout=_BUSY_AFTER_SECONDS)
        if not future.done():
            busy, look = _Busy(text, theme.tokens), QTimer(interval=_BUSY_LOOK_MS)
            look.timeout.connect(lambda: busy.accept() if future.done() else None)
            look.start()
            busy.exec()
            look.stop()
            busy.deleteLater()
    theme.deleteLater()
    return future.result()


class Way(Enum):
    """How a shop goes on that may not just open."""

    LOOK = auto()
    """It is looked at, and nothing is written."""
    CONTINUE = auto()
    BRING_BACK = auto()
    """The backup that goes on further takes its place."""


def asks_to_continue(*, argv: Sequence[str]) -> Way:
    """Ask whether a shop that was last used elsewhere goes on here; to look only is what Enter and Esc mean."""
    _ = translator(screen_language("system"))
    return _asks_the_way(
        argv,
        _("This shop was last used on another computer or in another folder. Does it go on here?"),
        _(
            "If it does, receipts get numbers of their own from now on, and the journal says so. Sell in one place"
            " only: sales made in the other do not come here. To look at it changes nothing."
        ),
        bring_back=False,
    )


def asks_how_to_go_on(moment: str | None, *, argv: Sequence[str]) -> Way:
    """Ask how a shop goes on whose books were put back; `moment` is when the backup was made that goes on further."""
    _ = translator(screen_language("system"))
    go_on = _(
        "If it goes on from here, receipts get numbers of their own from now on, and the journal says so; what was sold"
        " since is not here. To look at it changes nothing."
    )
    if moment is None:
        asked = _("This shop's books were put back to an earlier moment. Does it go on from here?")
        return _asks_the_way(argv, asked, go_on, bring_back=False)
    asked = _("This shop's books were put back to an earlier moment: the backup of {moment} goes on further.")
    bring = _("Bring the backup back, and all that was sold until {moment} is here again.")
    said = f"{bring.format(moment=moment)}\n\n{go_on}"
    return _asks_the_way(argv, asked.format(moment=moment), said, bring_back=True)


def _asks_the_way(argv: Sequence[str], question: str, more: str, *, bring_back: bool) -> Way:
    from PySide6.QtWidgets import QMessageBox

    app = application(argv)
    theme = Theme(app, resources() / "icons", Appearance.SYSTEM)
    _ = translator(screen_language("system"))
    asked = QMessageBox(QMessageBox.Icon.Question, app.applicationDisplayName(), question)
    asked.setInformativeText(more)
    ways = {asked.addButton(_("Continue here"), QMessageBox.ButtonRole.AcceptRole): Way.CONTINUE}
    if bring_back:
        ways[asked.addButton(_("Bring it back"), QMessageBox.ButtonRole.YesRole)] = Way.BRING_BACK
    look = asked.addButton(_("Look only"), QMessageBox.ButtonRole.RejectRole)
    asked.setDefaultButton(look)
    asked.setEscapeButton(look)
    asked.exec()
    theme.deleteLater()
    return next((way for button, way in ways.items() if asked.clickedButton() is button), Way.LOOK)


def asks_to_bring_back(problem: str, offer: str, *, argv: Sequence[str]) -> bool:
    """Say what is wrong with the shop, and ask whether a backup shall take its place; Esc leaves all as it is."""
    from PySide6.QtWidgets import QMessageBox

    app = application(argv)
    theme = Theme(app, resources() / "icons", Appearance.SYSTEM)
    _ = translator(screen_language("system"))
    asked = QMessageBox(QMessageBox.Icon.Warning, app.applicationDisplayName(), problem)
    asked.setInformativeText(offer)
    bring = asked.addButton(_("Bring it back"), QMessageBox.ButtonRole.AcceptRole)
    leave = asked.addButton(_("Leave it"), QMessageBox.ButtonRole.RejectRole)
    asked.setDefaultButton(bring)
    asked.setEscapeButton(leave)
    asked.exec()
    theme.deleteLater()
    return asked.clickedButton() is bring


def fit_to_screen(window: MainWindow) -> None:
    """Fill a screen that is hardly larger than the window, so that no edge lies beyond it."""
    room = window.screen().availableGeometry()
    # a kiosk has no window manager to make it smaller
    window.resize(window.size().boundedTo(room.size()))
    if room.width() <= window.width() + FRAME or room.height() <= window.height() + FRAME:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def application(argv: Sequence[str]) -> QApplication:
    """Return the application, made once a process."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([*(argv or sys.argv[:1]), *STYLE])
    app.setApplicationName("Countertop")
    app.setApplicationDisplayName("Countertop")
    app.setDesktopFileName("countertop")
    return app


def screen_language(chosen: str) -> str:
    """Return the language of the screen: the chosen one, else the system's where it is known, else English."""
    if chosen in LANGUAGES:
        return chosen
    system = QLocale.system().name()
    return next((known for known in LANGUAGES if system.split("_")[0] == known.split("_")[0]), LANGUAGES[0])


def come_to_front(window: MainWindow) -> None:
    """Bring the window before the others."""
    window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
