"""`pos backup` and `pos restore` as a person uses them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import main
from pos_app.services.backups.shelf import backups_in
from tests.factories.shops import MILK, sell, stock_up
from tests.services.backups.test_prove_backup import changed

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "import sys; from pos_app.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    services = build(folder)
    stock_up(services, tmp_path)
    sell(services, MILK)
    services.close()
    return folder


def pos(shop: Path, *words: object) -> int:
    return main(["--data", str(shop), *map(str, words)])


def backups(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.countertop"))


def test_made_sold_on_brought_back_sold_on(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "backup") == 0
    (backup,) = backups(shop / "backups")
    said = capsys.readouterr().out
    assert str(backup) in said
    assert "1 orders, brought back on trial and verified" in said
    services = build(shop)
    numbers = [sell(services, MILK).number for _ in range(22)]
    services.close()
    assert pos(shop, "restore", backup, "--preview") == 0
    said = capsys.readouterr().out
    assert "22 sales of 283.80 CNY from" in said
    assert f"  {numbers[0]}  " in said
    assert numbers[20] not in said
    assert "… and 2 more" in said
    assert pos(shop, "restore", backup) == 0
    said = capsys.readouterr().out
    assert "What was there before is kept in" in said
    assert said.endswith("Numbers go on as T1b-000001.\n")
    assert pos(shop, "verify") == 0
    capsys.readouterr()
    assert pos(shop, "journal", "export", shop / "journal.jsonl") == 0
    assert capsys.readouterr().out.count("--key") == 1
    services = build(shop)
    assert sell(services, MILK).number == "T1b-000001"
    services.close()


def test_one_that_was_changed_comes_back_only_where_there_is_no_other(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pos(shop, "backup") == 0
    other = changed(
        backups(shop / "backups")[0], tmp_path / "other.countertop", "DROP TRIGGER append_only_orders_update"
    )
    assert pos(shop, "restore", other) == 1
    assert (
        "it was changed after it was made, or they were wrong already. Nothing was changed here"
        in capsys.readouterr().err
    )
    assert not list((shop / "backups").glob("replaced-*.db"))
    assert pos(shop, "restore", "--untrue", other) == 0
    assert "Numbers go on as T1b-000001" in capsys.readouterr().out
    build(shop).close()


def test_a_mistyped_folder_gets_neither_a_shop_nor_a_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(tmp_path / "shpo", "backup") == 1
    assert f"There is no shop in {tmp_path / 'shpo'}" in capsys.readouterr().err
    assert not (tmp_path / "shpo").exists()


def test_a_pipe_is_no_backup(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.countertop")
    assert pos(shop, "restore", tmp_path / "pipe.countertop") == 1
    assert "pipe.countertop cannot be read" in capsys.readouterr().err
    assert backups_in(tmp_path) == []


@pytest.mark.parametrize("name", ["copy.db", "proof.db"])
def test_a_folder_in_the_way_is_named(shop: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (shop / "backups" / name).mkdir(parents=True)
    assert pos(shop, "backup") == 1
    assert str(shop / "backups" / name) in capsys.readouterr().err
    build(shop).close()


def test_on_a_new_computer(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "backup", tmp_path) == 0
    (backup,) = backups(tmp_path)
    capsys.readouterr()
    assert pos(tmp_path / "new", "restore", backup) == 0
    said = capsys.readouterr().out
    assert "nothing is known of what would be undone" in said
    assert "signs with a new key" in said
    assert pos(tmp_path / "new", "verify") == 0
    capsys.readouterr()
    assert pos(tmp_path / "new", "journal", "export", tmp_path / "journal.jsonl") == 0
    assert capsys.readouterr().out.count("--key") == 2


def test_with_a_passphrase_from_a_file(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong, short = tmp_path / "right", tmp_path / "wrong", tmp_path / "short"
    right.write_text("correct horse\nand more", "utf-8")
    wrong.write_text("another horse", "utf-8")
    short.write_text("\n", "utf-8")
    assert pos(shop, "backup", tmp_path, "--passphrase-file", short) == 1
    assert pos(shop, "backup", tmp_path, "--passphrase-file", tmp_path / "absent") == 1
    assert pos(shop, "backup", tmp_path, "--passphrase-file", right) == 0
    (backup,) = backups(tmp_path)
    capsys.readouterr()
    assert pos(shop, "restore", backup, "--passphrase-file", wrong) == 1
    assert "not the passphrase" in capsys.readouterr().err
    assert pos(shop, "restore", backup, "--passphrase-file", right, "--preview") == 0


def test_without_a_terminal_nobody_is_asked(shop: Path, tmp_path: Path) -> None:
    right = tmp_path / "right"
    right.write_text("correct horse", "utf-8")
    assert pos(shop, "backup", tmp_path, "--passphrase-file", right) == 0
    (backup,) = backups(tmp_path)
    for words in (("backup", "--encrypt"), ("restore", str(backup))):
        command = [sys.executable, "-c", PROGRAM, "--data", str(shop), *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "encrypted" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_person_at_a_terminal_is_asked(shop: Path, tmp_path: Path) -> None:
    person, terminal = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, "--data", str(shop), "backup", str(tmp_path), "--encrypt"]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True, close_fds=True
    ) as asking:
        os.close(terminal)
        heard = b""
        for answer in (b"correct horse\n", b"correct horse\n"):
            while not heard.rstrip().endswith((b"Passphrase:", b"Once more:")):
                heard += os.read(person, 100)
            os.write(person, answer)
            heard = b""
        while True:
            try:
                if not os.read(person, 1000):
                    break
            except OSError:  # the terminal is gone with the program
                break
        assert asking.wait(60) == 0
    os.close(person)
    (backup,) = backups(tmp_path)
    right = tmp_path / "right"
    right.write_text("correct horse", "utf-8")
    assert pos(shop, "restore", backup, "--preview", "--passphrase-file", right) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "/nowhere/at/all"),
        ("backup", "/sys"),
        ("restore", "/nowhere/at/all"),
        ("restore", __file__),
        ("restore", "/"),
    ],
)
def test_what_is_refused_is_one_sentence(
    shop: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert pos(shop, *words) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.endswith(".\n")
    assert pos(shop, "verify") == 0
