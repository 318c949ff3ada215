"""One sale in the real window by key presses alone, for `pos demo --headless`, with pictures of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.domain.formats import Formats
from pos_app.domain.language import resources, translator
from pos_app.ui.main_window import MainWindow
from pos_app.ui.run import application
from pos_app.ui.tasks import Tasks
from pos_app.ui.theme import Appearance, Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.services import Services

_PATIENCE_S = 30.0
"""Longest wait for any one thing; a machine this slow has another problem."""
_SCANS = ("6901234500158\n", "3*6901234500233\n", "6901234500240\n", "6901234500172\n")
_TYPED = "dish soap"
_SIZE = (1366, 768)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was sold, as the window showed it."""

    number: str
    lines: int
    total: int
    tendered: int
    change: int


class Stuck(RuntimeError):
    """The window did not do what a key should have made it do."""


def sell_by_keys(services: Services, folder: Path) -> Rehearsed:
    """Ring up a basket, pay it in cash and leave `till.png` of the full basket in `folder`."""
    crashes: list[BaseException] = []
    app = application([])
    language, currency = "en", services.shop.profile.currency
    tasks = Tasks(crashes.append)
    theme = Theme(app, resources() / "icons", Appearance.LIGHT)
    formats = Formats(language, currency.code, currency.digits)
    window = MainWindow(services, tasks, translator(language), formats, theme)
    window.resize(*_SIZE)
    window.show()
    window.start()
    try:
        sold = _sell(window, services, tasks, folder)
    finally:
        window.close()
        tasks.shutdown()
    if crashes:
        raise crashes[0]
    return sold


def _sell(window: MainWindow, services: Services, tasks: Tasks, folder: Path) -> Rehearsed:
    basket = window.sales.basket

    def kept(lines: int) -> Callable[[], bool]:
        return lambda: len(basket.sale.basket.lines) == lines and not tasks.pending

    _wait(lambda: QApplication.focusWidget() is not None)
    for count, scan in enumerate(_SCANS, 1):
        _type(scan)
        _wait(kept(count))
    _type(_TYPED)
    _wait(window.sales.widget.results.isVisible)
    _press(Qt.Key.Key_Return)
    _wait(kept(len(_SCANS) + 1))
    window.grab().save(str(folder / "till.png"))
    total, lines = basket.sale.priced.total, len(basket.sale.basket.lines)
    tendered = -(-total // 10_000) * 10_000
    _press(Qt.Key.Key_F12)
    _wait(window.sales.widget.pay.amount.hasFocus)
    _type(str(tendered // 100))
    _press(Qt.Key.Key_Return)
    _wait(lambda: services.receipts.last() is not None)
    _wait(lambda: services.printing.unsent() == 0)
    last = services.receipts.last()
    if last is None:
        raise Stuck("no receipt was made")
    return Rehearsed(last.number, lines, total, tendered, tendered - total)


def _type(text: str) -> None:
    """Press the keys of a text one by one on whatever has the focus; a line break is Enter."""
    for letter in text:
        if letter == "\n":
            _press(Qt.Key.Key_Return)
        else:
            _press(Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown, letter)


def _press(key: Qt.Key, text: str = "") -> None:
    """Press and release one key the way a keyboard does: to the widget that has the focus."""
    target = QApplication.focusWidget()
    if target is None:
        raise Stuck("nothing has the focus")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
    QApplication.processEvents()


def _wait(fact: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    until = time.monotonic() + _PATIENCE_S
    while not fact():
        if time.monotonic() > until:
            raise Stuck("the window did not get there")
        QApplication.processEvents()
