"""A shop to time: made once from a catalog and kept for the next run."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import func, select, update

from pos_app.data.tables.catalog import barcode, product_text, variant
from pos_app.data.tables.jobs import DONE, WAITING, job
from pos_app.data.tables.orders import orders
from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.quantity import PIECE
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.sales.take_payment import CASH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.services.catalog.import_model import ImportReport
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.services import Services

PRICE = 990 * PRICE_PARTS
"""For rows without a price."""
_MADE = "bench-catalog.txt"
"""Says in the shop's folder which catalog is wholly in it."""
_SEED = 20_260_101
"""The same goods and words in every run: chosen, and no secret."""
_READ = 1 << 20
_CHINESE = "*[一-龥]*"
_PINYIN_SHARE = 0.5
_LONGEST_QUERY = 12
A_DAY = 200
"""Past orders of one business day."""
_SOLD = 500
"""Goods that past sales are of."""


class Sample(Struct, frozen=True):
    """Goods of the shop, drawn the same way in every run."""

    keys: tuple[int, ...]
    codes: tuple[str, ...]
    """One barcode of each."""
    names: tuple[str, ...]


def fingerprint(catalog: Path) -> str:
    """Return what tells one catalog file from another: the beginning of the hash of its bytes."""
    hashed = hashlib.sha256()
    with catalog.open("rb") as file:
        while chunk := file.read(_READ):
            hashed.update(chunk)
    return hashed.hexdigest()[:16]


def is_made(folder: Path, catalog: str) -> bool:
    """Tell whether the shop in a folder holds the whole catalog of that fingerprint."""
    made = folder / _MADE
    return made.is_file() and made.read_text("utf-8") == catalog


def fill(services: Services, catalog: Path, catalogs: str) -> ImportReport:
    """Import the catalog and note its fingerprint; rows that cannot be taken are left out."""
    report = services.imports.run(catalog, ImportOptions(price=PRICE), rejects=leave_out)
    (services.shop.profile.folder / _MADE).write_text(catalogs, "utf-8")
    return report


def draw(services: Services, count: int) -> Sample:
    """Draw up to `count` goods whose barcode finds nothing else, and which are not weighed first."""
    with services.shop.database.read() as connection:
        last: int = connection.execute(select(func.coalesce(func.max(variant.c.id), 0))).scalar_one()
        wanted = random.Random(_SEED).sample(range(1, last + 1), min(last, 2 * count))  # noqa: S311  # nosec B311
        rows = connection.execute(
            select(variant.c.id, barcode.c.code, product_text.c.name, barcode.c.gtin14)
            .join(barcode, barcode.c.variant_id == variant.c.id)
            .join(product_text, product_text.c.product_id == variant.c.product_id)
            .where(variant.c.id.in_(wanted), variant.c.archived_at.is_(None), product_text.c.language == "")
            .where(variant.c.unit == PIECE)
        ).all()
        numbers = barcode.c.gtin14.in_({row.gtin14 for row in rows})
        many = select(barcode.c.gtin14).where(numbers).group_by(barcode.c.gtin14).having(func.count() > 1)
        shared = set(connection.execute(many).scalars())
        chinese = select(product_text.c.name).where(product_text.c.name.op("GLOB")(_CHINESE)).limit(count // 10)
        extra = tuple(connection.execute(chinese).scalars())
    found = {row.id: row for row in rows if row.gtin14 is not None and row.gtin14 not in shared}
    drawn = [found[key] for key in wanted if key in found][:count]
    names = tuple(row.name for row in drawn)
    return Sample(tuple(row.id for row in drawn), tuple(row.code for row in drawn), (*extra, *names))


def count_goods(services: Services) -> int:
    """Return how many goods a shop has."""
    with services.shop.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(variant)).scalar_one())


def sell_many(services: Services, count: int, next_day: Callable[[], None], told: Callable[[int], None]) -> None:
    """Sell two goods at a time for exact cash until the shop has `count` orders, some hundred a day.

    `told` is told how many it has. Nothing waits for the disk: what a power cut takes is sold again at the next run.
    """
    with services.shop.database.read() as connection:
        there = connection.execute(select(func.count()).select_from(orders)).scalar_one()
    if there >= count:
        return
    with services.shop.database.writer.connect() as connection:  # the one connection there is
        cursor = connection.connection.cursor()  # SQLAlchemy would begin a transaction, and within one it is too late
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()
    hits = [services.ring_up.hit(key) for key in draw(services, _SOLD).keys]
    chance = random.Random(_SEED)  # noqa: S311  # nosec B311
    for number in range(there, count):
        if number % A_DAY == 0:
            next_day()
        sale = services.ring_up.begin()
        for hit in chance.sample(hits, 2):
            sale = services.ring_up.add(sale, hit)
            if sale.last is not None:
                services.ring_up.keep(sale.last)
        payment = services.take_payment
        payment.take(sale, CASH, payment.due(sale, (), CASH).to_pay, payment.new_payment_uid())
        told(number + 1)
    print_all(services)


def print_all(services: Services) -> None:
    """Let all that waits for the printer have been printed: a till is not timed while it prints hundreds of papers."""
    with services.shop.database.write() as connection:
        connection.execute(update(job).where(job.c.state == WAITING).values(state=DONE))


def queries(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return beginnings of words of names as people type them, 1 to 12 signs; of Chinese ones also their pinyin."""
    from pypinyin import lazy_pinyin  # its dictionaries take a third of a second

    chance = random.Random(_SEED)  # noqa: S311  # nosec B311
    made = []
    for name in names:
        words = name.split()
        if not words:
            continue
        start = chance.randrange(len(words))
        text = " ".join(words[start:])
        if not text.isascii() and chance.random() < _PINYIN_SHARE:
            text = "".join(lazy_pinyin(text))
        made.append(text[: chance.randint(1, _LONGEST_QUERY)].strip())
    return tuple([text for text in made if text][:count])


def leave_out(row: TableRow, reason: PosError) -> None:
    """Let a row go that cannot be taken: what is there is enough to be timed."""
    del row, reason
