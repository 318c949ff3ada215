"""The hands of the tests: keys as a keyboard sends them, and a click that refuses what a person could not click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QWidget

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN, *, at: QWidget | None = None) -> None:
    """Press a key where the focus is, or at a widget."""
    QTest.keyClick(at or focused(), key, modifier)


def type_text(text: str, *, at: QWidget | None = None) -> None:
    """Type where the focus is, or at a widget."""
    QTest.keyClicks(at or focused(), text)


def compose(text: str) -> None:
    """Write where the focus is as an input method does: no keys, one text."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)


def click(button: QAbstractButton) -> None:
    """Click a button in its middle; one that is hidden or disabled is a fault of the test or of the window."""
    assert button.isVisible(), f"{button.text()} is hidden"
    assert button.isEnabled(), f"{button.text()} is disabled"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, PLAIN, QPoint(button.width() // 2, button.height() // 2))


def followed(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Let Qt's own tester follow a model for as long as the answer is kept.

    What it finds wrong is a Qt warning, and those fail every test of the window.
    """
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def focused() -> QWidget:
    """Return the widget with the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def in_sight(widget: QWidget) -> bool:
    """Tell whether all of a widget can be seen: no edge of a page that scrolls cuts it."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()
