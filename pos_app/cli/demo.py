"""`pos demo [--headless DIR]`: a shop with sample goods that is gone afterwards."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from pos_app.app import build
from pos_app.cli.screen import has_display
from pos_app.cli.temporary import temporary_folder
from pos_app.data.problems import problem_of_writing
from pos_app.domain.money import plain
from pos_app.services.rehearsal.sample_shop import stock_sample_shop
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from pos_app.services.services import Services
    from pos_app.ui.rehearsal.sell_by_keys import Rehearsed


def run(given: argparse.Namespace) -> int:
    """Open the demo shop in the window, or sell in it without a screen."""
    if given.headless is None and not has_display():
        print("No display was found: `pos demo --headless DIR` sells without one.", file=sys.stderr)
        return 1
    with temporary_folder("countertop-demo-") as place:
        services = build(place, new=NewShop(kind="rehearsal"))
        try:
            stock_sample_shop(services)
            return _window(services) if given.headless is None else _headless(services, given.headless)
        finally:
            services.close()


def _window(services: Services) -> int:
    from pos_app.ui.run import run_window  # Qt: only where a window is shown

    return run_window(services, argv=sys.argv[:1])


def _headless(services: Services, folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from pos_app.ui.rehearsal.sell_by_keys import sell_by_keys  # Qt: after the platform is chosen

    sold = sell_by_keys(services, folder)
    papers = sorted((services.shop.profile.folder / "papers").glob("*.bin"))
    (folder / "receipt.bin").write_bytes(papers[-1].read_bytes())
    (folder / "receipt.png").write_bytes(services.paper.png(papers[-1].read_bytes()))
    (folder / "summary.json").write_text(json.dumps(_summary(services, sold), indent=1), encoding="utf-8")
    for name in ("till.png", "receipt.bin", "receipt.png", "summary.json"):
        print(folder / name)
    return 0


def _summary(services: Services, sold: Rehearsed) -> dict[str, object]:
    """Return what was sold, amounts as plain decimals."""
    currency = services.shop.profile.currency
    amounts = {name: plain(value, currency.digits) for name, value in asdict(sold).items() if name in _AMOUNTS}
    return {**asdict(sold), **amounts, "currency": currency.code}


_AMOUNTS = ("total", "tendered", "change")
