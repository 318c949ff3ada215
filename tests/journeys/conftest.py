"""The window's own fixtures, for journeys through it."""

from tests.ui.conftest import (  # noqa: F401 - pytest finds fixtures by their names here
    _no_qt_warnings,
    crashes,
    formats,
    open_window,
    recorder,
    services,
    theme,
    window,
    wording,
)
