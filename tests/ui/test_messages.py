"""The message seam, and the crash net behind it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from pos_app.domain.printing import PrinterOffline
from pos_app.domain.problems import DiskFull
from pos_app.ui.crash import LOG_BYTES, CrashNet, note
from pos_app.ui.crash_dialog import CrashDialog
from pos_app.ui.messages import Message, Messages, Place, Tone

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from pos_app.ui.theme import Theme


def test_each_message_names_its_place(qapp: QApplication) -> None:
    assert qapp is not None
    messages = Messages()
    said: list[Message] = []
    cleared: list[tuple[Place, str]] = []
    messages.said.connect(said.append)
    messages.cleared.connect(lambda place, uid: cleared.append((place, uid)))
    messages.about_line("ab", "low")
    messages.about_basket("no", Tone.PLAIN)
    messages.about_machine("off")
    messages.about_trouble(PrinterOffline(), "no printer")
    messages.about_trouble(DiskFull(), "full")
    messages.clear_line("ab")
    messages.clear_basket()
    messages.clear_printer()
    assert [(message.place, message.text, message.tone) for message in said] == [
        (Place.LINE, "low", Tone.BAD),
        (Place.BASKET, "no", Tone.PLAIN),
        (Place.MACHINE, "off", Tone.WARN),
        (Place.PRINTER, "no printer", Tone.WARN),
        (Place.MACHINE, "full", Tone.WARN),
    ]
    assert said[0].line_uid == "ab"
    assert cleared == [(Place.LINE, "ab"), (Place.BASKET, ""), (Place.PRINTER, "")]


def test_a_fault_is_shown_with_its_details(qtbot: QtBot, theme: Theme) -> None:
    assert theme is not None
    dialog = CrashDialog("ZeroDivisionError: by nothing", str)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "ZeroDivisionError: by nothing" in dialog.details
    copy, go_on = dialog.findChildren(QPushButton)
    copy.click()
    assert "by nothing" in QGuiApplication.clipboard().text()
    assert go_on.isDefault()
    go_on.click()
    assert not dialog.isVisible()


def test_the_net_catches_what_nobody_caught(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[BaseException] = []
    net = CrashNet(str, shown.append)
    monkeypatch.setattr("pos_app.ui.crash.qInstallMessageHandler", lambda _handler: None)
    net.install()
    fault = ValueError("stray")
    sys.excepthook(ValueError, fault, None)
    qtbot.waitUntil(lambda: shown == [fault])
    assert caplog.messages == ["stray exception"]
    caplog.clear()


def test_what_strayed_is_kept_in_a_file_that_stays_small(
    qtbot: QtBot, theme: Theme, tmp_path: Path, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    assert theme is not None
    log = tmp_path / "crash.log"
    net = CrashNet(str, log=log)
    net.report(ValueError("stray 老干妈"))
    net.report(ValueError("another"))
    qtbot.waitUntil(lambda: qapp.activeModalWidget() is not None)
    dialog = qapp.activeModalWidget()
    assert isinstance(dialog, CrashDialog)
    assert f"The details are kept in {log}." in {label.text() for label in dialog.findChildren(QLabel)}
    dialog.accept()
    text = log.read_text(encoding="utf-8")
    assert text.index("ValueError: stray 老干妈") < text.index("ValueError: another")
    for number in range(6):
        note(log, ValueError(f"long {number} " + "x" * (LOG_BYTES // 4)))
        assert log.stat().st_size <= LOG_BYTES
    assert "long 5" in log.read_text(encoding="utf-8")
    assert "another" not in log.read_text(encoding="utf-8")
    caplog.clear()


def test_a_file_that_cannot_be_written_hides_no_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    CrashNet(str, lambda _fault: None, tmp_path / "missing" / "crash.log").report(ValueError("stray"))
    assert caplog.messages == ["stray exception"]
    assert not (tmp_path / "missing").exists()
    caplog.clear()


def test_one_dialog_at_a_time(qtbot: QtBot, theme: Theme, qapp: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    assert theme is not None
    net = CrashNet(str)
    net.report(ValueError("first"))
    net.report(ValueError("second"))
    qtbot.waitUntil(lambda: qapp.activeModalWidget() is not None)
    dialogs = [widget for widget in qapp.topLevelWidgets() if isinstance(widget, CrashDialog) and widget.isVisible()]
    assert len(dialogs) == 1
    assert "first" in dialogs[0].details
    dialogs[0].accept()
    assert len(caplog.messages) == 2
    caplog.clear()
