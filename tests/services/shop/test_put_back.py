"""A database that was put back to an earlier moment behind the program's back gives no number again."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import update

from pos_app.app import build
from pos_app.cli import main
from pos_app.data.backup import MAGIC, read_header, unpack, write_backup
from pos_app.data.tables.shop import setting
from pos_app.domain.backups import ENDING, KeepRule
from pos_app.domain.problems import LookOnly, ShopElsewhere, ShopPutBack
from pos_app.services.backups.continue_shop import continue_here
from pos_app.services.backups.restore_backup import restore
from pos_app.services.backups.shelf import backups_in, clear, last_backup
from pos_app.services.proof.divergence import PUT_BACK
from pos_app.services.shop.put_back import NOTES
from tests.factories.shops import MILK, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.backups.shelf import Kept
    from pos_app.services.services import Services


def sold(folder: Path, count: int = 2) -> list[str]:
    with closing(build(folder)) as services:
        return [sell(services, MILK).number for _ in range(count)]


def backed_up(folder: Path, place: Path | None = None) -> Path:
    with closing(build(folder)) as services:
        return services.backups.make(place).path


def looked(folder: Path) -> None:
    with closing(build(folder)) as services:
        verdict = services.self_check.look()
        assert verdict is not None
        assert verdict.first is None


def is_refused(folder: Path) -> bool:
    with closing(build(folder)) as services:
        if services.shop.database.refusal is None:
            return False
        with pytest.raises(ShopPutBack):
            sell(services, MILK)
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop that sold; its file was copied, and it sold on."""
    place = tmp_path / "shop"
    with closing(build(place)) as services:
        stock_up(services, tmp_path)
    sold(place)
    shutil.copy(place / "shop.db", tmp_path / "copy.db")
    sold(place)
    return place


def put_back(folder: Path) -> None:
    """Put the copy in the file's place, as a person does who wants yesterday back."""
    shutil.copy(folder.parent / "copy.db", folder / "shop.db")
    for log in ("shop.db-wal", "shop.db-shm"):
        (folder / log).unlink(missing_ok=True)


@pytest.mark.parametrize("remember", [looked, backed_up])
def test_what_lies_beside_it_knows_that_it_went_on(folder: Path, remember: object) -> None:
    remember(folder)  # type: ignore[operator]
    assert not is_refused(folder)
    put_back(folder)
    assert is_refused(folder)
    went_on = continue_here(folder)
    assert not is_refused(folder)
    assert sold(folder, 1) == [went_on.first_number]
    assert went_on.first_number.startswith("T1b")
    looked(folder)
    assert not is_refused(folder)


def test_where_nothing_went_on_it_just_opens(folder: Path) -> None:
    backup = backed_up(folder)
    looked(folder)
    assert not is_refused(folder)
    restore(folder, backup)
    assert not is_refused(folder)
    sold(folder, 1)
    backed_up(folder)
    assert not is_refused(folder)


def test_a_backup_brought_back_leaves_later_ones_behind_with_leave(folder: Path) -> None:
    first = backed_up(folder)
    sold(folder)
    backed_up(folder)
    looked(folder)
    restore(folder, first)
    assert not is_refused(folder)
    with closing(build(folder)) as services:
        assert services.backups.look_ahead() is None


def test_a_whole_folder_put_back_is_known_by_a_backup_elsewhere(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The image of a disk: nothing in the folder knows better, the disk that backups go to does."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(build(folder)) as services:
        services.settings.change(backup_folder=str(stick))
        services.backups.make()
    shutil.copytree(folder, tmp_path / "image")
    sold(folder)
    with closing(build(folder)) as services:
        further = services.backups.make().path
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "image", folder)
    assert not is_refused(folder), "nobody has asked the stick yet"
    assert main(["--data", str(folder), "verify"]) == 1
    said = capsys.readouterr().err
    assert PUT_BACK in said
    assert str(further) in said
    assert main(["--data", str(folder), "doctor"]) == 1
    assert "start `pos`, which asks how the shop goes on" in capsys.readouterr().err
    with closing(build(folder)) as services:
        found = services.backups.look_ahead()
    assert found is not None
    assert found.check == PUT_BACK
    assert is_refused(folder), "it is remembered"
    restore(folder, further)
    assert not is_refused(folder)
    assert main(["--data", str(folder), "verify"]) == 0


