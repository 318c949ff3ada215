"""Backups: what a file says of itself, which are kept, and why one is refused. Pure rules."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads it to decode
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from pos_app.domain.errors import EnvironmentProblem, PosError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FORMAT = 1
"""Of the file; another is of another version of the program."""
ENDING = ".countertop"
"""Of the name of a backup that was restored and verified: nothing else counts."""
UNVERIFIED = ".unverified"
"""Behind the name of one whose books did not verify: it is kept, and does not count."""
MARK_SIGNS = 4
"""Of the mark that numbers bear where it cannot be known which were given before."""
LEAST_PASSPHRASE = 8
"""Signs."""
FURTHEST_GENERATION = 1_000
"""How many generations a header may be ahead to be believed: no shop goes on from an earlier moment so often."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


_Count = Annotated[int, Meta(ge=0, lt=1 << 53)]


class TillEnd(Struct, frozen=True):
    """Where the books of a till end in a backup."""

    uid: str
    """In hex."""
    number: _Count
    sequence: _Count
    """Of the journal's last entry."""
    hash: str
    facts: _Count
    """Sequence of the last fact."""
    generation: _Count = 0
    """Of its numbers then."""
    prefix: str = ""
    """What its receipts began with then, which tells branches of one shop apart; earlier versions did not say."""


class BackupHeader(Struct, frozen=True, kw_only=True):
    """What stands in front of a backup, in the clear."""

    format: int = FORMAT
    shop: str
    """uid of the shop in hex."""
    kind: str
    """`real` or `rehearsal`."""
    name: str = ""
    """What the shop calls itself, so that a person can tell two apart; earlier versions did not say."""
    zone: str = ""
    """Name of the shop's time zone; earlier versions did not say."""
    revision: str
    """Of the schema."""
    made_at: datetime
    tills: tuple[TillEnd, ...]
    size: int
    """Bytes of the database that it holds."""
    sha256: str
    """Of those bytes, in hex."""
    salt: str = ""
    """Hex; what the passphrase is stretched with; empty where the backup is not encrypted."""
    key_check: str = ""
    """Hex; tells a wrong passphrase from damage."""
    file_salt: str = ""
    """Hex; makes each file's key its own."""

    @property
    def encrypted(self) -> bool:
        """Whether a passphrase is needed."""
        return bool(self.salt)


class KeepRule(Struct, frozen=True):
    """How many backups are kept: the last of each of so many days, weeks and months that have one.

    And all of the newest day: what went wrong in the morning is not beyond help in the afternoon.
    """

    days: int = 7
    weeks: int = 4
    months: int = 12


class NoBackup(PosError):
    """The file is none of Countertop's backups, or was cut off before it said what it is. Params: path."""


class BackupDamaged(PosError):
    """What the backup holds is not what it says: it was cut off or changed. Params: path."""


class BackupOfAnotherShop(PosError):
    """The backup is of another shop than the one in the folder. Params: path."""


class BackupNewer(PosError):
    """A newer version of the program made the backup. Params: path."""


class PassphraseNeeded(PosError):
    """The backup is encrypted, and no passphrase was given. Params: path."""


class PassphraseWrong(PosError):
    """The backup was encrypted with another passphrase. Params: path."""


class PassphraseShort(PosError):
    """A passphrase needs more signs. Params: least."""


class PassphrasesDiffer(PosError):
    """What was typed the second time is something else."""


class BackupKeyDamaged(PosError):
    """What the passphrase made is damaged: backups would be in the clear without a word. Params: path."""


class BackupUntrue(PosError):
    """The books in the copy do not verify, so it does not count. Params: path, check, where."""


class BackupChanged(PosError):
    """The books in a backup that is to be brought back do not verify: it was changed. Params: path, check, where."""


class BackupOfAnotherKey(PosError):
    """The books in a backup begin with another key than the shop's: somebody else signed them. Params: path, till."""


class BackupUnderWay(PosError):
    """Another backup of this shop is being made."""


class BackupEnded(EnvironmentProblem):
    """The process that made and checked a backup ended before it was done."""


class BackupPlaceMissing(EnvironmentProblem):
    """The folder, disk or share that backups go to is not there. Params: path."""


class BackupPlaceFull(EnvironmentProblem):
    """The disk that backups go to has no room for another. Params: path."""


class BackupPlaceReadOnly(EnvironmentProblem):
    """The folder that backups go to may not be written to. Params: path."""


class BackupPlaceFault(EnvironmentProblem):
    """The disk that backups go to fails, or was pulled out. Params: path, reason."""


class BackupUnreadable(EnvironmentProblem):
    """A backup is not there or cannot be read. Params: path, reason."""


def need_length(passphrase: str) -> str:
    """Return a passphrase that has signs enough. Raise `PassphraseShort`."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise PassphraseShort(least=LEAST_PASSPHRASE)
    return passphrase


def kept(made: Iterable[datetime], rule: KeepRule) -> set[datetime]:
    """Return which backups are kept, by their moments in the shop's zone: the last of each day, week and month.

    Those of the newest day are always among them, whatever the rule.
    """
    newest_first = sorted(made, reverse=True)
    chosen = {moment for moment in newest_first if moment.date() == newest_first[0].date()}
    for most, period in ((rule.days, _day), (rule.weeks, _week), (rule.months, _month)):
        last_of: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            last_of.setdefault(period(moment.date()), moment)
        chosen.update(list(last_of.values())[:most])
    return chosen


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return tuple(day.isocalendar())[:2]


def _month(day: date) -> tuple[int, ...]:
    return (day.year, day.month)


def mark_of(prefix: str, generation: int) -> str:
    """Return the signs behind a generation's letters that tell a branch from those it cannot know; nothing for none."""
    letters = generation_letters(generation)
    _, found, mark = prefix.removesuffix("-").partition(letters) if letters else ("", "", "")
    return mark if found and len(mark) == MARK_SIGNS else ""


def generation_letters(generation: int) -> str:
    """Return what tells a generation of numbers: nothing for the first, then b, c, … z, ba, bb and so on."""
    letters = ""
    while generation:
        generation, place = divmod(generation, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return letters
