"""A backup is made in another process, brought back on trial and verified; what fails there does not count."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from pos_app.data.backup import key_of, unpack, write_backup
from pos_app.data.place import ShopLock
from pos_app.data.put_aside import FOLDER
from pos_app.data.tables.journal import journal
from pos_app.domain.backups import (
    ENDING,
    BackupDamaged,
    BackupEnded,
    BackupKeyDamaged,
    BackupPlaceMissing,
    BackupPlaceReadOnly,
    BackupUnderWay,
    BackupUntrue,
    PassphraseShort,
)
from pos_app.domain.denominations import of_sum
from pos_app.domain.problems import DiskFull
from pos_app.services.backups import make_backup
from pos_app.services.backups.keep_backups import Wanted
from pos_app.services.backups.make_backup import BACKUP_LOCK, BackupOrder, MadeBackup, MakeBackup, back_up
from pos_app.services.backups.shelf import backups_in, to_bring_back
from pos_app.services.books import Posting
from tests.factories.shops import MILK, HandClock, TestPrinter, open_test_shop, sell

if TYPE_CHECKING:
    from pos_app.data.backup import BackupKey
    from pos_app.domain.backups import BackupHeader
    from pos_app.services.services import Services


def left_over(folder: Path) -> list[str]:
    """Return what lies in a folder of backups that is none and no record."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix != ".countertop" and path.name not in {"last.json", "backup.lock", "backup.key"}
    )


def test_what_is_sold_is_in_it_and_nothing_is_left_over(sqlite_shop: Services, tmp_path: Path) -> None:
    services = sqlite_shop
    numbers = [sell(services, MILK).number for _ in range(3)]
    assert services.backups.state().due
    made = services.backups.make()
    sell(services, MILK)  # the shop stays open
    assert made.orders == len(numbers)
    assert made.path.parent == tmp_path / FOLDER
    assert made.header.shop == services.shop.profile.uid.hex()
    state = services.backups.state(listed=True)
    assert not state.due
    assert [one.path for one in state.shelf] == [str(made.path)]
    assert state.last is not None
    assert (state.last.code, state.last.file) == ("", made.path.name)
    assert left_over(tmp_path / FOLDER) == []
    with services.shop.database.read() as connection:
        hashes = dict(connection.execute(select(journal.c.sequence, journal.c.hash)).all())
    assert {end.sequence: end.hash for end in made.header.tills}.items() <= hashes.items()


def test_later_ones_are_looked_at_from_where_the_last_ended(sqlite_shop: Services) -> None:
    sell(sqlite_shop, MILK)
    assert sqlite_shop.backups.make().in_full
    sell(sqlite_shop, MILK)
    assert not sqlite_shop.backups.make().in_full
    with sqlite_shop.shop.database.write() as connection:
        connection.exec_driver_sql("UPDATE series_counter SET last = last + 1")
    with pytest.raises(BackupUntrue) as raised:
        sqlite_shop.backups.make()
    assert raised.value.params["check"] == "series", "sums are made in full"


def untrue(services: Services, statement: str) -> None:
    """Change what no program may, past the triggers."""
    with services.shop.database.write() as connection:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'orders'"
        kept = connection.exec_driver_sql(triggers).all()
        for name, _ in kept:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
        for _, sql in kept:
            connection.exec_driver_sql(sql)


def test_once_a_week_and_for_each_program_all_is_verified_from_the_beginning(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock
) -> None:
    backups, record = sqlite_shop.backups, tmp_path / FOLDER / "last.json"
    sell(sqlite_shop, MILK)
    assert backups.make().in_full
    clock.go(days=6, hours=23)
    assert not backups.make().in_full
    clock.go(hours=1)
    assert backups.make().in_full
    clock.go(days=1)
    assert not backups.make().in_full
    record.write_bytes(record.read_bytes().replace(b'"full_with":"', b'"full_with":"0.0.9, before '))
    assert backups.make().in_full, "another program verifies"
    assert not backups.make().in_full
    clock.go(days=-8)
    assert backups.make().in_full, "the clock was set back behind the last one"