def test_a_copy_elsewhere_asks_that_first(folder: Path, tmp_path: Path) -> None:
    looked(folder)
    put_back(folder)
    shutil.copytree(folder, tmp_path / "elsewhere")
    with closing(build(tmp_path / "elsewhere")) as services:
        assert services.shop.database.refusal is ShopElsewhere
    continue_here(tmp_path / "elsewhere")
    assert not is_refused(tmp_path / "elsewhere")


def test_what_goes_on_further_is_not_cleared_away(folder: Path, tmp_path: Path) -> None:
    place, rule = tmp_path / "stick", KeepRule(1, 0, 0)
    place.mkdir()
    further = backed_up(folder, place)
    put_back(folder)
    with closing(build(folder)) as services:
        services.shop.database.refusal = None  # somebody sells on, because nobody knew
        earlier = services.backups.make(place)
    shop = earlier.header.shop
    made = datetime.now(UTC) + timedelta(days=3)
    newest = place / f"countertop-{made:%Y%m%d-%H%M%S}.countertop"
    shutil.copy(earlier.path, newest)
    text = newest.read_bytes()
    old = json.dumps(earlier.header.made_at.isoformat())[1:11]
    newest.write_bytes(text.replace(old.encode(), f"{made:%Y-%m-%d}".encode(), 1))
    assert len(backups_in(place, shop)) == 3
    assert clear(place, shop, rule, UTC, "", earlier.header.tills) == [earlier.path]
    assert further.exists()


def test_what_nobody_can_read_says_nothing(folder: Path) -> None:
    backed_up(folder)
    looked(folder)
    for name in NOTES:
        (folder / name).write_text("[")
    (folder / "backups" / "last.json").write_text('{"verified": 3}')
    put_back(folder)
    assert not is_refused(folder)
    assert last_backup(folder) is None


def test_a_practice_shop_may_be_put_back(tmp_path: Path) -> None:
    from pos_app.services.shop.set_up import NewShop

    place = tmp_path / "practice"

    def opened() -> Services:
        return build(place, new=NewShop(kind="rehearsal"))

    with closing(opened()) as services:
        stock_up(services, tmp_path)
    shutil.copy(place / "shop.db", tmp_path / "copy.db")
    with closing(opened()) as services:
        sell(services, MILK)
        services.self_check.look()
    put_back(place)
    with closing(opened()) as services:
        assert services.shop.database.refusal is None


