"""What the machine can put in the way of a shop's data."""

from __future__ import annotations

from pos_app.domain.errors import EnvironmentProblem, PosError


class DatabaseBusy(EnvironmentProblem):
    """Another program holds the database; trying again helps."""


class DiskFull(EnvironmentProblem):
    """There is no room to write."""


class DiskFault(EnvironmentProblem):
    """The disk reports an error in reading or writing. Params: path."""


class DatabaseReadOnly(EnvironmentProblem):
    """The folder or file may not be written to. Params: path."""


class FolderMissing(EnvironmentProblem):
    """The folder that a file was to lie in is not there. Params: path."""


class DatabaseDamaged(EnvironmentProblem):
    """The file is no database or is damaged. Params: path."""


class RowUnreadable(EnvironmentProblem):
    """What lies in a row is nothing that the program wrote. Params: text."""


class MarkDamaged(DatabaseDamaged):
    """Nobody can read what says that another database is to take the shop's place. Params: path."""


class DatabaseUnreachable(EnvironmentProblem):
    """The file cannot be opened or the server does not answer. Params: path."""


class NewerSchema(PosError):
    """A newer version of the program has used this shop. Params: found."""


class NetworkDrive(PosError):
    """SQLite is not safe on a network drive. Params: path, kind."""


class ProtectionMissing(PosError):
    """Append-only triggers are missing or changed. Params: names."""


class NoShopHere(PosError):
    """There is no shop in the folder: its name is mistyped, most likely. Params: path."""


class ShopInUse(PosError):
    """Another window has this shop open. Params: path."""


class UpgradeBlocked(PosError):
    """The shop is of an older version, and a program that has it open would not survive the change. Params: path."""


class ShopElsewhere(PosError):
    """The shop was used in another place last: whether it goes on here nobody has said yet. Params: path."""


class ShopPutBack(PosError):
    """The shop's books go on further in its backups: how it goes on nobody has said yet."""


class LookOnly(PosError):
    """This copy of the shop is only looked at: nothing is written."""


class UpgradeFailed(PosError):
    """The shop could not be brought to this version; it is what it was. Params: path, reason."""


class KeyOfAnotherTill(PosError):
    """The key in the folder does not belong to this shop: what it signs would break the journal. Params: path."""


class UnknownZone(PosError):
    """No time zone of this name is known here, so no business date can be told. Params: zone."""


class ClockFarAhead(PosError):
    """The clock is so far ahead of the last entry that one of both is wrong. Params: today, last (dates)."""


class ShopLost(PosError):
    """The shop's key and traces are there, but its database is empty or gone. Params: path."""
