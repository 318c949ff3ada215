"""The books looked at while the till sells: by a process of its own that gives way to everything else.

A look begins where the last one found the books true; once a day, and after a divergence, it is at everything. Up to
where they were found true is remembered in a file beside the shop, which proves nothing: `pos verify` never reads it.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from pos_app.data.engine import Database
from pos_app.data.json_text import UNREADABLE
from pos_app.data.queries.heads import journal_ends
from pos_app.services.beside import Beside, WorkEnded
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import public_key
from pos_app.services.shop.put_back import LOOKED_NAME, note_ends

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.proof.verify_books import Verdict
    from pos_app.services.shop.shop import Shop

IN_FULL_EVERY = timedelta(days=1)
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""When everything was looked at last where nobody knows: the next look is at everything."""


class Looked(msgspec.Struct, frozen=True):
    """Up to where the books were found true."""

    in_full_at: datetime
    """When everything was looked at last, UTC."""
    ends: dict[int, int]
    """The last entry of each till that was looked at, by the till's number."""
    untrue: bool = False
    """Whether they were found untrue: then every look is at everything."""


def found_untrue(folder: Path) -> bool:
    """Tell whether the last look at the books of the shop in a folder found them untrue."""
    looked = _looked(folder / LOOKED_NAME)
    return looked is not None and looked.untrue


class SelfCheck:
    """Looks at the books of one shop now and then, elsewhere; the caller's thread waits."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._folder = shop.profile.folder
        self._path = shop.profile.folder / LOOKED_NAME
        self._process: Beside | None = None
        self._stopped = False
        self._has_looked = False

    def is_due(self) -> bool:
        """Tell whether anything was written since the last look, or a look at everything is due.

        The first of each start always is: a file may be damaged by what writes nothing in the journal. A shop that
        may only be read is not looked at: what is known of it is another's, or further than it.
        """
        if self._shop.database.refusal is not None:
            return False
        looked = _looked(self._path)
        return not self._has_looked or self._since(looked) is None or looked is None or self._ends() != looked.ends

    def look(self) -> Verdict | None:
        """Return what a look at the books finds; None where it was stopped, or its process was ended.

        Raise a problem of the database.
        """
        looked, self._has_looked = _looked(self._path), True
        since, began = self._since(looked), self._shop.books.now()
        verdict: Verdict | None = None
        url = self._shop.database.url.render_as_string(hide_password=False)
        with Beside(_look, url, self._folder, since, gives_way=True) as self._process:
            if self._stopped:
                return None
            try:
                for told in self._process.told():
                    verdict = told
            except WorkEnded:
                return None
        note_ends(self._shop.database, self._folder)
        known = looked.ends if looked else {}
        if verdict is None:
            self._remember(Looked(_NEVER, known, untrue=looked is not None and looked.untrue))
        elif verdict.first is not None:
            self._remember(Looked(began, known, untrue=True))
        else:
            in_full_at = began if since is None or looked is None else looked.in_full_at
            self._remember(Looked(in_full_at, verdict.ends))
        return verdict

    def stop(self) -> None:
        """End the look that is under way and begin no other, from any thread."""
        self._stopped = True
        if self._process is not None:
            self._process.stop()

    def _ends(self) -> dict[int, int]:
        with self._shop.database.read() as connection:
            return journal_ends(connection)

    def _since(self, looked: Looked | None) -> dict[int, int] | None:
        """Return the entries to begin with; None for a look at everything.

        A clock that was set back makes the last look one of the future: that is no reason to trust it for long.
        """
        if looked is None or looked.untrue or abs(self._shop.books.now() - looked.in_full_at) >= IN_FULL_EVERY:
            return None
        return looked.ends

    def _remember(self, looked: Looked) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(looked))
            fresh.replace(self._path)
        except OSError:  # a full disk: the next look begins further back, and at the beginning where there is none
            if looked.untrue:
                with contextlib.suppress(OSError):
                    self._path.unlink(missing_ok=True)


def _looked(path: Path) -> Looked | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Looked)
    except (OSError, *UNREADABLE):  # there is none, or it was cut off while being written
        return None


def _look(tell: Callable[[Verdict], None], url: str, folder: Path, since: dict[int, int] | None) -> None:
    database = Database(url)
    try:
        tell(verify(database, public_key(folder, database), since))
    finally:
        database.close()
