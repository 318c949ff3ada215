"""Printers by their model, as python-escpos' list of capabilities knows them.

Of that list only those are offered that can print a paper of this program: they take raster, and ESC/POS without first
being switched to it. The list does not say which have Chinese letters of their own, so that stands here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec.structs import replace

from pos_app.domain.ports import PrinterProfile
from pos_app.domain.printing import ANY_MODEL, ASCII, CHINESE_TEXT, PROFILES, PrinterModel

_FONT_A_DOTS = 12
"""Width of a letter of font A."""
_NARROW_DOTS = 432
"""More dots are not on a roll of 58 mm."""
_WITH_CHINESE = {"NT-5890K", "NT-80-V-UL", "P822D", "POS-5890", "RP326", "Sunmi-V2", "ZJ-5870"}
"""Made in China for shops there too: a set of GB18030 or of GBK, its two-byte half, is built in."""


@cache
def models() -> tuple[PrinterModel, ...]:
    """Return the models by maker and name."""
    from escpos.capabilities import CAPABILITIES  # heavy: loaded with the first paper or the printer's page

    found = [_model(key, facts) for key, facts in CAPABILITIES["profiles"].items() if _prints_ours(facts)]
    return tuple(sorted((model for model in found if model.key != ANY_MODEL), key=lambda model: model.title.casefold()))


def profile_for(model: str, paper_width: int, code_page: str) -> PrinterProfile:
    """Return what papers are laid out for: of a model that is known, else of any printer with a roll of that width.

    A code page that the model lacks becomes `ASCII`: what is not in that goes as raster, which it always can.
    """
    known = None if model == ANY_MODEL else next((one for one in models() if one.key == model), None)
    plain = replace(PROFILES[str(paper_width)], code_page=code_page)
    if known is None:
        return plain
    if code_page not in known.code_pages:
        code_page = ASCII
    return PrinterProfile(
        name=known.key,
        width_mm=known.width_mm or plain.width_mm,
        dots=known.dots or plain.dots,
        columns=known.columns if known.dots else plain.columns,
        code_page=code_page,
        cuts=known.cuts,
        dpi=known.dpi,
    )


def _prints_ours(facts: dict[str, Any]) -> bool:
    features = facts["features"]
    raster = features.get("bitImageRaster") and "Use bitImageColumn" not in facts["notes"]
    return bool(raster) and not features.get("starCommands")


def _model(key: str, facts: dict[str, Any]) -> PrinterModel:
    media, features = facts["media"], facts["features"]
    dots = _number(media["width"].get("pixels"))
    pages = frozenset(facts["codePages"].values())
    return PrinterModel(
        key=key,
        title=" ".join(dict.fromkeys((facts["vendor"], facts["name"]))),
        width_mm=None if dots is None else 58 if dots <= _NARROW_DOTS else 80,
        dots=dots,
        columns=_columns(facts["fonts"]["0"]["columns"], dots),
        dpi=_number(media.get("dpi")) or 203,
        code_pages=pages | {CHINESE_TEXT} if key in _WITH_CHINESE else pages,
        cuts=bool(features.get("paperFullCut") or features.get("paperPartCut")),
    )


def _columns(said: int, dots: int | None) -> int:
    """Return the letters a line as the list says, unless they would fill less than half of it: that is a mistake."""
    return said if dots is None or 2 * said * _FONT_A_DOTS > dots else dots // _FONT_A_DOTS


def _number(said: object) -> int | None:
    """Return a figure of the list; None where it says that nobody knows."""
    return said if isinstance(said, int) else None
