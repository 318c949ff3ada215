"""What a till has said over all its lives, and what must be true of the shop then: exactly that, and nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Self

from sqlalchemy import func, select

from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.jobs import job
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment, payment_state
from pos_app.data.tables.shifts import shift
from pos_app.domain.journal import Tag
from pos_app.services.printing.paper_tray import render
from pos_app.services.shifts.report_jobs import Z_COPY, Z_REPORT
from tests.factories.shops import TestPrinter
from tests.journeys.random_cashier import facts_of, z_numbers
from tests.journeys.random_seller import NOTHING, content_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.services.services import Services
    from tests.torture.paper_roll import Paper, PaperRoll

CLOSED = {"paid", "dropped"}
"""States that a basket never leaves."""
MARK = 100
"""Bytes of a paper by which one that is marked as a copy is known."""


@dataclass(frozen=True)
class Known:
    """All that is said of one basket."""

    state: str
    steps: int
    content: str
    payments: tuple[str, ...] = ()
    """uids of those that stand, in order."""
    total: int | None = None
    """Of the order it has become."""


class Then(NamedTuple):
    """What was acknowledged when a backup was made."""

    done: dict[str, Known]
    numbers: dict[str, str]
    imported: set[str]


@dataclass
class Heard:
    """What the till has said, over all its lives."""

    done: dict[str, Known] = field(default_factory=dict)
    """What the writer has acknowledged, by basket."""
    tried: dict[str, Known] = field(default_factory=dict)
    """What the one act in flight makes of the baskets it concerns."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Of sales by their baskets, of Zs by `shift:NUMBER`."""
    imported: set[str] = field(default_factory=set)
    """Files whose import has ended."""
    acts: int = 0
    continued: int = 0
    """How often the shop went on from a backup."""
    backups: dict[str, Then] = field(default_factory=dict)
    """What was there when each backup that counts was made, by its name."""
    restoring: str | None = None
    """The backup that is being brought back."""

    @classmethod
    def of(cls, database: Database) -> Self:
        """Begin with what a cashier would say of what is there before the first sale."""
        with database.read() as connection:
            return cls({name: _fact(said) for name, said in facts_of(connection).items()})

    @property
    def sales(self) -> int:
        """How many were acknowledged."""
        return sum(":" not in name for name in self.numbers)

    @property
    def facts(self) -> Counter[str]:
        """How many shifts, movements of cash and entries of signing in were acknowledged."""
        kinds = Counter(name.partition(":")[0] for name in self.done if ":" in name)
        return kinds + Counter(
            {"entry": sum(int(one.state) - 1 for name, one in self.done.items() if name[:5] == "entry")}
        )

    def hear(self, line: str) -> None:
        """Take one line in."""
        word, *rest = line.split()
        if word in {"IMPORTING", "IMPORTED"}:
            self.imported |= {rest[0]} if word == "IMPORTED" else set()
            return
        if word in {"BACKING-UP", "BACKED-UP", "RESTORING", "RESTORED"}:
            self._hear_of_backups(word, *rest)
            return
        if word == "TRY":
            uid, state, *more = rest
            if ":" in uid:
                self.tried[uid] = _fact(state)
                return
            self.tried[uid] = self._known(uid, state, *more)
            return
        assert self.tried, "done without having been tried"
        if rest:
            (paid,) = self.tried
            assert paid not in self.numbers, "it was given a number twice"
            self.numbers[paid] = rest[0]
        self.done |= self.tried
        self.tried = {}
        self.acts += 1

    def then(self) -> Then:
        """Return what a backup that is made now has."""
        return Then(dict(self.done), dict(self.numbers), set(self.imported))

    def is_now(self, then: Then, continued: int) -> None:
        """Go on from a backup."""
        self.done, self.numbers, self.imported = dict(then.done), dict(then.numbers), set(then.imported)
        self.tried, self.restoring, self.continued = {}, None, continued

    def settle_restore(self, database: Database) -> bool:
        """Look which of the two a shop is whose restore was cut off; tell whether it is the backup."""
        if self.restoring is None:
            return False
        with database.read() as connection:
            entries = select(func.count()).select_from(journal).where(journal.c.tag == Tag.SHOP_CONTINUED.value)
            went_on = int(connection.execute(entries).scalar_one())
        restored = went_on > self.continued
        if restored:
            self.is_now(self.backups[self.restoring], went_on)
        self.restoring = None
        return restored

    def _hear_of_backups(self, word: str, name: str) -> None:
        assert not self.tried
        if word == "BACKED-UP":
            self.backups[name] = self.then()
        elif word == "RESTORING":
            self.restoring = name
        elif word == "RESTORED":
            self.is_now(self.backups[name], self.continued + 1)

    def _known(self, uid: str, state: str, steps: str, content: str, payments: str, total: str) -> Known:
        if content == NOTHING:  # what is in it does not change
            return replace(self.done[uid], state=state)
        taken = () if payments == NOTHING else tuple(payments.split(","))
        return Known(state, int(steps), content, taken, None if total == NOTHING else int(total))


