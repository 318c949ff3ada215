"""The program as it runs: a window, and another that may take its place."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pos_app.ui.run import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services


@contextlib.contextmanager
def stage_of(app: QApplication, qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Open a shop as the program does, and close it; a crash fails the test."""
    # the hooks of the running tests must stay theirs
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.install", lambda _self: None)
    crashes: list[BaseException] = []
    monkeypatch.setattr("pos_app.ui.crash.CrashNet.report", lambda _self, fault: crashes.append(fault))
    made = Stage(app, services)
    yield made
    qtbot.waitUntil(lambda: made.tasks.pending == 0)
    made.window.close()
    made.finish()
    made.window.deleteLater()
    made.deleteLater()
    assert crashes == []
