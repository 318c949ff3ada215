"""What waits for somebody: each thing that is not in order, with its reason."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Matter(StrEnum):
    """What it is about."""

    PAPER = "paper"
    """A paper in doubt, or one that cannot be printed."""
    MONEY = "money"
    """Money was taken for a basket that is not paid in full."""
    HELD = "held"
    """A basket is put aside since another day."""
    IMPORT = "import"
    """An import was cut off."""
    BACKUP = "backup"
    """The last backup failed."""
    RECOVERY = "recovery"
    """A forgotten owner's PIN could not be replaced."""


class ToDo(Struct, frozen=True):
    """One thing that waits."""

    matter: Matter
    kind: str = ""
    """Of a paper: the job's."""
    name: str = ""
    """Which one: a paper's number, a basket's note or its first goods."""
    since: datetime | None = None
    code: str = ""
    """Of the error that is the reason; empty where there is none."""
    params: Mapping[str, object] = {}
    amount: int | None = None
    """Minor units."""