def test_what_was_changed_behind_the_last_mark_comes_out_within_a_week_and_nothing_good_goes(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock
) -> None:
    backups = sqlite_shop.backups
    sell(sqlite_shop, MILK)
    good = backups.make().path
    untrue(sqlite_shop, "UPDATE orders SET situation = 'takeaway' WHERE id = 1")
    for _ in range(6):
        clock.go(days=1)
        assert not backups.make().in_full, "as far as it was looked at all is well"
    clock.go(days=400)
    before = set((tmp_path / FOLDER).glob("*.countertop"))
    for _ in range(2):
        clock.go(hours=1)
        with pytest.raises(BackupUntrue):
            backups.make()
        assert set((tmp_path / FOLDER).glob("*.countertop")) == before
    assert good in before
    untrue(sqlite_shop, "UPDATE orders SET situation = 'default' WHERE id = 1")
    assert backups.make().in_full


def test_books_that_one_backup_finds_untrue_are_looked_at_in_full_until_they_are_true(
    sqlite_shop: Services, clock: HandClock
) -> None:
    backups = sqlite_shop.backups
    sell(sqlite_shop, MILK)
    assert backups.make().in_full
    untrue(sqlite_shop, "UPDATE series_counter SET last = last + 1")
    with pytest.raises(BackupUntrue):
        backups.make()
    untrue(sqlite_shop, "UPDATE series_counter SET last = last - 1")
    assert backups.make().in_full
    clock.go(hours=1)
    assert not backups.make().in_full


def test_what_the_look_beside_the_till_found_untrue_counts_as_no_backup(sqlite_shop: Services, tmp_path: Path) -> None:
    sell(sqlite_shop, MILK)
    good = sqlite_shop.backups.make().path
    untrue(sqlite_shop, "UPDATE orders SET situation = 'takeaway' WHERE id = 1")
    verdict = sqlite_shop.self_check.look()
    assert verdict is not None
    assert verdict.first is not None
    with pytest.raises(BackupUntrue):
        sqlite_shop.backups.make()
    assert list((tmp_path / FOLDER).glob("*.countertop")) == [good]


def test_books_that_are_others_are_looked_at_in_full(sqlite_shop: Services, tmp_path: Path) -> None:
    sell(sqlite_shop, MILK)
    sqlite_shop.backups.make()
    record = tmp_path / FOLDER / "last.json"
    record.write_bytes(record.read_bytes().replace(b'"hash":"', b'"hash":"0'))
    assert sqlite_shop.backups.make().in_full


def test_one_a_day_is_due(sqlite_shop: Services, clock: HandClock) -> None:
    sqlite_shop.backups.make()
    clock.go(hours=14)  # eleven at night
    assert not sqlite_shop.backups.state().due
    clock.go(hours=2)
    assert sqlite_shop.backups.state().due
    sqlite_shop.settings.change(backups=False)
    assert not sqlite_shop.backups.state().due


def test_one_of_somebodys_own_is_none_of_those_of_every_day(sqlite_shop: Services, tmp_path: Path) -> None:
    backups, stick = sqlite_shop.backups, tmp_path / "stick"
    stick.mkdir()
    backups.make(stick)
    state = backups.state()
    assert state.due
    assert state.last is not None
    assert (state.last.good, state.last.elsewhere) == (None, str(stick))
    with pytest.raises(BackupPlaceMissing):
        backups.make(tmp_path / "nowhere")
    assert backups.state().last == state.last, "that one failed concerns whoever asked for it"
    made = backups.make()
    assert not backups.state().due
    backups.make(stick)
    assert (last := backups.state().last) is not None
    assert (last.file, last.folder, last.good_folder) == (made.path.name, *[str(tmp_path / FOLDER)] * 2)
    assert (last.elsewhere, last.code) == (str(stick), "")
    sqlite_shop.settings.change(backup_folder=str(stick))
    assert backups.state().due, "where they are to lie from now on there is none of every day"
    backups.make(stick)
    assert not backups.state().due


