"""Which way text runs: Hebrew and Arabic from right to left, figures and other letters in between from left to right.

Unicode's bidirectional algorithm (UAX #9: W1 to W7, N0 to N2, L1, L2) for one line of text without embeddings, which
`cleaned` text never has. Each character stands for its class by one letter, so that rules are replacements: L, R,
A (Arabic letter), E (European figure), N (Arabic figure), S and C (separators in figures), T (beside figures),
O (other).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Whatever may run from right to left lies in these blocks."""
_LETTERS = {"L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "S", "CS": "C", "ET": "T"}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "【": "】", "《": "》"}
_MIRRORED = str.maketrans("()[]{}<>«»‹›（）「」【】《》", ")(][}{><»«›‹）（」「】【》《")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text's runs as they stand on paper from the left, and whether each is read from the right.

    Characters of a run are in the order they are read. Signs that come in pairs are not mirrored: see `mirrored`.
    """
    if _RIGHT_TO_LEFT.search(text) is None:
        yield text, False
        return
    levels = _levels(text)
    found = [(run.start(), run.end()) for run in re.finditer(r"(.)\1*", levels, re.DOTALL)]
    for start, end in _in_sight([(place, levels[place[0]]) for place in found]):
        yield text[start:end], levels[start] == "1"


def mirrored(char: str) -> str:
    """Return the sign that a sign read from the right looks like."""
    return char.translate(_MIRRORED)


def _in_sight(placed: list[tuple[tuple[int, int], str]]) -> list[tuple[int, int]]:
    """Put runs into the order of sight: from the highest level down, neighbours of at least it change order (L2)."""
    for level in "21":
        at = 0
        while at < len(placed):
            end = at
            while end < len(placed) and placed[end][1] >= level:
                end += 1
            placed[at:end] = placed[at:end][::-1]
            at = end + 1
    return [place for place, _ in placed]


def _levels(text: str) -> str:
    """Return each character's level, a figure each: even ones run from the left, odd ones from the right."""
    classes = _classes(text)
    first = re.search("[LRA]", classes)
    base = "L" if first is None or first[0] == "L" else "R"
    kinds = _without_neutrals(_without_brackets(text, _without_weak(classes, base), base), base)
    levels = kinds.translate(str.maketrans("LREN", "0122" if base == "L" else "2122"))
    shown = len(text.rstrip())
    return levels[:shown] + ("0" if base == "L" else "1") * (len(text) - shown)


def _classes(text: str) -> str:
    """Return the letters of the characters' classes; marks and joiners have that of what they stand on (W1)."""
    classes = ""
    for char in text:
        kind = unicodedata.bidirectional(char)
        classes += (classes[-1:] or "O") if kind in {"NSM", "BN"} else _LETTERS.get(kind, "O")
    return classes


def _without_weak(classes: str, base: str) -> str:
    """Settle figures and what stands in and beside them (W2 to W7): L, R, E, N and O are left."""
    classes = re.sub("A[^LRA]*", lambda found: found[0].replace("E", "N"), classes).replace("A", "R")
    classes = re.sub("(?<=E)[SC](?=E)", "E", classes)
    classes = re.sub("(?<=N)C(?=N)", "N", classes)
    classes = re.sub("T+(?=E)|(?<=E)T+", lambda found: "E" * len(found[0]), classes)
    classes = re.sub("[SCT]", "O", classes)
    return re.sub("L[^LR]*", lambda found: found[0].replace("E", "L"), base + classes)[1:]


def _without_brackets(text: str, classes: str, base: str) -> str:
    """Give both brackets of a pair one direction (N0): the line's where it is inside, else that of what is before."""
    kinds = list(classes)
    for start, end in _pairs(text, classes):
        inside = {_strong(kind) for kind in kinds[start + 1 : end]} - {""}
        if not inside:
            continue
        before = next((strong for kind in reversed(kinds[:start]) if (strong := _strong(kind))), base)
        kinds[start] = kinds[end] = base if base in inside else before
    return "".join(kinds)


def _pairs(text: str, classes: str) -> list[tuple[int, int]]:
    """Return the places of brackets that belong together, in the order they open."""
    waiting: list[tuple[str, int]] = []
    pairs = []
    for at, char in enumerate(text):
        if classes[at] != "O":
            continue
        if char in _BRACKETS:
            waiting.append((_BRACKETS[char], at))
        elif (opened := next((one for one in reversed(waiting) if one[0] == char), None)) is not None:
            pairs.append((opened[1], at))
            del waiting[waiting.index(opened) :]
    return sorted(pairs)


def _strong(kind: str) -> str:
    """Return the direction a class counts as beside neutrals: figures count as from the right (N1)."""
    return {"L": "L", "R": "R", "E": "R", "N": "R"}.get(kind, "")


def _without_neutrals(kinds: str, base: str) -> str:
    """Give what is between two of one direction theirs (N1), and else the line's (N2)."""
    whole = re.sub("(?<=L)O+(?=L)", lambda found: "L" * len(found[0]), base + kinds + base)
    whole = re.sub("(?<=[REN])O+(?=[REN])", lambda found: "R" * len(found[0]), whole)
    return whole[1:-1].replace("O", base)
