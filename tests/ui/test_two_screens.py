"""Two screens of different scale: what was drawn for one is drawn anew for the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from pos_app.app import build
from pos_app.services.rehearsal.sample_shop import stock_sample_shop
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    from pathlib import Path

_SCREENS = [
    {"name": "1", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
    {
        "name": "2",
        "x": 1920,
        "y": 0,
        "width": 3840,
        "height": 2160,
        "logicalDpi": 192,
        "logicalBaseDpi": 96,
        "dpr": 1,
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    services = build(tmp_path / "shop", new=NewShop(kind="rehearsal"))
    stock_sample_shop(services)
    services.close()
    return tmp_path / "shop"


@pytest.mark.usefixtures("qapp")
def test_a_window_moved_to_a_finer_screen_looks_as_one_opened_there(folder: Path, tmp_path: Path) -> None:
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": _SCREENS}), encoding="utf-8")
    # the caret would blink in one picture and not in the other
    env = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}", "QT_CURSOR_FLASH_TIME": "0"}
    pictures = []
    for first in (0, 1):
        picture = tmp_path / f"from-{first}.png"
        command = [sys.executable, "-m", "tests.ui.move_screens", str(folder), str(first), str(picture)]
        subprocess.run(command, env=env, check=True, timeout=120)
        pictures.append(QImage(str(picture)))
    moved, opened = pictures
    assert (moved.width(), moved.height()) == (2 * 1366, 2 * 768)
    assert moved == opened
