"""How fast the window is: from a key to the end of the paint that shows what it did."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt

from pos_app.ui.rehearsal.stage import post, post_letter, press_text, wait_for, window_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.services.services import Services
    from pos_app.ui.rehearsal.stage import Stage


class WindowPace(Struct, frozen=True):
    """Seconds of each thing timed."""

    scan_to_paint: dict[int, tuple[float, ...]]
    """By lines in the basket: from Enter to the end of the paint that shows the line."""
    basket_durable: tuple[float, ...]
    """From Enter to the step being on disk."""
    search: tuple[float, ...]
    """From a letter to the painted list."""


class Painted(QObject):
    """Notes whether a widget was painted while something was so."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._fact: Callable[[], bool] = lambda: False
        self.seen = False
        widget.installEventFilter(self)

    def expect(self, fact: Callable[[], bool]) -> None:
        """Wait for a paint during which `fact` holds."""
        self._fact, self.seen = fact, False

    def eventFilter(self, watched: QObject, happening: QEvent) -> bool:
        """Look at every paint; the event itself goes on to the widget."""
        if happening.type() is QEvent.Type.Paint and not self.seen:
            self.seen = self._fact()
        return super().eventFilter(watched, happening)


def window_pace(
    services: Services, codes: Sequence[str], queries: Sequence[str], *, scans: int, lines: Sequence[int]
) -> WindowPace:
    """Scan into baskets of several sizes and type queries; `codes` are of different goods, one more than `lines`."""
    with window_on(services) as stage:
        painted = Painted(stage.window.sales.widget.lines.table.viewport())
        paints: dict[int, tuple[float, ...]] = {}
        durable: list[float] = []
        for size in lines:
            paints[size] = _scans(stage, painted, codes, size, scans, durable)
        return WindowPace(paints, tuple(durable), _searches(stage, queries))


def _scans(
    stage: Stage, painted: Painted, codes: Sequence[str], size: int, scans: int, durable: list[float]
) -> tuple[float, ...]:
    """Time the scan of the last line of a basket of `size` lines; the line is undone and scanned anew each time."""
    sales = stage.window.sales
    sales.basket.begin(None)
    for code in codes[: size - 1]:
        press_text(f"{code}\n")
    wait_for(lambda: _settled(stage) and len(sales.basket.sale.basket.lines) == size - 1)
    spare = codes[size - 1 :]
    times = []
    for turn in range(scans):
        press_text(spare[turn % len(spare)])
        painted.expect(lambda: len(sales.basket.sale.basket.lines) == size)
        began = time.perf_counter()
        post(Qt.Key.Key_Return)
        wait_for(lambda: painted.seen)
        times.append(time.perf_counter() - began)
        wait_for(lambda: _settled(stage))
        durable.append(time.perf_counter() - began)
        sales.basket.undo()
        wait_for(lambda: _settled(stage))
    # a till that opens on the shop later has no basket of so many steps to bring back
    stage.services.hold.drop(sales.basket.sale)
    sales.basket.begin(None)
    return tuple(times)


def _searches(stage: Stage, queries: Sequence[str]) -> tuple[float, ...]:
    """Time each letter of each query."""
    sales = stage.window.sales
    results, line = sales.widget.results, sales.widget.scan
    table, nothing = Painted(results.table.viewport()), Painted(results.nothing)
    times = []
    for query in queries:
        for place, letter in enumerate(query, 1):
            text = query[:place]
            if not text.strip():
                press_text(letter)
                sales.bursts.forget()
                continue
            for watcher in (table, nothing):
                watcher.expect(lambda text=text: sales.scanning.searched == text)  # type: ignore[misc]
            found_nothing = results.nothing.isVisible()

            def stands(text: str = text, found_nothing: bool = found_nothing) -> bool:
                """Tell that nothing is found again: there is nothing to paint."""
                return found_nothing and results.nothing.isVisible() and sales.scanning.searched == text

            began = time.perf_counter()
            post_letter(letter)
            wait_for(lambda: table.seen or nothing.seen or stands())
            times.append(time.perf_counter() - began)
            sales.bursts.forget()  # fingers are slower; so fast, figures would be a scan
        line.clear()
        results.hide()
        wait_for(lambda: _settled(stage))
    return tuple(times)


def _settled(stage: Stage) -> bool:
    return not stage.tasks.pending
