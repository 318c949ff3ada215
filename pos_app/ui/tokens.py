"""The look as values: each colour, size and space of the program, once. Nothing else names a colour."""

from __future__ import annotations

from msgspec import Struct


class Tokens(Struct, frozen=True):
    """The colours of one appearance, as #RRGGBB."""

    dark: bool
    window: str
    """Behind everything."""
    surface: str
    """Tables, cards, fields."""
    raised: str
    """Menus, dialogs, what drops over the screen."""
    selection: str
    """The lit line, selected rows, chosen keys."""
    tile: str
    """Quick keys and quiet pills."""
    line: str
    """Hairlines of one pixel."""
    field: str
    """Border of a field that can be typed into; 3 : 1 against its surface."""
    text: str
    muted: str
    accent: str
    """The one primary action of a screen, the focus ring, the chosen thing."""
    on_accent: str
    """Text on the accent."""
    good: str
    warn: str
    bad: str


LIGHT = Tokens(
    dark=False,
    window="#F5F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    selection="#E9EFFD",
    tile="#F1F3F6",
    line="#DDE1E7",
    field="#858E9C",
    text="#14181F",
    muted="#596273",
    accent="#1D55E0",
    on_accent="#FFFFFF",
    good="#0B7245",
    warn="#8A5200",
    bad="#BF2430",
)
DARK = Tokens(
    dark=True,
    window="#111419",
    surface="#191E25",
    raised="#222933",
    selection="#22304D",
    tile="#222933",
    line="#333C48",
    field="#6B7686",
    text="#E9EDF3",
    muted="#9DA8B7",
    accent="#7AA5FF",
    on_accent="#0B1020",
    good="#4CC58D",
    warn="#E3AE55",
    bad="#FF7A7A",
)

TILE_COLOURS = {
    "amber": ("#C7822B", "#C58F35"),
    "violet": ("#7A6BC7", "#7C6FD0"),
    "green": ("#2B8A6B", "#2F8F70"),
    "grey": ("#596273", "#596273"),
    "blue": ("#3C78D8", "#5B8DE0"),
    "red": ("#C4525B", "#D0656D"),
}
"""Bars of the quick keys by the shop's own grouping, light and dark; they never carry a meaning alone."""

RADIUS = 8
"""Corners of fields and buttons."""
RADIUS_CARD = 12
"""Corners of cards and dialogs."""

CAP = 11
"""Key caps and the smallest notes."""
SMALL = 12
BASE = 13
TOTALS = 14
"""The sums above the total."""
LINES = 15
"""Lines at the till."""
SCAN = 17
"""The scan line."""
SECTION = 20
TOTAL = 28
CHANGE = 44
"""The change due: read across the counter."""

TARGET_TILL = 44
TARGET_DESK = 32
TILL_ROW = 46
DESK_ROW = 36


_DARK_END = 0.04045
"""Where the sRGB curve of WCAG 2 leaves its straight part."""


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= _DARK_END else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Return the relative luminance of a #RRGGBB colour as WCAG 2 defines it, 0 to 1."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
