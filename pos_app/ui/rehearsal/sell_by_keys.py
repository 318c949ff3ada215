"""One sale in the real window by key presses alone, for `pos demo --headless`, with pictures of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt

from pos_app.ui.rehearsal.stage import Stuck, press, press_text, wait_for, window_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.services import Services
    from pos_app.ui.rehearsal.stage import Stage

_SCANS = ("6901234500158\n", "3*6901234500233\n", "6901234500240\n", "6901234500172\n")
_TYPED = "dish soap"


class Rehearsed(Struct, frozen=True):
    """What was sold, as the window showed it."""

    number: str
    lines: int
    total: int
    tendered: int
    change: int


def sell_by_keys(services: Services, folder: Path) -> Rehearsed:
    """Ring up a basket, pay it in cash and leave `till.png` of the full basket in `folder`."""
    with window_on(services) as stage:
        return _sell(stage, folder)


def _sell(stage: Stage, folder: Path) -> Rehearsed:
    sales, services, tasks = stage.window.sales, stage.services, stage.tasks

    def kept(lines: int) -> Callable[[], bool]:
        return lambda: len(sales.basket.sale.basket.lines) == lines and not tasks.pending

    for count, scan in enumerate(_SCANS, 1):
        press_text(scan)
        wait_for(kept(count))
    press_text(_TYPED)
    wait_for(sales.widget.results.isVisible)
    press(Qt.Key.Key_Return)
    wait_for(kept(len(_SCANS) + 1))
    stage.window.grab().save(str(folder / "till.png"))
    sale = sales.basket.sale
    total, lines = sale.priced.total, len(sale.basket.lines)
    tendered = -(-total // 10_000) * 10_000
    press(Qt.Key.Key_F12)
    wait_for(sales.widget.pay.amount.hasFocus)
    press_text(str(tendered // 100))
    press(Qt.Key.Key_Return)
    wait_for(lambda: services.receipts.last() is not None)
    wait_for(lambda: services.printing.unsent() == 0)
    last = services.receipts.last()
    if last is None:
        raise Stuck("no receipt was made")
    return Rehearsed(last.number, lines, total, tendered, tendered - total)
