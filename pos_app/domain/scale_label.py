"""Labels that a scale prints: a number of the goods, and a weight or an amount, within one long number.

Where each stands is the shop's own setting, a layout a line: `21 PPPPP WW.WWW C`. Figures in front are the prefix that
tells the label; P is the number of the goods, W the weight in kg, A the amount, C the check digit, X a figure that is
passed over. A point says how many decimals; without one W counts grams and A the smallest coin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import combinations

from msgspec import Struct

from pos_app.domain.check_digit import check_digit
from pos_app.domain.errors import PosError
from pos_app.domain.label import Label
from pos_app.domain.payment_code import payment_kind

USUAL = (
    "21 PPPPP WW.WWW C",
    "20 PPPPP AAA.AA C",
    "22 PPPPP WW.WWW AAA.AA C",
    "23 PPPPP AAA.AA WW.WWW C",
)
"""What scales usually print: EAN-13 with a weight or an amount, 18 digits with both in either order.

None is in force before a shop says so: the same figures may be 2.50 on one scale and 250 g on another.
"""
_RUN = r"P+|X+|C|W+(?:\.W+)?|A+(?:\.A+)?"
_SHAPE = rf"(?a)(\d{{1,6}})((?:{_RUN})+)"
_SHORTEST, _LONGEST = 8, 32
_GRAM_DIGITS = 3
_SAMPLES = "0123456789"


class ScaleRuleRefused(PosError):
    """A layout cannot be used. Params: line, reason.

    `reason` is `shape`, `scattered` (a letter in two places), `no_goods`, `no_value`, `decimals`, `check` (C is not
    the last), `length`, `payment` (phones show such numbers) or `overlap` (another layout has the same labels).
    """


class Figures(Struct, frozen=True):
    """Where a number stands in a label."""

    start: int
    end: int
    shift: int = 0
    """How many zeros make it grams, or minor units."""

    def of(self, code: str) -> int:
        """Return the number."""
        return int(code[self.start : self.end] + "0" * self.shift)


class ScaleRule(Struct, frozen=True):
    """A layout."""

    text: str
    """As a shop writes it."""
    prefix: str
    length: int
    plu: Figures
    weight: Figures | None
    amount: Figures | None
    checked: bool
    """Whether the last figure is the check digit, weights 3 and 1 from the right."""

    def has_shape(self, code: str) -> bool:
        """Tell whether a code is as long and begins as the layout says."""
        return len(code) == self.length and code.startswith(self.prefix) and code.isascii() and code.isdigit()

    def fits(self, code: str) -> bool:
        """Tell whether a code is such a label, check digit included."""
        return self.has_shape(code) and (not self.checked or check_digit(code[:-1]) == int(code[-1]))

    def label(self, code: str) -> Label:
        """Return what a label that fits says of its pack."""
        return Label(self.weight.of(code) if self.weight else None, self.amount.of(code) if self.amount else None)

    def plu_forms(self, code: str) -> tuple[str, ...]:
        """Return how the number of the goods may be stored: as it stands, then with ever fewer leading zeros."""
        text = code[self.plu.start : self.plu.end]
        zeros = len(text) - len(text.lstrip("0") or "0")
        return tuple(text[skip:] for skip in range(zeros + 1))


@lru_cache(maxsize=16)
def parse_rules(text: str, digits: int) -> tuple[ScaleRule, ...]:
    """Read layouts, one a line, in a currency with so many digits. Raise `ScaleRuleRefused`."""
    rules = tuple(_rule(line, digits) for line in text.splitlines() if line.strip())
    for one, other in combinations(rules, 2):
        if one.length == other.length and (one.prefix.startswith(other.prefix) or other.prefix.startswith(one.prefix)):
            raise ScaleRuleRefused(line=other.text, reason="overlap")
    return rules


def _rule(line: str, digits: int) -> ScaleRule:
    text = " ".join(unicodedata.normalize("NFKC", line).upper().split())
    shape = re.fullmatch(_SHAPE, text.replace(" ", ""))
    if shape is None:
        raise ScaleRuleRefused(line=text[:40], reason="shape")
    prefix, letters = shape.groups()
    most = {"P": 0, "W": _GRAM_DIGITS, "A": digits}
    found: dict[str, Figures] = {}
    at = len(prefix)
    for run in re.findall(_RUN, letters):
        letter, end = run[0], at + len(run.replace(".", ""))
        if letter in found:
            raise ScaleRuleRefused(line=text[:40], reason="scattered")
        if letter != "X":
            found[letter] = Figures(at, end, _shift(run, most.get(letter, 0), text))
        at = end
    _refuse_useless(found, prefix, at, text)
    return ScaleRule(text, prefix, at, found["P"], found.get("W"), found.get("A"), checked="C" in found)


def _shift(run: str, most: int, text: str) -> int:
    """Return how many zeros make the number of a run grams or minor units, which have `most` decimals."""
    _, point, part = run.partition(".")
    if len(part) > most:
        raise ScaleRuleRefused(line=text[:40], reason="decimals")
    return most - len(part) if point else 0


def _refuse_useless(found: dict[str, Figures], prefix: str, length: int, text: str) -> None:
    reason = ""
    if "P" not in found:
        reason = "no_goods"
    elif not found.keys() & {"W", "A"}:
        reason = "no_value"
    elif not _SHORTEST <= length <= _LONGEST:
        reason = "length"
    elif "C" in found and found["C"].end != length:
        reason = "check"
    elif "C" not in found and _may_be_payment(prefix, length):
        reason = "payment"
    if reason:
        raise ScaleRuleRefused(line=text[:40], reason=reason)


def _may_be_payment(prefix: str, length: int) -> bool:
    """Tell whether a phone may show what looks like this label; only a check digit tells the two apart then."""
    return any(payment_kind((prefix + figure).ljust(length, "0")[:length]) for figure in _SAMPLES)
