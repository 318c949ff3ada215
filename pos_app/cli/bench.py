"""`pos bench [--catalog FILE] [--json]`: how fast the till is, in a shop of its own."""

from __future__ import annotations

import json
import os
import statistics
import sys
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.cli.start_pace import start_pace
from pos_app.cli.temporary import temporary_folder
from pos_app.domain.errors import PosError
from pos_app.services.catalog.product_file import FileUnreadable
from pos_app.services.language import resources
from pos_app.services.rehearsal import bench_shop
from pos_app.services.rehearsal.checkout_pace import CheckoutPacer
from pos_app.services.rehearsal.import_pace import head_of, import_pace
from pos_app.services.shop.open_shop import is_shop
from pos_app.services.shop.set_up import NewShop

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from pos_app.services.services import Services

SCANS = 500
"""For each size of basket."""
BASKETS = (1, 500)
QUERIES = 200
SALES = 200
SALE_LINES = 10
IMPORTED = 50_000
STARTS = 10
_PERCENT = 100


class FolderTaken(PosError):
    """The folder holds something that is not a shop to be timed. Params: path."""


def run(given: argparse.Namespace) -> int:
    """Make the shop where there is none yet, time it, and print the figures."""
    catalog = given.catalog or resources() / "sample" / "goods.csv"
    try:
        fingerprint = bench_shop.fingerprint(catalog)
    except OSError as error:
        raise FileUnreadable(path=str(catalog), reason=error.strerror or "") from error
    folder = given.data or _kept_place(fingerprint)
    services = _shop(folder, catalog, fingerprint)
    try:
        figures = measure(services, scale=given.scale)
    finally:
        services.close()
    figures |= {**measure_start(folder, scale=given.scale), **measure_import(catalog, scale=given.scale)}
    if given.json:
        print(json.dumps(figures))
    else:
        _print(figures)
    return 0


def measure(services: Services, *, scale: int = 1) -> dict[str, object]:
    """Return the figures; milliseconds and ratios. A `scale` above 1 divides how often each thing is done."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from pos_app.ui.rehearsal.pace import window_pace  # Qt: after the platform is chosen

    services.ring_up.refresh_search()
    sample = bench_shop.draw(services, max(BASKETS) + SCANS)
    sizes = [size for size in BASKETS if size <= len(sample.codes)]
    typed = bench_shop.queries(sample.names, QUERIES // scale)
    window = window_pace(services, sample.codes, typed, scans=SCANS // scale, lines=sizes)
    hits = [services.ring_up.hit(key) for key in sample.keys[:SALE_LINES]]
    with temporary_folder("countertop-bench-") as place:
        sales = CheckoutPacer(services, place / "shop.db").run(hits, SALES // scale)
    ours, raw = statistics.median(sales.ours), statistics.median(sales.raw)
    return {
        "scan_to_paint_ms": {f"lines{size}": _spread(times) for size, times in window.scan_to_paint.items()},
        "basket_durable_ms": _spread(window.basket_durable),
        "search_ms": _spread(window.search),
        "checkout_ms": _spread(sales.ours),
        "checkout_raw_ms": _spread(sales.raw),
        "checkout_statements": sales.statements,
        "checkout_vs_raw": round(raw / ours, 3),
    }


def measure_start(folder: Path, *, scale: int = 1) -> dict[str, object]:
    """Return how long the window takes to open on the shop in a folder, and what memory it takes then."""
    pace = start_pace(folder, max(1, STARTS // scale))
    figures: dict[str, object] = {"start_ms": round(pace.ours * 1000), "start_vs_bare": round(pace.ours / pace.bare, 2)}
    return {**figures, "rss_vs_bare": round(pace.ours_kib / pace.bare_kib, 2)} if pace.bare_kib else figures


def measure_import(catalog: Path, *, scale: int = 1) -> dict[str, object]:
    """Return how fast the first rows of a catalog come in, and how long the writer was held at most."""
    with temporary_folder("countertop-bench-") as place:
        goods = place / "goods.csv"
        head_of(catalog, IMPORTED // scale, goods)
        services = build(place / "shop", new=NewShop(kind="rehearsal"))
        try:
            pace = import_pace(services, goods, place / "bare.db")
        finally:
            services.close()
    return {
        "import_per_second": round(pace.ours),
        "import_vs_raw": round(pace.ours / pace.raw, 3),
        "import_longest_hold_ms": round(pace.longest_hold * 1000, 1),
    }


def _kept_place(fingerprint: str) -> Path:
    from platformdirs import user_cache_path  # only where no folder was named

    return user_cache_path("countertop", appauthor=False) / "bench" / fingerprint


def _shop(folder: Path, catalog: Path, fingerprint: str) -> Services:
    """Open the shop kept for this catalog, or make it; raise `FolderTaken` where anything else lies in the folder."""
    if is_shop(folder):
        return _kept(folder, fingerprint)
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(path=str(folder))
    print(f"Making a shop from {catalog.name}; it is kept in {folder} for the next run.", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(".bench-", folder.parent) as place:
        made = place / "shop"
        services = build(made, new=NewShop(kind="rehearsal"))
        try:
            report = bench_shop.fill(services, catalog, fingerprint)
        finally:
            services.close()
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    hold = report.longest_hold * 1000
    print(
        f"{report.added:,} goods in {report.seconds:.1f} s; the writer was held {hold:.1f} ms at most.", file=sys.stderr
    )
    return build(folder)


def _kept(folder: Path, fingerprint: str) -> Services:
    if not bench_shop.is_made(folder, fingerprint):
        raise FolderTaken(path=str(folder))
    services = build(folder)
    if services.shop.profile.kind != "rehearsal":
        services.close()
        raise FolderTaken(path=str(folder))
    return services


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "p50": round(statistics.median(ordered) * 1000, 2),
        "p99": round(ordered[min(len(ordered) - 1, len(ordered) * 99 // _PERCENT)] * 1000, 2),
        "max": round(ordered[-1] * 1000, 2),
    }


def _print(figures: dict[str, object], indent: str = "") -> None:
    for name, figure in figures.items():
        if isinstance(figure, dict):
            leaves = all(not isinstance(value, dict) for value in figure.values())
            row = "  ".join(f"{key} {value}" for key, value in figure.items()) if leaves else ""
            print(f"{indent}{name:<24} {row}".rstrip())
            if not leaves:
                _print(figure, indent + "  ")
        else:
            print(f"{indent}{name:<24} {figure}")
