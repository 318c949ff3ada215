"""A row of a settings page: a name, a field, what it means, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos_app.ui.widgets.basics import Card, Notice, horizontal, label, vertical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pos_app.ui.settings.fields import SettingField
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_HEAD = 22
"""Pixels of a row's head, whether something is said beside its title or not."""


class NamedRow(QWidget):
    """A title, what is said of it, a field and what it means."""

    def __init__(self, title: str, help_text: str, field: QWidget, theme: Theme, buddy: QWidget | None = None) -> None:
        super().__init__()
        self.said = Notice(theme)
        name = label(title, "strong")
        name.setBuddy(buddy or field)
        self.help = label(help_text, "small")
        self.help.setWordWrap(True)
        # Beside the title and not below: saving must not move the fields.
        head = horizontal(spacing=12)
        head.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.said, 1)
        head.setAlignment(self.said, Qt.AlignmentFlag.AlignTop)
        name.setMinimumHeight(_HEAD)
        layout = vertical(spacing=4)
        layout.addLayout(head)
        layout.addWidget(field)
        layout.addWidget(self.help)
        self.setLayout(layout)


class SettingRow(NamedRow):
    """A setting: its name, its field, what it means, and whether it was saved."""

    def __init__(self, field: SettingField, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(_(field.declared.title), _(field.declared.help), field.widget, theme, field.editor)
        self.field = field


def rows_page(
    title: str, rows: Iterable[QWidget], above: Iterable[QWidget] = (), below: Iterable[QWidget] = ()
) -> QScrollArea:
    """Return a page that scrolls: a heading and a card with rows, perhaps with cards above and below it."""
    inside = QWidget()
    inside.setProperty("look", "page")
    column = vertical((24, 16, 24, 24), 16)
    column.addWidget(label(title, "section"))
    card = vertical((18, 16, 18, 18), 16)
    for row in rows:
        card.addWidget(row)
    for part in (*above, Card(card), *below):
        column.addWidget(part)
    column.addStretch(1)
    inside.setLayout(column)
    inside.setMaximumWidth(760)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
