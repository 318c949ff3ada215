"""F1: every key of the program, read from the one list of actions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from pos_app.ui.widgets.basics import KeyCap, horizontal, label, vertical
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme

_COLUMNS = 2


class HelpSheet(Sheet):
    """The sheet of keys in two columns."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        actions: Sequence[Action],
        tips: Sequence[str],
        _: Callable[[str], str],
    ) -> None:
        super().__init__(parent, _("Keys and help"), (860, 724))
        keyed = (action for action in actions if action.keys)
        groups = [(name, list(members)) for name, members in groupby(keyed, key=lambda action: action.group)]
        page = QWidget()
        page.setProperty("look", "page")
        columns = horizontal(spacing=32)
        for part in _balanced(groups):
            column = vertical(spacing=16)
            for name, members in part:
                column.addLayout(_group(theme, name, members))
            column.addStretch(1)
            columns.addLayout(column, 1)
        page.setLayout(columns)
        for tip in tips:
            line = label(tip, "muted")
            line.setWordWrap(True)
            self.body.addWidget(line)
        self.body.addWidget(_scrolling(page), 1)


def _balanced(groups: list[tuple[str, list[Action]]]) -> list[list[tuple[str, list[Action]]]]:
    """Cut the groups into columns of about the same height, keeping their order."""
    whole = sum(len(members) + 2 for _, members in groups)
    columns: list[list[tuple[str, list[Action]]]] = [[] for _ in range(_COLUMNS)]
    height = 0
    for group in groups:
        columns[min(_COLUMNS - 1, height * _COLUMNS // whole)].append(group)
        height += len(group[1]) + 2
    return columns


def _group(theme: Theme, name: str, members: Sequence[Action]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.addWidget(label(name, "strong"), 0, 0, 1, 2)
    for row, action in enumerate(members, start=1):
        grid.addWidget(label(action.title, "muted"), row, 0)
        caps = horizontal(spacing=4)
        caps.addStretch(1)
        for key in action.keys:
            caps.addWidget(KeyCap(theme, key.replace("+", " ")))
        grid.addLayout(caps, row, 1)
    grid.setColumnStretch(0, 1)
    return grid


def _scrolling(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
