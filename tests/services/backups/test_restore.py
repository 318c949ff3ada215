"""A backup brought back: what it undoes is shown, nothing is lost, no number is given twice, and the chain goes on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import select, update

from pos_app.app import assemble
from pos_app.cli.words import sentence_of
from pos_app.data import migrations, place
from pos_app.data.backup import BackupKey, read_header, write_backup
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import KeyDamaged, KeyUnreadable
from pos_app.data.place import ShopLock
from pos_app.data.put_aside import BACKUP_LOCK
from pos_app.data.queries.people import SYSTEM_LOGIN
from pos_app.data.swap import SWAP_NAME
from pos_app.data.tables.jobs import job
from pos_app.data.tables.orders import orders
from pos_app.domain.backups import (
    BackupDamaged,
    BackupNewer,
    BackupOfAnotherShop,
    BackupUnderWay,
    BackupUnreadable,
    KeepRule,
    NoBackup,
    PassphraseNeeded,
    PassphraseWrong,
)
from pos_app.domain.customers import CustomerCard
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import DatabaseDamaged, MarkDamaged, ShopInUse
from pos_app.services.backups import restore_backup
from pos_app.services.backups.continue_shop import By
from pos_app.services.backups.keep_backups import Wanted
from pos_app.services.backups.preview_backup import preview
from pos_app.services.backups.restore_backup import restore
from pos_app.services.backups.shelf import clear
from pos_app.services.customers.erase import ERASED_NAME
from pos_app.services.proof.export_journal import export_journal
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import is_untouched, open_shop, public_key
from pos_app.services.shop.shop import approved
from tests.data.test_next_key import unread
from tests.factories.shops import MILK, TEA, HandClock, TestPrinter, code_on_paper, open_test_shop, sell, stock_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.services.services import Services
    from tests.factories.databases import ShopFile

TOOL = Path(__file__).parents[3] / "tools" / "verify_journal.py"


def opened(folder: Path, clock: HandClock) -> Services:
    return open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, clock, TestPrinter())


@pytest.fixture
def folder(tmp_path: Path, shop_file_made: ShopFile, clock: HandClock) -> Path:
    """A shop with goods that nobody has open."""
    place = tmp_path / "shop"
    place.mkdir()
    shop_file_made.copy(place / "shop.db")
    services = opened(place, clock)
    stock_up(services, place)
    services.close()
    return place


def sold(folder: Path, clock: HandClock, count: int) -> list[str]:
    """Sell, close the shift and open the next; return all numbers that were given."""
    services = opened(folder, clock)
    clock.go(minutes=1)
    numbers = [sell(services, MILK if place % 2 else TEA).number for place in range(count)]
    expected = 12_90 * (count // 2) + 68_00 * (count - count // 2)
    cash = services.look_at_shift.look().figures.expected_cash
    assert cash >= expected
    numbers.append(services.close_shift.close(of_sum(cash)).closing.number)
    services.open_shift.open(of_sum(cash))
    services.close()
    return numbers


def backed_up(folder: Path, clock: HandClock, key: BackupKey | None = None) -> Path:
    services = opened(folder, clock)
    try:
        return services.backups.make(key=key).path
    finally:
        services.close()


def exported(folder: Path, target: Path, name: str = "shop.db") -> Path:
    database = Database(sqlite_url(folder / name))
    export_journal(database, target)
    database.close()
    return target


def true_books(folder: Path) -> None:
    database = Database(sqlite_url(folder / "shop.db"))
    assert verify(database, public_key(folder, database)).first is None
    database.close()


def held_together(*journals: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(TOOL), *map(str, journals)], capture_output=True, text=True, check=False, timeout=60
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".lock"}


def test_sell_ten_bring_the_older_backup_back_sell_ten(folder: Path, tmp_path: Path, clock: HandClock) -> None:
    before = sold(folder, clock, 3)
    backup = backed_up(folder, clock)
    first = sold(folder, clock, 10)
    done = restore(folder, backup, clock=clock)
    second = sold(folder, clock, 10)
    assert not set(first) & set(second)
    assert not set(before) & set(second)
    assert (second[0], second[-1]) == ("T1b-000001", "Z1b-000001") == (done.went_on.first_number, second[-1])
    true_books(folder)
    assert done.kept is not None
    a = exported(done.kept.parent, tmp_path / "a.jsonl", done.kept.name)
    b = exported(folder, tmp_path / "b.jsonl")
    checked = held_together(a, b)
    assert checked.returncode == 0, checked.stderr
    assert f"fork behind entry {done.header.tills[0].sequence}" in checked.stdout
    assert "numbers T1-000004 to Z1-000002" in checked.stdout
    assert "numbers T1b-000001 to Z1b-000001; restored, as generation 1, leaving behind entry" in checked.stdout
    # and once more: nor are those of the second branch given again
    again = restore(folder, backup, clock=clock)
    third = sold(folder, clock, 2)
    assert third[0] == "T1c-000001" == again.went_on.first_number
    checked = held_together(b, exported(folder, tmp_path / "c.jsonl"))
    assert checked.returncode == 0, checked.stderr


def test_another_history_without_a_reason_is_found(folder: Path, tmp_path: Path, clock: HandClock) -> None:
    """Whoever sells on in two copies, past the question, has two histories with one key: the tool says so."""
    shutil.copytree(folder, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy" / "shop.db")) as file:
        file.execute("DELETE FROM setting WHERE scope = 'place'")
        file.commit()
    sold(folder, clock, 1)
    sold(tmp_path / "copy", clock, 2)
    files = exported(folder, tmp_path / "a.jsonl"), exported(tmp_path / "copy", tmp_path / "b.jsonl")
    checked = held_together(*files)
    assert checked.returncode == 1
    assert "neither journal says why" in checked.stderr
    assert held_together(files[0], files[0]).stdout.count("no fork") == 1


def test_the_preview_shows_what_would_be_undone_and_changes_nothing(folder: Path, clock: HandClock) -> None:
    sold(folder, clock, 1)
    backup = backed_up(folder, clock)
    numbers = sold(folder, clock, 3)
    there = contents(folder)
    seen = preview(folder, backup)
    assert [one.number for one in seen.sales] == numbers[:3]
    assert [one.total for one in seen.sales] == [68_00, 12_90, 68_00]
    assert seen.sales[0].at < seen.sales[2].at
    assert (seen.total, seen.shifts_closed, seen.comes_back, seen.readable) == (148_90, 1, 0, True)
    assert seen.entries > 3
    assert contents(folder) == there
    restore(folder, backup, clock=clock)
    seen = preview(folder, backup)
    assert (seen.sales, seen.comes_back) == ((), 0)


def test_on_a_new_computer_the_till_gets_a_new_key_and_the_chain_goes_on(
    folder: Path, tmp_path: Path, clock: HandClock
) -> None:
    sold(folder, clock, 2)
    backup = backed_up(folder, clock)
    first = sold(folder, clock, 2)
    numbers = []
    for name in ("one", "two"):
        place = tmp_path / name
        assert not preview(place, backup).readable
        done = restore(place, backup, clock=clock)
        assert done.went_on.new_key
        assert done.kept is None
        numbers += sold(place, clock, 2)
        true_books(place)
    assert len(set(first + numbers)) == len(first + numbers), "nobody gives a number of another"
    files = [
        exported(place, tmp_path / f"{place.name}.jsonl") for place in (folder, tmp_path / "one", tmp_path / "two")
    ]
    for a, b in ((0, 1), (1, 2), (0, 2)):
        checked = held_together(files[a], files[b])
        assert checked.returncode == 0, checked.stderr
        assert "its key was changed to" in checked.stdout
        assert "restored, as generation 1" in checked.stdout


def test_a_key_that_nobody_journaled_is_found(folder: Path, tmp_path: Path, clock: HandClock) -> None:
    backup = backed_up(folder, clock)
    restore(tmp_path / "new", backup, clock=clock)
    journal = exported(tmp_path / "new", tmp_path / "new.jsonl")
    text = journal.read_text("utf-8")
    database = Database(sqlite_url(folder / "shop.db"))
    old = public_key(folder, database)
    database.close()
    assert old is not None
    journal.write_text(text.replace(old.hex(), "00" * 32), "utf-8")
    assert held_together(journal).returncode == 1
    database = Database(sqlite_url(tmp_path / "new" / "shop.db"))
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE till SET public_key = zeroblob(32)")
    first = verify(database).first
    database.close()
    assert first is not None
    assert first.check == "journal"


def test_the_books_are_looked_at_anew(folder: Path, clock: HandClock) -> None:
    """What was found true of books that went on further says nothing of those of the backup."""
    backup = backed_up(folder, clock)
    sold(folder, clock, 5)
    services = opened(folder, clock)
    assert (verdict := services.self_check.look()) is not None
    assert verdict.first is None
    services.close()
    restore(folder, backup, clock=clock)
    services = opened(folder, clock)
    assert (verdict := services.self_check.look()) is not None
    assert verdict.first is None
    services.close()


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(b"\xff\xfe rubbish\n"), lambda path: path.mkdir()])
def test_no_file_beside_it_keeps_a_shop_from_coming_back(
    folder: Path, clock: HandClock, spoil: Callable[[Path], object]
) -> None:
    backup = backed_up(folder, clock)
    spoil(backup.parent / ERASED_NAME)
    (folder / "backup.key").write_bytes(b"rubbish")
    restore(folder, backup, clock=clock)
    services = opened(folder, clock)
    assert verify(services.shop.database).first is None
    services.close()


def test_papers_that_waited_are_in_doubt(folder: Path, clock: HandClock) -> None:
    sold(folder, clock, 1)
    backup = backed_up(folder, clock)
    services = opened(folder, clock)
    with services.shop.database.write() as connection:
        connection.execute(update(job).values(state="done"))
    services.close()
    restore(folder, backup, clock=clock)
    services = opened(folder, clock)
    with services.shop.database.read() as connection:
        assert set(connection.execute(select(job.c.state)).scalars()) == {"doubtful"}
    services.close()


def test_an_encrypted_one_needs_its_passphrase(folder: Path, clock: HandClock) -> None:
    backup = backed_up(folder, clock, BackupKey.of("correct horse"))
    there = contents(folder)
    with pytest.raises(PassphraseNeeded):
        restore(folder, backup, clock=clock)
    with pytest.raises(PassphraseWrong):
        restore(folder, backup, "wrong horse", clock=clock)
    assert contents(folder) == there
    assert restore(folder, backup, "correct horse", clock=clock).went_on.generation == 1
    true_books(folder)


def refused(folder: Path, backup: Path, kind: type[Exception], clock: HandClock) -> None:
    """See that a file is refused by both, and that nothing is changed."""
    there = contents(folder)
    for call in (lambda: preview(folder, backup), lambda: restore(folder, backup, clock=clock)):
        with pytest.raises(kind):
            call()
        assert contents(folder) == there


def test_what_cannot_be_brought_back_changes_nothing(
    folder: Path, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(folder, clock)
    sold(folder, clock, 1)
    whole = backup.read_bytes()
    wrong = tmp_path / "wrong.countertop"
    refused(folder, wrong, BackupUnreadable, clock)
    wrong.write_bytes((folder / "shop.db").read_bytes())
    refused(folder, wrong, NoBackup, clock)
    wrong.write_bytes(whole[: len(whole) // 2])
    refused(folder, wrong, BackupDamaged, clock)
    other = tmp_path / "other"
    services = open_test_shop(f"sqlite:///{tmp_path / 'other.db'}", tmp_path, clock, TestPrinter())
    services.close()
    other.mkdir()
    for name in ("other.db", "till-1.key"):
        shutil.copy(tmp_path / name, other / name.replace("other", "shop"))
    refused(other, backup, BackupOfAnotherShop, clock)
    monkeypatch.setattr(migrations, "REVISIONS", ("0000",))
    refused(folder, backup, BackupNewer, clock)


def test_a_shop_that_is_open_is_left_alone(folder: Path, clock: HandClock) -> None:
    backup = backed_up(folder, clock)
    lock = ShopLock(folder)
    lock.take()
    with pytest.raises(ShopInUse):
        restore(folder, backup, clock=clock)
    restore(folder, backup, clock=clock, lock=lock)
    lock.release()


@pytest.mark.parametrize("cut_at", ["go_on", "settle", "put_in_place"])
def test_cut_off_anywhere_the_shop_is_what_it_was(
    folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch, cut_at: str
) -> None:
    backup = backed_up(folder, clock)
    numbers = sold(folder, clock, 2)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restore_backup, cut_at, cut)
        with pytest.raises(KeyboardInterrupt):
            restore(folder, backup, clock=clock)
    assert not list(folder.glob("*.restoring*"))
    true_books(folder)
    assert [one.number for one in preview(folder, backup).sales] == numbers[:2]


def _fork_and_die(folder: Path, backup: Path, clock: HandClock, at: int) -> int | None:
    """Restore in a process that ends before its `at`-th act on the folder's files.

    Return how many acts there were where it came to its end.
    """
    counted = folder.parent / "acts"
    child = os.fork()
    if child == 0:
        left = at

        def watch(event: str, given: tuple[object, ...]) -> None:
            nonlocal left
            if event not in _ACTS or not any(isinstance(one, str | Path) and str(folder) in str(one) for one in given):
                return
            left -= 1
            if left == 0:
                os._exit(9)

        try:
            sys.addaudithook(watch)
            restore(folder, backup, clock=clock)
            counted.write_text(str(at - left))
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, 9}
    return int(counted.read_text()) if code == 0 else None


STRIDE = int(os.environ.get("TORTURE_STRIDE", "10"))
"""Of the acts at the beginning; `make torture` sets 1."""
LAST_ACTS = 20
"""Acts that are each cut off before: putting the backup in the shop's place is among them."""
_ACTS = {"open", "os.rename", "os.remove", "os.link", "os.mkdir", "sqlite3.connect"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
@pytest.mark.parametrize("key", ["there", "empty keyring", "damaged", "new computer"])
def test_ended_before_any_act_on_a_file_the_shop_is_what_it_was_or_the_backup(
    folder: Path, tmp_path: Path, clock: HandClock, key: str
) -> None:
    """Each act in turn; the next start finds a whole shop with the key that its books name."""
    services = opened(folder, clock)
    customer = services.customers.add(CustomerCard(name="Li", phone="+86 138 1234 5678"))
    code = code_on_paper(services).code
    services.close()
    backup = shutil.copy2(backed_up(folder, clock), tmp_path / "kept.countertop")
    numbers = sold(folder, clock, 2)[:2]
    if key == "empty keyring":
        for name in ("till-1.key", "pepper", "data.key"):
            (folder / name).unlink()
    elif key == "damaged":
        (folder / "till-1.key").write_bytes(b"short")
    before = None if key == "new computer" else shutil.copytree(folder, tmp_path / "before")
    found: dict[int, str] = {}

    def cut_off(at: int) -> int | None:
        shutil.rmtree(folder, ignore_errors=True)
        if before is not None:
            shutil.copytree(before, folder)
        ended = _fork_and_die(folder, Path(backup), clock, at)
        found[at] = _found(folder, clock, key, (code, customer), numbers)
        return ended

    acts = cut_off(10_000)
    assert acts is not None
    assert acts > 20
    for at in range(1, acts + 1):
        if at % STRIDE == 0 or at > acts - LAST_ACTS:
            assert cut_off(at) is None
    states = [found[at] for at in sorted(found)]
    assert states == sorted(states, key=["as it was", "the backup"].index)
    assert len(set(states)) == 2


def _found(folder: Path, clock: HandClock, key: str, opens: tuple[str, bytes], numbers: list[str]) -> str:
    """Open what is there as the next start does; tell which of the two it is, and see that all of it is."""
    if is_untouched(folder):
        assert key == "new computer"
        return "as it was"
    try:
        services = assemble(open_shop(folder, clock=clock), printer=TestPrinter)
    except KeyDamaged:
        assert key == "damaged"
        return "as it was"
    try:
        with services.shop.database.read() as connection:
            found = set(connection.execute(select(orders.c.number)).scalars())
        assert found in (set(), set(numbers))
        services.recovery.open(opens[0])
        assert services.customers.card(opens[1]).phone == "+86 138 1234 5678"
        sell(services, MILK)
        assert verify(services.shop.database, services.shop.vault.till_key().public).first is None
    finally:
        services.close()
    assert not (folder / SWAP_NAME).exists()
    assert found or not list(folder.glob("*.next"))
    lock = ShopLock(folder)
    lock.take()
    open_shop(folder, clock=clock, lock=lock).close()  # as a window does
    lock.release()
    assert not [*folder.glob("*.next"), *folder.glob("*.restoring*")]
    return "as it was" if found else "the backup"


def test_a_swap_that_cannot_be_begun_is_taken_back(folder: Path, clock: HandClock) -> None:
    """Where what was there cannot be kept, nothing is changed, now and at the next start."""
    backup = shutil.copy2(backed_up(folder, clock), folder.parent / "kept.countertop")
    numbers = sold(folder, clock, 2)
    shutil.rmtree(folder / "backups")
    (folder / "backups").write_text("a file in the way")
    with pytest.raises(EnvironmentProblem):
        restore(folder, Path(backup), clock=clock)
    assert not (folder / SWAP_NAME).exists()
    assert not list(folder.glob("*.restoring*"))
    (folder / "backups").unlink()
    true_books(folder)
    assert [one.number for one in preview(folder, Path(backup)).sales] == numbers[:2]


GARBLED = (b"", b"what is this", b'{"new":')


@pytest.mark.parametrize("garbled", GARBLED)
def test_a_mark_that_nobody_can_read_is_laid_aside_where_the_shop_is_whole_and_nothing_waits(
    folder: Path, clock: HandClock, garbled: bytes
) -> None:
    (folder / SWAP_NAME).write_bytes(garbled)
    assert not is_untouched(folder)
    opened_as_a_start_does(folder, clock)
    assert not (folder / SWAP_NAME).exists()
    assert [path.read_bytes() for path in folder.glob(f"{SWAP_NAME}.damaged-*")] == [garbled]
    true_books(folder)


@pytest.mark.parametrize("garbled", GARBLED)
@pytest.mark.parametrize("lacking", ["what waits", "the shop"])
def test_where_it_matters_the_mark_is_named_and_a_restore_gets_past_it(
    folder: Path, clock: HandClock, garbled: bytes, lacking: str
) -> None:
    backup = backed_up(folder, clock)
    sold(folder, clock, 2)
    (folder / SWAP_NAME).write_bytes(garbled)
    if lacking == "the shop":
        (folder / "shop.db").unlink()
    else:
        (folder / "shop.db.restoring").write_bytes(b"of whoever was cut off")
    with pytest.raises(MarkDamaged) as raised:
        opened_as_a_start_does(folder, clock)
    assert isinstance(raised.value, DatabaseDamaged), "so that the window offers the backup"
    assert raised.value.params == {"path": str(folder / SWAP_NAME)}
    said = sentence_of(raised.value, folder, "en")
    assert said.startswith(f"{folder / SWAP_NAME} is damaged: it says which database")
    assert preview(folder, backup).readable == (lacking != "the shop")
    assert not list(folder.glob("*.looking*"))
    assert (folder / "shop.db").exists() == (lacking != "the shop"), "looking makes no file"
    restore(folder, backup, clock=clock)
    assert not (folder / SWAP_NAME).exists()
    assert [path.read_bytes() for path in folder.glob(f"{SWAP_NAME}.damaged-*")] == [garbled]
    assert not list(folder.glob("*.restoring*"))
    opened_as_a_start_does(folder, clock)
    true_books(folder)


def test_a_next_key_that_cannot_be_read_keeps_no_backup_from_coming_back(
    folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(folder, clock)
    first = (folder / "till-1.key").read_bytes()
    (folder / "till-1.key").rename(folder / "till-1.key.next")
    with monkeypatch.context() as patched:
        unread(patched, folder / "till-1.key.next")
        with pytest.raises(KeyUnreadable):
            opened_as_a_start_does(folder, clock)
        assert preview(folder, backup).readable
        assert restore(folder, backup, clock=clock).went_on.new_key
    assert [path.read_bytes() for path in folder.glob("till-1.key.next.aside-*")] == [first], "nothing is lost"
    opened_as_a_start_does(folder, clock)
    assert (folder / "till-1.key").read_bytes() != first
    true_books(folder)


def test_a_restore_waits_for_a_backup_that_is_being_made(
    folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It outlived its window, and reads the shop's file as long as it copies."""
    backup = backed_up(folder, clock)
    numbers = sold(folder, clock, 2)
    program = "import sys; from tests.services.backups.test_restore import look_at; look_at(sys.argv[1])"
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as copying:
        assert copying.stdin is not None
        assert copying.stdout is not None
        assert copying.stdout.readline() == b"copying\n"
        with monkeypatch.context() as patched:
            patched.setattr(restore_backup, "BACKUP_WAIT_SECONDS", 0.3)
            with pytest.raises(BackupUnderWay):
                restore(folder, backup, clock=clock)
        assert [one.number for one in preview(folder, backup).sales] == numbers[:2]
        asked = threading.Event()

        def look_again(_seconds: float) -> None:
            asked.set()
            assert copying.stdin is not None
            copying.stdin.close()
            copying.wait(60)

        ours = SimpleNamespace(monotonic=time.monotonic, sleep=look_again)
        monkeypatch.setattr(place, "time", ours)
        restore(folder, backup, clock=clock)
        assert asked.is_set()
    true_books(folder)


def look_at(folder: str) -> None:
    """Read the shop's file as a backup does, until the input ends."""
    lock = ShopLock(Path(folder) / "backups", BACKUP_LOCK)
    lock.take()
    with closing(sqlite3.connect(Path(folder) / "shop.db", isolation_level=None)) as file:
        file.execute("BEGIN")
        file.execute("SELECT count(*) FROM orders").fetchone()
        sys.stdout.write("copying\n")
        sys.stdout.flush()
        sys.stdin.read()


def author(folder: Path) -> tuple[str, str | None]:
    """Return the login that the journal names for the last restore, and who gave leave."""
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        query = "SELECT login, body FROM journal JOIN person ON person.uid = person_uid WHERE tag = ? ORDER BY sequence"
        login, body = file.execute(query, (Tag.SHOP_CONTINUED.value,)).fetchall()[-1]
    approved: str | None = json.loads(body).get("approved_by")
    return login, approved


def test_the_journal_names_who_brought_it_back_and_not_who_opened_the_last_shift(
    folder: Path, clock: HandClock
) -> None:
    services = opened(folder, clock)
    owner = services.shop.duty.person_uid
    lea = services.staff.add("lea", "Lea", ("cashier",))
    services.close()
    backup = backed_up(folder, clock)
    services = opened(folder, clock)
    new = services.staff.add("mei", "Mei", ("cashier",))
    services.close()
    restore(folder, backup, None, By(lea), clock=clock)
    assert author(folder) == ("lea", None)
    restore(folder, backup, None, By(lea, owner), clock=clock)
    assert author(folder) == ("lea", owner.hex())
    for unknown in (By(new, new), None):  # whom the backup does not know, and whoever it was
        restore(folder, backup, None, unknown, clock=clock)
        assert author(folder) == (SYSTEM_LOGIN, None)
        true_books(folder)
    services = opened(folder, clock)
    assert services.shop.duty.person_uid == owner, "the till is not the system's"
    assert SYSTEM_LOGIN not in [one.login for one in services.staff.everybody()]
    assert services.backups.make()
    services.close()
    with_it = backed_up(folder, clock)
    restore(folder, with_it, clock=clock)
    assert author(folder) == (SYSTEM_LOGIN, None)
    with closing(sqlite3.connect(folder / "shop.db")) as file:
        assert file.execute("SELECT count(*) FROM person WHERE login = ?", (SYSTEM_LOGIN,)).fetchone() == (1,)
    true_books(folder)


def test_the_window_keeps_who_wants_a_backup_back_and_who_gave_leave(folder: Path, clock: HandClock) -> None:
    backup = backed_up(folder, clock)
    services = opened(folder, clock)
    owner = services.shop.duty.person_uid
    services.backups.want(backup)
    wanted = [services.wanted_backup]
    services.shop.rights = frozenset()
    word = services.shop.approvals.give(b"m" * 16, "Mei", Permission.SETTINGS_CHANGE, entry=1, asked_by=owner)
    with approved(word):
        services.backups.want(backup, "word")
    wanted.append(services.wanted_backup)
    services.close()
    proved = read_header(backup).sha256
    assert wanted == [
        Wanted(backup, None, By(owner), proved),
        Wanted(backup, "word", By(owner, b"m" * 16), proved),
    ]


def test_a_swap_waits_for_whoever_is_at_it(folder: Path, clock: HandClock) -> None:
    (folder / SWAP_NAME).write_bytes(b'{"new":"nothing","target":"shop.db","kept":{},"gone":[]}')
    lock = ShopLock(folder)
    lock.take()
    with pytest.raises(ShopInUse):
        opened_as_a_start_does(folder, clock)
    open_shop(folder, clock=clock, lock=lock).close()
    lock.release()
    assert not (folder / SWAP_NAME).exists()


def opened_as_a_start_does(folder: Path, clock: HandClock) -> None:
    open_shop(folder, clock=clock).close()


def test_what_was_replaced_is_a_copy_where_the_disk_knows_no_second_names(
    folder: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(1, "no such thing here")

    backup = backed_up(folder, clock)
    numbers = sold(folder, clock, 2)
    monkeypatch.setattr("pos_app.data.swap.os.link", none)
    done = restore(folder, backup, clock=clock)
    assert done.kept is not None
    with closing(sqlite3.connect(done.kept)) as kept:
        assert [row[0] for row in kept.execute("SELECT number FROM orders ORDER BY id")] == numbers[:2]


def test_the_log_of_a_database_that_is_gone_is_not_played_into_the_backup(folder: Path, clock: HandClock) -> None:
    backup = backed_up(folder, clock)
    services = opened(folder, clock)
    sell(services, MILK)
    log = (folder / "shop.db-wal").read_bytes()
    assert log
    services.close()
    (folder / "shop.db").unlink()
    (folder / "shop.db-wal").write_bytes(log)
    restore(folder, backup, clock=clock)
    true_books(folder)
    services = opened(folder, clock)
    assert services.receipts.last() is None
    services.close()


def test_backups_in_the_hour_that_comes_twice_are_kept_and_names_of_people_too(
    folder: Path, clock: HandClock, tmp_path: Path
) -> None:
    backup = backed_up(folder, clock)
    header = read_header(backup)
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for place_in_line, at in enumerate(moments):
        write_backup(
            folder / "shop.db",
            shelf / f"countertop-20261025-0{place_in_line}3000.countertop",
            msgspec.structs.replace(header, made_at=at),
            None,
        )
    shutil.copy2(backup, shelf / "before-stocktaking.countertop")
    gone = clear(shelf, header.shop, KeepRule(7, 0, 0), ZoneInfo("Europe/Berlin"))
    assert all("stocktaking" not in path.name for path in gone)
    assert (shelf / "countertop-20261025-013000.countertop").exists()
