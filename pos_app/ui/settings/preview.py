"""The receipt as it will look, drawn while a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from pos_app.ui.tasks import Operation
from pos_app.ui.widgets.basics import Card, Notice, label, vertical
from pos_app.ui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.errors import CodedError
    from pos_app.ui.tasks import Tasks
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

PREVIEW_PAUSE_MS = 250


class ReceiptPreview(Card):
    """A card with paper in it; one drawing at a time."""

    def __init__(self, tasks: Tasks, theme: Theme, wording: Wording, make: Callable[[], Callable[[], bytes]]) -> None:
        """`make` looks at what stands in the fields, and returns the work that draws it: a PNG."""
        super().__init__(look="page")
        self._tasks = tasks
        self._wording = wording
        self._make = make
        title = wording.translate("Receipt as it will look")
        self.paper = PaperView(title)
        self.said = Notice(theme)
        self.drawing = self._draw_again = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PREVIEW_PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        layout = vertical((18, 14, 18, 18), 12)
        layout.addWidget(label(title, "strong"))
        layout.addWidget(self.said)
        layout.addWidget(self.paper, 1)
        holder = vertical((0, 16, 16, 16))
        holder.addWidget(Card(layout))
        self.setLayout(holder)
        self.setMinimumWidth(320)

    def draw_soon(self) -> None:
        """Draw when the person has stopped typing."""
        self._pause.start()

    def draw(self) -> None:
        """Draw with what stands in the fields, saved or not."""
        if self.drawing:
            self._draw_again = True
            return
        self.drawing = True
        operation: Operation[Any] = Operation(self._make())
        self._tasks.slow(operation.on_success(self._on_drawn).on_failure(self._on_not_drawn).on_stray(self._on_stray))

    def _on_drawn(self, png: bytes) -> None:
        self.drawing = False
        self.said.say("")
        self.paper.show_paper(png)
        self._draw_once_more()

    def _on_not_drawn(self, problem: CodedError) -> None:
        self.drawing = False
        self.said.say(self._wording.sentence(problem))
        self._draw_once_more()

    def _on_stray(self) -> None:
        # What stood in the fields met a fault; the next thing typed is drawn again.
        self.drawing = self._draw_again = False

    def _draw_once_more(self) -> None:
        if self._draw_again:
            self._draw_again = False
            self.draw()
