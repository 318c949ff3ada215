"""Leave that was given at this till: each word counts once, for what it was given for and whoever asked for it.

An `Approval` that signing in did not give is none, whatever it says of itself.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from contextvars import ContextVar
from typing import TYPE_CHECKING

from pos_app.domain.people import Approval
from pos_app.domain.permissions import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.permissions import Permission

_REMEMBERED = 64
"""Words; who asks for more before the first is used asks for the first once more."""


class _Act:
    """One thing that is done with somebody's word."""

    def __init__(self, approval: Approval, step: object | None) -> None:
        self.approval = approval
        self.step = step
        """What the word was taken for before, where it was."""
        self.word: _Word | None = None

    def end(self, *, for_lack: bool) -> None:
        """Let the word count no more, unless nothing came of it for lack of another."""
        word = self.word
        if word is None or word.act is not self:
            return
        word.act = None
        word.spent = word.spent or word.written or not for_lack


class _Word:
    """A word that was given, and what became of it."""

    def __init__(self, approval: Approval, asked_by: bytes) -> None:
        self.approval = approval
        self.asked_by = asked_by
        self.act: _Act | None = None
        self.step: object | None = None
        """What it was taken for: for that again, and for nothing else."""
        self.written = self.spent = False


_ACTS: ContextVar[tuple[_Act, ...]] = ContextVar("acts", default=())


@contextlib.contextmanager
def approved(approval: Approval, step: object | None = None) -> Iterator[None]:
    """Let what is done within, on this thread, have somebody's word for the one thing it was given for.

    With what it was taken for (`Approvals.take`) as often as that is tried; without, once: it stays where what was to
    be done lacked another's word, too.
    """
    act, for_lack = _Act(approval, step), False
    token = _ACTS.set((*_ACTS.get(), act))
    try:
        yield
    except NotAllowed:
        for_lack = True
        raise
    finally:
        _ACTS.reset(token)
        act.end(for_lack=for_lack)


class Approvals:
    """The words that were given since the program began, the latest of them."""

    def __init__(self) -> None:
        self._words: deque[_Word] = deque(maxlen=_REMEMBERED)
        self._looking = threading.Lock()

    def give(self, person_uid: bytes, name: str, permission: Permission, *, entry: int, asked_by: bytes) -> Approval:
        """Give somebody's word to who asked for it; only signing in does, once it knows who that is.

        `entry` is the sequence of the journal's entry that says so.
        """
        approval = Approval(person_uid, name, permission, entry)
        self._words.append(_Word(approval, asked_by))
        return approval

    def at_hand(self, permission: Permission, asks: bytes) -> Approval | None:
        """Return the word for something in what is being done (`approved`), if it was given to who asks and counts."""
        with self._looking:
            for act in _ACTS.get():
                word = self._given(act.approval)
                if word is None or word.approval.permission is not permission or word.asked_by != asks:
                    continue
                if _counts(word, act):
                    act.word, word.act = word, act
                    return word.approval
        return None

    def take(self, approval: Approval, step: object) -> None:
        """Take a word that is at hand for a step that is written later. Raise `NotAllowed` where it is another's."""
        word = self._given(approval)
        if word is None or word.step not in {None, step}:
            raise NotAllowed(permission=approval.permission.value)
        word.step = step

    def note_written(self, approval: Approval) -> None:
        """Note that what a word was given for is on disk."""
        word = self._given(approval)
        if word is not None:
            word.written = True

    def _given(self, approval: Approval) -> _Word | None:
        return next((word for word in tuple(self._words) if word.approval is approval), None)


def _counts(word: _Word, act: _Act) -> bool:
    """Tell whether a word counts in an act: it has begun none, or this one, or was taken for just this step."""
    if act.step is not None:
        return word.step == act.step
    return not word.spent and word.act in {None, act}
