"""`pos verify`: recompute every kept figure and name the first that diverges.

In full, or from a signed entry of the journal on: then what is looked at row by row begins there (entries, facts, the
contents of transactions, orders, prices of baskets, payments), every sum is made in full as ever, and the file's own
check and erasable texts are left out.
"""

from __future__ import annotations

import itertools
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from pos_app.data import append_only
from pos_app.data.queries.heads import journal_ends
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.shop import till
from pos_app.data.tables.stock import movement
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import RowUnreadable
from pos_app.services.garbage import garbage_rarely
from pos_app.services.proof.approvals import Leave, approvals
from pos_app.services.proof.baskets import baskets
from pos_app.services.proof.closings import closings
from pos_app.services.proof.contents import contents, texts
from pos_app.services.proof.divergence import Divergence
from pos_app.services.proof.kept_figures import (
    fact_sequences,
    levels,
    payments,
    sales_counts,
    series,
    shift_cash,
    shifts,
    states,
)
from pos_app.services.proof.marks import gone, marks_of
from pos_app.services.proof.orders import order_contents
from pos_app.services.proof.signatures import Signatures
from pos_app.services.proof.signed_journal import chain
from pos_app.services.proof.staff import staff
from pos_app.services.proof.taxes import money, tax_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.domain.staff_record import Proof
    from pos_app.services.proof.marks import Check, Marks

_LONGEST = 200
"""Signs of a fault that are shown."""
CHECKS: dict[str, Callable[..., Iterator[Divergence]]] = {}
"""Every check by its name, in the order they run."""


class Verdict(Struct, frozen=True):
    """What `pos verify` found."""

    first: Divergence | None
    """None where the books are true."""
    checks: int
    orders: int
    movements: int
    entries: int
    """Of the journal."""
    ends: dict[int, int]
    """The last entry of each till, by the till's number: where the next look may begin."""
    seconds: float


def verify(
    database: Database,
    key: bytes | None = None,
    since: Mapping[int, int] | None = None,
    *,
    aside: bool = False,
    older: Collection[Proof] = (),
) -> Verdict:
    """Recompute everything in one consistent state; stop at the first divergence.

    `since` names the entry of each till, by the till's number, up to which an earlier look found the books true.

    `key` is the public half of the key that lies beside the shop, where it does: without it the books are consistent,
    but who signed them is not proved. `aside` lets a second process look at many signatures meanwhile. `older` are
    proofs of people that are known not to be the last that were given: a restore journals them.
    """
    began = time.perf_counter()
    sold, moved, entries, ends, since = 0, 0, 0, dict[int, int](), since or {}
    try:
        with garbage_rarely(), database.read() as connection, Signatures(aside=aside) as signatures:
            sold, moved, entries = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (orders, movement, journal)
            )
            ends.update(journal_ends(connection))
            marks = marks_of(connection, since)
            first = next(
                itertools.chain(
                    gone(connection, since),
                    *(_looked(name, check, connection, marks) for name, check in _checks(signatures, older)),
                    signatures.rest(),
                    _signed_with(connection, key),
                ),
                None,
            )
    except DBAPIError as error:  # what the database itself is not in the way of: a table or column is not there
        first = Divergence("schema", "tables", "every table and column", str(error.orig))
    return Verdict(first, len(CHECKS), sold, moved, entries, ends, time.perf_counter() - began)


def _checks(signatures: Signatures, older: Collection[Proof]) -> Iterator[tuple[str, Check]]:
    """Give the checks in their order; the walk along the journal gathers signatures and leave."""
    leaves = list[Leave]()
    told: dict[str, dict[str, Any]] = {
        "journal": {"signatures": signatures, "leaves": leaves},
        "approvals": {"leaves": leaves},
        "staff": {"older": older},
    }
    for name, check in CHECKS.items():
        yield name, partial(check, **told.get(name, {}))


def _looked(name: str, check: Check, connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Give what a check finds; a value it cannot even read, as no program of ours writes it, is a divergence too."""
    try:
        yield from check(connection, marks)
    except RowUnreadable as error:
        yield _unreadable(name, str(error.params["text"]))
    except (CodedError, DBAPIError):
        raise
    except Exception as error:  # noqa: BLE001 - what a changed row makes of the reading is anything
        yield _unreadable(name, f"{type(error).__name__}: {error}")


def _unreadable(name: str, found: str) -> Divergence:
    return Divergence(name, "a row that cannot be read", "values as the program writes them", found[:_LONGEST])


def _signed_with(connection: Connection, key: bytes | None) -> Iterator[Divergence]:
    """Hold the public key in the books against the one of the key beside them."""
    found = set(connection.execute(select(till.c.public_key)).scalars())
    if key is not None and key not in found:
        yield Divergence("journal", "the till's public key", key.hex(), ", ".join(public.hex() for public in found))


def triggers(connection: Connection) -> Iterator[Divergence]:
    """Every ledger has its append-only triggers, word for word, and no table has any other."""
    for name in append_only.wrong_triggers(connection):
        yield Divergence("triggers", name, "in place, and no other", "missing, changed or another's")


def file_sound(connection: Connection) -> Iterator[Divergence]:
    """SQLite finds its file sound and every reference pointing somewhere."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        yield Divergence("file", "shop.db", "ok", str(found))
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        yield Divergence("references", f"{broken[0]} row {broken[1]}", f"a row of {broken[2]}", "none")


def _in_full(check: Callable[..., Iterator[Divergence]]) -> Callable[..., Iterator[Divergence]]:
    """Look at all there is, wherever the marks are: a sum of some rows proves nothing."""
    return lambda connection, _marks, **told: check(connection, **told)


def _only_in_full(check: Callable[[Connection], Iterator[Divergence]]) -> Check:
    """Look at all there is, or not at all: its rows have no place along the journal."""
    return lambda connection, marks: iter(()) if marks else check(connection)


CHECKS.update(
    {
        "file": _only_in_full(file_sound),
        "triggers": _in_full(triggers),
        "journal": chain,
        "approvals": approvals,
        "facts": fact_sequences,
        "series": _in_full(series),
        "orders": order_contents,
        "baskets": baskets,
        "payments": payments,
        "states": _in_full(states),
        "levels": _in_full(levels),
        "sales": _in_full(sales_counts),
        "shifts": _in_full(shifts),
        "shift cash": shift_cash,
        "closings": closings,
        "taxes": _in_full(tax_rules),
        "currency": _in_full(money),
        "staff": _in_full(staff),
        "texts": _only_in_full(texts),
        # last, because it sees whatever else was changed, but cannot say which figure it was
        "contents": contents,
    }
)
