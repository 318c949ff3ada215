"""A work in a process of its own: what it tells arrives in order, however it ends, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pos_app
from pos_app.domain.money import NotAnAmount
from pos_app.services.beside import Beside, Outliving, WorkEnded, WorkFault

if TYPE_CHECKING:
    from collections.abc import Callable

HOUSE = Path(pos_app.__file__).parents[1]
MUCH = "x" * 1_000_000
"""More than the pipe holds."""
PARENT = """
from pos_app.services.beside import Beside
from tests.services.test_beside import tell_for_ever
with Beside(tell_for_ever) as beside:
    told = beside.told()
    next(told)
    print(beside.number, flush=True)
    input()
"""


def count_up(tell: Callable[[int], None], most: int) -> None:
    sys.stdout.write("a library says something\n")
    for number in range(most):
        tell(number)


def refuse(tell: Callable[[str], None], text: str) -> None:
    tell("begun")
    raise NotAnAmount(text=text)


def divide(tell: Callable[[float], None]) -> None:
    tell(1 / 0)


def tell_for_ever(tell: Callable[[str], None]) -> None:
    while True:
        tell(MUCH)


def start_another(tell: Callable[[int], None]) -> None:
    with Beside(count_up, 3) as beside:
        for number in beside.told():
            tell(number)


def is_gone(number: int) -> bool:
    """Tell whether a process is not even there to be waited for."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def test_what_is_told_arrives_in_order_and_what_is_printed_is_no_part_of_it(capfd: pytest.CaptureFixture[str]) -> None:
    with Beside(count_up, 1000) as beside:
        assert list(beside.told()) == list(range(1000))
    assert is_gone(beside.number)
    assert capfd.readouterr() == ("", "a library says something\n")


def test_one_may_start_another() -> None:
    with Beside(start_another) as beside:
        assert list(beside.told()) == [0, 1, 2]


def test_what_a_person_can_act_on_is_raised_here() -> None:
    with Beside(refuse, "ten") as beside:
        told = beside.told()
        assert next(told) == "begun"
        with pytest.raises(NotAnAmount) as raised:
            next(told)
    assert raised.value.params == {"text": "ten"}
    assert is_gone(beside.number)


def test_a_fault_is_raised_here_with_its_traceback() -> None:
    with Beside(divide) as beside, pytest.raises(WorkFault, match=r"tell\(1 / 0\)(.|\n)*ZeroDivisionError"):
        list(beside.told())


def test_one_that_is_left_is_ended() -> None:
    with Beside(tell_for_ever) as beside:
        assert next(beside.told()) == MUCH
    assert is_gone(beside.number)


def test_one_that_is_ended_in_the_middle_of_what_it_tells_is_noticed() -> None:
    with Beside(tell_for_ever) as beside:
        told = beside.told()
        next(told)
        beside.stop()
        with pytest.raises(WorkEnded):
            list(told)


def test_one_that_is_ended_before_it_began_is_noticed() -> None:
    with Beside(count_up, 3) as beside:
        beside.stop()
        with pytest.raises(WorkEnded):
            list(beside.told())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes; there it has no terminal")
def test_ctrl_c_in_the_terminal_does_not_reach_it() -> None:
    with Beside(tell_for_ever) as beside:
        # at once, before it runs a line of its own
        assert os.getpgid(beside.number) == beside.number != os.getpgid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_it_ends_by_itself_and_silently_where_what_started_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        number = int(parent.stdout.readline())
        assert not is_gone(number)
        parent.send_signal(signal.SIGKILL)
        with closing(parent.stderr) as shared:
            # it has the same stderr: that ends when the last of both has ended
            assert shared.read() == ""


def how_it_stands(tell: Callable[[int], None]) -> None:
    tell(os.getpriority(os.PRIO_PROCESS, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it otherwise: see _give_way")
@pytest.mark.parametrize("gives_way", [True, False])
def test_one_that_gives_way_has_what_nobody_else_wants(gives_way: bool) -> None:
    here = os.getpriority(os.PRIO_PROCESS, 0)
    with Beside(how_it_stands, gives_way=gives_way) as beside:
        (nice,) = list(beside.told())
    assert nice == (19 if gives_way else here)


LEAVING = """
import sys
from pos_app.services.beside import Outliving
from tests.services.test_beside import wait_and_write
with Outliving(wait_and_write, sys.argv[1]) as work:
    work.leave()
"""


def wait_and_write(tell: Callable[[str], None], folder: str) -> None:
    place = Path(folder)
    while not (place / "go").exists():
        time.sleep(0.01)
    tell(MUCH)
    (place / "new").write_text("done")
    (place / "new").rename(place / "done")


def test_one_that_is_left_outlives_the_program(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEAVING, str(tmp_path)]
    subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, timeout=60)
    assert not (tmp_path / "done").exists()
    (tmp_path / "go").touch()
    _until((tmp_path / "done").exists)


def test_one_that_is_not_left_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    with Outliving(wait_and_write, str(tmp_path)) as work:
        assert not work.is_over()
    assert work.is_over()


def test_what_it_told_is_known_when_it_is_over() -> None:
    with Outliving(count_up, 3) as work:
        _until(work.is_over)
        assert list(work.told()) == [0, 1, 2]
    for faulty, problem in ((divide, WorkFault), (end_at_once, WorkEnded)):
        with Outliving(faulty) as work:
            _until(work.is_over)
            with pytest.raises(problem):
                list(work.told())


def end_at_once(_tell: object) -> None:
    os._exit(1)


def _until(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.01)
