"""Which file is meant: the dialogs that ask begin among the person's documents and speak the language of the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from pos_app.ui.qt_words import speaks_as_the_system

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def documents() -> Path:
    """Return the folder of the person's documents, the person's own folder where there is none."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_absolute() and found.is_dir() else Path.home()


def ask_where_to_save(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where a file is to be written, `name` proposed; None where nobody wants it.

    A name that was typed without the proposed ending gets it, but where that would replace another file.
    """
    proposed = documents() / name.replace("/", "-")
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(proposed), kinds, "", _options())
    path = Path(chosen)
    ends = path.name.casefold().endswith(proposed.suffix.casefold())
    whole = path if ends or not chosen else path.with_name(f"{path.name}{proposed.suffix}")
    return (path if whole.exists() else whole) if chosen else None


def ask_which(parent: QWidget, title: str, kinds: str, before: str = "") -> Path | None:
    """Ask which file is meant, beginning where the one `before` lies; None where nobody wants one."""
    begin = before or str(documents())
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, begin, kinds, "", _options())
    return Path(chosen) if chosen else None


def _options() -> QFileDialog.Option:
    """Take the system's own dialog, which speaks the system's language, only where that is the screen's."""
    return QFileDialog.Option(0) if speaks_as_the_system() else QFileDialog.Option.DontUseNativeDialog
