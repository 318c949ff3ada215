"""A person before the questions that are asked while no window is there yet."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


class Person:
    """Answers the question when it is asked."""

    def __init__(self, answer: str) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            self.asked.append(box.text())
            next(button for button in box.buttons() if button.text() == self._answer).click()

    def done(self) -> None:
        self._timer.stop()
