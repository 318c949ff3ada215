"""Shops that cannot be opened as they stand: a sentence says what is wrong and what to do; all is left as it is."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pos_app.cli import main
from pos_app.domain.problems import NetworkDrive
from pos_app.services.shop import open_shop as opening
from pos_app.services.shop.open_shop import open_shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def do(*statements: str) -> Callable[[Path], None]:
    """Return what another program does to the shop's file."""

    def done(shop: Path) -> None:
        with closing(sqlite3.connect(shop / "shop.db")) as file:
            for statement in statements:
                file.execute(statement)
            file.commit()

    return done


def torn(shop: Path) -> None:
    data = (shop / "shop.db").read_bytes()
    (shop / "shop.db").write_bytes(data[:100] + bytes(len(data) - 100))


def in_the_way(shop: Path) -> None:
    (shop / "shop.db").unlink()
    (shop / "shop.db").mkdir()


PLACES: list[tuple[str, Callable[[Path], object], str]] = [
    ("of a newer program", do("UPDATE alembic_version SET version_num = '9999'"), "A newer version of Countertop"),
    ("no database", lambda shop: (shop / "shop.db").write_bytes(b"a list " * 9999), "is damaged or no shop file"),
    ("torn", torn, "is damaged or no shop file"),
    ("cut short", lambda shop: (shop / "shop.db").write_bytes(b"SQLite"), "is damaged or no shop file"),
    ("emptied", lambda shop: (shop / "shop.db").write_bytes(b""), "Bring the shop back from the backup"),
    ("gone", lambda shop: (shop / "shop.db").unlink(), "Bring the shop back from the backup"),
    ("a folder instead", in_the_way, "Bring the shop back from the backup"),
    ("without its key", lambda shop: (shop / "till-1.key").unlink(), "signing key is missing"),
    ("with half a key", lambda shop: (shop / "till-1.key").write_bytes(b"half"), "not the length of a key"),
    ("without a trigger", do("DROP TRIGGER append_only_orders_update"), "protection of the books is missing"),
    (
        "with another's trigger",
        do("CREATE TRIGGER mine AFTER INSERT ON orders BEGIN SELECT 1; END"),
        "was changed: mine",
    ),
    ("without a table", do("DROP TABLE setting"), "is damaged or no shop file"),
    ("in a zone of nowhere", do("UPDATE shop SET zone = 'Moon/Base'"), "“Moon/Base” is not known"),
]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    open_shop(tmp_path / "shop").close()
    (tmp_path / "shop" / "papers").mkdir()  # it was in use
    return tmp_path / "shop"


def contents(folder: Path) -> dict[str, str]:
    """Return a hash of every file that matters."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name in {"shop.db", "till-1.key"})
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize(("spoil", "sentence"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_what_is_wrong_with_a_shop_is_said_and_nothing_is_touched(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(shop)
    (tmp_path / "goods.csv").write_text("sku,name,price\nA,Milk,1.00\n", "utf-8")
    before = contents(shop)
    assert main(["--data", str(shop), "import", "products", str(tmp_path / "goods.csv")]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1, "one sentence, no traceback"
    assert contents(shop) == before


def test_a_shop_on_a_network_drive_is_not_opened(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise NetworkDrive(path=str(folder), kind="nfs")

    monkeypatch.setattr(opening, "refuse_network_drive", refuse)
    assert main(["--data", str(shop), "verify"]) == 0, "looking is safe"
    (tmp_path / "goods.csv").write_text("sku,name,price\nA,Milk,1.00\n", "utf-8")
    assert main(["--data", str(shop), "import", "products", str(tmp_path / "goods.csv")]) == 1
    assert "Choose a folder on this computer" in capsys.readouterr().err


def test_a_shop_that_another_program_is_writing_is_waited_for_and_then_said(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.data.engine.BUSY_TIMEOUT_MS", 50)
    (tmp_path / "goods.csv").write_text("sku,name,price\nA,Milk,1.00\n", "utf-8")
    with closing(sqlite3.connect(shop / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert main(["--data", str(shop), "import", "products", str(tmp_path / "goods.csv")]) == 1
        assert "Another program is using the shop's file" in capsys.readouterr().err
        other.execute("ROLLBACK")
    assert main(["--data", str(shop), "import", "products", str(tmp_path / "goods.csv")]) == 0


def test_settings_that_cannot_be_read_are_the_usual_ones(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put = "INSERT INTO setting (scope, name, value, changed_at) VALUES ('shop', '{}', '{}', '2026-03-02 01:00:00')"
    do(put.format("theme", "{{{"), put.format("paper_width", "70"))(shop)
    (shop / "window.ini").write_bytes(b"\xff\xfe garbage [[[")
    assert main(["--data", str(shop), "doctor"]) == 0
    assert "damaged" not in capsys.readouterr().out
