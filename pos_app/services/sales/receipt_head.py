"""The head and foot of the paper, kept with the job of a sale in the sale's own transaction, so that a copy is one.

A shop may move, or change its name or its language: what is printed later, or again, still says what the shop was
called when it sold.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from pos_app.data.tables.jobs import job
from pos_app.domain.receipt import ReceiptShop

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.services.shop.settings import Settings

_KEY = "head"
_FIRST = (
    select(job.c.body)
    .where(job.c.document_uid == bindparam("document"), job.c.kind == bindparam("kind_"))
    .order_by(job.c.id)
    .limit(1)
)


class HeadKeeper:
    """Makes what a sale's job keeps of the paper's head; made anew only when a setting or the logo's file changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: tuple[Settings, tuple[int, int] | None, str] | None = None

    def body(self, settings: Settings) -> str:
        """Return the body of a receipt's job, as JSON: the head, the foot and the language as they stand now."""
        stamp = _stamp(settings.logo)
        made = self._made
        if made is not None and made[0] is settings and made[1] == stamp:
            return made[2]
        head = receipt_shop(settings)
        digest = _keep_logo(self._folder, head.logo_png)
        kept = {
            "name": head.name,
            "address": head.address,
            "tax_number": head.tax_number,
            "header": head.header,
            "footer": head.footer,
            "language": settings.receipt_language,
            "logo": digest,
        }
        body = json.dumps({_KEY: kept}, ensure_ascii=False)
        if digest or head.logo_png is None:  # a logo that could not be kept is tried again with the next sale
            self._made = (settings, stamp, body)
        return body


def receipt_shop(settings: Settings) -> ReceiptShop:
    """Return the head and foot of the paper as the settings have them."""
    return ReceiptShop(
        name=settings.shop_name,
        address=tuple(line for line in settings.shop_address.splitlines() if line.strip()),
        tax_number=settings.tax_number,
        logo_png=_read(Path(settings.logo)) if settings.logo else None,
        header=settings.receipt_header,
        footer=settings.receipt_footer,
    )


def frozen(
    connection: Connection, folder: Path, document_uid: bytes, kind: str = "receipt"
) -> tuple[ReceiptShop, str] | None:
    """Return the head and the language that a document's paper was first made with; None where none were kept."""
    body = connection.execute(_FIRST, {"document": document_uid, "kind_": kind}).scalar()
    return head_of(json.loads(body), folder) if body else None


def head_of(body: dict[str, Any], folder: Path) -> tuple[ReceiptShop, str] | None:
    """Return the head and the language that a job's body keeps; None where it keeps none."""
    kept: dict[str, Any] | None = body.get(_KEY)
    if kept is None:
        return None
    head = ReceiptShop(
        name=kept["name"],
        address=tuple(kept["address"]),
        tax_number=kept["tax_number"],
        logo_png=_read(_place(folder, kept["logo"])) if kept["logo"] else None,
        header=kept["header"],
        footer=kept["footer"],
    )
    return head, kept["language"]


def _stamp(logo: str) -> tuple[int, int] | None:
    """Return what changes when another picture is put in the logo's place; None where there is none."""
    try:
        found = Path(logo).stat() if logo else None
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size) if found else None


def _read(path: Path) -> bytes | None:
    """Return a logo's file; None where it cannot be read, which keeps no receipt from printing."""
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return None


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


def _place(folder: Path, digest: str) -> Path:
    return folder / "logos" / f"{digest}.png"