def test_what_can_take_a_lost_shops_place_is_its_own(sqlite_shop: Services, tmp_path: Path, clock: HandClock) -> None:
    usb, place = tmp_path / "usb", tmp_path / "other"
    usb.mkdir()
    place.mkdir()
    other = open_test_shop(f"sqlite:///{place / 'shop.db'}", place, clock, TestPrinter())
    other.settings.change(backup_folder=str(usb), shop_name="Café Nord")
    sqlite_shop.settings.change(backup_folder=str(usb), shop_name="Milk & Tea")
    theirs = other.backups.make().path
    other.close()
    assert to_bring_back(tmp_path) == ([], True), "its database says which shop it is"
    ours = sqlite_shop.backups.make().path
    assert ours != theirs
    sqlite_shop.close()
    for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    offered, known = to_bring_back(tmp_path)
    assert ([one.path for one in offered], known) == ([str(ours)], True)
    record = tmp_path / FOLDER / "last.json"
    record.write_bytes(record.read_bytes().replace(b'"shop":"', b'"shops":"'))
    offered, known = to_bring_back(tmp_path)
    assert not known
    assert [(one.path, one.name) for one in offered] == [(str(ours), "Milk & Tea"), (str(theirs), "Café Nord")]


def test_one_that_failed_is_remembered_with_its_shop(sqlite_shop: Services, tmp_path: Path) -> None:
    sqlite_shop.settings.change(backup_folder=str(tmp_path / "usb"))
    with pytest.raises(BackupPlaceMissing):
        sqlite_shop.backups.make()
    assert (last := sqlite_shop.backups.state().last) is not None
    assert last.shop == sqlite_shop.shop.profile.uid.hex()


def test_two_of_one_second_have_two_names(sqlite_shop: Services, clock: HandClock) -> None:
    first = sqlite_shop.backups.make().path
    clock.now = clock.now.replace(microsecond=0)
    second = sqlite_shop.backups.make(first.parent).path
    assert (first.exists(), second.exists(), first == second) == (True, True, False)


