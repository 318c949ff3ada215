"""The real window without a screen, and keys pressed in it as a keyboard does."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.domain.formats import Formats
from pos_app.services.language import resources, translator
from pos_app.ui.main_window import MainWindow
from pos_app.ui.run import application
from pos_app.ui.tasks import Tasks
from pos_app.ui.theme import Appearance, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.services import Services

_PATIENCE_S = 30.0
"""Longest wait for any one thing; a machine this slow has another problem."""
_SIZE = (1366, 768)


class Stuck(RuntimeError):
    """The window did not do what a key should have made it do."""


class Stage(Struct, frozen=True):
    """A window on a shop."""

    window: MainWindow
    services: Services
    tasks: Tasks


@contextlib.contextmanager
def window_on(services: Services) -> Iterator[Stage]:
    """Open the window on a shop within the block, in English and light; raise what went wrong in its threads."""
    crashes: list[BaseException] = []
    app = application([])
    language, currency = "en", services.shop.profile.currency
    tasks = Tasks(crashes.append)
    theme = Theme(app, resources() / "icons", Appearance.LIGHT)
    formats = Formats(language, currency.code, currency.digits)
    window = MainWindow(services, tasks, translator(language), formats, theme)
    window.show()
    window.start()
    # whatever place the shop's last window had, on whatever screen
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*_SIZE)
    try:
        wait_for(lambda: QApplication.focusWidget() is not None)
        yield Stage(window, services, tasks)
    finally:
        window.close()
        tasks.shutdown()
    if crashes:
        raise crashes[0]


def press_text(text: str) -> None:
    """Press the keys of a text one by one on whatever has the focus; a line break is Enter."""
    for letter in text:
        if letter == "\n":
            press(Qt.Key.Key_Return)
        else:
            press(_key_of(letter), letter)


def press(key: Qt.Key, text: str = "") -> None:
    """Press and release one key the way a keyboard does: to the widget that has the focus."""
    post(key, text)
    QApplication.processEvents()


def post(key: Qt.Key, text: str = "") -> None:
    """Put a key into the queue and return at once; it is handled when events are."""
    target = QApplication.focusWidget()
    if target is None:
        raise Stuck("nothing has the focus")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.postEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def post_letter(letter: str) -> None:
    """Put the key of one letter into the queue."""
    post(_key_of(letter), letter)


def wait_for(fact: Callable[[], bool]) -> None:
    """Let the window work until something is so; raise `Stuck` where it never is."""
    until = time.monotonic() + _PATIENCE_S
    while not fact():
        if time.monotonic() > until:
            raise Stuck("the window did not get there")
        QApplication.processEvents()


def _key_of(letter: str) -> Qt.Key:
    return Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
