"""Signatures looked at: a few at once, many by a process beside this one while the other checks go on.

They are a quarter of a look at all books, and need nothing of the database: who has two cores waits for them no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from pos_app.data.keys import signature_holds
from pos_app.services.beside import Beside, WorkEnded
from pos_app.services.proof.divergence import Divergence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MANY = 20_000
"""So many take about as long as it takes another process to begin twice."""


class Signature(NamedTuple):
    """A signature, and what it should be of."""

    public: bytes
    hash: str
    signature: bytes


class Signatures:
    """The signatures of one look at the books; each is held against its key, here or beside."""

    def __init__(self, *, aside: bool) -> None:
        """Take whether many may be given to another process."""
        self._aside = aside
        self._held: list[Signature] = []
        self._places: list[str] = []
        self._process: Beside | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        if self._process is not None:
            self._process.__exit__()

    def add(self, where: str, signature: Signature) -> None:
        """Take one more; `where` is what a person is told of it."""
        self._held.append(signature)
        self._places.append(where)

    def look(self) -> Iterator[Divergence]:
        """Look at all that were taken; where they are many, only begin with it: `rest` gives what comes of it."""
        if self._aside and len(self._held) >= MANY:
            self._process = Beside(_look, self._held)
        else:
            yield from self._named(_bad(self._held))
            self._held.clear()
            self._places.clear()

    def rest(self) -> Iterator[Divergence]:
        """Give what the process beside found; where it ended before it was done all is done here."""
        if self._process is None:
            return
        found: list[int] | None = None
        try:
            for told in self._process.told():
                found = told
        except WorkEnded:
            pass
        yield from self._named(_bad(self._held) if found is None else found)

    def _named(self, bad: Iterable[int]) -> Iterator[Divergence]:
        for place in bad:
            yield Divergence("journal", self._places[place], "the till's signature", "another")


def _bad(held: list[Signature]) -> Iterator[int]:
    """Give the places of those that do not hold."""
    for place, one in enumerate(held):
        if not signature_holds(*one):
            yield place


def _look(tell: Callable[[list[int]], None], held: list[Signature]) -> None:
    tell(list(_bad(held)))
