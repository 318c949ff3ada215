"""What a row of the till shows: the words and figures of one priced line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.label import WEIGHTS
from pos_app.domain.quantity import PIECE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pos_app.domain.basket import Line, PricedBasket, PricedLine
    from pos_app.domain.formats import Formats
    from pos_app.domain.pricing import Discount
    from pos_app.ui.messages import Message

MINUS = "\N{MINUS SIGN}"


class LineRow(Struct, frozen=True):
    """One row, ready to paint."""

    uid: bytes
    number: int
    name: str
    note: str
    note_tint: str
    quantity: str
    price: str
    amount: str
    saving: bool = False
    """True until the writer acknowledged the step."""


class Standing(Struct, frozen=True):
    """What is known of the lines beside the basket itself."""

    saving: Collection[bytes] = ()
    """Lines whose step the writer has not acknowledged."""
    unsaved: Collection[bytes] = ()
    """Lines whose step could not be written."""
    said: Mapping[str, Message] | None = None
    """Messages by the line's uid in hex."""


_NOTHING_SAID = Standing()


class LineRows:
    """Makes the rows of a basket; a line that stayed as it was keeps the row made for it before."""

    def __init__(self, formats: Formats, _: Callable[[str], str]) -> None:
        self._formats = formats
        self._translate = _
        self._made: dict[int, tuple[PricedLine, LineRow]] = {}
        """By the id of the priced line, which is held here so that no other can have it."""

    def of(self, priced: PricedBasket, standing: Standing = _NOTHING_SAID) -> list[LineRow]:
        """Return a row for each line of the basket."""
        said = {bytes.fromhex(uid) for uid in standing.said or {}}
        special = said.union(standing.saving, standing.unsaved)
        made, self._made = self._made, {}
        rows = []
        for number, line in enumerate(priced.lines, start=1):
            uid, known = line.line.uid, made.get(id(line))
            if known is not None and known[1].number == number and uid not in special:
                row = known[1]
            else:
                row = _row(number, line, self._formats, self._translate, standing)
            if uid not in special:
                self._made[id(line)] = (line, row)
            rows.append(row)
        return rows


def _row(number: int, priced: PricedLine, formats: Formats, _: Callable[[str], str], standing: Standing) -> LineRow:
    line = priced.line
    note, tint = _note(priced, formats, _, standing)
    return LineRow(
        uid=line.uid,
        number=number,
        name=line.item.name,
        note=note,
        note_tint=tint,
        quantity=formats.quantity(line.quantity, line.item.decimals, line.item.unit),
        price=formats.price(line.unit_price),
        amount=formats.amount(priced.net_of_own),
        saving=line.uid in standing.saving,
    )


def _note(priced: PricedLine, formats: Formats, _: Callable[[str], str], standing: Standing) -> tuple[str, str]:
    """Return the second row and its tint: what was just refused, else what went wrong, else what made the price."""
    line = priced.line
    message = (standing.said or {}).get(line.uid.hex())
    if message is not None:
        return message.text, message.tone.value
    if line.uid in standing.unsaved:
        return _("Not saved; it cannot be paid yet"), "bad"
    parts = label_parts(line, formats, _)
    if line.tare:
        tare = formats.quantity(line.tare, line.item.decimals, line.item.unit)
        parts.append(_("net, container {tare}").format(tare=tare))
    if line.unit_price != line.item.list_price and not _follows_label(line):
        parts.append(_("list price {price}").format(price=formats.price(line.item.list_price)))
    parts += [discount_text(discount, formats, _) for discount in line.discounts]
    return " · ".join(parts), "good" if line.discounts else "muted"


def label_parts(line: Line, formats: Formats, _: Callable[[str], str]) -> list[str]:
    """Return what the pack's code said of it, as far as the row does not say it anyhow."""
    label, parts = line.label, []
    if label.amount is not None:
        parts.append(_("label {amount}").format(amount=formats.amount(label.amount)))
    if label.weight is not None and line.item.unit not in WEIGHTS:
        parts.append(formats.weight(label.weight))
    if label.lot:
        parts.append(_("lot {lot}").format(lot=label.lot))
    if label.expiry:
        parts.append(_("use by {day}").format(day=formats.date(label.expiry)))
    if label.serial:
        parts.append(_("serial no. {serial}").format(serial=label.serial))
    return parts


def _follows_label(line: Line) -> bool:
    """Tell whether the price is the list price but for what the label's amount rounded."""
    return line.label.amount is not None and line.label.weight is None and line.item.unit != PIECE


def discount_text(discount: Discount, formats: Formats, _: Callable[[str], str]) -> str:
    """Return a discount in words: `Autumn offer −10%`."""
    name = discount.name or _("Discount")
    if discount.rate_ppm is not None:
        return f"{name} {MINUS}{formats.percent(discount.rate_ppm)}"
    return f"{name} {MINUS}{formats.amount(discount.amount or 0)}"


def signed(amount: int, formats: Formats) -> str:
    """Return an amount with a true minus sign in front where it is negative."""
    return f"{MINUS if amount < 0 else ''}{formats.amount(abs(amount))}"


def count_text(priced: PricedBasket, formats: Formats, _: Callable[[str], str]) -> str:
    """Return what the basket holds in one phrase: `8 pieces + 0.734 kg on 6 lines`."""
    sums: dict[str, tuple[int, int]] = {}
    for line in priced.lines:
        unit, decimals = line.line.item.unit, line.line.item.decimals
        quantity, most = sums.get(unit, (0, 0))
        sums[unit] = (quantity + line.line.quantity, max(most, decimals))
    parts = [
        _("{count} pieces").format(count=formats.quantity(quantity, decimals))
        if unit == "piece"
        else formats.quantity(quantity, decimals, unit)
        for unit, (quantity, decimals) in sums.items()
    ]
    if sums.get("piece") == (1000, 0):
        parts[list(sums).index("piece")] = _("1 piece")
    lines = _("1 line") if len(priced.lines) == 1 else _("{count} lines").format(count=formats.count(len(priced.lines)))
    return _("{goods} on {lines}").format(goods=" + ".join(parts), lines=lines)
