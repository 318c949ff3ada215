"""Kill the till a hundred times in the middle of whatever it does: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.app import build
from pos_app.data.tables.baskets import basket, basket_step
from pos_app.data.tables.jobs import job
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.data.engine import Database

KILLS = 100


@dataclass
class Acknowledged:
    """What the writer has said is on disk, over all lives of the till."""

    steps: dict[str, int] = field(default_factory=dict)
    paid: dict[str, tuple[str, int]] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        """Take one line in."""
        word, *rest = line.split()
        if word == "STEP":
            self.steps[rest[0]] = int(rest[1])
            self.states[rest[0]] = "open"
        elif word == "PAID":
            assert rest[0] not in self.paid, "a basket was paid twice"
            self.paid[rest[0]] = (rest[1], int(rest[2]))
            self.states[rest[0]] = "paid"
        elif word == "PART":
            self.parts.add(rest[1])
        elif word != "READY":
            self.states[rest[0]] = {"HELD": "held", "BACK": "open", "DROP": "dropped"}[word]


def live_and_die(folder: Path, seed: int, lines: int, heard: Acknowledged) -> None:
    """Start a till, listen to so many lines, kill it; what it still said before it died counts too."""
    command = [sys.executable, "-m", "tests.journeys.random_seller", str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as till:
        assert till.stdout is not None
        for _ in range(lines):
            line = till.stdout.readline()
            assert line, "the till ended by itself"
            heard.hear(line)
        till.kill()
        for line in till.stdout.read().splitlines():
            if line.count(" ") >= 1:
                heard.hear(line)


def check(database: Database, heard: Acknowledged) -> None:
    """Hold what was said against what is there."""
    with database.read() as connection:
        rows = {row.uid.hex(): row for row in connection.execute(select(basket))}
        steps = select(basket.c.uid).join(basket_step, basket_step.c.basket_id == basket.c.id)
        stored = Counter(uid.hex() for uid in connection.execute(steps).scalars())
        sold = {row.uid.hex(): (row.number, row.total) for row in connection.execute(select(orders))}
        payments = {row.uid.hex() for row in connection.execute(select(payment.c.uid))}
        printed = Counter(connection.execute(select(job.c.document_uid).where(job.c.kind == "receipt")).scalars())
    for uid, position in heard.steps.items():
        assert stored[uid] >= position, f"step {position} of basket {uid} is lost"
    for uid, order in heard.paid.items():
        assert sold[uid] == order
    assert heard.parts <= payments
    for uid, state in heard.states.items():
        # the step after the last acknowledged one may have been written and its answer lost with the process
        assert rows[uid].state == state or state in {"open", "held"}, f"basket {uid} was {state}"
    assert set(printed.values()) <= {1}, "two receipts for one order"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_till_killed_a_hundred_times_loses_nothing(tmp_path: Path) -> None:
    services = build(tmp_path)
    stock_up(services, tmp_path)
    services.close()
    heard, chance = Acknowledged(), random.Random(20261123)
    for life in range(KILLS):
        live_and_die(tmp_path, life, chance.randint(2, 40), heard)
        if life % 20 == 19:
            services = build(tmp_path)
            check(services.shop.database, heard)
            assert verify(services.shop.database).first is None
            services.close()
    assert len(heard.paid) > KILLS / 2
    assert sum(heard.steps.values()) > KILLS * 5