def _fact(said: str) -> Known:
    """Return what is known of what is no basket: one word says all of it."""
    return Known(said, 0, "")


def check(database: Database, heard: Heard, *, anew: bool = True) -> None:
    """Hold what was said against what is there: exactly that, with all of the one act in flight or nothing of it.

    Without `anew` the steps of baskets that were closed before are counted, and not replayed.
    """
    with database.read() as connection:
        facts = {name: _fact(said) for name, said in facts_of(connection).items()}
        found = _found(connection, {} if anew else heard.done) | facts
        closed = z_numbers(connection)
        numbers = {row.uid.hex(): row.number for row in connection.execute(select(orders.c.uid, orders.c.number))}
        queued = select(job.c.document_uid).where(job.c.kind == "receipt")
        receipts = Counter(uid.hex() for uid in connection.execute(queued).scalars())
        reports = select(shift.c.number).join(job, job.c.document_uid == shift.c.uid).where(job.c.kind == Z_REPORT)
        papers = Counter(f"shift:{number}" for number in connection.execute(reports).scalars())
    numbers |= closed
    strange = {uid for uid in found.keys() | heard.done.keys() if found.get(uid) != heard.done.get(uid)}
    said = {uid: (found.get(uid), heard.done.get(uid), heard.tried.get(uid)) for uid in strange}
    assert found in (heard.done, heard.done | heard.tried), f"found, acknowledged, in flight: {said}"
    assert heard.numbers.items() <= numbers.items()
    assert receipts == Counter(uid for uid, known in found.items() if known.total is not None)
    assert papers == Counter(dict.fromkeys(closed, 1))
    heard.done, heard.tried, heard.numbers = found, {}, numbers


def _found(connection: Connection, before: dict[str, Known]) -> dict[str, Known]:
    sold = {row.uid: row.total for row in connection.execute(select(orders.c.uid, orders.c.total))}
    standing = (
        select(payment.c.basket_uid, payment.c.uid)
        .join(payment_state, payment_state.c.payment_id == payment.c.id)
        .where(payment_state.c.state == "taken")
    )
    taken: dict[bytes, list[str]] = {}
    for basket_uid, uid in connection.execute(standing):
        taken.setdefault(basket_uid, []).append(uid.hex())
    found = {}
    for row in connection.execute(select(basket)).all():
        uid = row.uid.hex()
        payments = tuple(sorted(taken.pop(row.uid, [])))
        known = before.get(uid)
        if known is not None and known.state in CLOSED and row.state == known.state:
            found[uid] = replace(known, steps=row.steps, payments=payments, total=sold.pop(row.uid, None))
            continue
        sitting, steps = basket_queries.sitting(connection, row)
        found[uid] = Known(row.state, steps, content_of(sitting.basket), payments, sold.pop(row.uid, None))
    assert not taken, "a payment for no basket"
    assert not sold, "an order of no basket"
    return found


def check_papers(services: Services, roll: PaperRoll) -> Counter[bool]:
    """See that what counts as printed lies on the roll, and no document's twice unmarked; count the (un)marked."""
    roll.settle()
    with services.shop.database.read() as connection:
        rows = connection.execute(
            select(orders.c.uid, orders.c.number, job.c.state).join(job, job.c.document_uid == orders.c.uid)
        ).all()
        of_shifts = select(shift.c.number, job.c.state, shift.c.uid).join(job, job.c.document_uid == shift.c.uid)
        reports = connection.execute(of_shifts.where(job.c.kind == Z_REPORT)).all()
        closed = z_numbers(connection)
    if not rows:
        return Counter()
    heads = [render(services.receipts.rows(rows[0].uid, copy=True), TestPrinter())[:MARK]]
    assert not render(services.receipts.rows(rows[0].uid), TestPrinter()).startswith(heads[0])
    if reports:
        heads.append(render(services.papers.rows(Z_COPY, reports[0].uid, {}), TestPrinter())[:MARK])
        assert not render(services.papers.rows(Z_REPORT, reports[0].uid, {}), TestPrinter()).startswith(heads[1])
    papers = [(number, paper.head.startswith(tuple(heads))) for paper in roll.papers for number in _own(paper)]
    doubled = [number for (number, copy), count in Counter(papers).items() if count > 1 and not copy]
    assert doubled == [], f"two papers of one document, neither marked: {doubled}"
    printed = {row.number for row in rows if row.state == "done"}
    printed |= {closed[f"shift:{row.number}"] for row in reports if row.state == "done"}
    assert printed - {number for number, _ in papers} == set(), "printed, it is said, and not on the roll"
    return Counter(copy for _, copy in papers)


def _own(paper: Paper) -> frozenset[str]:
    """Return the number of the document: a Z names the receipts of its shift too."""
    return frozenset(number for number in paper.numbers if number.startswith("Z")) or paper.numbers
