"""The backups of an open shop: made, listed, encrypted with its passphrase, and what became of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from pos_app.data.backup import BackupKey
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shifts import shift_event
from pos_app.domain.backups import BackupEnded, KeepRule, need_length
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import CLOSED
from pos_app.services.backups.ahead import ahead, note_ahead
from pos_app.services.backups.continue_shop import By
from pos_app.services.backups.make_backup import MakeBackup, sweep_left_over
from pos_app.services.backups.preview_backup import Preview, preview, prove
from pos_app.services.backups.shelf import (
    Kept,
    LastBackup,
    backups_in,
    former_key_stays,
    is_encrypted,
    keep_backup_key,
    last_backup,
    place_of,
    sweep_key,
)
from pos_app.services.beside import Beside, WorkEnded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.backups.make_backup import MadeBackup
    from pos_app.services.proof.divergence import Divergence
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

_T = TypeVar("_T")


class Wanted(NamedTuple):
    """A backup that shall take the shop's place."""

    path: Path
    passphrase: str | None
    """That opens it."""
    by: By | None
    """Who wants it."""
    proved: str
    """What `prove` told of it; empty where nobody has looked at its books yet."""


class BackupState(Struct, frozen=True):
    """What the status bar and the page say of backups."""

    on: bool
    """Whether they are made by themselves."""
    due: bool
    """Whether today has none yet, or the last one lacks a shift's close."""
    behind: bool
    """Whether a shift was closed that is not in the last one: the evening's was cut off."""
    last: LastBackup | None
    encrypted: bool
    place: Path
    shelf: tuple[Kept, ...] = ()
    """Those that count, the newest first."""


