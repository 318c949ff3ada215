"""The head and foot of the paper, kept with the first job that prints a receipt, so that a copy is one.

A shop may move, or change its name or its language: what is printed again still says what the customer was given.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from pos_app.data.tables.jobs import job
from pos_app.domain.receipt import ReceiptShop

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.services.shop.shop import Shop

_KEY = "head"
_FIRST = (
    select(job.c.body)
    .where(job.c.document_uid == bindparam("order"), job.c.kind == "receipt")
    .order_by(job.c.id)
    .limit(1)
)
_HEADLESS = (
    (job.c.state == "waiting")
    & (job.c.kind == "receipt")
    & (job.c.till_id == bindparam("till"))
    & ~job.c.body.contains(f'"{_KEY}"')
)
_ANY_HEADLESS = select(job.c.id).where(_HEADLESS).limit(1)
_FREEZE = update(job).where(_HEADLESS).values(body=bindparam("new_body"))


def freeze(shop: Shop, head: ReceiptShop, language: str) -> None:
    """Keep the head and the language with every receipt of this till that waits and has none yet."""
    till = {"till": shop.duty.till_id}
    with shop.database.read() as connection:
        if connection.execute(_ANY_HEADLESS, till).first() is None:
            return
    kept = {
        "name": head.name,
        "address": head.address,
        "tax_number": head.tax_number,
        "header": head.header,
        "footer": head.footer,
        "language": language,
        "logo": _keep_logo(shop.profile.folder, head.logo_png),
    }
    body = json.dumps({"copy": False, _KEY: kept}, ensure_ascii=False)
    with shop.database.write() as connection:
        connection.execute(_FREEZE, {**till, "new_body": body})


def frozen(connection: Connection, folder: Path, order_uid: bytes) -> tuple[ReceiptShop, str] | None:
    """Return the head and the language an order's receipt was first made with; None where none were kept."""
    body = connection.execute(_FIRST, {"order": order_uid}).scalar()
    kept: dict[str, Any] | None = json.loads(body).get(_KEY) if body else None
    if kept is None:
        return None
    head = ReceiptShop(
        name=kept["name"],
        address=tuple(kept["address"]),
        tax_number=kept["tax_number"],
        logo_png=_logo(folder, kept["logo"]),
        header=kept["header"],
        footer=kept["footer"],
    )
    return head, kept["language"]


def _keep_logo(folder: Path, png: bytes | None) -> str:
    """Keep a logo under its hash, once, and return the hash; empty for none, or where it cannot be kept."""
    if png is None:
        return ""
    digest = hashlib.sha256(png).hexdigest()
    place = _place(folder, digest)
    try:
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_suffix(".unfinished")
            unfinished.write_bytes(png)
            unfinished.replace(place)
    except OSError:  # a receipt without its logo is a receipt all the same
        return ""
    return digest


def _logo(folder: Path, digest: str) -> bytes | None:
    try:
        return _place(folder, digest).read_bytes() if digest else None
    except OSError:
        return None


def _place(folder: Path, digest: str) -> Path:
    return folder / "logos" / f"{digest}.png"
