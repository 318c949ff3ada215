"""Dialogs for files: where they begin, and whose language they speak."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from pos_app.ui import files, qt_words


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What Qt is asked for; it says that nobody chose anything."""
    calls = list[tuple[object, ...]]()

    def ask(*given: object) -> tuple[str, str]:
        calls.append(given)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    return calls


def test_they_begin_among_the_persons_documents(
    qapp: QApplication, asked: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path))
    assert files.ask_where_to_save(parent, "Save", "Li/Na.json", "JSON (*.json)") is None
    assert files.ask_which(parent, "Open", "PNG (*.png)") is None
    assert files.ask_which(parent, "Open", "PNG (*.png)", "/logo/here.png") is None
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "none"))
    assert files.ask_which(parent, "Open", "PNG (*.png)") is None
    begun = [str(tmp_path / "Li-Na.json"), str(tmp_path), "/logo/here.png", str(Path.home())]
    assert [given[2] for given in asked] == begun
    parent.deleteLater()
    qapp.processEvents()


@pytest.mark.parametrize(
    ("typed", "there", "written"),
    [
        ("z", "", "z.pdf"),
        ("Z 27.11.2026", "", "Z 27.11.2026.pdf"),
        ("J. Smith", "", "J. Smith.pdf"),
        ("Bericht.v2", "", "Bericht.v2.pdf"),
        ("z.PDF", "", "z.PDF"),
        ("z", "z.pdf", "z"),
        ("z.pdf", "z.pdf", "z.pdf"),
    ],
)
def test_a_name_without_an_ending_gets_one_and_replaces_nothing_that_was_not_asked_about(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, there: str, written: str
) -> None:
    if there:
        (tmp_path / there).touch()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    parent = QWidget()
    assert files.ask_where_to_save(parent, "Save", "Z1-000001.pdf", "PDF (*.pdf)") == tmp_path / written
    parent.deleteLater()
    qapp.processEvents()


@pytest.mark.parametrize(("system", "native"), [("zh_CN", True), ("de_DE", False)])
def test_the_systems_own_dialog_is_taken_where_it_speaks_as_the_screen_does(
    qapp: QApplication,
    asked: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    native: bool,
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    parent = QWidget()
    qt_words.speak(qapp, "zh_CN")
    try:
        files.ask_which(parent, "Open", "PNG (*.png)")
    finally:
        qt_words.speak(qapp, "en")
        qapp.setProperty("language", None)
    ((*_given, options),) = asked
    assert (options == QFileDialog.Option(0)) == native
    parent.deleteLater()
