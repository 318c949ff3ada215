"""First start: who the shop is and who it belongs to, on one page, before anything of it is on disk."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QFrame, QScrollArea, QWidget

from pos_app.domain.errors import PosError
from pos_app.domain.formats import Formats
from pos_app.services.language import resources, translator
from pos_app.services.shop.set_up import NewShop, refuse_unknown
from pos_app.ui import tokens
from pos_app.ui.first_start.form import ShopForm
from pos_app.ui.run import application, screen_language
from pos_app.ui.theme import Appearance, Theme
from pos_app.ui.widgets.basics import Notice, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

_SIZE = (1000, 700)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_SCROLL_BAR = 12
"""Pixels that the bar takes from the cards."""
_DEMO_KEY = "Ctrl+D"


class Choice(Enum):
    """What was chosen instead of a shop of one's own."""

    DEMO = "demo"
    NOTHING = "nothing"


class FirstStart(QDialog):
    """The page. Nothing is made by it: `answer` says what was wanted."""

    def __init__(self, theme: Theme, wording: Wording, language: str, territory: str | None) -> None:
        """`language` is the screen's, `territory` the country that the system's locale names, if any."""
        super().__init__()
        _ = wording.translate
        self._wording = wording
        self.answer: NewShop | Choice = Choice.NOTHING
        self.setWindowTitle("Countertop")
        self.form = ShopForm(theme, wording, language, territory)
        self.form.setParent(self)
        self.said = Notice(theme)
        self.demo = KeyButton(theme, _("Try the demo shop"), "Ctrl D", Kind.PLAIN, tokens.TARGET_TILL)
        self.open_shop = KeyButton(theme, _("Open the shop"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        for button, act in ((self.demo, self._take_demo), (self.open_shop, self._take)):
            button.setAutoDefault(False)  # Enter opens the shop from any field
            button.clicked.connect(act)
        QShortcut(QKeySequence(_DEMO_KEY), self, self._take_demo)
        self._lay_out()
        room = self.screen().availableGeometry().size()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        self.form.name.setFocus()
        self.form.name.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter in any field as the word to go; Esc closes the program and leaves nothing."""
        if Qt.Key(event.key()) not in _ENTER:
            super().keyPressEvent(event)
        elif self.demo.hasFocus():
            self._take_demo()
        else:
            self._take()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where there is no room for both."""
        super().resizeEvent(event)
        cards = [item.widget() for at in range(self._cards.count()) if (item := self._cards.itemAt(at)) is not None]
        wanted = sum(card.minimumSizeHint().width() for card in cards if card is not None) + self._cards.spacing()
        beside = wanted <= self._area.width() - _SCROLL_BAR
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._cards.setDirection(way)

    def _lay_out(self) -> None:
        _ = self._wording.translate
        inside = QWidget()
        inside.setProperty("look", "page")
        self._cards = horizontal(spacing=16)
        for card in self.form.cards():
            self._cards.addWidget(card, 1)
        inside.setLayout(self._cards)
        self._area = area = QScrollArea()
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = vertical((24, 18, 24, 20), 12)
        column.addWidget(label(_("Open your shop"), "section"))
        told = label(
            _(
                "Enter takes it as it is. The time zone stays, and the currency does once there are prices; all else"
                " can be changed in Settings."
            ),
            "muted",
        )
        told.setWordWrap(True)
        column.addWidget(told)
        column.addWidget(area, 1)
        column.addWidget(self.said)
        foot = horizontal(spacing=8)
        foot.addWidget(self.demo)
        foot.addStretch(1)
        foot.addWidget(self.open_shop)
        column.addLayout(foot)
        self.setLayout(column)

    def _take_demo(self) -> None:
        self.answer = Choice.DEMO
        self.accept()

    def _take(self) -> None:
        try:
            wanted = self.form.wanted()
            refuse_unknown(wanted)
        except PosError as refusal:
            self.said.say(self._wording.sentence(refusal))
            self.form.lead_to(refusal)
            return
        self.answer = wanted
        self.accept()


def ask_for_shop(*, argv: Sequence[str]) -> NewShop | Choice:
    """Ask what the new shop is, or whether the demo shop shall be opened; Esc means neither."""
    app = application(argv)
    theme = Theme(app, resources() / "icons", Appearance.SYSTEM)
    language = screen_language("system")
    wording = Wording(translator(language), Formats(language, "CNY", 2), ZoneInfo("UTC"))
    page = FirstStart(theme, wording, language, QLocale.territoryToCode(QLocale.system().territory()))
    page.exec()
    answer = page.answer
    page.deleteLater()
    theme.deleteLater()
    return answer