def test_two_branches_that_share_a_disk_for_backups_leave_each_other_alone(folder: Path, tmp_path: Path) -> None:
    """A copy goes on elsewhere while the first one is used, too: both back up to the same stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    other = tmp_path / "other"
    with closing(build(folder)) as services:
        services.settings.change(backup_folder=str(stick))
    shutil.copytree(folder, other)
    continue_here(other)
    for place in (folder, other, folder, other):
        sold(place, 3)
        with closing(build(place)) as services:
            services.backups.make()
            assert services.backups.look_ahead() is None
        assert not is_refused(place)


def test_a_backup_made_while_the_clock_was_ahead_is_left_behind_with_leave(folder: Path) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    first = backed_up(folder)
    with closing(build(folder, clock=lambda: tomorrow)) as services:
        sell(services, MILK)
        later_one = services.backups.make().path
    assert read_header(later_one).made_at == tomorrow
    restore(folder, first)
    with closing(build(folder)) as services:
        assert services.backups.look_ahead() is None
    assert not is_refused(folder)


def test_what_is_known_outlasts_a_look_only(folder: Path) -> None:
    looked(folder)
    put_back(folder)
    with closing(build(folder)) as services:
        assert services.shop.database.refusal is ShopPutBack
        services.shop.database.refusal = LookOnly
        assert not services.self_check.is_due()
        assert services.backups.look_ahead() is None
    assert is_refused(folder)


@pytest.mark.parametrize("broken", [False, True])
def test_what_is_known_outlasts_books_that_are_put_back_while_they_are_open(folder: Path, broken: bool) -> None:
    looked(folder)
    put_back(folder)
    with closing(build(folder)) as services:
        services.shop.database.refusal = None  # as a window that was open already
        for _ in range(2):
            if broken:
                (folder / "looked.json").write_bytes((folder / "looked.json").read_bytes().replace(b"true", b"false"))
            services.self_check.look()
    assert is_refused(folder)


def test_backups_of_a_later_generation_tell_that_an_earlier_one_was_put_back(folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(build(folder)) as services:
        services.settings.change(backup_folder=str(stick))
        first = services.backups.make().path
    shutil.copytree(folder, tmp_path / "image")
    restore(folder, first)
    assert sold(folder, 1) == ["T1b-000001"]
    with closing(build(folder)) as services:
        services.backups.make()
    first.unlink()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "image", folder)
    with closing(build(folder)) as services:
        found = services.backups.look_ahead()
    assert found is not None
    assert is_refused(folder)


def test_backups_of_an_earlier_version_with_a_clock_that_was_ahead_ask_once(folder: Path) -> None:
    """Their headers say nothing of numbers: the moments alone are left."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    first = backed_up(folder)
    with closing(build(folder, clock=lambda: tomorrow)) as services:
        sell(services, MILK)
        later_one = services.backups.make().path
    forget_numbers(later_one)
    restore(folder, first)
    with closing(build(folder)) as services:
        assert services.backups.look_ahead() is None
    assert not is_refused(folder)


@pytest.mark.parametrize("where", ["chosen then", "chosen since", "beside"])
def test_a_generation_that_a_backup_knows_is_begun_by_no_restore(folder: Path, tmp_path: Path, where: str) -> None:
    """The folder of yesterday's image remembers no stick.

    The settings of the books that come back do, those of the books that go, or the file that comes back lies there.
    """
    stick = tmp_path / "stick"
    stick.mkdir()

    def choose() -> None:
        with closing(build(folder)) as services:
            services.settings.change(backup_folder=str(stick))

    if where == "chosen then":
        choose()
    first = backed_up(folder, stick)
    if where == "chosen since":
        choose()
    (folder / "backups" / "last.json").unlink()
    shutil.copytree(folder, tmp_path / "image")
    restore(folder, first)
    gone = sold(folder, 1)
    backed_up(folder, stick)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "image", folder)
    brought = first
    if where != "beside":
        brought = tmp_path / "elsewhere" / first.name
        brought.parent.mkdir()
        shutil.copy(first, brought)
    restored = restore(folder, brought)
    assert gone == ["T1b-000001"]
    assert restored.went_on.letters[0] == "c", restored.went_on


@pytest.mark.parametrize("written", ['"E:\\', "[" * 2000, '"\\ud800"', '"a\\u0000b"', "3", "[]"])
@pytest.mark.parametrize("whose", ["the backup's", "the shop's"])
def test_a_folder_for_backups_that_nobody_can_read_keeps_nothing_back(folder: Path, written: str, whose: str) -> None:
    with closing(build(folder)) as services:
        services.settings.change(backup_folder=str(folder.parent / "stick"))
    (folder.parent / "stick").mkdir()

    def spoil() -> None:
        with closing(build(folder)) as services, services.shop.database.write() as connection:
            changed = update(setting).where(setting.c.name == "backup_folder").values(value=written)
            assert connection.execute(changed).rowcount == 1

    if whose == "the backup's":
        spoil()
    first = backed_up(folder)
    spoil()
    restore(folder, first)
    with closing(build(folder)) as services:
        assert services.backups.look_ahead() is None
    assert sold(folder, 1) == ["T1b-000001"]