class KeepBackups:
    """Backups of one shop."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings
        self._maker = MakeBackup(shop.profile.folder, shop.books.now, shop.profile.uid.hex())
        self.wanted: Wanted | None = None
        """A backup that shall take the shop's place."""
        self._process: Beside | None = None
        """What looks into a backup just now."""

    def make(
        self, place: Path | None = None, *, key: BackupKey | None = None, begun: Callable[[], object] = lambda: None
    ) -> MadeBackup:
        """Make one where the settings say, or in `place`, where nothing is cleared away. Takes up to a minute.

        `begun` is called when there is a process that makes it. Raise what `MakeBackup.make` raises.
        """
        if place is None and (refusal := self._shop.database.refusal) is not None:
            raise refusal  # a copy that is looked at only leaves the backups of the shop alone
        zone, (chosen, rule) = self._shop.profile.zone, self._as_set()
        if place is None:
            return self._maker.make(chosen, rule=rule, zone=zone, key=key, begun=begun)
        of_the_day = place == place_of(self._shop.profile.folder, chosen)
        return self._maker.make(str(place), rule=None, zone=zone, key=key, of_the_day=of_the_day, begun=begun)

    def state(self, *, listed: bool = False) -> BackupState:
        """Return how it stands with backups; `listed` with all there are, which asks the disk they lie on."""
        values, folder = self._settings.values, self._shop.profile.folder
        last, place = last_backup(folder), place_of(folder, values.backup_folder)
        shelf = tuple(backups_in(place, self._shop.profile.uid.hex())) if listed else ()
        own = self._shop.profile.kind == "real" and self._shop.database.refusal is None
        wanted = values.backups and own and self._shop.database.dialect == "sqlite"
        behind = wanted and self._is_behind(last)
        due = behind or (wanted and self._is_due(last, place))
        return BackupState(wanted, due, behind, last, is_encrypted(folder), place, shelf)

    def look_ahead(self) -> Divergence | None:
        """Return whether a backup goes on further than the books do: they were put back to an earlier moment.

        The disks that backups lie on are asked. It is remembered for the next start, which asks how the shop goes on.
        """
        folder = self._shop.profile.folder
        if self._shop.database.refusal is not None:  # it was asked about, or is another's
            return None
        found = ahead(self._shop.database, folder)
        if found is None:
            return None
        if found.backup is not None:
            note_ahead(folder, found.backup)
        return found.divergence

    def set_passphrase(self, passphrase: str) -> None:
        """Encrypt backups from now on, or with an empty one no more; those that are there stay as they are.

        What is kept of it encrypts, and gives the passphrase itself to nobody. Raise `PassphraseShort`.
        """
        key = BackupKey.of(need_length(passphrase)) if passphrase else None
        folder = self._shop.profile.folder
        with former_key_stays(folder), self._shop.posting(Permission.SETTINGS_CHANGE) as posting:
            posting.journal(Tag.BACKUP_ENCRYPTION_SET, None, {"encrypted": key is not None})
            # last, and within: what cannot be kept is not journaled
            keep_backup_key(folder, key)

    def preview(self, path: Path, passphrase: str | None = None) -> Preview:
        """Return what bringing a backup back would undo. Raise what `preview_backup.preview` raises, `BackupEnded`."""
        self._shop.require(Permission.SETTINGS_CHANGE)
        return self._beside(_preview, path, passphrase)

    def want(self, path: Path, passphrase: str | None = None) -> None:
        """Let a backup take the shop's place as soon as the window has closed the shop, once its books are verified.

        That takes a minute where there are many. Raise `NotAllowed`, what `preview_backup.prove` raises, `BackupEnded`.
        """
        approved_by = self._shop.require(Permission.SETTINGS_CHANGE)
        by = By(self._shop.duty.person_uid, approved_by)
        self.wanted = Wanted(path, passphrase, by, self._beside(_prove, path, passphrase))

    def _beside(
        self, work: Callable[[Callable[[_T], None], Path, Path, str | None], None], *of: Path | str | None
    ) -> _T:
        """Return what a work tells that looks into a backup in a process of its own. Raise what it raises."""
        told: list[_T] = []
        with Beside(work, self._shop.profile.folder, *of) as process:
            self._process = process
            try:
                told.extend(process.told())
            except WorkEnded as error:
                raise BackupEnded from error
            finally:
                self._process = None
        if not told:
            raise BackupEnded
        return told[-1]

    def stop_looking(self) -> None:
        """Look into a backup no more, from any thread: nobody waits for it."""
        process = self._process
        if process is not None:
            process.stop()

    def leave(self) -> None:
        """Let the window close at once: what is under way goes on by itself.

        But not where another database is about to take the place of the one it copies.
        """
        if self.wanted is None:
            self._maker.leave()
        else:
            self._maker.stop()

    def leave_one(self) -> None:
        """Begin one that goes on by itself, where a shift was closed that the last one does not hold."""
        if self.wanted is None and self.state().behind:
            chosen, rule = self._as_set()
            self._maker.leave_one(chosen, rule=rule, zone=self._shop.profile.zone)

    def sweep(self) -> None:
        """Remove what a backup left that was cut off, or a passphrase that was being set."""
        if self._shop.database.refusal is None:
            sweep_key(self._shop.profile.folder)
            sweep_left_over(self._shop.profile.folder)

    def go_on(self) -> None:
        """Make backups again: another window has come."""
        self._maker.go_on()

    def _as_set(self) -> tuple[str, KeepRule]:
        values = self._settings.values
        return values.backup_folder, KeepRule(values.backup_days, values.backup_weeks, values.backup_months)

    def _is_behind(self, last: LastBackup | None) -> bool:
        """Tell whether the till's last closing is behind where the books ended in the last one that counts.

        The facts say so themselves, so that nothing need be noted that a power cut could take.
        """
        duty = self._shop.duty
        closings = select(shift_event.c.sequence).where(shift_event.c.till_id == duty.till_id)
        closings = closings.where(shift_event.c.kind == CLOSED).order_by(shift_event.c.sequence.desc()).limit(1)
        ends = [end for end in last.verified if end.uid == duty.till_uid.hex()] if last else []
        with self._shop.database.read() as connection:
            closed = connection.execute(closings).scalar_one_or_none()
            if closed is None or not ends:
                return closed is not None
            sealed = select(journal.c.hash).where(journal.c.till_id == duty.till_id)
            found = connection.execute(sealed.where(journal.c.sequence == ends[0].sequence)).scalar_one_or_none()
        # of another branch of the books nothing is known
        return found != ends[0].hash or closed > ends[0].facts

    def _is_due(self, last: LastBackup | None, place: Path) -> bool:
        """Tell whether the last good one is of an earlier day, or lies in another place than they are to lie now."""
        if last is None or last.good is None or (last.good_folder or last.folder) != str(place):
            return True
        zone = ZoneInfo(self._shop.profile.zone)
        return last.good.astimezone(zone).date() < self._shop.books.now().astimezone(zone).date()


def _preview(tell: Callable[[Preview], None], folder: Path, path: Path, passphrase: str | None) -> None:
    tell(preview(folder, path, passphrase))


def _prove(tell: Callable[[str], None], folder: Path, path: Path, passphrase: str | None) -> None:
    tell(prove(folder, path, passphrase))
