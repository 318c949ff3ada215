"""A work in a process of its own, which tells how it goes; the caller's thread waits for what it tells.

The process can be ended at any instant, as by a power cut, and ends by itself where nobody listens any more. It is a
plain one and not of `multiprocessing`: that one hears Ctrl+C in the common terminal while it starts, runs the main
module again, may not start another, and leaves a helper behind.
"""

from __future__ import annotations

import contextlib
import os
import pickle  # nosec B403
import subprocess  # nosec B404
import sys
import tempfile
import traceback
from typing import IO, TYPE_CHECKING, Any, Self, cast

from pos_app.domain.errors import CodedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_START = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from pos_app.services.beside import main
main()
"""
# what is started is no part of the terminal: Ctrl+C is our business, and we end what we started
_APART: dict[str, Any]
if sys.platform == "win32":
    _APART = {"creationflags": subprocess.CREATE_NO_WINDOW}
else:
    _APART = {"process_group": 0}


# what outlives this program must not end with its terminal, nor keep anything of it open
_OUTLIVES: dict[str, Any] = {"stderr": subprocess.DEVNULL}
if sys.platform == "win32":
    _OUTLIVES |= _APART
else:
    _OUTLIVES |= {"start_new_session": True}
_LEFT: list[subprocess.Popen[bytes]] = []
"""What was left to itself: the system wants to be asked how it ended while this process is there."""


_GIVES_WAY = "gives-way"
_NICENESS = 19
_IDLE_PRIORITY_CLASS = 0x40
"""What Windows calls the same."""


class WorkEnded(Exception):
    """The process of a work ended before the work did."""


class WorkFault(Exception):
    """A fault of ours in the other process, with its traceback."""


class Beside:
    """One work beside this process, from when it is made."""

    def __init__(self, work: Callable[..., None], *given: object, gives_way: bool = False) -> None:
        """Start it: `work` is called with what tells, and with what is given. All of it goes over as a copy.

        One that `gives_way` has what no other process wants of the processor, from before it loads what it needs.
        """
        self._process = _started(work, given, gives_way=gives_way, stdout=subprocess.PIPE, **_APART)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it, done or not, and leave nothing of it behind."""
        self._process.kill()
        self._process.wait()
        cast("IO[bytes]", self._process.stdout).close()

    @property
    def number(self) -> int:
        """The system's of the process."""
        number: int = self._process.pid
        return number

    def told(self) -> Iterator[Any]:
        """Give what it tells until it is done. Raise what it failed with, `WorkFault` or `WorkEnded`."""
        yield from _told(cast("IO[bytes]", self._process.stdout))

    def stop(self) -> None:
        """End it, from any thread: who waits for it gets `WorkEnded`."""
        self._process.kill()


class Outliving:
    """One work in a process that can be left to itself: then it goes on to its end, whatever becomes of this one.

    What it tells lies in a file without a name and is asked for when it is over.
    """

    def __init__(self, work: Callable[..., None], *given: object) -> None:
        """Start it as `Beside` does; it gives way."""
        self._is_left = False
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - the other process has it, too
        try:
            self._process = _started(work, given, gives_way=True, stdout=self._said, **_OUTLIVES)
        except BaseException:
            self._said.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it, done or not, unless it was left, and leave nothing of it behind."""
        if not self._is_left:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def is_over(self) -> bool:
        """Tell whether it has ended, however it did."""
        return self._process.poll() is not None

    def told(self) -> Iterator[Any]:
        """Give what it told until it was over. Raise what it failed with, `WorkFault` or `WorkEnded`."""
        self._said.seek(0)
        yield from _told(self._said)

    def leave(self) -> None:
        """Let it go on by itself; nothing is asked of it any more."""
        self._is_left = True
        _LEFT[:] = [process for process in (*_LEFT, self._process) if process.poll() is None]


def _started(
    work: Callable[..., None], given: tuple[object, ...], *, gives_way: bool, **how: Any
) -> subprocess.Popen[bytes]:
    """Start a process of our own that does a work. All of it goes over as a copy."""
    order = pickle.dumps(sys.path) + pickle.dumps((work, given))
    process = subprocess.Popen(  # noqa: S603 - our own program  # nosec B603
        # no module of the folder one happens to stand in
        [sys.executable, "-P", "-c", _START, *([_GIVES_WAY] if gives_way else [])],
        stdin=subprocess.PIPE,
        **how,
    )
    # one that has ended already is noticed by who waits for it
    with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
        pipe.write(order)
    return process


def _told(pipe: IO[bytes]) -> Iterator[Any]:
    while True:
        try:
            kind, said = pickle.load(pipe)  # noqa: S301 - of our own process  # nosec B301
        except (EOFError, pickle.UnpicklingError) as error:  # the latter in the middle of what it told
            raise WorkEnded from error
        if kind == "done":
            return
        if kind == "failed":
            raise said
        if kind == "fault":
            raise WorkFault(said)
        yield said


def _give_way() -> None:
    """Let this process have what no other wants of the processor: said by a work in its own process."""
    if sys.platform == "win32":
        import ctypes  # only Windows has the call

        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), _IDLE_PRIORITY_CLASS)
    else:
        # not the system's idle class: a backup on a busy computer shall still come to its end
        os.nice(_NICENESS)


def main() -> None:
    """Work in the other process, as it is told on standard input, and tell of it on standard output."""
    if _GIVES_WAY in sys.argv:
        _give_way()
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no part of it

    def tell(kind: str, said: Any = None) -> None:
        pipe.write(pickle.dumps((kind, said), pickle.HIGHEST_PROTOCOL))
        pipe.flush()

    work, given = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one  # nosec B301
    try:
        tell(*_ended(work, lambda said: tell("told", said), given))
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more; Python would try once more, and say so


def _ended(work: Callable[..., None], tell: Callable[[Any], None], given: tuple[object, ...]) -> tuple[str, Any]:
    """Do a work; return how it ended."""
    try:
        work(tell, *given)
    except CodedError as error:
        return "failed", error
    except BrokenPipeError:
        raise
    except Exception:  # noqa: BLE001 - it belongs into the crash dialog, and that is in the first process
        return "fault", traceback.format_exc()
    return "done", None
