"""The window on a screen of twice the scale, moved there from another or opened there: `python -m` this, in a process.

Arguments: the folder of a rehearsal shop, the number of the screen it begins on, the picture to leave.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos_app.app import build
from pos_app.ui.rehearsal.stage import press_text, wait_for, window_on

CODES = ("6901234500158", "6901234500233", "6901234500240", "6901234500172")


def run(folder: Path, first: int, picture: Path) -> None:
    """Ring up on one screen, search on the second."""
    services = build(folder)
    with window_on(services) as stage:
        window, sales = stage.window, stage.window.sales
        screens = QGuiApplication.screens()
        window.move(screens[first].geometry().topLeft())
        QApplication.processEvents()
        sales.basket.begin(None)
        for code in CODES:
            press_text(f"{code}\n")
        wait_for(lambda: len(sales.basket.sale.basket.lines) == len(CODES) and not stage.tasks.pending)
        window.grab()
        window.move(screens[1].geometry().topLeft())
        wait_for(lambda: window.devicePixelRatio() == screens[1].devicePixelRatio())
        press_text("mi")
        sales.bursts.forget()
        wait_for(lambda: sales.scanning.searched == "mi")
        window.grab().save(str(picture))
    services.close()


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
