"""Qt's own words, as on the buttons of its dialogs and in the menus of its fields, in the language of the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_NAME = "qt words"
_LANGUAGE = "language"


def speak(app: QCoreApplication, language: str) -> None:
    """Let Qt speak a language from now on; one that Qt does not know leaves it English."""
    for former in app.findChildren(QTranslator, _NAME):
        app.removeTranslator(former)
        former.deleteLater()
    app.setProperty(_LANGUAGE, language)
    words = QTranslator(app)
    words.setObjectName(_NAME)
    if words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)


def speaks_as_the_system() -> bool:
    """Tell whether what the system draws itself has the language of the screen."""
    app = QCoreApplication.instance()
    chosen = app.property(_LANGUAGE) if app is not None else None
    return chosen is None or str(chosen).split("_")[0] == QLocale.system().name().split("_")[0]
