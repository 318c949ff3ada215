"""The closings of a shop: a list of them, and a Z printed again, marked COPY."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import insert

from pos_app.data.keys import UNFINISHED
from pos_app.data.problems import problem_of_writing
from pos_app.data.queries.shifts import closings
from pos_app.data.tables.jobs import job
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.shifts.report_jobs import Z_COPY, report_job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.shift import ClosingRow
    from pos_app.services.shop.shop import Shop

SHOWN = 200
"""Closings a list shows at most."""


class NoSuchClosing(PosError):
    """No shift that was closed is meant."""


class ReprintZ:
    """The Zs of a shop."""

    def __init__(self, shop: Shop, drawn: Callable[[bytes, str], bytes]) -> None:
        """`drawn` gives the Z of a shift, by its uid and number, as a PDF."""
        self._shop = shop
        self._drawn = drawn

    def closings(self) -> tuple[ClosingRow, ...]:
        """Return the last closings, newest first."""
        self._shop.require(Permission.SHIFT_LOOK)
        with self._shop.database.read() as connection:
            return closings(connection, SHOWN)

    def print_copy(self, shift_uid: bytes) -> Changes:
        """Queue a Z marked COPY; the journal says who printed it again. Raise `NoSuchClosing`."""
        with self._shop.posting(Permission.SHIFT_LOOK) as posting:
            found = closings(posting.connection, 1, shift_uid)
            if not found:
                raise NoSuchClosing
            values = report_job(posting, Z_COPY, shift_uid, "{}", number=found[0].closing.number)
            posting.connection.execute(insert(job), values)
            posting.journal(Tag.SHIFT_REPORT_COPIED, shift_uid, {"number": found[0].closing.number})
        return Changes(jobs=True)

    def save_pdf(self, shift_uid: bytes, number: str, target: Path) -> None:
        """Keep a Z as a PDF. Raise `NoSuchClosing` or a problem of the disk; a file there is replaced as a whole."""
        self._shop.require(Permission.SHIFT_LOOK)
        content = self._drawn(shift_uid, number)
        unfinished = target.with_name(target.name + UNFINISHED)
        try:
            unfinished.write_bytes(content)
            unfinished.replace(target)
        except OSError as error:
            raise problem_of_writing(error)(path=str(target)) from error
        finally:
            with contextlib.suppress(OSError):  # the folder itself may be gone
                unfinished.unlink(missing_ok=True)
