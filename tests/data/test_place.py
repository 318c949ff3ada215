"""Where a shop's file may lie, and the lock that lets one window open it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pos_app.data.place import ShopLock, refuse_network_drive
from pos_app.domain.problems import DatabaseReadOnly, NetworkDrive, ShopInUse

if TYPE_CHECKING:
    from pathlib import Path

linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells drives apart by a call of its own")


def mounts(folder: Path, *lines: str) -> Path:
    path = folder / "mounts"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@linux
@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "davfs"])
def test_a_network_drive_is_refused(tmp_path: Path, kind: str) -> None:
    listed = mounts(tmp_path, "/dev/sda1 / ext4 rw 0 0", f"server:/share {tmp_path} {kind} rw,vers=4 0 0")
    with pytest.raises(NetworkDrive) as raised:
        refuse_network_drive(tmp_path / "shop", listed)
    assert raised.value.params == {"path": str(tmp_path / "shop"), "kind": kind}


@linux
@pytest.mark.parametrize("kind", ["ext4", "btrfs", "ntfs3", "tmpfs", "overlay", "fuseblk"])
def test_a_drive_of_this_machine_is_taken(tmp_path: Path, kind: str) -> None:
    far, near = "server:/ / nfs rw 0 0", f"/dev/sda1 {tmp_path} {kind} rw 0 0"
    refuse_network_drive(tmp_path, mounts(tmp_path, far, near))
    with pytest.raises(NetworkDrive):  # it is the nearer drive that lets it pass
        refuse_network_drive(tmp_path, mounts(tmp_path, far))


@linux
def test_the_nearest_and_the_last_mount_count(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    near = f"/dev/sda1 {shop} ext4 rw 0 0"
    refuse_network_drive(shop, mounts(tmp_path, near, f"server:/ {tmp_path} nfs rw 0 0"))
    refuse_network_drive(tmp_path / "shopping", mounts(tmp_path, f"server:/ {shop} nfs rw 0 0", "/dev/sda1 / ext4 rw"))
    with pytest.raises(NetworkDrive):
        refuse_network_drive(shop, mounts(tmp_path, near, f"server:/ {shop} cifs rw 0 0"))


@linux
def test_a_link_is_followed_to_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    listed = mounts(tmp_path, "/dev/sda1 / ext4 rw 0 0", f"server:/ {tmp_path}/far nfs rw 0 0")
    with pytest.raises(NetworkDrive):
        refuse_network_drive(tmp_path / "near", listed)


@linux
@pytest.mark.parametrize(("written", "name"), [(r"my\040shop", "my shop"), (r"a\011b\134c", "a\tb\\c")])
def test_signs_that_the_list_writes_in_octal(tmp_path: Path, written: str, name: str) -> None:
    listed = mounts(tmp_path, "/dev/sda1 / ext4 rw 0 0", f"server:/ {tmp_path}/{written} nfs rw 0 0")
    with pytest.raises(NetworkDrive):
        refuse_network_drive(tmp_path / name, listed)


@linux
def test_a_list_that_says_nothing_refuses_nothing(tmp_path: Path) -> None:
    refuse_network_drive(tmp_path, tmp_path / "nothing")
    refuse_network_drive(tmp_path, mounts(tmp_path, "", "half a"))
    (tmp_path / "mounts").write_bytes(b"server:/ \xff\xfe nfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n")
    refuse_network_drive(tmp_path, tmp_path / "mounts")
    refuse_network_drive(tmp_path)
    with pytest.raises(NetworkDrive):  # and what says nothing hides no line that does
        refuse_network_drive(tmp_path, mounts(tmp_path, "", "half a", "server:/ / nfs rw 0 0"))


TAKE = """
import sys
from pathlib import Path
from pos_app.data.place import ShopLock
from pos_app.domain.problems import ShopInUse

lock = ShopLock(Path(sys.argv[1]))
try:
    lock.take()
except ShopInUse:
    print("in use", flush=True)
else:
    print("taken", flush=True)
    sys.stdin.read()
"""


def another(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", TAKE, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def test_one_process_holds_the_shop(tmp_path: Path) -> None:
    lock = ShopLock(tmp_path)
    lock.take()
    with another(tmp_path) as child:
        assert said(child) == "in use"
        assert child.wait() == 0
    lock.release()
    with another(tmp_path) as child:
        assert said(child) == "taken"
        with pytest.raises(ShopInUse) as raised:
            lock.take()
        assert raised.value.params == {"path": str(tmp_path)}
        child.communicate("")
    lock.take()
    lock.release()


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    with another(tmp_path) as child:
        assert said(child) == "taken"
        child.kill()
    lock = ShopLock(tmp_path)
    lock.take()
    lock.release()


def test_a_folder_that_takes_no_lock_is_said(tmp_path: Path) -> None:
    (tmp_path / "shop.lock").mkdir()
    with pytest.raises(DatabaseReadOnly) as raised:
        ShopLock(tmp_path).take()
    assert raised.value.params == {"path": str(tmp_path)}


def test_a_second_window_of_one_process_is_refused_too(tmp_path: Path) -> None:
    first, second, other = ShopLock(tmp_path), ShopLock(tmp_path), ShopLock(tmp_path, "import.lock")
    first.take()
    other.take()
    with pytest.raises(ShopInUse):
        second.take()
    second.release()
    first.release()
    first.release()
    second.take()
    second.release()
    other.release()
