"""Sentences about shifts and the cash in the drawer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import amounts, later, plain

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
    from pos_app.ui.wording.makers import Maker, Params, Translate

_SHORT = later("You counted {counted}, {off} less than expected. Count again, or press Ctrl+Enter again to close.")
_OVER = later("You counted {counted}, {off} more than expected. Count again, or press Ctrl+Enter again to close.")


def _far_off(params: Params, _: Translate, formats: Formats) -> str:
    off = params.get("off")
    how = off if isinstance(off, int) else 0
    shown = {**params, "off": abs(how)}
    return amounts(_SHORT if how < 0 else _OVER, "counted", "off")(shown, _, formats)


SHIFTS: dict[str, Maker] = {
    "shift_closed": plain(later("No shift is open. Count the drawer and open one first: Ctrl+Shift+S.")),
    "shift_is_open": plain(later("A shift is open on this till already. Close it first.")),
    "payment_unfinished": amounts(
        later("{taken} was taken for a sale that is not finished. Finish it or give the money back, then close."),
        "taken",
    ),
    "count_far_off": _far_off,
    "count_differs": plain(
        later("The count differs from what should be there. Count again, or press Ctrl+Enter again to close.")
    ),
    "nothing_moved": plain(later("Type how much cash comes or goes: more than 0, without a minus.")),
    "move_reason_missing": plain(
        later("Cash that comes or goes without a sale needs a reason: a word or two will do.")
    ),
    "more_than_in_drawer": amounts(
        later("{amount} is more than should lie in the drawer. Check the figure."), "amount"
    ),
    "not_a_count": plain(later("“{text}” is no number of pieces. Type a whole number, or leave it empty.")),
    "count_refused": plain(later("{pieces} pieces of one kind lie in no drawer. Count them again.")),
    "count_below_zero": plain(later("What was counted cannot be below zero. Type it again.")),
    "no_such_piece": plain(later("There is no such note or coin in {currency}.")),
    "no_such_closing": plain(later("This shift was not closed, so there is no Z of it.")),
}
