"""A person before the questions that are asked while no window is there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable


class Person:
    """Answers the question when it is asked."""

    def __init__(self, answer: str | Callable[[str], str]) -> None:
        """Take the button that is pressed, or what chooses it by what is told below the question."""
        self.asked: list[str] = []
        self.told: list[str] = []
        self._answer = answer
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            self.asked.append(box.text())
            self.told.append(box.informativeText())
            answer = self._answer if isinstance(self._answer, str) else self._answer(box.informativeText())
            next(button for button in box.buttons() if button.text() == answer).click()

    def done(self) -> None:
        self._timer.stop()
