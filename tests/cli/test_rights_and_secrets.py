"""What a busy shop leaves on the disk: nobody else can read it, and no secret stands in it in clear."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.data.backup import unpack
from pos_app.data.rights import narrow
from tests.cli.busy_shop import BADGE, NEW_BADGE, OTHER_PIN, OWNER_PIN, PASSPHRASE, SECRET_PASSWORD, WRONG_PIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = ("till-1.key", "pepper", "backup.key")
SECRETS = (OWNER_PIN, OTHER_PIN, WRONG_PIN, SECRET_PASSWORD, BADGE, NEW_BADGE, PASSPHRASE)
LEFT = {
    "shop.db",
    "shop.db-wal",
    "shop.db-shm",
    *KEYS,
    "crash.log",
    "window.ini",
    "looked.json",
    "backups/last.json",
    "papers/000001.bin",
}
"""What must be among it, so that nothing is proved of a shop that left nothing."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("busy") / "shop"
    command = [sys.executable, "-m", "tests.cli.busy_shop", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


def everything(folder: Path) -> Iterator[Path]:
    for place in (folder, folder.with_name(f"{folder.name}-out")):
        yield place
        yield from place.rglob("*")


def test_nobody_else_can_read_what_a_shop_leaves(busy: Path) -> None:
    names = {str(path.relative_to(busy)) for path in busy.rglob("*") if path.is_file()}
    assert names >= LEFT
    assert list(busy.glob("backups/*.countertop"))
    for path in everything(busy):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert os.name != "posix" or mode == (0o700 if path.is_dir() else 0o600), f"{path.name}: {mode:o}"


def test_no_secret_stands_in_clear_where_it_does_not_belong(busy: Path, tmp_path: Path) -> None:
    (backup,) = busy.glob("backups/*.countertop")
    unpack(backup, tmp_path / "unpacked.db", None)
    secrets = {
        word.encode() for word in (OWNER_PIN, OTHER_PIN, WRONG_PIN, SECRET_PASSWORD, BADGE, NEW_BADGE, PASSPHRASE)
    }
    for name in KEYS:
        content = (busy / name).read_bytes()
        keys = [content] if len(content) == 32 else [content[-32:]]
        secrets |= {form for key in keys for form in (key, key.hex().encode(), base64.b64encode(key))}
    looked_at = [path for path in everything(busy) if path.is_file() and path.name not in KEYS]
    looked_at.append(tmp_path / "unpacked.db")
    found = [path.name for path in looked_at for secret in secrets if secret in path.read_bytes()]
    assert found == []


def test_a_crash_report_names_no_value(busy: Path) -> None:
    report = (busy / "crash.log").read_text("utf-8")
    assert "RuntimeError: a stray" in report
    assert "UPDATE person" in report
    assert "hide_parameters" in report
    assert "$2b$" not in report


def test_what_an_earlier_version_left_open_is_narrowed(busy: Path) -> None:
    (busy / "shop.db").chmod(0o644)
    (busy / "backups").chmod(0o755)
    narrow(busy)
    if os.name == "posix":
        assert stat.S_IMODE((busy / "shop.db").stat().st_mode) == 0o600
        assert stat.S_IMODE((busy / "backups").stat().st_mode) == 0o700
        busy.chmod(0o770)  # given to others on purpose
        (busy / "shop.db").chmod(0o660)
        narrow(busy)
        assert stat.S_IMODE((busy / "shop.db").stat().st_mode) == 0o660
        (busy / "shop.db").chmod(0o600)
        busy.chmod(0o700)
