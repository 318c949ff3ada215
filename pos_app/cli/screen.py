"""Whether there is a screen that Qt can show something on, and somebody who watches the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

QT_PACKAGES = (
    "libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libxkbcommon0 libxcb-icccm4 libxcb-keysyms1"
    " libxcb-cursor0 libxcb-image0 libxcb-render-util0 libxcb-randr0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
"""What Debian and Ubuntu call the libraries that a Qt window needs."""


def has_display() -> bool:
    """Tell whether Qt will find a screen, so that it need not end the program over it."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_library(plugins: Path | None = None) -> str | None:
    """Return the library without which Qt's part for X11 (in `plugins`, else Qt's own) cannot be loaded, if any.

    Qt itself would name another one and abort.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if sys.platform != "linux" or not os.environ.get("DISPLAY") or chosen not in {"", "xcb"}:
        return None
    if not chosen and os.environ.get("WAYLAND_DISPLAY"):
        return None
    import ctypes  # only where there is X11

    from PySide6.QtCore import QLibraryInfo

    plugins = plugins or Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        return str(error).split(":")[0]
    return None


def has_screen() -> bool:
    """Tell whether a person would see what Qt shows."""
    return has_display() and os.environ.get("QT_QPA_PLATFORM", "") not in {"offscreen", "minimal"}


def watched() -> bool:
    """Tell whether a terminal shows what is said on stderr."""
    return sys.stderr is not None and sys.stderr.isatty()
