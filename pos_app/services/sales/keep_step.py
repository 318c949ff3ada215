"""One step of a basket on disk: in its place, once, with the entry that its reduction leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, select, update

from pos_app.data.rows import add_row
from pos_app.data.statements import change
from pos_app.data.tables.baskets import basket, basket_step
from pos_app.data.tables.catalog import variant
from pos_app.domain import barcode as codes
from pos_app.domain.errors import PosError
from pos_app.domain.steps import AddLine, encode

if TYPE_CHECKING:
    from sqlalchemy import Row

    from pos_app.domain.basket import Line
    from pos_app.domain.sale import Mark, Unkept
    from pos_app.domain.steps import Step
    from pos_app.services.books import Posting

_BASKET: Select[Any] = select(basket.c.id, basket.c.state, basket.c.steps).where(basket.c.uid == bindparam("uid_"))
_STEP = select(basket_step.c.kind, basket_step.c.body).where(
    basket_step.c.basket_id == bindparam("key"), basket_step.c.position == bindparam("position_")
)
_VARIANT = select(variant.c.uid).where(variant.c.id == bindparam("key"))
_COUNT_STEPS = (
    update(basket)
    .where(basket.c.id == bindparam("key"))
    .values(steps=bindparam("new_steps"), changed_at=bindparam("now"))
)


class BasketClosed(PosError):
    """The basket is paid or dropped: no step can follow."""


class NotKept(PosError):
    """Steps of the basket are not on disk yet; what follows them waits."""


class MoneyTaken(PosError):
    """Money was taken towards the basket: give it back, or finish the sale."""


def place_of(unkept: Unkept) -> tuple[bytes, int, Step]:
    """Return what somebody's word is taken for: this step in this place, and no other."""
    return unkept.basket_uid, unkept.position, unkept.step


def keep_step(posting: Posting, unkept: Unkept) -> None:
    """Write one step in a posting that is open, with the entry its reduction leaves."""
    kind, body = encode(unkept.step)
    found = posting.connection.execute(_BASKET, {"uid_": unkept.basket_uid}).first()
    steps = found.steps if found else 0
    if unkept.position > steps + 1:
        raise NotKept
    if found is not None and unkept.position <= steps:
        _refuse_another(posting, found.id, unkept.position, (kind, body))
        return
    if isinstance(unkept.step, AddLine):
        _refuse_gone(posting, unkept.step.line)
    key = _new_basket(posting, unkept) if found is None else _count_step(posting, found, unkept)
    row = {"basket_id": key, "position": unkept.position, "kind": kind, "body": body}
    add_row(posting.connection, basket_step, **row)
    if unkept.mark:
        _journal(posting, unkept.basket_uid, unkept.mark)


def _refuse_another(posting: Posting, key: int, position: int, step: tuple[str, str]) -> None:
    """Let the same step pass that is there already: its acknowledgement was lost. Refuse another."""
    there = posting.connection.execute(_STEP, {"key": key, "position_": position}).one()
    if tuple(there) != step:
        raise BasketClosed


def _refuse_gone(posting: Posting, line: Line) -> None:
    """Refuse goods that an undone import took away after they were looked up."""
    if posting.connection.execute(_VARIANT, {"key": line.item.variant_id}).scalar() != line.item.variant_uid:
        raise codes.UnknownCode(text=line.code or line.item.sku)


def _count_step(posting: Posting, found: Row[Any], unkept: Unkept) -> int:
    if found.state == "paying":
        raise MoneyTaken
    if found.state != "open":
        raise BasketClosed
    change(posting.connection, _COUNT_STEPS, {"key": found.id, "new_steps": unkept.position, "now": posting.at})
    return int(found.id)


def _new_basket(posting: Posting, unkept: Unkept) -> int:
    return add_row(
        posting.connection,
        basket,
        uid=unkept.basket_uid,
        till_id=posting.duty.till_id,
        person_id=posting.duty.person_id,
        state="open",
        steps=unkept.position,
        created_at=posting.at,
        changed_at=posting.at,
    )


def _journal(posting: Posting, basket_uid: bytes, mark: Mark) -> None:
    posting.journal(
        mark.tag,
        basket_uid,
        {
            "line": mark.line_uid.hex() if mark.line_uid else None,
            "variant": mark.variant_uid.hex() if mark.variant_uid else None,
            "before": mark.before,
            "after": mark.after,
            "quantity_before": mark.quantity_before,
            "quantity_after": mark.quantity_after,
        },
    )
