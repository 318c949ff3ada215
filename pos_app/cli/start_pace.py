"""How long the program takes to a window that takes a scan, against an empty window of the same libraries."""

from __future__ import annotations

import os
import statistics
import subprocess  # nosec B404
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pos_app.ui.main_window import MainWindow

_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import sqlalchemy
from pos_app.cli.start_pace import report
engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[1])
with engine.connect() as connection:
    connection.execute(sqlalchemy.text("SELECT 1"))
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, lambda: (report(), app.quit()))
app.exec()
"""
_OURS = "import sys; from pathlib import Path; from pos_app.cli.start_pace import start; start(Path(sys.argv[1]))"
_PATIENCE_S = 120


class StartPace(Struct, frozen=True):
    """Medians: seconds from the process' start to the window, and its largest memory in KiB (0 but on Linux)."""

    ours: float
    bare: float
    ours_kib: float
    bare_kib: float


def start_pace(folder: Path, rounds: int) -> StartPace:
    """Start the window on the shop in `folder` and the bare one, `rounds` times in turn, after one of each."""
    ours, bare = [], []
    for _ in range(rounds + 1):
        ours.append(_started(_OURS, folder))
        bare.append(_started(_BARE, folder / "shop.db"))
    (our_time, our_size), (bare_time, bare_size) = _medians(ours[1:]), _medians(bare[1:])
    return StartPace(our_time, bare_time, our_size, bare_size)


def start(folder: Path) -> None:
    """Open the window as `pos` does, report when it takes a scan, and end."""
    from pos_app.cli.window import open_window

    open_window(folder, shown=_report_and_quit)


def report() -> None:
    """Print the moment and this process' largest memory in KiB."""
    print(time.monotonic_ns(), _largest_memory(), flush=True)


def _report_and_quit(window: MainWindow) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    if window.sales.widget.scan.hasFocus():
        report()
        QApplication.quit()
    else:
        QTimer.singleShot(0, window, lambda: _report_and_quit(window))


def _started(code: str, place: Path) -> tuple[float, int]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # a program that is installed is compiled already; without this each start would compile ours, and no library's
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic_ns()
    done = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, "-c", code, str(place)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        timeout=_PATIENCE_S,
        text=True,
    )
    moment, size = done.stdout.split()[-2:]
    return (int(moment) - began) / 1e9, int(size)


def _medians(starts: list[tuple[float, int]]) -> tuple[float, float]:
    return statistics.median(time for time, _ in starts), statistics.median(size for _, size in starts)


def _largest_memory() -> int:
    # what `resource` tells of a child begins with its parent's size; the kernel's own figure begins at exec
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
