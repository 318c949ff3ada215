"""Imports that can be killed at any instant, and what must be true of the goods afterwards."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from pos_app.cli import main
from pos_app.data.tables.catalog import price, variant
from pos_app.data.tables.imports import import_run

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.services.services import Services

ROWS = 1200
_PRICE = 10_000
"""Of a minor unit, as prices of goods are counted."""


def work(_say: Callable[[str], object], folder: str, *words: str) -> None:
    """Run a command of the program in a child."""
    with contextlib.redirect_stdout(io.StringIO()):
        raise SystemExit(main(["--data", folder, *words]))


class Imports:
    """A shop's imports, one after the other: begun, cut off, finished or undone."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance
        self._files = 0
        self._milk: dict[str, int] = {}
        """Price that each file gives to milk."""
        self.ends = {"finished": 0, "undone": 0}
        self.cut_off = 0

    def next(self, services: Services) -> tuple[str, ...]:
        """Return the words of a command: what was cut off is finished or undone, else a new file comes in."""
        cut_off = services.imports.unfinished()
        if cut_off is None:
            return ("import", "products", str(self._file()))
        self.cut_off += 1
        return ("import", "undo" if cut_off.undoing else self._chance.choice(["finish", "undo"]))

    def check(self, services: Services) -> None:
        """See that every import that ended is there whole, or not at all, and the goods it changed with it."""
        with services.shop.database.read() as connection:
            self._look(connection)

    def _look(self, connection: Connection) -> None:
        runs = connection.execute(select(import_run).order_by(import_run.c.id)).all()
        self.ends = {state: sum(run.state == state for run in runs) for state in self.ends}
        milk = _milk(connection)
        wanted = None
        for run in runs:
            if run.file_name not in self._milk:  # the goods that the shop began with
                wanted = milk if wanted is None else wanted
                continue
            there = _count(connection, run.file_name)
            if run.state == "finished":
                assert there == ROWS, f"{run.file_name} is finished with {there} of {ROWS} goods"
                wanted = self._milk[run.file_name]
            elif run.state == "undone":
                assert there == 0, f"{run.file_name} is undone and {there} of its goods are there"
        if runs[-1].state in self.ends and self.ends["finished"] > 1:
            assert milk == wanted, "the price of milk is not that of the last import that stands"

    def _file(self) -> Path:
        self._files += 1
        name = f"goods-{self._files}.csv"
        self._milk[name] = (1000 + self._files) * _PRICE
        changed = [f"MILK,Oat milk,{self._milk[name] / _PRICE / 100:.2f}", "TEA,Green tea,68.00"]
        new = [f"{_sku(name, row)},Thing {row} of {name},1.00" for row in range(ROWS)]
        self._chance.shuffle(rows := [*changed, *new])
        path = self._folder / name
        path.write_text("\n".join(["sku,name,price", *rows]) + "\n", encoding="utf-8")
        return path


def _sku(name: str, row: int) -> str:
    return f"{name.removesuffix('.csv').upper()}-{row}"


def _count(connection: Connection, name: str) -> int:
    mine = variant.c.sku.startswith(_sku(name, 0).removesuffix("0"), autoescape=True)
    return connection.execute(select(func.count()).where(mine, variant.c.archived_at.is_(None))).scalar_one()


def _milk(connection: Connection) -> int:
    query = select(price.c.unit_price).join(variant, variant.c.id == price.c.variant_id).where(variant.c.sku == "MILK")
    found: int = connection.execute(query).scalar_one()
    return found
