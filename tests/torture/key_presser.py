"""A child process that presses keys and scans at random in the real window, and says what went wrong.

`python -m tests.torture.key_presser FOLDER STEPS.json` presses the steps of the file, one after the other, in a shop of
its own in FOLDER. It says `FAULT number: what` and ends with 1, or `DONE number of sales` and ends with 0.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, Qt, qInstallMessageHandler
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import func, select

from pos_app.app import build
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment_allocation
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.actions import all_actions
from pos_app.ui.crash import CrashNet
from pos_app.ui.run import Stage, application
from pos_app.ui.widgets.sheet import Sheet
from tests.ui.conftest import QUIET
from tests.ui.shop import SAMPLE, SHARED_CODE, put_quick_keys, stock_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.services.services import Services

PATIENCE_S = 60
LOOK_EVERY = 20
"""Steps after which what is on screen is held against what is on disk."""
MOST_ESCAPES = 8
"""Sheets, lists and fields lie over each other; each Esc leaves one."""

_PLAIN = (
    *("Return", "Return", "Return", "Enter", "Esc", "Tab", "Backtab", "Space", "Del", "Backspace", "Ins", "Menu"),
    *("Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown"),
    *(f"F{number}" for number in range(1, 13)),
)
_MODIFIERS = ("", "", "", "Shift+", "Ctrl+", "Ctrl+Shift+", "Alt+")
_TEXTS = ("3*", "0*", "-1", "12.5", "999999999999", "50", "100", "5%", "0", "milk", "茶", "hdb", "  ", "é", ",", "1e9")
_STRANGE = ("0000000000000", "6901234567893", "T1-000001", "134567890123456789", "x" * 300, "\u202e👍", "4011")


class Step(NamedTuple):
    """One thing that hands do."""

    kind: str
    """`key`, `scan` (ended by Enter) or `text`."""
    what: str


def steps(seed: int, count: int) -> list[Step]:
    """Return so many steps, the same for the same seed."""
    chance = random.Random(seed)
    named = [key for action in all_actions(str) for key in action.keys]
    codes = [goods.code for goods in SAMPLE if goods.code] + [SHARED_CODE]
    made = list[Step]()
    while len(made) < count:
        roll = chance.random()
        if roll < 0.03:  # a whole sale now and then: at random alone hardly any comes to its end
            made += [Step("scan", chance.choice(codes)), Step("key", "F12"), Step("key", "Return")]
        elif roll < 0.18:
            made.append(Step("scan", chance.choice(codes)))
        elif roll < 0.21:
            made.append(Step("scan", chance.choice(_STRANGE)))
        elif roll < 0.33:
            made.append(Step("text", chance.choice(_TEXTS)))
        elif roll < 0.45:
            made.append(Step("key", "F12" if chance.random() < 0.4 else "Return"))
        elif roll < 0.75:
            made.append(Step("key", chance.choice(named)))
        else:
            letter = chance.choice([*_PLAIN, *(chr(code) for code in range(ord("A"), ord("Z") + 1))])
            made.append(Step("key", chance.choice(_MODIFIERS) + letter))
    return made[:count]


def _combined(key: str) -> int:
    """Return a key and its modifiers as one figure."""
    first: QKeyCombination = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)[0]  # type: ignore[index]
    return first.toCombined()


class Fault(Exception):
    """Something a shop must never see."""


class Presser:
    """Hands at the window of a shop."""

    def __init__(self, folder: Path) -> None:
        self._crashes: list[BaseException] = []
        self._warnings: list[str] = []
        net: Any = CrashNet
        net.install = lambda _net: None
        net.report = lambda _net, fault: self._crashes.append(fault)
        # the system's own dialog: whoever opens it, leaves it
        dialog: Any = QFileDialog
        dialog.getOpenFileName = lambda *_args, **_names: ("", "")
        qInstallMessageHandler(self._hear)
        self.services: Services = build(folder, new=NewShop(zone="Asia/Shanghai", language="en"))
        put_quick_keys(self.services.shop, stock_up(self.services.shop))
        self.services.close()
        self.services = build(folder)
        self._stage = Stage(application(["pos"]), self.services)
        self._settle()

    def press(self, step: Step) -> None:
        """Do one thing where the focus is. Raise `Fault`."""
        if step.kind == "key":
            pressed = QKeyCombination.fromCombined(_combined(step.what))
            QTest.keyClick(self._target(), pressed.key(), pressed.keyboardModifiers())
        else:
            for sign in step.what:
                self._type(sign)
            if step.kind == "scan":
                QTest.keyClick(self._target(), Qt.Key.Key_Return)
        QCoreApplication.processEvents()
        self._look_around()

    def look(self) -> None:
        """Hold the screen against the disk, then leave everything by Esc. Raise `Fault`."""
        self._settle()
        self._look_around()
        self._compare()
        self._escape()
        if self._stage.window.pages.currentIndex() != 0:  # another tab has other keys: back to the till, then Esc
            QTest.keyClick(self._target(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
            self._settle()
            self._escape()
        if self._at_scan_line():
            return
        raise Fault(f"Esc does not lead to the scan line; the focus is in {self._target()}")

    def end(self) -> int:
        """Close the window; return how many sales there are, all of them paid and the books true. Raise `Fault`."""
        self.look()
        # lines that could not be saved ask once
        self._stage.window.close()
        self._stage.window.close()
        self._stage.finish()
        self._look_for_faults()
        with self.services.shop.database.read() as connection:
            paid = func.coalesce(func.sum(payment_allocation.c.amount), 0)
            joined = orders.outerjoin(payment_allocation, payment_allocation.c.order_id == orders.c.id)
            query = select(orders.c.number, orders.c.total, paid).select_from(joined).group_by(orders.c.id)
            sold = connection.execute(query).all()
        unpaid = [tuple(row) for row in sold if row[1] != row[2]]
        if unpaid:
            raise Fault(f"sold and not paid: {unpaid[:3]}")
        first = verify(self.services.shop.database).first
        if first is not None:
            raise Fault(f"the books are not true: {first}")
        self.services.close()
        return len(sold)

    def _target(self) -> QWidget:
        """Return where a key goes that a person presses: what lies over a window keeps keys from it."""
        popup, modal, focus = (
            QApplication.activePopupWidget(),
            QApplication.activeModalWidget(),
            QApplication.focusWidget(),
        )
        if popup is not None:
            return popup
        if modal is not None and (focus is None or not modal.isAncestorOf(focus)):
            return modal.focusWidget() or modal
        return focus or self._stage.window

    def _type(self, sign: str) -> None:
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, self._target(), Qt.Key.Key_unknown, sign, Qt.KeyboardModifier.NoModifier
        )

    def _at_scan_line(self) -> bool:
        window = self._stage.window
        return QApplication.activeModalWidget() is None and window.sales.widget.scan.hasFocus()

    def _escape(self) -> None:
        for _ in range(MOST_ESCAPES):
            if self._at_scan_line():
                return
            QTest.keyClick(self._target(), Qt.Key.Key_Escape)
            self._settle()

    def _settle(self) -> None:
        until = time.monotonic() + PATIENCE_S
        calm = 0
        while calm < 3:  # an answer may begin the next thing
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QCoreApplication.processEvents()
            calm = 0 if self._stage.tasks.pending else calm + 1
            if time.monotonic() > until:
                raise Fault(f"the window is not done after {PATIENCE_S} s")

    def _look_for_faults(self) -> None:
        if self._crashes:
            raise Fault(f"crashed: {self._crashes[0]!r}") from self._crashes[0]
        if self._warnings:
            raise Fault(f"Qt warned: {self._warnings[0]}")

    def _look_around(self) -> None:
        self._look_for_faults()
        for widget in QApplication.topLevelWidgets():
            passing = widget.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen)
            if (
                widget.isVisible()
                and not passing
                and widget is not self._stage.window
                and not isinstance(widget, Sheet)
            ):
                raise Fault(f"a stray window: {widget}")
        if not self._stage.window.isVisible():
            raise Fault("the window is gone")

    def _compare(self) -> None:
        basket = self._stage.window.sales.basket
        if basket.trouble is not None:
            raise Fault(f"not saved: {basket.trouble!r}")
        shown = basket.sale.basket
        with self.services.shop.database.read() as connection:
            row = basket_queries.by_uid(connection, shown.uid)
            lines = () if row is None else basket_queries.sitting(connection, row)[0].basket.lines
        if lines != shown.lines:
            raise Fault(f"shown {shown.lines}, on disk {lines}")

    def _hear(self, _kind: object, _context: object, text: str | None) -> None:
        if text and not any(quiet in text for quiet in QUIET):
            self._warnings.append(text)


def main(folder: Path, given: Sequence[Any]) -> int:
    """Press every step; return the exit code."""
    presser, number = Presser(folder), 0
    try:
        for number, (kind, what) in enumerate(given, 1):
            presser.press(Step(kind, what))
            if number % LOOK_EVERY == 0:
                presser.look()
        sys.stdout.write(f"DONE {presser.end()}\n")
    except Fault as fault:
        sys.stdout.write(f"FAULT {number}: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    code = main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")))
    sys.stdout.flush()
    os._exit(code)  # a fault may leave threads that wait for ever
