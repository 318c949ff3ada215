"""`pos`: the window."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.cli.arguments import parser, shop_folder
from pos_app.data.place import ShopLock
from pos_app.domain.errors import CodedError, EnvironmentProblem
from pos_app.domain.problems import DatabaseDamaged, LookOnly, ShopInUse, ShopLost, ShopPutBack

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pos_app.services.backups.keep_backups import Wanted
    from pos_app.services.backups.shelf import Kept
    from pos_app.services.services import Services
    from pos_app.services.shop.set_up import NewShop
    from pos_app.ui.main_window import MainWindow

QT_PACKAGES = (
    "libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libxkbcommon0 libxcb-icccm4 libxcb-keysyms1"
    " libxcb-cursor0 libxcb-image0 libxcb-render-util0 libxcb-randr0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
"""What Debian and Ubuntu call the libraries that a Qt window needs."""


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
            services = _opened_or_brought_back(folder, lock, new)
            try:
                if services.shop.database.refusal is None:
                    services.ring_up.refresh_search()
                code = run_window(services, argv=sys.argv[:1], shown=lambda window: _settled(window, shown))
                wanted = services.wanted_backup
            finally:
                services.close()
            if wanted is None:
                return code
            _bring_back(folder, wanted, lock)
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


def _opened_or_brought_back(folder: Path, lock: ShopLock, new: NewShop | None) -> Services:
    """Open the shop; where its database is damaged or gone, offer the last good backup once."""
    try:
        return _decided(folder, lock, new)
    except (DatabaseDamaged, ShopLost) as problem:
        from pos_app.services.backups.keep_backups import Wanted
        from pos_app.services.backups.shelf import to_bring_back

        offered, known = to_bring_back(folder)
        wanted = next((one for one in offered if _wants_back(problem, folder, one, known=known)), None)
        if wanted is None:
            raise
        _bring_back(folder, Wanted(Path(wanted.path), None, None, ""), lock)
        return _decided(folder, lock)


def _wants_back(problem: CodedError, folder: Path, backup: Kept, *, known: bool) -> bool:
    """Say what is wrong, and ask whether the backup shall take the shop's place; by name where none is `known`."""
    from pos_app.cli.words import sentence_of, translate
    from pos_app.ui.run import asks_to_bring_back, screen_language

    language = screen_language("system")  # as the buttons are
    _ = translate(language)
    if isinstance(problem, ShopLost):
        text = _(
            "The last good backup is of {moment}. Bring it back? What was sold since is lost with the file: take it"
            " from the receipts you have and ring it up again."
        )
    else:
        text = _(
            "The last good backup is of {moment}. Bring it back? The damaged file is kept, and what was sold since is"
            " brought along or listed as far as it can be read."
        )
    said = [text.format(moment=_moment(backup))]
    if not known:
        name = _("Nothing here says which shop this was. This is a backup of “{shop}”.")
        said.insert(0, name.format(shop=backup.name or _("a shop without a name")))
    return asks_to_bring_back(sentence_of(problem, folder, language), "\n\n".join(said), argv=sys.argv[:1])


def _moment(backup: Kept) -> str:
    """Return when a backup was made, by the shop's clock; that is named where this computer's would say otherwise."""
    from pos_app.services.books import zone_info

    here = backup.made_at.astimezone()
    there = here
    if backup.zone:
        with contextlib.suppress(CodedError):  # a zone that this computer does not know
            there = backup.made_at.astimezone(zone_info(backup.zone))
    told = f"{there:%Y-%m-%d %H:%M}"
    return told if there.utcoffset() == here.utcoffset() else f"{told} ({backup.zone})"


def _decided(folder: Path, lock: ShopLock, new: NewShop | None = None) -> Services:
    """Open the shop; one that was used elsewhere or put back goes on here, or is looked at, as a person says."""
    from pos_app.app import build

    services = build(folder, new=new, lock=lock, hurried=True)
    if services.shop.database.refusal is None:
        return services
    from pos_app.ui.run import Way, asks_how_to_go_on, asks_to_continue

    further = None
    if services.shop.database.refusal is ShopPutBack:
        further = _further(services)
        way = asks_how_to_go_on(_moment(further) if further else None, argv=sys.argv[:1])
    else:
        way = asks_to_continue(argv=sys.argv[:1])
    if way is Way.LOOK:
        services.shop.database.refusal = LookOnly
        services.look_only()
        return services
    services.close()
    if further is not None and way is Way.BRING_BACK:
        from pos_app.services.backups.keep_backups import Wanted

        _bring_back(folder, Wanted(Path(further.path), None, None, ""), lock)
        return _decided(folder, lock)
    from pos_app.services.backups.continue_shop import continue_here

    continue_here(folder)
    return build(folder, lock=lock, hurried=True)


def _further(services: Services) -> Kept | None:
    """Return the backup that goes on further than the shop's books do; the disks that backups lie on are asked."""
    from pos_app.services.backups.ahead import ahead

    with services.shop.database.read() as connection:
        found = ahead(connection, services.shop.profile.folder)
    return found.backup if found else None


def _moment(backup: Kept) -> str:
    return f"{backup.made_at.astimezone():%Y-%m-%d %H:%M}"


def _bring_back(folder: Path, wanted: Wanted, lock: ShopLock) -> None:
    """Let a backup take the place of the shop that was just closed, and say how it went; the window comes again."""
    from pos_app.cli.words import sentence_of, translate
    from pos_app.services.backups.restore_backup import restore
    from pos_app.ui.run import screen_language
    from pos_app.ui.wording.backups import salvaged_words

    language = screen_language("system")
    try:
        done = restore(folder, wanted.path, wanted.passphrase, wanted.by, lock=lock, proved=wanted.proved)
    except CodedError as problem:
        _tell(sentence_of(problem, folder, language))
        return
    _ = translate(language)
    if done.kept is None:
        text = _("The backup is back. Numbers go on as {number}.")
    else:
        text = _("The backup is back. Numbers go on as {number}; what was there before is kept as {path}.")
    said = [text.format(number=done.went_on.first_number, path=done.kept)]
    if done.salvaged is not None:
        said.append(salvaged_words(done.salvaged, _))
    _tell("\n\n".join(said))


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
    if not watched() and has_screen():
        from pos_app.ui.run import show_problem

        show_problem(text, argv=sys.argv[:1])


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