@pytest.mark.parametrize("generation", [2_000, 9_999, 2**52])
def test_a_header_that_is_far_ahead_ends_no_numbers(folder: Path, generation: int) -> None:
    first = backed_up(folder)
    with_numbers(first, first.with_name(f"countertop-20350101-000000{ENDING}"), generation)
    assert len(backups_in(first.parent)) == 2
    restore(folder, first)
    assert sold(folder, 1) == ["T1b-000001"]
    assert backed_up(folder).exists()


@pytest.mark.parametrize("head", [b"[" * 100_000, b'{"a":' * 100_000, b'{"format":1,"a":' + b"[" * 100_000])
def test_a_header_nested_beyond_measure_is_no_backup(folder: Path, head: bytes) -> None:
    first = backed_up(folder)
    first.with_name(f"countertop-20350101-000000{ENDING}").write_bytes(MAGIC + len(head).to_bytes(4, "big") + head)
    assert [kept.path for kept in backups_in(first.parent)] == [str(first)]
    restore(folder, first)
    for name in (*NOTES, "backups/last.json"):
        (folder / name).write_bytes(head)
    assert last_backup(folder) is None
    assert sold(folder, 1) == ["T1b-000001"]


@pytest.mark.parametrize("generation", [2**63 - 1, 2**70, -1])
def test_a_header_that_knows_too_much_says_nothing(folder: Path, tmp_path: Path, generation: int) -> None:
    first = backed_up(folder)
    forged = first.with_name(f"countertop-20350101-000000{ENDING}")
    with_numbers(first, forged, generation)
    assert [kept.path for kept in backups_in(first.parent)] == [str(first)]
    restore(folder, first)
    assert sold(folder, 1) == ["T1b-000001"]


def test_a_backup_of_a_clock_far_ahead_makes_no_start_silent(folder: Path, tmp_path: Path) -> None:
    """It lies where the restored one lay: what goes on further later is noticed all the same."""
    first = backed_up(folder)
    ahead = datetime.now(UTC) + timedelta(days=3650)
    with closing(build(folder, clock=lambda: ahead)) as services:
        sell(services, MILK)
        services.backups.make()
    restore(folder, first)
    shutil.copytree(folder, tmp_path / "image")
    sold(folder, 1)
    further = backed_up(folder)
    looked(folder)
    for name in (*NOTES, "backups/last.json"):
        (tmp_path / "image" / name).unlink(missing_ok=True)
    shutil.copy(further, tmp_path / "image" / "backups")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "image", folder)
    with closing(build(folder)) as services:
        found = services.backups.look_ahead()
    assert found is not None
    assert further.name in str(found.found)
    assert is_refused(folder)


def with_numbers(backup: Path, forged: Path, generation: int) -> None:
    """Write a copy of a backup whose header says that numbers of another generation were given."""
    whole = backup.read_bytes()
    begin = len(MAGIC) + 4
    length = int.from_bytes(whole[len(MAGIC) : begin], "big")
    header = json.loads(whole[begin : begin + length])
    for end in header["tills"]:
        end["generation"] = generation
    head = json.dumps(header).encode()
    forged.write_bytes(MAGIC + len(head).to_bytes(4, "big") + head + whole[begin + length :])


def forget_numbers(backup: Path) -> None:
    """Let a backup's header be what an earlier version wrote."""
    content = backup.with_suffix(".db")
    header = unpack(backup, content, None)
    backup.unlink()
    tills = tuple(msgspec.structs.replace(end, generation=0, prefix="") for end in header.tills)
    write_backup(content, backup, msgspec.structs.replace(header, tills=tills), None)
    content.unlink()


def test_a_copy_is_asked_about_as_a_copy_and_its_books_are_true(folder: Path, tmp_path: Path) -> None:
    """Its backups are remembered by where they lie: the first one goes on in them, and may."""
    backed_up(folder)
    shutil.copytree(folder, tmp_path / "copy")
    sold(folder)
    backed_up(folder)
    assert main(["--data", str(tmp_path / "copy"), "verify"]) == 0
    with closing(build(tmp_path / "copy")) as services:
        assert services.shop.database.refusal is ShopElsewhere
        assert services.backups.look_ahead() is None


