"""The one style sheet, filled from the tokens. Widgets say what they are by the property `look`."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from pos_app.ui import tokens as sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.ui.tokens import Tokens

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QDialog, QMenu { background: $raised; }
QLabel { background: transparent; color: $text; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: ${SMALL}px; }
QLabel[look="lines"] { font-size: ${LINES}px; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="section"] { font-family: $faces; font-size: ${SECTION}px; font-weight: 600; }
QLabel[look="weight"], QLabel[look="weight-quiet"] { font-family: $faces; font-size: ${SECTION}px; font-weight: 600; }
QLabel[look="weight-quiet"] { color: $muted; }
QLabel[look="total"] { font-family: $faces; font-size: ${TOTAL}px; font-weight: 700; }
QLabel[look="good"] { color: $good; }
QLabel[look="warn"] { color: $warn; }
QLabel[look="bad"] { color: $bad; }
QLabel[look="muted-14"] { color: $muted; font-size: ${TOTALS}px; }
QLabel[look="figure-14"] { font-size: ${TOTALS}px; font-weight: 500; }
QLabel[look="good-14"] { color: $good; font-size: ${TOTALS}px; }
QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: ${RADIUS_CARD}px; }
QFrame[look="card"][lit="true"] { border: 2px solid $accent; }
QFrame[look="popup"] { background: $raised; border: 1px solid $line; border-radius: ${RADIUS_CARD}px; }
QFrame[look="bar"] { background: $surface; border: none; }
QFrame[look="quiet"] { background: $tile; border: none; border-radius: ${RADIUS}px; }
QFrame[look="hairline"] { background: $line; border: none; }
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox { background: $surface; color: $text; border: 1px solid $field;
    border-radius: ${RADIUS}px; padding: 5px 9px; selection-background-color: $accent;
    selection-color: $on_accent; placeholder-text-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid $accent;
    padding: 4px 8px; }
QLineEdit[look="scan"] { font-size: ${SCAN}px; border-color: $line; border-radius: ${RADIUS}px; padding: 0 16px;
    min-height: 50px; max-height: 50px; }
QLineEdit[look="scan"]:focus { border: 2px solid $accent; padding: 0 15px; }
QLineEdit[look="amount"], QLineEdit[look="amount"]:focus { font-size: ${TOTAL}px; font-weight: 600;
    background: transparent; border: none; padding: 0; }
QFrame[look="amount-box"] { background: $surface; border: 1px solid $field; border-radius: ${RADIUS}px; }
QFrame[look="amount-box"][lit="true"] { border: 2px solid $accent; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: none; }
QWidget[look="desk"] { background: $surface; }
QPushButton { background: $surface; color: $text; border: 1px solid $line; border-radius: ${RADIUS}px;
    padding: 7px 14px; font-weight: 500; }
QPushButton:hover { background: $tile; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[look="bare"] { background: transparent; border: none; padding: 0; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; selection-background-color: $selection;
    selection-color: $text; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 32px; padding: 0 8px; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $selection; }
QCheckBox { background: transparent; color: $text; spacing: 8px; min-height: 24px; }
QTableView, QListView { background: $surface; color: $text; border: none; outline: none;
    selection-background-color: $selection; selection-color: $text; }
QListView[look="popup"] { background: $raised; border: 1px solid $line; padding: 4px; }
QListView[look="popup"]::item { min-height: 32px; padding: 0 8px; color: $text; }
QListView[look="popup"]::item:selected { background: $selection; color: $text; }
QTableView[ground="raised"] { background: $raised; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
    font-size: ${SMALL}px; font-weight: 500; padding: 0 8px; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[look="page"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $field; border-radius: 3px; min-height: 32px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $field; border-radius: 3px; min-width: 32px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; }
QMenu { border: 1px solid $line; border-radius: ${RADIUS}px; padding: 4px; color: $text; }
QMenu::item { padding: 8px 24px 8px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QSplitter::handle { background: $line; }
QPlainTextEdit[look="code"] { font-size: ${SMALL}px; }
""")


def style_sheet(chosen: Tokens, large_faces: Sequence[str]) -> str:
    """Return the style sheet of an appearance; `large_faces` write titles."""
    colours = {name: getattr(chosen, name) for name in chosen.__struct_fields__ if name != "dark"}
    names = ("CAP", "SMALL", "BASE", "TOTALS", "LINES", "SCAN", "SECTION", "TOTAL", "RADIUS", "RADIUS_CARD")
    faces = ", ".join(f'"{face}"' for face in large_faces)
    return _SHEET.substitute(colours, faces=faces, **{name: str(getattr(sizes, name)) for name in names})
