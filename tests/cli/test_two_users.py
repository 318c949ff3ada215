"""A shop that belongs to another user of this computer, and programs that write at once: a clear sentence, no harm.

Another user's file is one that the system does not let us open: what is needed is taken from ourselves, and from root
the right to open everything too.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, sell, stock_up

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "import sys; from pos_app.cli import main; sys.exit(main(sys.argv[1:]))"
ROOT = Path(__file__).parents[2]
POWERLESS = """import ctypes, os, sys
for right in (1, 2):  # to read and to write whatever the rights of a file say
    assert ctypes.CDLL(None).prctl(24, right) == 0
os.execv(sys.argv[1], sys.argv[1:])"""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows guards a user's folders by their own lists")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "shop"
    services = build(folder)
    stock_up(services, tmp_path)
    sell(services, MILK)
    services.close()
    yield folder
    folder.chmod(0o700)
    for path in folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)


def as_another(shop: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user whom the shop does not belong to: its folder can be looked into, its files cannot."""
    for path in shop.iterdir():
        path.chmod(0)
    shop.chmod(0o500)
    command = [sys.executable, "-c", PROGRAM, "--data", str(shop), *words]
    if os.geteuid() == 0:
        command = [sys.executable, "-c", POWERLESS, *command]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("words", [("verify",), ("backup",), ("import", "undo", "--last"), ("setup",)])
def test_a_shop_of_another_user_is_named_and_left_alone(shop: Path, words: tuple[str, ...]) -> None:
    before = contents(shop)
    done = as_another(shop, *words)
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert str(shop) in done.stderr
    assert "may not" in done.stderr or "cannot" in done.stderr, done.stderr
    assert "damaged" not in done.stderr.lower()
    shop.chmod(0o700)
    for path in shop.iterdir():
        path.chmod(0o600)
    assert contents(shop) == before


def test_a_till_sells_while_commands_read_and_write(shop: Path, tmp_path: Path) -> None:
    """A till, an import, a backup and a look at the books at once: each ends well, and the books are true."""
    goods = tmp_path / "more.csv"
    goods.write_text("sku,name,price\n" + "".join(f"N{n},Thing {n},1.00\n" for n in range(2000)), "utf-8")
    words = [("import", "products", str(goods)), ("backup",), ("verify",)]
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--data", str(shop), *said],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for said in words
    ]
    services = build(shop)
    with closing(services):
        sold = 1
        while any(command.poll() is None for command in commands) or sold < 20:
            sell(services, MILK)
            sold += 1
        said = [command.communicate()[0] for command in commands]
        assert [command.returncode for command in commands] == [0, 0, 0], said
        assert "2000" in said[0] or "2,000" in said[0]
        verdict = verify(services.shop.database)
        assert (verdict.first, verdict.orders) == (None, sold)
