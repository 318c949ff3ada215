"""The command line as a person uses it: what it prints, what it refuses, with which exit code."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from serial import Serial

from pos_app.app import build
from pos_app.cli import main
from pos_app.cli import window as window_command
from pos_app.cli.words import sentence_of
from pos_app.data import migrations
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.place import ShopLock
from pos_app.domain.customers import CustomerCard
from pos_app.services.language import resources
from pos_app.services.rehearsal.bench_shop import fingerprint
from pos_app.services.sales.take_payment import CardOverpaid
from pos_app.services.shop.open_shop import open_shop
from pos_app.services.shop.set_up import NewShop
from tests.simulators.port_printer import PortPrinter

if TYPE_CHECKING:
    from pathlib import Path

_JOB = (
    "INSERT INTO job (uid, till_id, kind, document_uid, body, state, attempts, created_at, changed_at)"
    " VALUES (randomblob(16), 1, 'receipt', randomblob(16), '{}', 'waiting', 0, '2026-03-02 01:00:00.000000',"
    " '2026-03-02 01:00:00.000000')"
)
GOODS = "barcode,name,price\n6901234500158,Oat milk,12.90\n6901234500159,Wrong,1\n6901234500257,红豆包,3.50\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def pos(shop: Path, *words: object) -> int:
    return main(["--data", str(shop), *map(str, words)])


def test_import_says_what_became_of_the_rows(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goods, rejects = tmp_path / "goods.csv", tmp_path / "rejects.csv"
    goods.write_text(GOODS, encoding="gb18030")
    assert pos(shop, "import", "products", goods, "--rejects", rejects, "--tax", "9") == 0
    out = capsys.readouterr().out
    assert "looks like gb18030" in out
    assert "3 rows" in out
    assert "2 added" in out
    assert "1 rejected" in out
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason", "row"]
    assert rows[1][0] == "3"
    assert "6901234500159" in " ".join(rows[1])
    assert pos(shop, "import", "products", goods, "--encoding", "gb18030") == 0
    out = capsys.readouterr().out
    assert "looks like" not in out
    assert "line 3:" in out


def test_a_dry_run_and_an_undo(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS, encoding="utf-8")
    assert pos(shop, "import", "products", goods, "--dry-run") == 0
    assert "2 would be added" in capsys.readouterr().out
    assert pos(shop, "import", "undo") == 1
    assert pos(shop, "import", "products", goods) == 0
    assert pos(shop, "import", "undo") == 1
    assert pos(shop, "import", "undo", "--last") == 0
    assert "undone" in capsys.readouterr().out
    assert pos(shop, "import", "finish") == 1
    assert pos(shop, "verify") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("import", "products", "absent.csv"),
        ("import", "products", __file__),
        ("import", "products", __file__, "--map", "name"),
        ("import", "products", __file__, "--encoding", "klingon"),
        ("import", "products", __file__, "--price", "lots"),
        ("import", "products", __file__, "--price", "-1"),
        ("import", "products", __file__, "--tax", "half"),
        ("import", "products", __file__, "--rejects", __file__),
        ("import", "products", __file__, "--rejects", "/nowhere/at/all.csv"),
        ("replay", "absent.csv", "absent.csv"),
    ],
)
def test_what_is_refused_is_one_sentence(
    shop: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert pos(shop, *words) == 1
    caught = capsys.readouterr()
    assert caught.err.strip().count("\n") == 0
    assert caught.err.strip().endswith((".", ")"))
    assert "Traceback" not in caught.err


def test_verify_says_true_or_names_the_first(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "verify") == 0
    assert "The books are true" in capsys.readouterr().out
    assert pos(shop, "verify", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    opened = open_shop(shop)
    with opened.database.write() as connection:
        connection.exec_driver_sql("UPDATE shift_state SET cash = 5")
    opened.close()
    assert pos(shop, "verify", "--json") == 1
    caught = capsys.readouterr()
    assert json.loads(caught.out)["first"]["check"] == "shift cash"
    assert "shift cash" in caught.err


def test_verify_begins_where_it_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "verify", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ends"] == {"1": found["entries"]}
    assert pos(shop, "verify", "--since", found["entries"]) == 0
    assert f"row by row from entry {found['entries']} on." in capsys.readouterr().out
    assert pos(shop, "verify", "--since", found["entries"] + 1) == 1
    assert "expected an entry, found none" in capsys.readouterr().err


def test_replay_prints_flat_json_and_only_in_a_rehearsal(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items, baskets = tmp_path / "items.csv", tmp_path / "baskets.csv"
    items.write_text("sku,barcode,name,price,tax_rate,stock\nA,6900000000014,Food,4.99,13,5\n", encoding="utf-8")
    baskets.write_text("6900000000014,6900000000014\n6900000000014\n", encoding="utf-8")
    assert pos(shop, "replay", items, baskets, "--days", 2, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"baskets", "lines", "revenue", "tax", "quantity", "seconds"}
    assert (found["baskets"], found["lines"], found["revenue"]) == (2, 3, "14.97")
    assert (found["tax"], found["quantity"]) == ({"13": "1.71"}, {"A": 3})
    assert pos(shop, "replay", items, baskets) == 0
    out = capsys.readouterr().out
    assert "revenue 14.97 CNY" in out
    assert "tax 13 %: 1.71 CNY" in out
    assert pos(shop, "verify") == 0
    real = tmp_path / "real"
    open_shop(real).close()
    assert pos(real, "replay", items, baskets) == 1
    assert "real shop" in capsys.readouterr().err


def test_amounts_are_in_the_shops_money(shop: Path) -> None:
    assert sentence_of(CardOverpaid(open=500), shop).count("5.00")
    shop.mkdir()
    (shop / "shop.db").write_bytes(b"a shopping list" * 1000)
    assert sentence_of(CardOverpaid(open=500), shop).count("5.00")
    (shop / "shop.db").unlink()
    open_shop(shop, new=NewShop(kind="rehearsal", currency="JPY")).close()
    said = sentence_of(CardOverpaid(open=500), shop)
    assert "500" in said
    assert "¥" in said or "JPY" in said


def test_the_help_says_how_the_window_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "`pos` alone opens the window" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_told_to_end_leaves_no_folder(tmp_path: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([sys.executable, "main.py", "demo"], env=environment) as child:
        # one while the shop is being made, the other while the window waits in Qt
        made = "countertop-demo-*/shop.db" if number is signal.SIGTERM else f"countertop-{'?' * 16}"
        while not list(tmp_path.glob(made)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(child.wait(0.02))
        child.send_signal(number)
        assert child.wait(60) == 128 + number
    assert list(tmp_path.glob("countertop-demo-*")) == []


def test_bench_times_the_till_in_a_shop_that_it_keeps(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "bench", "--scale", 50, "--json") == 0
    first = capsys.readouterr()
    figures = json.loads(first.out)
    assert "Making a shop" in first.err
    assert figures["scan_to_paint_ms"]["lines1"]["p50"] > 0
    assert figures["search_ms"]["p99"] > 0
    assert 0 < figures["checkout_vs_raw"] <= 1
    assert 0 < figures["import_vs_raw"] <= 1
    assert figures["close_10k_ms"] > 0
    assert figures["growth"].keys() == {"orders"}, "the sample goods are too few to grow by"
    assert figures["growth"]["orders"].keys() == {"scan", "search", "checkout"}
    assert figures["growth"]["orders"]["checkout"]["ratio"] > 0
    assert pos(shop, "bench", "--scale", 100) == 0
    second = capsys.readouterr()
    assert "checkout_vs_raw" in second.out
    assert second.err == ""
    assert pos(shop, "verify") == 0
    (old,) = shop.glob("growth/*/many-orders")
    assert pos(old, "verify") == 0


def test_bench_leaves_other_shops_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_shop(shop).close()
    assert pos(shop, "bench", "--scale", 50) == 1
    assert "Something else lies in" in capsys.readouterr().err
    before = (shop / "shop.db").read_bytes()
    for name in ("bench-catalog.txt", "catalog.txt"):
        (shop / name).write_text(fingerprint(resources() / "sample" / "goods.csv"), "utf-8")
        assert pos(shop, "bench", "--scale", 50) == 1
        assert (shop / "shop.db").read_bytes() == before
    capsys.readouterr()


def test_bench_leaves_other_folders_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.mkdir()
    (shop / "holiday.txt").write_text("mine", "utf-8")
    assert pos(shop, "bench", "--scale", 50) == 1
    assert "Something else lies in" in capsys.readouterr().err
    assert [path.name for path in shop.iterdir()] == ["holiday.txt"]


def test_doctor_says_what_is_well_and_what_to_do(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pos(shop, "doctor") == 0
    assert (shop / "shop.db").exists()
    out = capsys.readouterr().out
    assert f"revision {migrations.HEAD}" in out
    for subject in (
        "database",
        "schema",
        "protection",
        "key",
        "books",
        "printer",
        "jobs",
        "fonts",
        "room",
        "window",
        "versions",
    ):
        assert subject in out
    opened = open_shop(shop)
    with opened.database.write() as connection:
        now = opened.books.now()
        row = ("shop", "printer", '"file:///nowhere/at/all"', now.isoformat(sep=" "))
        connection.exec_driver_sql("INSERT INTO setting (scope, name, value, changed_at) VALUES (?, ?, ?, ?)", row)
        connection.exec_driver_sql("UPDATE shift_state SET cash = 5")
    opened.close()
    pos(shop, "doctor")
    caught = capsys.readouterr()
    assert "nowhere" in caught.out


def test_doctor_says_why_the_printer_cannot_be_used(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pos(shop, "doctor")
    with PortPrinter(tmp_path / "ttyUSB0") as port, Serial(str(port.port), exclusive=True):
        opened = open_shop(shop)
        with opened.database.write() as connection:
            row = ("shop", "printer", f'"serial://{port.port}"', opened.books.now().isoformat(sep=" "))
            connection.exec_driver_sql("INSERT INTO setting (scope, name, value, changed_at) VALUES (?, ?, ?, ?)", row)
        opened.close()
        assert pos(shop, "doctor") == 1
    assert "Another program has the printer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sql", "subject", "word"),
    [
        ("DROP TRIGGER append_only_orders_update", "protection", "append_only_orders_update"),
        ("DROP TABLE setting", "schema", "damaged"),
        ("ALTER TABLE job RENAME COLUMN kind TO sort", "schema", "damaged"),
        ("UPDATE alembic_version SET version_num = '9999'", "schema", "newer"),
        ("DELETE FROM alembic_version", "schema", "damaged"),
        ("UPDATE shop SET zone = 'Mars/Olympus'", "shop", "“Mars/Olympus” is not known"),
        ("DELETE FROM shop", "shop", "damaged"),
        ("DELETE FROM shift_state", "shop", "damaged"),
        ("UPDATE job SET state = 'doubtful'", "jobs", "Ctrl"),
    ],
)
def test_doctor_names_every_damage(
    shop: Path, capsys: pytest.CaptureFixture[str], sql: str, subject: str, word: str
) -> None:
    open_shop(shop).close()
    with contextlib.closing(sqlite3.connect(shop / "shop.db")) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute(_JOB)
        file.execute(sql)
        file.commit()
    assert pos(shop, "doctor") == 1
    caught = capsys.readouterr()
    assert [line for line in caught.err.splitlines() if line.startswith(f"{subject}: ") and word in line]
    assert "room" in caught.out
    assert "versions" in caught.out


@pytest.mark.parametrize(("content", "word"), [(None, "missing"), (b"x" * 32, "not the key")])
def test_doctor_and_verify_need_no_key(
    shop: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, word: str
) -> None:
    open_shop(shop).close()
    (shop / "till-1.key").unlink()
    if content is not None:
        (shop / "till-1.key").write_bytes(content)
    assert pos(shop, "doctor") == 1
    assert word in capsys.readouterr().err
    # without a key the books can be proved consistent; beside one they must be signed with it
    assert pos(shop, "verify") == (0 if content is None else 1)
    said = capsys.readouterr()
    assert "The books are true" in said.out or "public key" in said.err


@pytest.mark.parametrize("name", ["pepper", "data.key"])
def test_doctor_names_a_key_that_is_gone_or_cut_off(shop: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    with contextlib.closing(build(shop)) as services:
        services.staff.set_pin(services.shop.duty.person_uid, "1357")
        services.customers.add(CustomerCard(name="Wu", phone="13800138000"))
    pos(shop, "doctor")
    assert f"{name.removesuffix('.key')} key" not in capsys.readouterr().err
    (shop / name).write_bytes(b"short")
    for _ in range(2):
        assert pos(shop, "doctor") == 1
        assert f"missing or damaged ({shop / name})" in capsys.readouterr().err
        (shop / name).unlink(missing_ok=True)


@pytest.mark.parametrize(("sql", "said"), [("DROP TABLE level", "diverge: schema"), ("DROP TABLE shop", "damaged")])
def test_verify_names_what_is_gone(shop: Path, capsys: pytest.CaptureFixture[str], sql: str, said: str) -> None:
    open_shop(shop).close()
    with contextlib.closing(sqlite3.connect(shop / "shop.db")) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute(sql)
        file.commit()
    assert pos(shop, "verify") == 1
    assert said in capsys.readouterr().err


def test_doctor_looks_at_what_is_no_shop(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.mkdir()
    (shop / "shop.db").write_bytes(b"a shopping list" * 1000)
    assert pos(shop, "doctor") == 1
    assert "damaged" in capsys.readouterr().err
    (shop / "shop.db").write_bytes(b"")
    assert pos(shop, "doctor") == 1
    caught = capsys.readouterr()
    assert "shop       not set up" in caught.out
    assert "shop: there is no shop in the database" in caught.err
    assert (shop / "shop.db").stat().st_size == 0


@pytest.mark.parametrize("left", ["nothing", "no bytes", "tables"])
@pytest.mark.parametrize("used", [False, True])
def test_doctor_tells_a_lost_shop_from_a_set_up_that_was_cut_off(
    shop: Path, capsys: pytest.CaptureFixture[str], left: str, used: bool
) -> None:
    open_shop(shop).close()
    for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
        (shop / name).unlink(missing_ok=True)
    if left == "no bytes":
        (shop / "shop.db").touch()
    elif left == "tables":
        database = Database(sqlite_url(shop / "shop.db"))
        migrations.upgrade(database)
        database.close()
    if used:
        (shop / "papers").mkdir()
    assert pos(shop, "doctor") == 1
    said = capsys.readouterr().err
    assert ("Bring the shop back from the backup" if used else "the set-up is finished") in said
    assert pos(shop, "doctor") == 1, "looking has made no shop"
    if not used:
        open_shop(shop).close()
        capsys.readouterr()
        assert pos(shop, "doctor") == 0


def test_the_window_needs_a_display(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert pos(shop) == 1
    assert "make demo" in capsys.readouterr().err
    assert pos(shop, "demo") == 1
    assert "--headless" in capsys.readouterr().err


def test_a_shop_that_is_open_and_does_not_answer_is_said(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_command, "has_display", lambda: True)
    shop.mkdir()
    lock = ShopLock(shop)
    lock.take()
    try:
        assert pos(shop) == 1
    finally:
        lock.release()
    assert "Another program has this shop open" in capsys.readouterr().err


@pytest.mark.parametrize(("watched", "dialogs"), [(True, 0), (False, 1)])
def test_what_keeps_the_window_from_opening_is_seen_by_whoever_started_it(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, watched: bool, dialogs: int
) -> None:
    """Nobody reads stderr of a program that was started by its icon."""
    shown: list[str] = []
    monkeypatch.setattr("pos_app.ui.run.show_problem", lambda text, *, argv: shown.append(text) if argv else None)
    monkeypatch.setattr(window_command, "has_screen", lambda: True)
    monkeypatch.setattr(window_command, "watched", lambda: watched)
    shop.mkdir()
    (shop / "shop.db").write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert pos(shop) == 1
    said = capsys.readouterr().err.strip()
    assert said
    assert shown == [said] * dialogs


def test_what_the_program_prints_to_a_closed_pipe_is_no_fault(shop: Path) -> None:
    command = f"{sys.executable} main.py --data {shop} doctor | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_ctrl_c_undoes_the_import(shop: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_text("sku,name,price\n" + "".join(f"B{n},Thing {n},1.00\n" for n in range(200_000)), encoding="utf-8")
    open_shop(shop).close()
    command = [sys.executable, "main.py", "--data", str(shop), "import", "products", str(big)]
    opened = open_shop(shop)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as importer:
        count = 0
        while count < 1000:
            assert importer.poll() is None
            with opened.database.read() as connection:
                count = connection.exec_driver_sql("SELECT count(*) FROM variant").scalar_one()
        importer.send_signal(signal.SIGINT)
        _, err = importer.communicate(timeout=120)
    assert importer.returncode == 1
    assert "undone" in err
    with opened.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM variant").scalar_one() == 0
    opened.close()


@pytest.mark.slow
def test_the_demo_leaves_four_files_whose_codes_can_be_read(tmp_path: Path) -> None:
    import zxingcpp
    from PIL import Image

    out = tmp_path / "out"
    environment = {**os.environ, "LANG": "C.UTF-8"}
    subprocess.run([sys.executable, "main.py", "demo", "--headless", str(out)], check=True, env=environment)
    assert {path.name for path in out.iterdir()} == {"till.png", "receipt.bin", "receipt.png", "summary.json"}
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["number"] == "R1-000001"
    with Image.open(out / "receipt.png") as paper:
        codes = {code.text.split()[0] for code in zxingcpp.read_barcodes(paper.convert("L"))}
    assert codes == {summary["number"]}
    with Image.open(out / "till.png") as till:
        assert till.size == (1366, 768)
    assert (out / "receipt.bin").read_bytes().startswith(b"\x1b@")


@pytest.mark.parametrize("name", ["shop.db", "till-1.key", "notes.txt"])
def test_rejected_rows_are_written_over_nothing_else(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    open_shop(shop).close()
    (shop / "notes.txt").write_text("mine", "utf-8")
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS, "utf-8")
    before = (shop / name).read_bytes()
    for more in ((), ("--dry-run",)):
        assert pos(shop, "import", "products", goods, "--rejects", shop / name, *more) == 1
        assert "would be written over" in capsys.readouterr().err
        assert (shop / name).read_bytes() == before
    own = tmp_path / "rejects.csv"
    for _ in range(2):
        assert pos(shop, "import", "products", goods, "--rejects", own) == 0


def test_a_pipe_is_no_file_of_goods(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "goods.csv"
    os.mkfifo(pipe)
    assert pos(shop, "import", "products", pipe) == 1
    assert "goods.csv" in capsys.readouterr().err


def test_verify_tells_books_that_were_signed_with_another_key(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_shop(shop).close()
    assert pos(shop, "verify") == 0
    (shop / "till-1.key").write_bytes(bytes(range(32)))
    assert pos(shop, "verify") == 1
    assert "public key" in capsys.readouterr().err
    (shop / "till-1.key").unlink()
    assert pos(shop, "verify") == 0
