"""`pos`: the window."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from pos_app.cli.arguments import parser, shop_folder
from pos_app.cli.opening import bring_back, opened_or_brought_back
from pos_app.cli.screen import QT_PACKAGES, has_display, has_screen, missing_library, watched
from pos_app.data.place import ShopLock
from pos_app.domain.errors import CodedError, EnvironmentProblem
from pos_app.domain.problems import ShopInUse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.shop.set_up import NewShop
    from pos_app.ui.main_window import MainWindow


class QtIncomplete(EnvironmentProblem):
    """A library of the system that Qt needs is missing. Params: library, packages."""


def run(given: argparse.Namespace) -> int:
    """Show the window; a second start on the same shop brings the first to the front.

    What keeps it from opening is shown as a dialog, too, where nobody watches stderr: the program was started by icon.
    """
    try:
        return open_window(shop_folder(given))
    except QtIncomplete:
        raise
    except CodedError as problem:
        if not watched() and has_screen():
            from pos_app.cli.words import sentence_of
            from pos_app.ui.run import show_problem

            show_problem(sentence_of(problem, shop_folder(given)), argv=sys.argv[:1])
        raise


def open_window(folder: Path, shown: Callable[[MainWindow], None] = lambda _window: None) -> int:
    """Open the window on the shop in a folder until it is closed; `shown` is told of it. Return the exit code."""
    # all that is loaded now stays: looking for garbage in it meanwhile takes four tenths of the time
    gc.disable()
    try:
        return _opened(folder, shown)
    finally:
        gc.enable()


def _opened(folder: Path, shown: Callable[[MainWindow], None]) -> int:
    # Qt and the use cases are loaded here, so that every other command starts without them, and Qt last:
    # PySide reads the source of each module that imports something after it
    from pos_app.services.sales.ring_up import RingUp  # noqa: F401
    from pos_app.services.services import Services  # noqa: F401
    from pos_app.services.shop.bring_forward import make_folder

    if not has_display():
        print("No display was found: `make demo` shows Countertop without one.", file=sys.stderr)
        return 1
    try:
        from pos_app.ui.run import run_window
    except ImportError as error:
        raise QtIncomplete(library=str(error).split(":")[0], packages=QT_PACKAGES) from error
    if missing := missing_library():
        raise QtIncomplete(library=missing, packages=QT_PACKAGES)
    new, code = _asked_for(folder)
    if code is not None:
        return code
    make_folder(folder)
    lock = ShopLock(folder)
    try:
        lock.take()
    except ShopInUse:
        if _came_to_front(folder):
            return 0
        raise
    try:
        while True:
            services = opened_or_brought_back(folder, lock, new)
            try:
                if services.shop.database.refusal is None:
                    services.ring_up.refresh_search()
                code = run_window(services, argv=sys.argv[:1], shown=lambda window: _settled(window, shown))
                wanted = services.wanted_backup
            finally:
                services.close()
            if wanted is None:
                return code
            bring_back(folder, wanted, lock)
    finally:
        lock.release()


def _asked_for(folder: Path) -> tuple[NewShop | None, int | None]:
    """Ask what shop to make where there is none and somebody is there to answer: (what it is, None).

    Where none shall be made (None, the exit code): the demo shop was shown until it was closed, or nothing at all.
    """
    from pos_app.services.shop.open_shop import is_untouched

    if not has_screen() or not is_untouched(folder):
        return None, None
    from pos_app.ui.first_start.page import Choice, ask_for_shop  # once in a shop's life

    answer = ask_for_shop(argv=sys.argv[:1])
    if answer is Choice.DEMO:
        gc.enable()  # the shop's own window would do so when it is shown
        demo = parser().parse_args(["demo"])
        return None, int(demo.run(demo))
    return (None, 0) if answer is Choice.NOTHING else (answer, None)


def _came_to_front(folder: Path) -> bool:
    """Ask the window that has the shop to come to the front; without Qt's network nobody can be asked."""
    try:
        from pos_app.ui.door import ask_to_front
    except ImportError:
        return False
    return ask_to_front(folder)


def _settled(window: MainWindow, shown: Callable[[MainWindow], None]) -> None:
    """Leave what was loaded out of every later search for garbage, and search again as usual."""
    gc.freeze()
    gc.enable()
    shown(window)
