"""Imports that can be killed at any instant, and what must be true of the goods afterwards."""

from __future__ import annotations

import contextlib
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select

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
"""Goods of each file, besides two that the shop has already."""
_PRICE = 10_000
"""Of a minor unit, as prices of goods are counted."""
_NAME = re.compile(r"goods-(\d+)x(\d+)\.csv")


def work(say: Callable[[str], object], folder: str, *words: str) -> None:
    """Run a command of the program in a child; say what it ended with where that was no success."""
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        code = main(["--data", folder, *words])
    if code:
        say(said.getvalue())
    raise SystemExit(code)


def write_file(folder: Path, number: int, rows: int, chance: random.Random) -> Path:
    """Write a file of new goods that changes the price of milk too; its name says what is in it."""
    name = f"goods-{number}x{rows}.csv"
    changed = [f"MILK,Oat milk,{_milk_of(number) / _PRICE / 100:.2f}", "TEA,Green tea,68.00"]
    lines = [*changed, *(f"{_sku(name, row)},Thing {row} of {name},1.00" for row in range(rows))]
    chance.shuffle(lines)
    path = folder / name
    path.write_text("\n".join(["sku,name,price", *lines]) + "\n", encoding="utf-8")
    return path


def check_imports(services: Services) -> Counter[str]:
    """See that every import that ended is there whole, or not at all, and the price it changed with it; count them."""
    with services.shop.database.read() as connection:
        return _checked(connection)


def settle(services: Services, chance: random.Random) -> bool:
    """Finish or undo the import that was cut off; tell whether there was one."""
    cut_off = services.imports.unfinished()
    if cut_off is None:
        return False
    if cut_off.undoing or chance.random() < 0.5:
        services.imports.undo(cut_off.uid)
    else:
        services.imports.finish(cut_off.uid)
    return True


class Imports:
    """The commands of a shop's imports, one after the other: begun, cut off, finished or undone."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance
        self._files = 0
        self.cut_off = 0

    def next(self, services: Services) -> tuple[str, ...]:
        """Return the words of a command: what was cut off is finished or undone, else a new file comes in."""
        cut_off = services.imports.unfinished()
        if cut_off is None:
            self._files += 1
            return ("import", "products", str(write_file(self._folder, self._files, ROWS, self._chance)))
        self.cut_off += 1
        return ("import", "undo" if cut_off.undoing else self._chance.choice(["finish", "undo"]))


def _checked(connection: Connection) -> Counter[str]:
    runs = connection.execute(select(import_run).order_by(import_run.c.id)).all()
    ended: Counter[str] = Counter()
    goods = _counted(connection)
    milk = None
    for run in runs:
        found = _NAME.fullmatch(run.file_name)
        if found is None:  # the goods that the shop began with
            continue
        ended[run.state] += 1
        number, rows = map(int, found.groups())
        there = goods[run.file_name.removesuffix(".csv").upper()]
        if run.state == "finished":
            assert there == rows, f"{run.file_name} is finished with {there} of its goods"
            milk = _milk_of(number)
        elif run.state == "undone":
            assert there == 0, f"{run.file_name} is undone and {there} of its goods are there"
    if milk is not None and runs[-1].state in {"finished", "undone"}:
        assert _milk(connection) == milk, "the price of milk is not that of the last import that stands"
    return ended


def _milk_of(number: int) -> int:
    return (1000 + number) * _PRICE


def _sku(name: str, row: int) -> str:
    return f"{name.removesuffix('.csv').upper()}-{row}"


def _counted(connection: Connection) -> Counter[str]:
    """Return how many goods of each file are there, by the beginning of their SKUs."""
    there = select(variant.c.sku).where(variant.c.sku.startswith("GOODS-"), variant.c.archived_at.is_(None))
    return Counter(sku.rpartition("-")[0] for sku in connection.execute(there).scalars())


def _milk(connection: Connection) -> int:
    query = select(price.c.unit_price).join(variant, variant.c.id == price.c.variant_id).where(variant.c.sku == "MILK")
    found: int = connection.execute(query).scalar_one()
    return found
