"""How a scale is said to stand while nobody has pressed anything: short where it is only to be waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.quantity import QUANTITY_DIGITS
from pos_app.domain.weighing import ScaleEmpty, ScaleNotAnswered, ScaleUnstable

if TYPE_CHECKING:
    from pos_app.domain.errors import CodedError
    from pos_app.domain.weighing import Reading
    from pos_app.ui.wording import Wording


def calm_state(problem: CodedError, wording: Wording) -> tuple[str, str]:
    """Return why no weight can be taken, and the look to say it in."""
    _ = wording.translate
    calm: dict[type[CodedError], str] = {
        ScaleNotAnswered: _("Asking the scale"),
        ScaleUnstable: _("Still moving"),
        ScaleEmpty: _("Nothing on the scale"),
    }
    text = calm.get(type(problem))
    return (text, "muted") if text else (wording.sentence(problem), "warn")


def shown_weight(reading: Reading, wording: Wording) -> str:
    """Return the weight as the scale's own display has it; a dash where it says none."""
    if reading.weight is None:
        return "\N{EN DASH}"
    return wording.formats.quantity(reading.weight, QUANTITY_DIGITS, reading.unit)