@pytest.mark.parametrize("links", [True, False], ids=["a disk", "a stick without links"])
def test_two_shops_that_back_up_to_one_disk_in_one_second_keep_both(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    """The other's is there from the instant on at which ours would get its name, long after any look for a free one."""
    usb, kept = tmp_path / "usb", list[Path]()
    usb.mkdir()
    verified = make_backup._checked

    def other_first(unfinished: Path, wanted: Path, *rest: Any) -> Any:
        outcome = verified(unfinished, wanted, *rest)
        for path in (wanted, wanted.with_name(wanted.name.replace(ENDING, f"-2{ENDING}"))):
            path.write_bytes(b"another shop's")
            kept.append(path)
        return outcome

    def no_links(_source: Path, _target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(make_backup, "_checked", other_first)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    made = list[MadeBackup]()
    back_up(made.append, order_of(sqlite_shop, usb))
    assert [path.read_bytes() for path in kept] == [b"another shop's"] * 2
    assert made[0].path.name == kept[0].name.replace(ENDING, f"-3{ENDING}")
    unpack(made[0].path, tmp_path / "proof.db", None)
    assert left_over(usb) == []
    last = sqlite_shop.backups.state().last
    assert last is not None
    assert last.file == made[0].path.name


def test_what_is_gone_when_it_is_given_a_name_leaves_no_empty_backup(tmp_path: Path) -> None:
    unfinished, wanted = tmp_path / "gone.unfinished", tmp_path / f"countertop-20260301-090000{ENDING}"
    with pytest.raises(BackupPlaceMissing):
        make_backup._name(unfinished, wanted, ENDING)
    assert not wanted.exists()


def test_those_that_the_rule_does_not_keep_go(sqlite_shop: Services, tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "usb").mkdir()
    sqlite_shop.settings.change(backup_folder=str(tmp_path / "usb"))
    made = []
    for _ in range(3):
        made.append(sqlite_shop.backups.make().path)
        clock.go(hours=1)
    assert all(path.exists() for path in made), "all of the newest day"
    (tmp_path / "usb" / "letter.txt").write_text("a friend's")
    shutil.copy(made[1], tmp_path / "usb" / "my own copy")
    clock.go(days=1)
    made.append(sqlite_shop.backups.make().path)
    assert [path.exists() for path in made] == [True, False, True, True], "the first was verified from the beginning"
    assert left_over(tmp_path / "usb") == ["letter.txt", "my own copy"]
    here = sqlite_shop.backups.make(tmp_path / FOLDER)
    clock.go(hours=1)
    assert sqlite_shop.backups.make(tmp_path / FOLDER).path != here.path
    assert here.path.exists(), "where somebody asks for one nothing is cleared away"


def test_backups_of_another_shop_in_the_same_folder_stay(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock
) -> None:
    (tmp_path / "usb").mkdir()
    place = tmp_path / "other"
    place.mkdir()
    other = open_test_shop(f"sqlite:///{place / 'shop.db'}", place, clock, TestPrinter())
    other.settings.change(backup_folder=str(tmp_path / "usb"))
    sqlite_shop.settings.change(backup_folder=str(tmp_path / "usb"))
    theirs = other.backups.make().path
    other.close()
    for _ in range(2):
        clock.go(minutes=10)
        sqlite_shop.backups.make()
    clock.go(days=1)
    sqlite_shop.backups.make()
    assert theirs.exists()
    # the first, which was verified from the beginning, the last of its day, and the last
    assert len(sqlite_shop.backups.state(listed=True).shelf) == 3
    assert len(backups_in(tmp_path / "usb")) == 4


def test_with_a_passphrase_it_is_encrypted_without_asking(sqlite_shop: Services, tmp_path: Path) -> None:
    with pytest.raises(PassphraseShort):
        sqlite_shop.backups.set_passphrase("short")
    sqlite_shop.backups.set_passphrase("correct horse")
    made = sqlite_shop.backups.make()
    assert made.header.encrypted
    kept = tmp_path / "backup.key"
    assert b"correct horse" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    unpack(made.path, tmp_path / "back.db", key_of(made.path, "correct horse"))
    sqlite_shop.backups.set_passphrase("")
    assert not sqlite_shop.backups.state().encrypted
    assert not sqlite_shop.backups.make().header.encrypted


def test_a_passphrase_that_could_not_be_written_down_is_none(
    sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sqlite_shop.shop.profile.folder
    sqlite_shop.backups.set_passphrase("correct horse")
    there = (folder / "backup.key").read_bytes()

    def full(*_: object) -> None:
        raise DiskFull(path="shop.db")

    for typed in ("another horse", ""):
        with monkeypatch.context() as patched:
            patched.setattr(Posting, "finish", full)
            with pytest.raises(DiskFull):
                sqlite_shop.backups.set_passphrase(typed)
        assert (folder / "backup.key").read_bytes() == there


@pytest.mark.parametrize("content", [b"", b"x" * 47, b"x" * 300])
def test_nothing_goes_out_in_clear_because_what_encrypts_it_is_damaged(
    sqlite_shop: Services, tmp_path: Path, content: bytes
) -> None:
    sqlite_shop.backups.set_passphrase("correct horse")
    (tmp_path / "backup.key").write_bytes(content)
    with pytest.raises(BackupKeyDamaged):
        sqlite_shop.backups.make()
    state = sqlite_shop.backups.state(listed=True)
    assert state.shelf == ()
    assert state.encrypted
    assert state.last is not None
    assert state.last.code == "backup_key_damaged"
    sqlite_shop.backups.set_passphrase("correct horse")
    assert sqlite_shop.backups.make().header.encrypted


def test_a_disk_that_is_not_there_is_not_made_up(sqlite_shop: Services, tmp_path: Path) -> None:
    good = sqlite_shop.backups.make()
    sqlite_shop.settings.change(backup_folder=str(tmp_path / "media" / "usb"))
    with pytest.raises(BackupPlaceMissing):
        sqlite_shop.backups.make()
    assert not (tmp_path / "media").exists()
    last = sqlite_shop.backups.state().last
    assert last is not None
    assert (last.code, last.params) == ("backup_place_missing", {"path": str(tmp_path / "media" / "usb")})
    assert last.good == good.header.made_at, "the last good one is still known"
    sqlite_shop.settings.change(backup_folder="/sys")
    with pytest.raises(BackupPlaceReadOnly):
        sqlite_shop.backups.make()
    sqlite_shop.settings.change(backup_folder="")
    sqlite_shop.backups.make()
    assert (last := sqlite_shop.backups.state().last) is not None
    assert last.code == ""


def order_of(services: Services, place: Path) -> BackupOrder:
    return BackupOrder(services.shop.profile.folder, place, chosen=True, at=services.shop.books.now())


def test_a_disk_pulled_out_before_the_check_leaves_no_backup(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb, made = tmp_path / "usb", list[MadeBackup]()
    usb.mkdir()
    with monkeypatch.context() as patched:
        name = make_backup._name

        def pulled_out(unfinished: Path, wanted: Path, ending: str) -> Path:
            shutil.rmtree(usb)
            return name(unfinished, wanted, ending)

        patched.setattr(make_backup, "_name", pulled_out)
        with pytest.raises(BackupPlaceMissing):
            back_up(made.append, order_of(sqlite_shop, usb))
    assert made == []
    usb.mkdir()
    back_up(made.append, order_of(sqlite_shop, usb))
    assert len(made) == 1


def test_a_disk_that_kept_something_else_is_found_out(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is read again from the place itself."""
    usb = tmp_path / "usb"
    usb.mkdir()

    def on_a_bad_disk(copy: Path, target: Path, told: BackupHeader, key: BackupKey | None) -> BackupHeader:
        header = write_backup(copy, target, told, key)
        with target.open("r+b") as file:
            file.seek(-2_000, os.SEEK_END)
            file.write(bytes(100))
        return header

    monkeypatch.setattr(make_backup, "write_backup", on_a_bad_disk)
    with pytest.raises(BackupDamaged):
        back_up(lambda _made: pytest.fail("it does not count"), order_of(sqlite_shop, usb))
    assert list(usb.iterdir()) == []


def test_one_whose_books_are_not_true_does_not_count_and_is_kept(sqlite_shop: Services, tmp_path: Path) -> None:
    sell(sqlite_shop, MILK)
    with sqlite_shop.shop.database.write() as connection:
        connection.exec_driver_sql("UPDATE shift_state SET cash = cash + 1")
    with pytest.raises(BackupUntrue) as raised:
        sqlite_shop.backups.make()
    assert raised.value.params["check"] == "shift cash"
    kept = Path(str(raised.value.params["path"]))
    assert kept.exists()
    assert kept.suffix == ".unverified"
    state = sqlite_shop.backups.state(listed=True)
    assert (state.shelf, state.due) == ((), True)
    assert state.last is not None
    assert state.last.code == "backup_untrue"


def test_what_was_cut_off_is_swept_away_by_the_next(sqlite_shop: Services, tmp_path: Path) -> None:
    work = tmp_path / FOLDER
    work.mkdir()
    own, other = sqlite_shop.shop.profile.uid.hex()[-12:], "0123456789ab"
    cut_off = "countertop-20260101-000000.countertop.{}.unfinished"
    for name in ("copy.db", "proof.db", "proof.db-wal", cut_off.format(own), cut_off.format(other)):
        (work / name).write_bytes(b"half")
    sqlite_shop.backups.make()
    assert left_over(work) == [cut_off.format(other)], "another shop may be at work on the same disk"


def test_what_was_cut_off_is_swept_away_where_none_is_being_made(sqlite_shop: Services, tmp_path: Path) -> None:
    """They are copies of the shop in the clear."""
    sqlite_shop.backups.sweep()
    work = tmp_path / FOLDER
    assert not work.exists()
    work.mkdir()
    left = [work / name for name in ("copy.db", "copy.db-journal", "proof.db", "proof.db-wal")]
    for path in left:
        path.write_bytes(b"half")
    lock = ShopLock(work, BACKUP_LOCK)
    lock.take()
    sqlite_shop.backups.sweep()
    assert all(path.exists() for path in left), "another process is at work with them"
    lock.release()
    sqlite_shop.backups.sweep()
    assert left_over(work) == []


def test_nobody_else_can_read_the_copies(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, seen = os.umask(0), list[int]()
    try:
        checked = make_backup._checked

        def looked_at(unfinished: Path, path: Path, proof: Path, *given: Any) -> tuple[int, float, bool]:
            done = checked(unfinished, path, proof, *given)
            seen.extend(one.stat().st_mode & 0o777 for one in (unfinished, proof))
            return done

        write = write_backup

        def written(copy: Path, target: Path, told: BackupHeader, key: BackupKey | None) -> BackupHeader:
            seen.append(copy.stat().st_mode & 0o777)
            return write(copy, target, told, key)

        monkeypatch.setattr(make_backup, "write_backup", written)
        monkeypatch.setattr(make_backup, "_checked", looked_at)
        (tmp_path / "usb").mkdir()
        back_up(lambda _made: None, order_of(sqlite_shop, tmp_path / "usb"))
    finally:
        os.umask(usual)
    assert seen == [0o600] * 3


def test_only_one_at_a_time(sqlite_shop: Services, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    lock = ShopLock(tmp_path / FOLDER, BACKUP_LOCK)
    lock.take()
    with pytest.raises(BackupUnderWay):
        sqlite_shop.backups.make()
    assert sqlite_shop.backups.state().last is None, "that is no failure"
    lock.release()
    sqlite_shop.backups.make()


def test_a_process_that_is_ended_leaves_no_backup(
    sqlite_shop: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = MakeBackup(tmp_path, sqlite_shop.shop.books.now)
    monkeypatch.setattr(make_backup, "back_up", _ends)
    with pytest.raises(BackupEnded):
        maker.make("", rule=None, zone="UTC")
    monkeypatch.undo()
    assert (last := sqlite_shop.backups.state().last) is not None
    assert last.code == "backup_ended"
    for stop in (maker.stop, maker.leave):
        stop()
        with pytest.raises(BackupUnderWay):
            maker.make("", rule=None, zone="UTC")
        maker.go_on()
    assert maker.make("", rule=None, zone="UTC").in_full


def test_one_that_a_closed_shift_waits_for_is_known_by_the_facts(
    sqlite_shop: Services, tmp_path: Path, clock: HandClock
) -> None:
    backups = sqlite_shop.backups
    assert not backups.state().behind
    backups.leave_one()
    assert not (tmp_path / FOLDER).exists(), "nothing waits"
    sqlite_shop.close_shift.close(of_sum(0))
    assert backups.state().behind
    backups.make()
    assert not backups.state().due
    sqlite_shop.open_shift.open(of_sum(0))
    assert not backups.state().due
    clock.go(minutes=5)
    sqlite_shop.close_shift.close(of_sum(0))
    assert backups.state().due, "of the same day, and without the close"
    record = tmp_path / FOLDER / "last.json"
    kept = record.read_bytes()
    backups.make()
    assert not backups.state().behind
    record.write_bytes(record.read_bytes().replace(b'"hash":"', b'"hash":"0'))
    assert backups.state().behind, "of other books nothing is known"
    record.write_bytes(kept)
    backups.wanted = Wanted(tmp_path / "another", None, None, "")
    backups.leave_one()
    assert not list((tmp_path / FOLDER).glob("*.db")), "its database is about to be another"


def _ends(_tell: object, _order: object) -> None:
    os._exit(3)
