"""Fixtures of the window's tests: a theme, a shop on disk, its window, and a recorder of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.app import build
from pos_app.domain.formats import Formats
from pos_app.services.language import resources, translator
from pos_app.services.shop.set_up import NewShop
from pos_app.ui.main_window import MainWindow
from pos_app.ui.tasks import Tasks
from pos_app.ui.theme import Appearance, Theme
from pos_app.ui.wording import Wording
from tests.ui.shop import put_quick_keys, stock_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.messages import Message, Messages
    from tests.factories.databases import ShopFile

QUIET = ("propagateSizeHints", "does not support raise()", "grabbing the keyboard", "QWindow::requestActivate")
"""What Qt says of platforms without a real screen; nothing of ours."""


class Recorder:
    """Keeps what was said; a test that does not expect it fails."""

    def __init__(self, messages: Messages) -> None:
        self.said: list[Message] = []
        messages.said.connect(self.said.append)

    def take(self) -> str:
        """Return what was said last and count it as expected, all before it too."""
        text = self.said[-1].text
        self.said.clear()
        return text


@pytest.fixture(autouse=True)
def _no_qt_warnings(qtlog: object) -> Iterator[None]:
    """Fail a test in which Qt warned."""
    yield
    records = [record for record in qtlog.records if record.log_type_name != "QtDebugMsg"]  # type: ignore[attr-defined]
    loud = [record.message for record in records if not any(quiet in record.message for quiet in QUIET)]
    assert loud == []


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, resources() / "icons", Appearance.LIGHT)
    yield made
    made.deleteLater()


@pytest.fixture
def formats() -> Formats:
    return Formats("en", "CNY", 2)


@pytest.fixture
def wording(formats: Formats) -> Wording:
    return Wording(translator("en"), formats, ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Give tasks whose crashes fail the test."""
    assert qapp is not None
    crashes: list[BaseException] = []
    made = Tasks(crashes.append)
    yield made
    made.shutdown()
    assert crashes == []


@pytest.fixture
def services(tmp_path: Path, shop_file_made: ShopFile) -> Iterator[Services]:
    """Open a real shop in a file, with a few goods and tiles."""
    (tmp_path / "shop").mkdir()
    shop_file_made.copy(tmp_path / "shop" / "shop.db")
    made = build(tmp_path / "shop", new=NewShop(zone="Asia/Shanghai"))
    put_quick_keys(made.shop, stock_up(made.shop))
    yield made
    made.close()


@pytest.fixture
def crashes() -> list[BaseException]:
    """Collect what would open the crash dialog of the window; a test that expects one takes it out."""
    return []


@pytest.fixture
def open_window(
    services: Services,
    theme: Theme,
    formats: Formats,
    qtbot: QtBot,
    crashes: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], MainWindow]]:
    """Open the window on the shop, as often as a test restarts it; the last one is closed at the end."""
    monkeypatch.setattr("pos_app.ui.main_window.LOOKS_AFTER_MS", 0)
    opened: list[tuple[MainWindow, Tasks]] = []

    def close() -> None:
        window, tasks = opened.pop()
        window.close()
        tasks.shutdown()
        window.deleteLater()

    def make() -> MainWindow:
        while opened:
            close()
        tasks = Tasks(crashes.append)
        window = MainWindow(services, tasks, translator("en"), formats, theme)
        opened.append((window, tasks))
        window.resize(1366, 768)
        window.show()
        window.start()
        window.activateWindow()
        # a former window may still have the focus, and a key would go there
        qtbot.waitUntil(lambda: window.isActiveWindow() and window.isAncestorOf(QApplication.focusWidget() or window))
        qtbot.waitUntil(lambda: window.looks_after)
        return window

    yield make
    while opened:
        close()
    assert crashes == []


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def recorder(window: MainWindow) -> Iterator[Recorder]:
    """Record what the window says; whatever a test has not taken fails it."""
    made = Recorder(window.messages)
    yield made
    assert [message.text for message in made.said] == []
