"""Below the scale's port: what the scale says at this moment, so that nobody has to sell something to know it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import CodedError
from pos_app.domain.weighing import refuse_unready
from pos_app.ui import tokens
from pos_app.ui.settings.rows import NamedRow
from pos_app.ui.widgets.basics import Notice, horizontal, label, set_look
from pos_app.ui.wording.scales import calm_state, shown_weight

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from pos_app.domain.weighing import Reading
    from pos_app.ui.scale_watch import ScaleWatch
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_WEIGHT = 112
"""Pixels for the weight, so that the words beside it stand still."""


class ScaleRow(NamedRow):
    """Asks the scale while it is on screen."""

    def __init__(self, watch: ScaleWatch, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        self._watch = watch
        self._wording = wording
        self.weight = label("", "weight")
        self.weight.setMinimumWidth(_WEIGHT)
        self.state = Notice(theme)
        whole = QWidget()
        row = horizontal(spacing=12)
        row.addWidget(self.weight)
        row.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        whole.setLayout(row)
        whole.setMinimumHeight(tokens.TARGET_DESK)
        title = _("Try the scale")
        super().__init__(title, _("Put something on it: nothing is sold by it."), whole, theme)
        self.weight.setAccessibleName(title)
        watch.told.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to ask the scale."""
        super().showEvent(event)
        self._watch.ask(self)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more."""
        super().hideEvent(event)
        self._watch.leave(self)

    def _show(self) -> None:
        _ = self._wording.translate
        said = self._watch.said
        if not self._watch.set_up:
            self._say(_("Choose kind and port first."), "muted")
        elif isinstance(said, CodedError):
            self._say(*calm_state(said, self._wording))
        else:
            self._show_reading(said)

    def _show_reading(self, reading: Reading) -> None:
        _ = self._wording.translate
        try:
            refuse_unready(reading)
        except CodedError as problem:
            self._say(*calm_state(problem, self._wording), shown_weight(reading, self._wording))
            return
        text = _("It works, and takes a container off by itself.") if reading.net else _("It works.")
        self._say(text, "good", shown_weight(reading, self._wording))

    def _say(self, text: str, look: str, weight: str = "") -> None:
        self.weight.setText(weight or "\N{EN DASH}")
        set_look(self.weight, "weight" if look == "good" else "weight-quiet")
        self.state.say(text, look)