def test_what_is_sold_and_backed_up_while_the_shelf_is_read_is_in_the_books(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(folder)

    def slow(place: Path, shop: str | None = None) -> list[Kept]:
        monkeypatch.undo()
        sold(folder)
        backed_up(folder)
        return backups_in(place, shop)

    monkeypatch.setattr("pos_app.services.backups.ahead.backups_in", slow)
    with closing(build(folder)) as services:
        assert services.backups.look_ahead() is None


def closed(folder: Path) -> None:
    """Close a window: where the books end is noted."""
    with closing(build(folder)) as services:
        services.hurry()


def test_what_was_sold_before_a_window_closed_is_known(folder: Path) -> None:
    closed(folder)
    assert not is_refused(folder)
    put_back(folder)
    assert is_refused(folder)
    closed(folder)
    assert is_refused(folder), "a look does not lower it"


def test_a_restore_over_a_shop_that_was_put_back_gives_no_number_again(folder: Path) -> None:
    backup = backed_up(folder)
    shutil.copy(folder / "shop.db", folder.parent / "copy.db")
    restore(folder, backup)
    given = sold(folder, 2)
    assert given[0] == "T1b-000001"
    closed(folder)
    put_back(folder)
    assert is_refused(folder)
    restore(folder, backup)
    assert not {*sold(folder, 2)} & {*given}


def test_a_restore_that_was_undone_by_hand_gives_no_number_again(folder: Path) -> None:
    backup = backed_up(folder)
    kept = restore(folder, backup).kept
    given = sold(folder, 2)
    closed(folder)
    assert kept is not None
    shutil.copy(kept, folder / "shop.db")
    assert is_refused(folder), "it goes on otherwise than what was noted"
    restore(folder, backup)
    assert not {*sold(folder, 2)} & {*given}


def test_a_backup_of_another_computer_brings_its_mark_not_along(folder: Path, tmp_path: Path) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other"
    stick.mkdir()
    first = backed_up(folder, stick)
    restore(other, first)
    given = sold(other)
    theirs = backed_up(other, stick)
    restore(folder, theirs)
    here = sold(folder)
    restore(other, theirs)
    there = sold(other)
    assert len({*given, *here, *there}) == len(given) + len(here) + len(there)


def test_branches_on_one_stick_have_each_their_last_of_the_day(folder: Path, tmp_path: Path) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other"
    stick.mkdir()
    restore(other, backed_up(folder, stick))
    mine = backed_up(folder, stick)
    backed_up(other, stick)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with closing(build(other, clock=lambda: tomorrow)) as services:
        theirs = services.backups.make(stick).path
    clear(stick, read_header(mine).shop, KeepRule(1, 0, 0), UTC)
    assert {str(mine), str(theirs)} <= {one.path for one in backups_in(stick)}
    assert len({one.branch for one in backups_in(stick)}) == 2


def test_one_rotten_byte_in_a_header_spoils_that_backup_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup, good = backed_up(folder), backed_up(folder)
    text = bytearray(backup.read_bytes())
    place = text.index(b'"kind":"real"') + len(b'"kind":"r')
    text[place] ^= 0xFF
    backup.write_bytes(text)
    assert main(["--data", str(folder), "verify"]) == 0
    assert main(["--data", str(folder), "doctor"]) in {0, 1}
    assert "damaged" not in capsys.readouterr().err
    backed_up(folder)
    assert main(["--data", str(folder), "restore", str(backup)]) == 1
    assert main(["--data", str(folder), "restore", str(good)]) == 0


@pytest.mark.parametrize("name", ["backups/last.json", "looked.json", "ends.json"])
def test_a_rotten_note_says_nothing(folder: Path, name: str) -> None:
    backed_up(folder)
    looked(folder)
    text = (folder / name).read_bytes()
    (folder / name).write_bytes(text.replace(b'"', b'"\xff', 1))
    assert main(["--data", str(folder), "verify"]) == 0
    backed_up(folder)
    assert not is_refused(folder)
