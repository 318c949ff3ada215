"""What keeps the window from opening is said before Qt ends the program over it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.cli.screen import missing_library

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def on_x11(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """Where a part for X11 lies that needs a library which is not there."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler: sudo apt install gcc libc6-dev")
    (tmp_path / "platforms").mkdir()
    needed, plugin = tmp_path / "libneeded.so", tmp_path / "platforms" / "libqxcb.so"
    for source, target, *more in (
        ("int there(void) { return 1; }", needed),
        ("int there(void); int used(void) { return there(); }", plugin, "-L", str(tmp_path), "-lneeded"),
    ):
        command = [compiler, "-shared", "-fPIC", "-x", "c", "-", "-o", str(target), *more]
        subprocess.run(command, input=source, text=True, check=True)
    needed.unlink()
    return tmp_path


@pytest.mark.usefixtures("on_x11")
def test_a_library_that_x11_needs_is_named(plugins: Path) -> None:
    assert missing_library(plugins) == "libneeded.so"


@pytest.mark.usefixtures("on_x11")
@pytest.mark.parametrize("platform", ["offscreen", "wayland"])
def test_nothing_is_asked_of_x11_where_it_is_not_used(
    monkeypatch: pytest.MonkeyPatch, plugins: Path, platform: str
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_library(plugins) is None


def test_a_desktop_on_wayland_needs_no_x11(monkeypatch: pytest.MonkeyPatch, on_x11: None, plugins: Path) -> None:
    assert on_x11 is None
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_library(plugins) is None
